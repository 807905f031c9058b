"""登记同意 on the client page: a no stops what waits, and nobody is asked over and over (CON-R1, CON-R2)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import Consent
from outbox.actions import stop_mail
from staff.models import AuditEvent
from tests import factories
from tests.mail import greeting, reminder, state
from tests.numbers import SPACED

NOW = timezone.make_aware(datetime(2026, 11, 23, 17, 45))
HX = {"HX-Request": "true"}
YES = {
    "purpose": "care",
    "status": "granted",
    "on": "2026-11-23",
    "method": "counter",
    "note": "存单到期时说的",
    "seen": "",
}


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(NOW, tick=False):
        yield


def path(client):
    return f"/clients/{client.pk}/consents/"


@pytest.mark.parametrize("person", ["manager", "backup", "head", "compliance"])
def test_those_who_hear_it_note_it(bank, login, person):
    user = getattr(bank, person)
    answer = login(user).post(path(bank.mine), {**YES, "on": "2026-11-20"}, follow=True)
    row = Consent.objects.get()
    assert (row.purpose, row.via, row.status, row.by) == ("care", "email", "granted", user)
    assert (row.obtained_on, row.evidence) == (date(2026, 11, 20), "柜面：存单到期时说的")
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/clients/{bank.mine.pk}/", 302)]
    assert "已登记：关怀问候 · 邮件 同意" in page and "柜面：存单到期时说的" in page
    event = AuditEvent.objects.get(verb="consent")
    assert (event.actor_no, event.changes["status"]) == (user.employee_no, ["", "granted"])


def test_a_manager_of_another_branch_cannot_and_other_overseers_may_not(bank, login):
    for person, status in (("stranger", 404), ("head_office", 403), ("auditor", 403), ("sysadmin", 403)):
        browser = login(getattr(bank, person))
        assert [browser.get(path(bank.mine)).status_code, browser.post(path(bank.mine), YES).status_code] == [
            status
        ] * 2
        assert "登记同意" not in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_a_no_stops_what_waits_at_once(bank, login, status):
    row, staff_mail, other = greeting(bank.mine), reminder(bank.manager), greeting(bank.theirs)
    answer = login(bank.manager).post(path(bank.mine), {**YES, "status": status, "seen": "care:granted"}, follow=True)
    assert [state(message) for message in (row, staff_mail, other)] == ["cancelled", "queued", "queued"]
    assert "已拦下待发的 1 封" in answer.content.decode()
    assert Consent.objects.get(client=bank.mine).status == status
    assert AuditEvent.objects.filter(verb="skip", actor_no="990101").count() == 1


def test_a_no_to_marketing_leaves_the_greeting_alone(bank, login):
    row = greeting(bank.mine)
    login(bank.manager).post(
        path(bank.mine), {**YES, "purpose": "marketing", "status": "refused", "seen": "care:granted"}
    )
    assert state(row) == "queued"
    assert dict(Consent.objects.values_list("purpose", "status")) == {"care": "granted", "marketing": "refused"}


@pytest.mark.parametrize("headers", [HX, {}])
def test_within_180_days_only_his_own_wish_counts(bank, login, headers):
    factories.consent(bank.mine, status="refused")
    Consent.objects.update(obtained_on=date(2026, 11, 1))
    browser = login(bank.manager)
    answer = browser.post(path(bank.mine), {**YES, "seen": "care:refused"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422 and "2027年4月30日起才能再次询问" in page
    assert 'value="存单到期时说的"' in page and ("<html" in page) == (headers == {})
    assert Consent.objects.get().status == "refused"
    browser.post(path(bank.mine), {**YES, "seen": "care:refused", "own_request": "on"}, headers=headers)
    assert Consent.objects.get().status == "granted"


def test_the_page_says_until_when_nobody_asks(bank, login):
    factories.consent(bank.mine, status="refused")
    Consent.objects.update(obtained_on=date(2026, 11, 1))
    assert "2027年4月30日前不再询问" in login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()


def test_what_the_client_withdrew_meanwhile_is_shown_before_it_is_overwritten(bank, login):
    factories.consent(bank.mine)
    browser = login(bank.manager)
    assert 'value="care:granted"' in browser.get(path(bank.mine), headers=HX).content.decode()
    stop_mail(bank.mine, "care", source="邮件退订链接", now=NOW)
    data = {**YES, "seen": "care:granted", "own_request": "on"}
    answer = browser.post(path(bank.mine), data, headers=HX)
    page = answer.content.decode()
    assert answer.status_code == 409 and "已撤回」（邮件退订链接）" in page and 'value="care:withdrawn"' in page
    assert Consent.objects.get().status == "withdrawn"
    assert browser.post(path(bank.mine), {**data, "seen": "care:withdrawn"}, headers=HX).headers["HX-Redirect"]
    assert Consent.objects.get().status == "granted"


def test_nothing_is_chosen_beforehand(bank, login):
    browser = login(bank.manager)
    for headers in ({}, HX):
        form = browser.get(path(bank.mine), headers=headers).content.decode().split('id="consent_form"')[1]
        assert 'name="status"' in form and "checked" not in form.split("</form>")[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"purpose": ""}, "必填"), ({"status": ""}, "必填"), ({"method": ""}, "必填"), ({"on": ""}, "必填"),
        ({"status": "perhaps"}, "perhaps"), ({"on": "2026-11-24"}, "晚于今天"), ({"on": "gestern"}, "日期"),
        ({"note": "打 10012342207"}, "手机号"), ({"note": "卡号 4111111111111111"}, "银行卡号"),
        ({"note": SPACED}, "身份证号码"), ({"note": "字" * 61}, "最多 60 个字"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_and_keeps_what_was_typed(bank, login, typed, words):
    answer = login(bank.manager).post(path(bank.mine), {**YES, **typed}, headers=HX)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and f'value="{({**YES, **typed})["note"]}"' in page
    assert not Consent.objects.exists()


@pytest.mark.parametrize("seen", ["", "care", ":", "care:", "x" * 60, "care:granted care:refused"])
def test_a_forged_state_is_no_error(bank, login, seen):
    assert login(bank.manager).post(path(bank.mine), {**YES, "seen": seen}).status_code == 302


def test_after_the_time_he_may_be_asked_again(bank, login):
    factories.consent(bank.mine, status="withdrawn")
    Consent.objects.update(obtained_on=NOW.date() - timedelta(days=180))
    login(bank.manager).post(path(bank.mine), {**YES, "seen": "care:withdrawn"})
    assert Consent.objects.get().status == "granted"
