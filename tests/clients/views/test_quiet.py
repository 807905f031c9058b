"""勿扰 through the real pages, and what it does to a mail that waits."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import DoNotDisturb
from outbox.actions import deliver_messages
from tests.mail import greeting, state
from tests.numbers import SPACED

NOW = timezone.make_aware(datetime(2026, 11, 23, 17, 45))
TODAY = NOW.date()
HX = {"HX-Request": "true"}
ALL = {"scope": "all", "reason": "asked", "note": "", "until": ""}


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(NOW, tick=False):
        yield


def path(client):
    return f"/clients/{client.pk}/quiet/"


@pytest.mark.parametrize("person", ["manager", "backup", "head", "compliance"])
def test_those_who_hear_it_note_it(bank, login, person):
    user = getattr(bank, person)
    answer = login(user).post(path(bank.mine), {**ALL, "note": "家里装修"}, follow=True)
    row = DoNotDisturb.objects.get()
    assert (row.scope, row.starts_on, row.ends_on, row.by) == ("all", TODAY, None, user)
    assert answer.redirect_chain == [(f"/clients/{bank.mine.pk}/", 302)]
    page = answer.content.decode()
    assert "已设勿扰" in page and "客户要求：家里装修" in page and "未定结束" in page and "解除" in page


def test_a_manager_of_another_branch_cannot_and_other_overseers_may_not(bank, login):
    row = DoNotDisturb.objects.create(client=bank.mine, starts_on=TODAY - timedelta(days=3), reason="客户要求")
    lift = f"/clients/quiet/{row.pk}/lift/"
    for person, status in (("stranger", 404), ("head_office", 403), ("auditor", 403), ("sysadmin", 403)):
        browser = login(getattr(bank, person))
        assert [browser.post(where, ALL).status_code for where in (path(bank.mine), lift)] == [status] * 2, person
    row.refresh_from_db()
    assert row.ends_on is None and DoNotDisturb.objects.count() == 1


def test_mourning_lasts_a_hundred_days_unless_a_day_is_named(bank, login):
    browser = login(bank.manager)
    browser.post(path(bank.mine), {**ALL, "reason": "mourning"})
    browser.post(path(bank.mine), {**ALL, "reason": "mourning", "scope": "calls", "until": "2026-12-01"})
    ends = dict(DoNotDisturb.objects.values_list("scope", "ends_on"))
    assert ends == {"all": date(2027, 3, 3), "calls": date(2026, 12, 1)}


@pytest.mark.parametrize("headers", [HX, {}])
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"scope": ""}, "必填"),
        ({"reason": ""}, "必填"),
        ({"reason": "other"}, "请写一句原因"),
        ({"until": "2026-11-22"}, "早于今天"),
        ({"until": "gestern"}, "日期"),
        ({"note": "打 10012342207"}, "手机号"),
        ({"note": SPACED}, "身份证号码"),
        ({"note": "字" * 61}, "最多 60 个字"),
    ],
)
def test_what_is_refused_is_said_and_keeps_what_was_typed(bank, login, headers, typed, words):
    data = {**ALL, "note": "家里装修", "until": "2026-12-01"} | typed
    if typed == {"reason": "other"}:
        data["note"] = ""
    answer = login(bank.manager).post(path(bank.mine), data, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and f'value="{data["until"]}"' in page
    assert data["note"] in page and ("<html" in page) == (headers == {})
    assert not DoNotDisturb.objects.exists()


def test_a_second_one_is_refused_and_with_htmx_the_page_is_told_where_to_go(bank, login):
    browser = login(bank.manager)
    assert browser.post(path(bank.mine), ALL, headers=HX).headers["HX-Redirect"] == f"/clients/{bank.mine.pk}/"
    answer = browser.post(path(bank.mine), ALL, headers=HX)
    assert answer.status_code == 422 and "已经在勿扰期" in answer.content.decode()
    assert DoNotDisturb.objects.count() == 1


def test_it_is_lifted_and_lifting_twice_says_so(bank, login):
    row = DoNotDisturb.objects.create(client=bank.mine, starts_on=TODAY - timedelta(days=3), reason="客户要求")
    browser = login(bank.head)
    answer = browser.post(f"/clients/quiet/{row.pk}/lift/", follow=True)
    row.refresh_from_db()
    assert row.ends_on == TODAY - timedelta(days=1)
    assert "已解除勿扰" in answer.content.decode() and "客户要求" not in answer.content.decode().split("设勿扰")[0]
    assert "已经结束" in browser.post(f"/clients/quiet/{row.pk}/lift/", follow=True).content.decode()


def test_a_mail_that_waits_stays_here_and_the_next_one_leaves_once_it_is_lifted(bank, login, sink):
    row, browser = greeting(bank.mine), login(bank.manager)
    browser.post(path(bank.mine), {**ALL, "reason": "mourning"})
    deliver_messages(now=NOW)
    assert state(row) == "skipped" and row.reason == "客户在勿扰期：丧亲" and sink.counts() == {}
    browser.post(f"/clients/quiet/{DoNotDisturb.objects.get().pk}/lift/")
    tomorrow = NOW + timedelta(days=1)
    fresh = greeting(bank.mine, "fresh", send_at=tomorrow, expires_at=tomorrow + timedelta(hours=2))
    deliver_messages(now=tomorrow)
    assert state(fresh) == "sent" and sink.counts() == {fresh.address: 1}
