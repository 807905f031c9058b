"""The calendar as rows: right for eleven years, switched by head office, filled again without losing anything (domain 6.2)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.greetings import draft_greetings
from campaigns.actions.greetings.phrases import save_phrase
from campaigns.actions.occasions import fill_occasions, keep_calendar, switch_occasion
from campaigns.models import Greeting, GreetingPhrase, Occasion
from campaigns.rules.occasions import occasions_of
from staff.models import AuditEvent
from tests.campaigns.rules.test_occasions import CODES, GOLDEN
from tests.greetings import at, guest, plant
from words.problems import Refused

ACTIVE = {
    *Occasion.PERSONAL,
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
    assert Occasion.objects.filter(on__year=2036).count() == len(occasions_of(2036)) + len(Occasion.PERSONAL)
    row.refresh_from_db()
    assert not row.is_active
    assert not Occasion.objects.get(code="lantern", on__year=2036).is_active
    assert Occasion.objects.get(code="mid_autumn", on__year=2036).is_active


def test_switching_is_audited_and_a_silent_day_cannot_be_switched_on(bank):
    row = Occasion.objects.get(code="laba", on__year=2027)
    switch_occasion(row, is_active=True, by=bank.head_office)
    event = AuditEvent.objects.get(verb="param")
    assert (event.actor_no, event.changes["occasion"], event.changes["is_active"]) == ("990001", "laba", [False, True])
    for code in ("qingming", "zhongyuan", "memorial_day"):
        with pytest.raises(Refused, match="不能起草问候"):
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
    with pytest.raises(Refused, match=word):
        save_phrase(GreetingPhrase(code=code, part="wish", text=text), by=bank.head_office)


def test_a_good_phrase_is_saved_once(bank):
    phrase = save_phrase(GreetingPhrase(part="wish", text="愿您{节日}安稳。"), by=bank.head_office)
    assert phrase.pk and AuditEvent.objects.get(verb="create").target_id == str(phrase.pk)
    with pytest.raises(Refused, match="已有这一句"):
        save_phrase(GreetingPhrase(part="wish", text="愿您{节日}安稳。"), by=bank.head_office)


def test_every_phrase_of_the_library_may_be_sent(bank):
    for phrase in GreetingPhrase.objects.all():
        phrase.pk = None
        phrase.text = f"{phrase.text[:-1]}，常安。"
        assert save_phrase(phrase, by=bank.head_office).pk


@pytest.mark.parametrize(
    "code",
    ["teachers_day", "nurses_day", "childrens_day", "mothers_day", "fathers_day", "army_day", "harvest", "womens_day"],
)
def test_an_occasion_for_some_cannot_be_switched_on_for_everybody(bank, code):
    row = Occasion.objects.get(code=code, year=2027)
    with pytest.raises(Refused, match=f"{row.name}只面向"):
        switch_occasion(row, is_active=True, by=bank.head_office)
    row.refresh_from_db()
    assert not row.is_active and not AuditEvent.objects.filter(verb="param").exists()


def test_one_that_was_switched_on_before_is_not_drafted_and_can_be_switched_off(bank):
    guest(bank, 1)
    Occasion.objects.filter(code="teachers_day", year=2027).update(is_active=True)
    draft_greetings(now=at("2027-08-30T05:00"))
    assert not Greeting.objects.filter(code="teachers_day").exists()
    assert not switch_occasion(
        Occasion.objects.get(code="teachers_day", year=2027), is_active=False, by=bank.head_office
    ).is_active


def test_what_is_switched_passes_on_to_the_later_years_up_to_the_next_that_somebody_switched(bank):
    rows = Occasion.objects.filter(code="laba").order_by("year")
    last = rows.last().year

    def active():
        return set(rows.active().values_list("year", flat=True))

    switch_occasion(rows.get(year=2030), is_active=True, by=bank.head_office)
    assert active() == set(range(2030, last + 1))
    event = AuditEvent.objects.filter(verb="param").latest("pk")
    assert (event.changes["year"], event.changes["later_years"]) == (2030, last - 2030)
    switch_occasion(rows.get(year=2030), is_active=False, by=bank.head_office)
    switch_occasion(rows.get(year=2027), is_active=True, by=bank.head_office)
    assert active() == {2027, 2028, 2029}
    assert rows.exclude(switched_by=None).count() == 2 and Occasion.objects.get(code="lantern", year=2028).is_active


def test_a_switch_that_cannot_be_written_down_changes_no_year(bank, monkeypatch):
    row = Occasion.objects.get(code="lantern", year=2027)
    monkeypatch.setattr("campaigns.actions.occasions.record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        switch_occasion(row, is_active=False, by=bank.head_office)
    assert not Occasion.objects.filter(code="lantern", is_active=False).exists()
