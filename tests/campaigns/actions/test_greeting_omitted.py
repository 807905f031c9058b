"""仍要问候: a person takes up one of those left out; capacity yields to him, the client's wishes do not (edge O1)."""

from datetime import date

import pytest

from campaigns.actions.greetings import approve_greeting, draft_greetings, greet_anyway
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.sending import still_against
from campaigns.rules.greetings.timing import CAPACITY
from clients.models import Client, Consent, DoNotDisturb
from staff.models import AuditEvent
from tests.greetings import NOW, at, draft, guest, left_out, personal, plant
from words.problems import Moved, Refused

State = Greeting.State
MORNING = at("2026-12-21T09:00")


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def take_up(row, **about):
    return greet_anyway(row, **{"by": row.manager, "now": MORNING, "seen": row.version, **about})


def test_who_did_not_fit_in_becomes_todays_draft_and_can_be_approved(bank):
    for number in range(CAPACITY * 9 + 1):
        guest(bank, number)
    draft_greetings(now=NOW)
    row = take_up(Greeting.objects.get(state=State.OMITTED))
    row.refresh_from_db()
    assert (row.state, row.review_on, row.reason) == (State.DRAFT, date(2026, 12, 21), "")
    assert row.text.startswith("陈先生：") and row.text.endswith("城关支行 周敏")
    event = AuditEvent.objects.get(target_id=str(row.pk), target_type="campaigns.Greeting")
    assert event.changes["state"] == ["omitted", "draft"] and event.actor_no == bank.manager.employee_no
    approved = approve_greeting(row, text=personal(row), by=bank.manager, now=MORNING, seen=row.version, opened_at=NOW)
    assert approved.state == State.APPROVED
    assert draft_greetings(now=at("2026-12-22T05:00")) == ""


def birthday(**about):
    values = {"birth_date": date(1980, 12, 30), "celebrates": "solar", "birthday": 1230}
    return lambda row, bank: Client.objects.filter(pk=row.client_id).update(**values, **about)


def relative(row, bank):
    draft(bank, 2, phone="10099990000", name="陈小国")
    Client.objects.filter(pk=row.client_id).update(phone="10099990000")


def greeted_on_birthday(row, bank, day, **about):
    occasion = Occasion.objects.get(code="birthday", year=2026)
    about |= {"occasion": occasion, "code": "birthday", "year": 2026, "tone": "joy"}
    Greeting.objects.create(client=row.client, manager=bank.manager, on=date(2026, 12, day), **about)


def festival_nearby(row, bank):
    greeted_on_birthday(row, bank, 28, state=State.SENT, text="生日快乐")


FORBIDDEN = {
    "consent": (lambda row, bank: Consent.objects.update(status="withdrawn"), "没有同意"),
    "email": (lambda row, bank: Client.objects.filter(pk=row.client_id).update(email=""), "没有邮箱"),
    "quiet": (lambda row, bank: DoNotDisturb.objects.create(client=row.client, starts_on="2026-12-30", reason="丧亲"), "勿扰"),
    "deceased": (lambda row, bank: Client.objects.filter(pk=row.client_id).update(status="deceased"), "状态"),
    "handed over": (lambda row, bank: Client.objects.filter(pk=row.client_id).update(manager=bank.backup), "已换管户经理"),
    "switched off": (lambda row, bank: switch_occasion(row.occasion, is_active=False, by=bank.head_office), "停用"),
    "nearby": (festival_nearby, "7 天内已有生日"),
    "birthday to come": (birthday(), "生日（12月30日）相近"),
    "household": (relative, "一家只问候一次"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_forbids_a_greeting_still_does_and_is_said(bank, what):
    row = left_out(bank)
    change, word = FORBIDDEN[what]
    change(row, bank)
    with pytest.raises(Refused, match=word):
        take_up(row)
    row.refresh_from_db()
    assert row.state == State.OMITTED


@pytest.mark.parametrize(("moment", "word"), [("2027-01-01T20:00", "20:00 前"), ("2027-01-02T09:00", "节日已过")])
def test_only_while_there_is_time(bank, moment, word):
    row = left_out(bank)
    with pytest.raises(Refused, match=word):
        take_up(row, now=at(moment))
    assert take_up(row, now=at("2027-01-01T19:00")).state == State.DRAFT


def test_once_the_reason_is_gone_a_person_may(bank):
    """A birthday or a relative that was skipped is no longer in the way."""
    row = left_out(bank)
    birthday()(row, bank)
    relative(row, bank)
    greeted_on_birthday(row, bank, 30, state=State.SKIPPED, reason="已当面祝寿")
    Greeting.objects.filter(state=State.DRAFT).update(state=State.SKIPPED, reason="已拜年")
    assert take_up(row).state == State.DRAFT


def test_twice_is_once(bank):
    row = left_out(bank)
    take_up(row)
    with pytest.raises(Moved, match="又改过了"):
        take_up(row)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_queries_for_one_and_for_three(bank, django_assert_num_queries, count):
    for number in range(count):
        left_out(bank, number)
    rows = list(Greeting.objects.select_related("client", "occasion"))
    with django_assert_num_queries(4):
        assert set(still_against(rows, MORNING).values()) == {""}
