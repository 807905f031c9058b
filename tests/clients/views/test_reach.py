"""登记联系方式 on the client page: beside the bank's, chosen between by two taps, offered from a note, asked for politely."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from clients.actions.reach import register_reach
from clients.models import Client
from staff.models import AuditEvent
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
HX = {"HX-Request": "true"}
BANK, OWN = "10012342207", "13912340002"
DIFFERENCE = "银行档案是 100****2207，您登记的是 139****0002"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def post(browser, client, url="reach/", headers=None, **values):
    form = {"phone": "", "email": "", "wecom": "", "source": "told", "learned_on": "2026-11-17", "seen": "0"}
    return browser.post(f"/clients/{client.pk}/{url}", form | values, headers=headers)


def page(browser, client):
    return browser.get(f"/clients/{client.pk}/").content.decode()


def own(bank, **values):
    about = {"source": "told", "learned_on": date(2026, 11, 17), "by": bank.manager, "now": NOW}
    return register_reach(bank.mine, **about, **(values or {"phone": OWN}))


@pytest.mark.parametrize(
    ("person", "typed"),
    [
        ("manager", "１３９ １２３４ ０００２"),
        ("backup", "\u202a139-1234-0002\u202c"),
        ("head", "+86 13912340002"),
    ],
)
def test_a_number_is_registered_in_any_spelling_and_the_page_says_which_is_used(bank, login, person, typed):
    browser = login(getattr(bank, person))
    answer = post(browser, bank.mine, phone=typed, headers=HX)
    assert answer.headers["HX-Redirect"].startswith(f"/clients/{bank.mine.pk}/")
    text = page(browser, bank.mine)
    assert "139****0002" in text and "您登记的，客户自述，2026年11月17日得知；银行档案是 100****2207" in text
    assert OWN not in text and BANK not in text and "保留登记的" not in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"phone": "13912340002 / 13812340001"}, "这里不止一个手机"),
        ({"phone": "88880000"}, "带区号的固定电话"),
        ({"email": "a@b"}, "邮箱地址不正确"),
        ({"wecom": OWN}, "填在自己的一栏"),
        ({"phone": OWN, "learned_on": "2026-11-19"}, "不能晚于今天"),
        ({"phone": OWN, "learned_on": ""}, "请写哪天知道的"),
        ({}, "至少填一项"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(bank, login, values, words):
    answer = post(login(bank.manager), bank.mine, **values)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text
    assert all(value in text for name, value in values.items() if name != "learned_on")


def test_the_second_of_two_browsers_is_told_and_loses_nothing(bank, login):
    own(bank)
    answer = post(login(bank.backup), bank.mine, email="chen@client.example")
    text = answer.content.decode()
    assert answer.status_code == 409 and "刚才有别人修改" in text and "chen@client.example" in text
    assert 'name="seen" value="1"' in text


def test_another_word_of_the_bank_waits_on_the_page_until_somebody_decides(bank, login):
    own(bank)
    Client.objects.filter(pk=bank.mine.pk).update(phone_difference="asked")
    browser = login(bank.manager)
    text = page(browser, bank.mine)
    assert DIFFERENCE in text and "采用银行的" in text and "保留登记的" in text
    assert post(browser, bank.mine, "reach/settle/", field="phone", uses="own").status_code == 409
    assert post(browser, bank.mine, "reach/settle/", field="phone", uses="own", seen=1).status_code == 302
    assert "保留登记的</button>" not in page(browser, bank.mine)
    assert post(browser, bank.mine, "reach/settle/", field="phone", uses="bank", seen=2).status_code == 302
    assert Client.objects.get(pk=bank.mine.pk).phone == BANK
    assert post(browser, bank.mine, "reach/settle/", field="name", uses="bank", seen=3).status_code == 404


def test_both_numbers_are_shown_in_full_only_one_at_a_time_and_counted(bank, login):
    own(bank)
    browser = login(bank.manager)
    for field, full in (("phone", OWN), ("bank_phone", BANK)):
        shown = browser.post(
            f"/clients/{bank.mine.pk}/reveal/", {"field": field, "reason": "contact"}, headers=HX
        ).content.decode()
        assert f'href="tel:{full}"' in shown and f'id="client_{field}"' in shown
    assert AuditEvent.objects.filter(verb="reveal").count() == 2


def test_a_number_in_a_note_is_offered_and_taken_over_by_one_tap(bank, login):
    row = factories.contact(
        bank.mine, NOW, by=bank.manager, note="换了手机139 1234 0002，原来的2207停了，寄chen@client.example"
    )
    browser = login(bank.manager)
    text = page(browser, bank.mine)
    assert "登记为客户的手机" in text and "登记为客户的邮箱" in text and "1234 0002" not in text
    assert browser.post(f"/contacts/{row.pk}/reach/", {"field": "phone"}).status_code == 302
    client = Client.objects.get(pk=bank.mine.pk)
    assert (client.phone, client.phone_source, client.email) == (OWN, "told", "")
    assert "登记为客户的手机" not in page(browser, bank.mine)
    assert browser.post(f"/contacts/{row.pk}/reach/", {"field": "name"}).status_code == 404
    assert "登记为客户的" not in page(login(bank.compliance), bank.mine)


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [({}, True), ({"email": "a@client.example"}, False), ({"tier": "top"}, False), ({"status": "deceased"}, False)],
)
def test_who_has_no_address_is_asked_for_it_together_with_the_consent(bank, login, values, is_asked):
    Client.objects.filter(pk=bank.mine.pk).update(salutation="陈总", **values)
    text = page(login(bank.manager), bank.mine)
    assert ("陈总您好，我是城关支行的周敏" in text) is is_asked


def test_who_said_no_is_not_asked(bank, login):
    factories.consent(bank.mine, status="refused")
    assert 'id="reach_ask"' not in page(login(bank.manager), bank.mine)


def test_a_wecom_name_is_for_those_who_look_after_him(bank, login):
    own(bank, wecom="兰姐花店")
    assert "兰姐花店" in page(login(bank.backup), bank.mine)
    text = page(login(bank.compliance), bank.mine)
    assert "兰姐" not in text and "已登记" in text


def test_dialling_is_one_tap(bank, login):
    browser, path = login(bank.manager), f"/day/{bank.mine.pk}/dial/"
    assert f'action="{path}"' in page(browser, bank.mine)
    answer = browser.post(path, {"page": "client"}, headers=HX)
    text = answer.content.decode()
    assert f'href="tel:{BANK}" data-dials' in text and "?page=client" in text
    event = AuditEvent.objects.get(verb="reveal")
    assert (event.changes["field"], event.reason) == ("phone", "联系客户")
    Client.objects.filter(pk=bank.mine.pk).update(phone="")
    answer = browser.post(path, {"page": "client"}, headers=HX)
    assert answer.status_code == 422 and "没有登记手机" in answer.content.decode()
