"""The admin of the calendar and of the library: head office switches and writes, branch heads look, managers stay outside."""

import pytest
from django.urls import reverse

from campaigns.models import GreetingPhrase, Occasion
from staff.models import AuditEvent
from tests.greetings import plant

LOOKERS = ("head", "compliance", "auditor")


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def address(row):
    return reverse(f"admin:campaigns_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def lantern(db):
    return Occasion.objects.get(code="lantern", on__year=2027)


def test_head_office_switches_through_the_action(bank, login, lantern):
    browser = login(bank.head_office)
    page = browser.get(address(lantern)).content.decode()
    assert "元宵" in page and 'name="is_active"' in page and 'name="tone"' not in page
    assert browser.post(address(lantern), {"name": "别的", "tone": "none"}).status_code == 302
    lantern.refresh_from_db()
    assert (lantern.is_active, lantern.switched_by, lantern.name, lantern.tone) == (
        False,
        bank.head_office,
        "元宵",
        "joy",
    )
    assert AuditEvent.objects.get(verb="param").changes["is_active"] == [True, False]


def test_a_silent_day_stays_silent_and_the_page_says_so(bank, login):
    row = Occasion.objects.get(code="qingming", on__year=2027)
    answer = login(bank.head_office).post(address(row), {"is_active": "on"})
    assert answer.status_code == 422 and "不能起草问候" in answer.content.decode()
    row.refresh_from_db()
    assert not row.is_active


@pytest.mark.parametrize("person", LOOKERS)
def test_those_who_look_after_clients_see_the_calendar_and_change_nothing(bank, login, lantern, person):
    browser = login(getattr(bank, person))
    page = browser.get(reverse("admin:campaigns_occasion_changelist") + "?on__year=2027")
    assert page.status_code == 200 and "元宵" in page.content.decode()
    page = browser.get(address(lantern)).content.decode()
    assert "起草" in page and 'name="is_active"' not in page
    assert browser.post(address(lantern), {}).status_code == 403
    lantern.refresh_from_db()
    assert lantern.is_active


def test_nobody_adds_or_deletes_an_occasion_or_deletes_a_phrase(bank, login, lantern):
    browser = login(bank.head_office)
    phrase = GreetingPhrase.objects.first()
    assert browser.get(reverse("admin:campaigns_occasion_add")).status_code == 403
    for row in (lantern, phrase):
        name = f"admin:campaigns_{row._meta.model_name}_delete"
        assert browser.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403


def test_head_office_writes_the_library_and_a_bad_sentence_comes_back(bank, login):
    browser = login(bank.head_office)
    path = reverse("admin:campaigns_greetingphrase_add")
    typed = {"code": "lantern", "part": "wish", "tone": "", "text": "愿您灯下有诗，心中有光。", "is_active": "on"}
    assert browser.post(path, typed).status_code == 302
    assert GreetingPhrase.objects.filter(text=typed["text"]).exists()
    refused = browser.post(path, {**typed, "text": "愿您的理财收益节节高。"})
    assert refused.status_code == 422 and "请删去" in refused.content.decode()
    assert "愿您的理财收益节节高" in refused.content.decode()
    assert login(bank.head).post(path, {**typed, "text": "愿您安好，日日开怀。"}).status_code == 403


def test_a_phrase_can_be_switched_off(bank, login):
    phrase = GreetingPhrase.objects.filter(code="lantern").first()
    typed = {"code": phrase.code, "part": phrase.part, "tone": phrase.tone, "text": phrase.text}
    assert login(bank.head_office).post(address(phrase), typed).status_code == 302
    phrase.refresh_from_db()
    assert not phrase.is_active


@pytest.mark.parametrize("person", ["manager", "sysadmin"])
def test_others_see_neither(bank, login, person):
    browser = login(getattr(bank, person))
    for name in ("occasion", "greetingphrase"):
        assert browser.get(reverse(f"admin:campaigns_{name}_changelist")).status_code in (302, 403)


def test_the_page_says_whom_an_occasion_is_for_and_why_it_stays_off(bank, login):
    row = Occasion.objects.get(code="teachers_day", on__year=2027)
    browser = login(bank.head_office)
    why = "只面向教师，系统还分不清是哪些客户，暂不能起草"
    assert why in browser.get(address(row)).content.decode()
    assert (
        why in browser.get(reverse("admin:campaigns_occasion_changelist") + "?on__year=2027&q=教师节").content.decode()
    )
    answer = browser.post(address(row), {"is_active": "on"})
    assert answer.status_code == 422 and "教师节只面向教师" in answer.content.decode()
