"""The days that matter to a client are greeted as his birthday is: once in the year of their own calendar."""

from datetime import date, timedelta

import pytest

from campaigns.actions.greetings import draft_greetings
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.lists import greetings_of, progress_by_occasion
from clients.actions.consents import record_consent
from clients.actions.key_dates import add_key_date, delete_key_date
from tests.greetings import NOW, at, guest, plant

TODAY = NOW.date()
SOON = TODAY + timedelta(days=6)
State = Greeting.State


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


@pytest.fixture
def friend(bank):
    client = guest(bank, 1)
    agree(client, "granted")
    return client


def agree(client, status):
    record_consent(
        client, purpose="dossier", via="any", status=status, evidence="书面", by=None, now=NOW, own_request=True
    )


def keep(client, kind="wedding", on=SOON, **about):
    day = {"celebrates": "solar", "month": on.month, "day": on.day} | about
    return add_key_date(client, kind=kind, by=client.manager, now=NOW, **day)


def personal():
    rows = Greeting.objects.filter(occasion__code__in=Occasion.PERSONAL).order_by("pk")
    return [(row.code, row.year, row.on, row.state) for row in rows]


def test_a_wedding_day_gets_one_draft_and_none_again(bank, friend):
    kept = keep(friend)
    draft_greetings(now=NOW)
    assert personal() == [(f"wedding-{kept.pk}", SOON.year, SOON, State.DRAFT)]
    row = Greeting.objects.get(code=f"wedding-{kept.pk}")
    assert row.occasion.name == "结婚纪念日" and "结婚纪念日，" in row.text and "节日" not in row.text
    draft_greetings(now=NOW + timedelta(days=1))
    assert len(personal()) == 1
    [progress] = [each for each in progress_by_occasion(greetings_of(bank.manager, TODAY)) if each.code == "wedding"]
    assert (progress.name, progress.total) == ("结婚纪念日", 1)


def test_two_shops_have_two_days_and_each_its_own_greeting(friend):
    first, second = keep(friend, "shop", note="老店"), keep(friend, "shop", note="新店", day=SOON.day + 1)
    draft_greetings(now=NOW)
    codes = [(code, state) for code, _year, _on, state in personal()]
    assert codes == [(f"shop-{first.pk}", State.DRAFT), (f"shop-{second.pk}", State.OMITTED)]


def test_a_lunar_day_counts_in_its_own_years(friend):
    """冬月二十 falls on 8 January and on 28 December of 2026, lunar years 2025 and 2026."""
    kept = keep(friend, celebrates="lunar", month=11, day=20)
    for day in (date(2026, 1, 5), date(2026, 12, 22)):
        draft_greetings(now=at(day.isoformat()))
    found = [(year, on) for code, year, on, _state in personal() if code == f"wedding-{kept.pk}"]
    assert found == [(2025, date(2026, 1, 8)), (2026, date(2026, 12, 28))]


@pytest.mark.parametrize("kind", ["memorial", "school", "army", "other", "family"])
def test_other_days_are_no_occasion_to_write(friend, kind):
    keep(friend, kind, note={"other": "合作社年会", "family": "女儿"}.get(kind, ""))
    draft_greetings(now=NOW)
    assert personal() == []


def test_on_a_memorial_day_nobody_is_greeted(friend):
    keep(friend)
    keep(friend, "memorial")
    draft_greetings(now=NOW)
    assert personal() == []


@pytest.mark.parametrize("how", ["deleted", "withdrawn"])
def test_what_stands_no_more_is_not_sent(friend, how):
    kept = keep(friend)
    draft_greetings(now=NOW)
    if how == "deleted":
        delete_key_date(kept, by=friend.manager, now=NOW)
    else:
        agree(friend, "withdrawn")
    draft_greetings(now=NOW)
    row = Greeting.objects.get(occasion__code="wedding")
    assert (row.state, row.reason) == (State.SKIPPED, "客户的生日或纪念日已更正，不在这一天")


def test_head_office_switches_them_off(bank, friend):
    keep(friend)
    for row in Occasion.objects.filter(code="wedding"):
        switch_occasion(row, is_active=False, by=bank.head_office)
    draft_greetings(now=NOW)
    assert personal() == []
