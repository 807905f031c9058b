"""看号码: one field, for one reason, for half a minute, and nowhere else (S13)."""

import logging
from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from crm.logs import MaskedLine
from staff.models import AuditEvent

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
HX = {"HX-Request": "true"}
PHONE, EMAIL = "10012342207", "chen.guoqiang@client.example"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def listed(bank):
    bank.mine.email = EMAIL
    bank.mine.save()
    return bank


def path(client):
    return f"/clients/{client.pk}/reveal/"


def ask(browser, client, headers=HX, **asked):
    return browser.post(path(client), {"field": "phone", "reason": "contact"} | asked, headers=headers)


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize("person", ["manager", "backup", "head"])
@pytest.mark.parametrize(("field", "link"), [("phone", f"tel:{PHONE}"), ("email", f"mailto:{EMAIL}")])
def test_who_looks_after_him_sees_one_field_and_it_asks_to_be_masked_again(listed, login, person, field, link):
    answer = ask(login(getattr(listed, person)), listed.mine, field=field)
    shown = text(answer)
    assert answer.status_code == 200 and f'href="{link}"' in shown and "<html" not in shown
    assert f'id="client_{field}" hx-get="{path(listed.mine)}?field={field}" hx-trigger="load delay:30s"' in shown
    assert answer.headers["Cache-Control"] == "no-store"
    assert (EMAIL if field == "phone" else PHONE) not in shown
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.changes, event.reason) == ("reveal", {"field": field}, "联系客户")


def test_asked_again_it_is_masked_and_nothing_is_recorded(listed, login):
    browser = login(listed.manager)
    for field, masked in (("phone", "100****2207"), ("email", "c***@client.example")):
        shown = text(browser.get(path(listed.mine), {"field": field}, headers=HX))
        assert masked in shown and "<form" in shown and f'id="client_{field}"' in shown
        assert PHONE not in shown and EMAIL not in shown
    assert not AuditEvent.objects.filter(verb="reveal").exists()


def test_without_javascript_a_page_shows_it_and_goes_away(listed, login):
    browser = login(listed.manager)
    answer = ask(browser, listed.mine, headers={}, reason="check")
    assert PHONE in text(answer) and "<html" in text(answer) and f'href="/clients/{listed.mine.pk}/"' in text(answer)
    assert answer.headers["Refresh"] == f"30; url=/clients/{listed.mine.pk}/"
    again = browser.get(path(listed.mine))
    assert PHONE not in text(again) and "100****2207" in text(again) and "Refresh" not in again.headers


def test_for_another_branch_he_does_not_exist_and_overseers_may_not(listed, login):
    overseers = ("compliance", "auditor", "head_office", "sysadmin")
    statuses = dict.fromkeys(("stranger", "other_head"), 404) | dict.fromkeys(overseers, 403)
    for person, status in statuses.items():
        browser = login(getattr(listed, person))
        for answer in (ask(browser, listed.mine), browser.get(path(listed.mine))):
            assert answer.status_code == status and PHONE not in text(answer), person
    assert not AuditEvent.objects.filter(verb="reveal").exists()


def test_the_forty_first_look_of_a_day_is_refused_in_words(listed, login):
    browser = login(listed.manager)
    for _ in range(40):
        assert ask(browser, listed.mine).status_code == 200
    for headers in (HX, {}):
        answer = ask(browser, listed.mine, headers=headers)
        assert answer.status_code == 422 and "达到每日上限" in text(answer) and PHONE not in text(answer)
    assert "409|422" in text(browser.get(f"/clients/{listed.mine.pk}/"))  # htmx may show the refusal
    assert ask(login(listed.head), listed.mine).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [{"field": "id_hash"}, {"field": "name"}, {"field": ""}, {"reason": ""}, {"reason": "curious"}, {"reason": "\x00"}],
)
def test_no_other_field_and_no_other_reason(listed, login, asked):
    answer = ask(login(listed.manager), listed.mine, **asked)
    assert answer.status_code == 422 and PHONE not in text(answer) and 'role="alert"' in text(answer)
    assert not AuditEvent.objects.filter(verb="reveal").exists()


def test_who_has_no_address_has_none_to_show(bank, login):
    answer = ask(login(bank.manager), bank.mine, field="email")
    assert answer.status_code == 422 and "没有登记邮箱" in text(answer)


def test_the_page_offers_it_once_to_those_who_may(listed, login):
    page = text(login(listed.manager).get(f"/clients/{listed.mine.pk}/"))
    assert page.count('id="client_phone"') == page.count('id="client_email"') == 1
    piece = text(login(listed.manager).get(path(listed.mine), headers=HX))
    assert [line for line in piece.splitlines() if "csrf" not in line and line.strip() not in page] == []
    page = text(login(listed.compliance).get(f"/clients/{listed.mine.pk}/"))
    assert "看号码" not in page and "100****2207" in page


def test_the_full_number_stands_in_no_other_answer_no_audit_row_and_no_log(listed, login, caplog):
    caplog.set_level(logging.DEBUG)
    browser = login(listed.manager)
    for field in ("phone", "email"):
        ask(browser, listed.mine, field=field)
    pk = listed.mine.pk
    pages = ["/", "/clients/", "/care-day/", "/greetings/", "/outbox/mine/", f"/clients/{pk}/"]
    pages += [f"/clients/{pk}/{part}/" for part in ("timeline", "edit", "contacts", "reveal", "consents", "quiet")]
    answers = [browser.get(page, follow=True) for page in pages] + [browser.post("/search/", {"q": PHONE[-4:]})]
    answers += [
        browser.post(f"/clients/{pk}/{part}/", {"x": "1"}) for part in ("reveal", "consents", "quiet", "contacts")
    ]
    for answer in answers:
        assert answer.status_code in (200, 302, 422)
        assert PHONE not in text(answer) and EMAIL not in text(answer), answer.request["PATH_INFO"]
    events = str(list(AuditEvent.objects.values()))
    assert PHONE not in events and EMAIL not in events
    lines = [record for record in caplog.records if record.name != "django.db.backends"]  # statements: debugging only
    logged = "\n".join(MaskedLine().format(record) for record in lines)
    assert PHONE not in logged and EMAIL not in logged
