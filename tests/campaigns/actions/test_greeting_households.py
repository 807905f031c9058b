"""One joint greeting for a household and festival (domain 6.4), whoever looks after its people."""

from datetime import date

import pytest
from django.db import DatabaseError

from campaigns.actions.greetings import draft_greetings, drafting, greet_anyway
from campaigns.models import Greeting
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.queries.greetings.sending import greetings_against, problems_of
from campaigns.rules.greetings.eligibility import BY_A_COLLEAGUE, ONE_A_HOUSEHOLD, Stage
from clients.models import Client
from outbox.actions import deliver_messages
from outbox.models import Message
from tests.greetings import MORNING, NOW, approve, at, draft, guest, personal, plant
from words.problems import Refused

State = Greeting.State
HOME = "10099990000"


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def pair(bank, **fields):
    """Husband and wife, each with a manager of his own."""
    his = guest(bank, 1, **{"phone": HOME, **fields})
    return his, guest(
        bank, 2, **{"phone": HOME, "manager": bank.backup, "name": "孙小梅", "salutation": "孙姐", **fields}
    )


def drafted_apart(bank):
    """Both hold a draft: the telephone became one and the same afterwards."""
    his, hers = pair(bank)
    Client.objects.filter(pk=hers.pk).update(phone="10088880000")
    draft_greetings(now=NOW)
    Client.objects.filter(pk=hers.pk).update(phone=HOME)
    return Greeting.objects.get(client=his), Greeting.objects.get(client=hers)


def hers_text(row):
    return personal(row, "上周您托我找的那本字帖找到了，下次给您带去。")


@pytest.mark.parametrize("fields", [{}, {"phone": "", "email": "home@client.example"}])
def test_of_two_managers_only_one_greets_the_household_and_no_name_is_told(bank, fields):
    pair(bank, **fields)
    draft_greetings(now=NOW)
    rows = {row.client_id: row for row in Greeting.objects.filter(code="new_year")}
    states = sorted(row.state for row in rows.values())
    assert states == [State.DRAFT, State.OMITTED]
    [omitted] = [row for row in rows.values() if row.state == State.OMITTED]
    assert omitted.reason == BY_A_COLLEAGUE == "同一家庭已由本行另一位客户经理问候"


def test_it_holds_on_the_next_day_too(bank):
    pair(bank)
    Client.objects.filter(client_no="79000002").update(status="closed")
    draft_greetings(now=NOW)
    Client.objects.filter(client_no="79000002").update(status="active")
    draft_greetings(now=at("2026-12-21T05:00"))
    assert Greeting.objects.get(client__client_no="79000002").reason == BY_A_COLLEAGUE


def test_two_of_one_manager_are_told_as_before(bank):
    guest(bank, 1, phone=HOME)
    guest(bank, 2, phone=HOME)
    draft_greetings(now=NOW)
    assert Greeting.objects.get(state=State.OMITTED).reason == ONE_A_HOUSEHOLD


def test_birthdays_are_everybodys_own(bank):
    pair(bank, birth_date=date(1980, 12, 28), celebrates="solar", birthday=1228)
    draft_greetings(now=at("2026-12-21T05:00"))
    assert list(Greeting.objects.filter(code="birthday").values_list("state", flat=True)) == [State.DRAFT] * 2


def test_the_second_is_refused_at_approval_and_allowed_when_the_first_is_withdrawn(bank):
    his, hers = drafted_apart(bank)
    assert problems_of(hers, NOW, Stage.APPROVE) == []
    approve(his)
    with pytest.raises(Refused, match=BY_A_COLLEAGUE):
        approve(hers, text=hers_text(hers))
    Greeting.objects.filter(pk=his.pk).update(state=State.SKIPPED, reason="已拜年")
    approve(hers, text=hers_text(hers))


def test_of_two_that_were_approved_only_the_first_leaves(bank, sink):
    his, hers = drafted_apart(bank)
    Client.objects.filter(pk=hers.client_id).update(phone="10088880000")
    approve(his)
    approve(hers, text=hers_text(hers))
    Client.objects.filter(pk=hers.client_id).update(phone=HOME)
    deliver_messages(now=MORNING)
    found = dict(Message.objects.values_list("greeting", "state"))
    assert found == {his.pk: "sent", hers.pk: "skipped"}
    assert Message.objects.get(state="skipped").reason == BY_A_COLLEAGUE


def test_nor_is_it_taken_up_by_hand_from_those_left_out(bank):
    pair(bank)
    draft_greetings(now=NOW)
    row = Greeting.objects.get(state=State.OMITTED)
    with pytest.raises(Refused, match=BY_A_COLLEAGUE):
        greet_anyway(row, by=row.manager, now=NOW, seen=row.version)


@pytest.mark.parametrize("count", [1, 3])
def test_the_look_at_approval_costs_the_same_queries(bank, django_assert_num_queries, count):
    rows = [guest(bank, number, phone=HOME, manager=bank.backup) for number in range(2, 2 + count)]
    guest(bank, 1, phone=HOME)
    draft_greetings(now=NOW)
    row = Greeting.objects.select_related("client", "occasion").get(client__client_no="79000001")
    assert rows
    with django_assert_num_queries(3):
        problems_of(row, NOW, Stage.APPROVE)


def test_a_relative_whose_mail_was_kept_back_is_not_in_the_way(bank, sink):
    his, hers = drafted_apart(bank)
    approve(his)
    Message.objects.update(state="skipped", reason="客户在勿扰期：丧亲")
    approve(hers, text=hers_text(hers))
    deliver_messages(now=MORNING)
    assert Message.objects.get(greeting=hers).state == "sent"


def test_who_is_left_out_for_want_of_places_keeps_no_relative_from_being_greeted(bank, monkeypatch):
    monkeypatch.setattr(drafting, "CAPACITY", 1)
    first, second = sorted((bank.manager, bank.backup), key=lambda each: each.employee_no)
    his, hers = (
        guest(bank, number, phone=HOME, manager=manager, tier="basic") for number, manager in ((1, first), (2, second))
    )
    for number in range(10, 30):
        guest(bank, number, manager=first)
    draft_greetings(now=NOW)
    assert "容量" in Greeting.objects.get(client=his).reason
    assert Greeting.objects.get(client=hers).state == State.DRAFT


def test_a_manager_whose_drafts_failed_keeps_no_relative_from_being_greeted(bank, monkeypatch):
    his, hers = pair(bank)
    first = min((bank.manager, bank.backup), key=lambda each: each.employee_no)

    def broken(*arguments, changes, **about):
        if changes["greetings_of"] == first.employee_no:
            raise DatabaseError

    monkeypatch.setattr(drafting, "record", broken)
    draft_greetings(now=NOW)
    left = {his.manager_id: hers, hers.manager_id: his}[first.pk]
    assert list(Greeting.objects.values_list("client", "state")) == [(left.pk, State.DRAFT)]


def test_of_the_whole_bank_only_the_family_is_read_and_no_letter(bank):
    his, hers = drafted_apart(bank)
    draft(bank, 3)
    found = situation_of([hers], NOW, Stage.DRAFT).families
    assert {other.pk for others in found.values() for other in others} == {his.pk, hers.pk}
    assert found["new_year", 2027, HOME][0].get_deferred_fields() == {"text"}


@pytest.mark.parametrize("state", ["claimed", "wire", "uncertain", "sent"])
def test_a_mail_taken_up_again_stays_when_the_relative_may_have_got_his(bank, sink, state):
    his, hers = drafted_apart(bank)
    approve(his)
    Message.objects.filter(greeting=his).update(state="cancelled", reason="客户要求")
    approve(hers, text=hers_text(hers))
    in_hand = {"reason": "中断", "token": "x", "lease_until": MORNING}
    in_hand["sent_at"] = MORNING if state == "sent" else None
    Message.objects.filter(greeting=hers).update(state=state, **in_hand)
    Message.objects.filter(greeting=his).update(state="queued")
    again = Message.objects.get(greeting=his)
    assert greetings_against([again], MORNING) == {again.pk: BY_A_COLLEAGUE}
