"""From the calendar to drafts: who gets one, on which day, and who is left out and why (domain 6.2, 6.4, edge O1)."""

from collections import Counter
from datetime import date, timedelta

import pytest

from campaigns.actions.greetings import (
    draft_greetings,
)
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.review import after
from campaigns.rules.greetings.timing import CAPACITY
from clients.models import Client, Consent, DoNotDisturb
from tests import factories
from tests.greetings import NOW, at, draft, guest, plant

State = Greeting.State


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def states(**which):
    return Counter(Greeting.objects.filter(**which).values_list("state", flat=True))


def test_everyone_who_agreed_gets_one_draft_and_the_rest_none(bank):
    agreed = guest(bank, 1)
    for number, consent in ((2, "refused"), (3, "withdrawn"), (4, None)):
        guest(bank, number, agreed=consent)
    guest(bank, 5, email="")
    guest(bank, 6, status="deceased")
    quiet = guest(bank, 7)
    DoNotDisturb.objects.create(client=quiet, starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 1), reason="丧亲")
    assert draft_greetings(now=NOW) == "起草 1 封，本节不问候 0 位"
    row = Greeting.objects.get()
    assert (row.client, row.code, row.year, row.on, row.manager) == (
        agreed,
        "new_year",
        2027,
        date(2027, 1, 1),
        bank.manager,
    )
    assert row.text.startswith("陈先生：") and row.text.endswith("城关支行 周敏")


def test_drafting_again_makes_nothing_twice(bank):
    for number in range(5):
        guest(bank, number)
    draft_greetings(now=NOW)
    before = list(Greeting.objects.order_by("pk").values())
    assert draft_greetings(now=NOW) == ""
    assert draft_greetings(now=NOW + timedelta(days=1)) == ""
    assert list(Greeting.objects.order_by("pk").values()) == before


def test_drafts_deleted_by_hand_come_again_the_same(bank):
    for number in range(30):
        guest(bank, number)
    draft_greetings(now=NOW)
    values = ("client", "state", "review_on", "text", "reason")
    before = list(Greeting.objects.order_by("client").values_list(*values))
    Greeting.objects.all().delete()
    draft_greetings(now=NOW)
    assert list(Greeting.objects.order_by("client").values_list(*values)) == before


def test_a_thousand_clients_for_the_spring_festival_are_spread_and_the_rest_is_listed(bank):
    """min(eligible, K × window) drafts, never more than K a day, everyone else with a reason, the opted-out nowhere."""
    people = Client.objects.bulk_create(
        Client(
            client_no=f"5{number:07d}",
            name=f"客户{number}",
            unit=bank.east,
            manager=bank.manager,
            tier="standard",
            email=f"p{number}@client.example",
            phone=f"1{number:010d}",
            assigned_on=date(2026, 1, 5),
        )
        for number in range(1000)
    )
    Consent.objects.bulk_create(
        Consent(
            client=person,
            purpose="care",
            via="email",
            status="refused" if place % 10 == 0 else "granted",
            obtained_on=date(2026, 1, 5),
            evidence="柜面勾选",
        )
        for place, person in enumerate(people)
    )
    draft_greetings(now=at("2027-01-18T05:00"))
    rows = Greeting.objects.filter(code="spring_festival")
    days = Counter(rows.filter(state=State.DRAFT).values_list("review_on", flat=True))
    working = 14  # 18 January to 4 February 2027: 除夕 is a holiday
    assert set(days.values()) == {CAPACITY} and len(days) == working
    assert max(days) < date(2027, 2, 6)
    assert states(code="spring_festival") == {State.DRAFT: CAPACITY * working, State.OMITTED: 900 - CAPACITY * working}
    assert all(
        reason.startswith("本节不问候：容量")
        for reason in rows.filter(state=State.OMITTED).values_list("reason", flat=True)
    )
    assert not rows.filter(client__consents__status="refused").exists()


def test_the_dearer_the_more_recent_and_the_promised_come_first(bank):
    for number in range(CAPACITY * 9 + 2):
        guest(bank, number, tier="basic")
    promised, vip = guest(bank, 900, tier="basic"), guest(bank, 901, tier="vip")
    factories.contact(promised, at("2026-12-01T10:00"), next_step="送日历", next_on=date(2026, 12, 25))
    draft_greetings(now=NOW)
    chosen = set(Greeting.objects.drafts().values_list("client", flat=True))
    assert {promised.pk, vip.pk} <= chosen and len(chosen) == CAPACITY * 9
    assert states()[State.OMITTED] == 4


def test_of_one_day_the_promised_are_looked_through_first(bank):
    """Not the oldest client number: the drafts of a day stand in the order in which they were chosen."""
    guest(bank, 1), guest(bank, 2)
    promised = guest(bank, 3)
    factories.contact(promised, at("2026-12-01T10:00"), next_step="送日历", next_on=date(2026, 12, 25))
    draft_greetings(now=at("2026-12-31T09:00"))
    assert Greeting.objects.drafts().values("review_on").distinct().count() == 1
    assert after(Greeting.objects.drafts()).first().client == promised


def test_a_birthday_near_a_festival_goes_first_and_keeps_its_place_in_a_full_week(bank):
    for number in range(CAPACITY * 9 + 5):
        guest(bank, number)
    born = guest(bank, 900, birth_date=date(1980, 12, 30), celebrates="solar", birthday=1230)
    draft_greetings(now=NOW)
    row = Greeting.objects.get(client=born)
    assert (row.code, row.state) == ("new_year", State.OMITTED) and "生日（12月30日）" in row.reason
    draft_greetings(now=at("2026-12-23T05:00"))
    row = Greeting.objects.get(client=born, code="birthday")
    assert row.state == State.DRAFT and row.review_on <= date(2026, 12, 30)
    assert max(Counter(Greeting.objects.drafts().values_list("review_on", flat=True)).values()) <= CAPACITY


def test_a_lunar_birthday_twice_in_one_solar_year_is_greeted_twice_under_its_own_years(bank):
    """冬月二十 falls on 2026-01-08 and on 2026-12-28 (edge O2)."""
    client = guest(bank, 1, birth_date=date(1950, 12, 28), celebrates="lunar", birthday=1120)
    draft_greetings(now=at("2026-01-05T05:00"))
    draft_greetings(now=at("2026-12-23T05:00"))
    found = Greeting.objects.filter(client=client, code="birthday").order_by("on").values_list("on", "year")
    assert list(found) == [(date(2026, 1, 8), 2025), (date(2026, 12, 28), 2026)]


def test_a_birthday_on_qingming_is_worded_quietly_and_on_the_memorial_day_not_sent(bank):
    guest(bank, 1, birth_date=date(1980, 4, 5), celebrates="solar", birthday=405)
    guest(bank, 2, birth_date=date(1980, 12, 13), celebrates="solar", birthday=1213)
    draft_greetings(now=at("2027-03-30T05:00"))
    row = Greeting.objects.get(code="birthday")
    assert row.tone == "warm" and not any(word in row.text for word in ("快乐", "喜", "贺"))
    draft_greetings(now=at("2027-12-07T05:00"))
    silent = Greeting.objects.get(code="birthday", on=date(2027, 12, 13))
    assert silent.state == State.OMITTED and "国家公祭日" in silent.reason


def test_a_household_gets_one_greeting(bank):
    guest(bank, 1, phone="10099990000", tier="basic")
    guest(bank, 2, phone="10099990000", tier="vip")
    draft_greetings(now=NOW)
    assert Greeting.objects.get(client__client_no="79000002").state == State.DRAFT
    assert "一家只问候一次" in Greeting.objects.get(client__client_no="79000001").reason


def test_who_loses_consent_or_leaves_loses_the_draft_too_and_a_successor_gets_his_own(bank):
    gone, moved = draft(bank, 1), draft(bank, 2)
    Consent.objects.filter(client=gone.client).update(status="withdrawn")
    Client.objects.filter(pk=moved.client_id).update(manager=bank.backup)
    draft_greetings(now=NOW)
    gone.refresh_from_db()
    assert gone.state == State.SKIPPED and gone.reason == "客户没有同意用邮件接收问候"
    row = Greeting.objects.get(client=moved.client_id)
    assert row.manager == bank.backup and row.text.endswith("李航")


def test_an_occasion_that_is_switched_off_is_not_drafted(bank):
    row = Occasion.objects.get(code="new_year", year=2027)
    switch_occasion(row, is_active=False, by=bank.head_office)
    guest(bank, 1)
    draft_greetings(now=NOW)
    assert not Greeting.objects.exists()


def test_what_is_known_stands_in_the_draft_and_amounts_do_not(bank):
    client = guest(bank, 1)
    note = "孩子明年高考，存款200万元到期，想办手机银行。"
    factories.contact(client, at("2026-11-20T10:00"), by=bank.manager, note=note)
    draft_greetings(now=NOW)
    text = Greeting.objects.get().text
    assert "高考" in text and "200" not in text and "存款" not in text
