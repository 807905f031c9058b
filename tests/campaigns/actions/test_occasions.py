"""The calendar as rows: right for eleven years, switched by head office, filled again without losing anything (6.2)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.actions.occasions import fill_occasions, keep_calendar, save_phrase, switch_occasion
from campaigns.models import GreetingPhrase, Occasion
from campaigns.rules.occasions import occasions_of
from staff.models import AuditEvent
from tests.campaigns.rules.test_occasions import CODES, GOLDEN
from tests.greetings import at, plant

ACTIVE = {
    "new_year",
    "spring_festival",
    "lantern",
    "dragon_boat",
    "mid_autumn",
    "national_day",
    "double_ninth",
    "birthday",
}


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


@pytest.mark.parametrize("year", GOLDEN)
def test_the_rows_hold_the_right_days(year):
    found = dict(Occasion.objects.filter(on__year=year, code__in=CODES).values_list("code", "on"))
    assert [f"{found[code]:%m-%d}" for code in CODES] == list(GOLDEN[year])
    fixed = dict(
        Occasion.objects.filter(on__year=year, code__in=("new_year", "national_day")).values_list("code", "on")
    )
    assert fixed == {"new_year": date(year, 1, 1), "national_day": date(year, 10, 1)}


def test_the_migration_and_the_action_say_the_same():
    names = ("code", "name", "on", "until", "tone", "calendar", "year", "is_active", "note")
    planted = list(Occasion.objects.order_by("code", "year").values(*names))
    Occasion.objects.all().delete()
    assert fill_occasions(range(2025, 2036)) == len(planted)
    assert list(Occasion.objects.order_by("code", "year").values(*names)) == planted


def test_these_are_greeted_on_and_the_silent_days_never():
    assert set(Occasion.objects.active().values_list("code", flat=True)) == ACTIVE
    assert not Occasion.objects.active().filter(code__in=("qingming", "zhongyuan")).exists()
    for year in range(2025, 2036):
        assert Occasion.objects.active().filter(on__year=year).count() == len(ACTIVE)


def test_each_comes_once_in_the_year_of_its_own_calendar():
    row = Occasion.objects.filter(code="laba", on__year=2026).get()
    assert row.year == 2025  # the twelfth month of the lunar year before
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.create(
            code="laba", year=2025, name="腊八", on=row.on, until=row.on, tone="warm", calendar="lunar"
        )


def test_filling_again_adds_only_what_is_missing_and_keeps_what_was_switched(bank):
    row = Occasion.objects.get(code="lantern", on__year=2035)
    switch_occasion(row, is_active=False, by=bank.head_office)
    assert fill_occasions(range(2025, 2036)) == 0
    assert "放假或调休日" in keep_calendar(now=at("2026-11-22T04:50"))
    assert keep_calendar(now=at("2026-11-22T04:50")) == ""
    assert keep_calendar(now=at("2034-11-22T04:50")).startswith("补入 ")
    assert Occasion.objects.filter(on__year=2036).count() == len(occasions_of(2036)) + 1
    row.refresh_from_db()
    assert not row.is_active
    assert not Occasion.objects.get(code="lantern", on__year=2036).is_active
    assert Occasion.objects.get(code="mid_autumn", on__year=2036).is_active


def test_switching_is_audited_and_a_silent_day_cannot_be_switched_on(bank):
    row = Occasion.objects.get(code="laba", on__year=2027)
    switch_occasion(row, is_active=True, by=bank.head_office)
    event = AuditEvent.objects.get(verb="param")
    assert (event.actor_no, event.changes["occasion"], event.changes["is_active"]) == ("990001", "laba", True)
    for code in ("qingming", "zhongyuan", "memorial_day"):
        with pytest.raises(ValidationError, match="不能起草问候"):
            switch_occasion(Occasion.objects.get(code=code, on__year=2027), is_active=True, by=bank.head_office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(code="qingming").update(is_active=True)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("愿您存款年年涨，日日有盈余。", "产品"),
        ("{客户}新年好，愿您平安。", "只能使用"),
        ("端午快乐，愿您一切都好。", "安康"),
    ],
)
def test_a_phrase_no_greeting_may_hold_is_refused(bank, text, word):
    code = "dragon_boat" if "端午" in text else ""
    with pytest.raises(ValidationError, match=word):
        save_phrase(GreetingPhrase(code=code, part="wish", text=text), by=bank.head_office)


def test_a_good_phrase_is_saved_once(bank):
    phrase = save_phrase(GreetingPhrase(part="wish", text="愿您{节日}安稳。"), by=bank.head_office)
    assert phrase.pk and AuditEvent.objects.get(verb="create").target_id == str(phrase.pk)
    with pytest.raises(ValidationError, match="已有这一句"):
        save_phrase(GreetingPhrase(part="wish", text="愿您{节日}安稳。"), by=bank.head_office)


def test_every_phrase_of_the_library_may_be_sent(bank):
    for phrase in GreetingPhrase.objects.all():
        phrase.pk = None
        phrase.text = f"{phrase.text[:-1]}，常安。"
        assert save_phrase(phrase, by=bank.head_office).pk
