"""What changes about a client after his greeting was drafted or approved: his birthday was wrong, he became 顶级."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns.actions.greetings import (
    cosign_greeting,
    draft_greetings,
    expire_greetings,
    finish_by_hand,
    greet_anyway,
    skip_greeting,
    withdraw_greeting,
)
from campaigns.models import Greeting, Occasion
from clients.models import Client
from outbox.actions import deliver_messages
from outbox.models import Message
from tests.greetings import MORNING, approve, at, draft, guest, personal, plant
from words.problems import Refused

State = Greeting.State
WEEK_BEFORE = at("2026-12-18T05:00")
OLD_DAY, OLD_MORNING = date(2026, 12, 25), at("2026-12-25T08:36")
WRONG = "客户的生日或纪念日已更正，不在这一天"
LUNAR = {"celebrates": "lunar", "birthday": 104}  # 农历正月初四: 9 February 2027


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def birthdays():
    return list(Greeting.objects.filter(code="birthday").order_by("on").values_list("on", "state"))


def born_at_christmas(bank, number=1):
    """The draft for 25 December, the day of birth as it was first told; no festival is near."""
    Occasion.objects.exclude(code="birthday").update(is_active=False)
    client = guest(bank, number, birth_date=date(1980, 12, 25), celebrates="solar", birthday=1225)
    draft_greetings(now=WEEK_BEFORE)
    return Greeting.objects.get(client=client, code="birthday")


def corrected(row, **values):
    Client.objects.filter(pk=row.client_id).update(**(values or LUNAR))


def born_on(day):
    return {"birth_date": day, "birthday": day.month * 100 + day.day}


def test_a_draft_for_the_wrong_day_is_closed_and_the_right_day_is_greeted(bank):
    row = born_at_christmas(bank)
    corrected(row)
    draft_greetings(now=at("2026-12-19T05:00"))
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, WRONG)
    draft_greetings(now=at("2027-02-02T05:00"))
    assert birthdays() == [(OLD_DAY, State.SKIPPED), (date(2027, 2, 9), State.DRAFT)]


def test_nobody_approves_a_letter_for_the_wrong_day(bank, login, monkeypatch):
    row = born_at_christmas(bank)
    corrected(row)
    with pytest.raises(Refused, match=WRONG):
        approve(row, now=WEEK_BEFORE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: WEEK_BEFORE)
    assert WRONG in login(bank.manager).get(reverse("greeting_review", args=[row.pk])).content.decode()


def test_a_mail_for_the_wrong_day_does_not_leave(bank, sink):
    row = approve(born_at_christmas(bank), now=WEEK_BEFORE)
    corrected(row)
    deliver_messages(now=OLD_MORNING)
    assert Message.objects.get().reason == WRONG and sink.accepted == []
    expire_greetings(now=at("2026-12-25T20:30"))
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.SKIPPED, WRONG)


def test_what_was_approved_for_the_wrong_day_is_taken_back_in_time_for_the_right_one(bank, sink):
    row = approve(born_at_christmas(bank), now=WEEK_BEFORE)
    corrected(row, **born_on(date(1980, 12, 23)))
    draft_greetings(now=at("2026-12-19T05:00"))
    assert Message.objects.get().state == "cancelled" and Message.objects.get().reason == WRONG
    assert birthdays() == [(date(2026, 12, 23), State.DRAFT)]
    new = approve(Greeting.objects.get(), now=at("2026-12-19T09:00"))
    deliver_messages(now=at("2026-12-23T08:36"))
    deliver_messages(now=OLD_MORNING)
    assert [message.state for message in Message.objects.order_by("pk")] == ["cancelled", "sent"]
    assert len(sink.accepted) == 1 and new.on == date(2026, 12, 23)


@pytest.mark.parametrize("state", [State.DRAFT, State.OMITTED, State.SKIPPED, State.EXPIRED])
def test_within_one_year_what_was_never_said_makes_room_for_the_right_day(bank, state):
    row = born_at_christmas(bank)
    Greeting.objects.filter(pk=row.pk).update(state=state, reason="" if state == State.DRAFT else "日子不对")
    corrected(row, **born_on(date(1980, 12, 28)))
    draft_greetings(now=at("2026-12-21T05:00"))
    assert birthdays() == [(date(2026, 12, 28), State.DRAFT)]
    assert draft_greetings(now=at("2026-12-21T06:00")) == ""


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_correction_that_was_itself_wrong_is_greeted_on_the_first_day_after_all(bank, sink, is_approved):
    row = born_at_christmas(bank)
    if is_approved:
        approve(row, now=WEEK_BEFORE)
    corrected(row)
    draft_greetings(now=at("2026-12-19T05:00"))
    assert birthdays() == [(OLD_DAY, State.SKIPPED)]
    corrected(row, celebrates="solar", birthday=1225)
    draft_greetings(now=at("2026-12-21T05:00"))
    assert birthdays() == [(OLD_DAY, State.DRAFT)]
    again = Greeting.objects.get()
    assert again.is_edited is is_approved  # a person's own words come back, too
    approve(again, now=at("2026-12-21T09:00"))
    deliver_messages(now=OLD_MORNING)
    assert len(sink.accepted) == 1


def test_what_a_person_left_out_stays_left_out_when_the_day_is_right(bank):
    row = born_at_christmas(bank)
    skip_greeting(row, reason="已当面说过", by=bank.manager, seen=row.version)
    draft_greetings(now=at("2026-12-21T05:00"))
    assert birthdays() == [(OLD_DAY, State.SKIPPED)]


def test_ones_own_words_go_along_to_the_right_day(bank):
    row = approve(born_at_christmas(bank), now=WEEK_BEFORE)
    row = withdraw_greeting(row, by=bank.manager, now=WEEK_BEFORE, seen=row.version)
    corrected(row, **born_on(date(1980, 12, 28)))
    draft_greetings(now=at("2026-12-21T05:00"))
    new = Greeting.objects.get()
    assert (new.on, new.text, new.is_edited) == (date(2026, 12, 28), personal(row), True)


@pytest.mark.parametrize(("state", "by"), [(State.SENT, ""), (State.APPROVED, "uncertain"), (State.BY_HAND, "")])
def test_who_was_greeted_this_year_gets_no_second_letter_in_it(bank, state, by):
    """Once per client and year of the calendar, also when the first came on the wrong day."""
    row = approve(born_at_christmas(bank), now=WEEK_BEFORE)
    Message.objects.update(state=by or "sent", sent_at=None if by else OLD_MORNING, reason="没有等到对方确认")
    Greeting.objects.filter(pk=row.pk).update(state=state)
    corrected(row, **born_on(date(1980, 12, 31)))
    assert "起草 1 封" not in draft_greetings(now=at("2026-12-26T05:00"))
    assert birthdays() == [(OLD_DAY, state)]
    Client.objects.filter(pk=row.client_id).update(**LUNAR)
    draft_greetings(now=at("2027-02-02T05:00"))
    assert birthdays()[1:] == [(date(2027, 2, 9), State.DRAFT)]  # another calendar, another year


def test_a_letter_of_long_ago_holds_its_year_too(bank):
    """Sent in February for the lunar year 2026; the solar birthday in December 2026 is of the same year."""
    row = born_at_christmas(bank)
    Greeting.objects.filter(pk=row.pk).update(on=date(2026, 2, 20), state=State.SENT)
    assert draft_greetings(now=WEEK_BEFORE) == ""
    assert birthdays() == [(date(2026, 2, 20), State.SENT)]


def test_nor_is_the_wrong_day_taken_up_from_those_left_out(bank):
    row = born_at_christmas(bank)
    Greeting.objects.filter(pk=row.pk).update(state=State.OMITTED, reason="本节不问候：容量")
    corrected(row)
    with pytest.raises(Refused, match=WRONG):
        greet_anyway(row, by=bank.manager, now=WEEK_BEFORE, seen=row.version)


def test_who_keeps_no_birthday_any_more_is_not_congratulated(bank):
    row = born_at_christmas(bank)
    corrected(row, celebrates="none", birthday=None)
    draft_greetings(now=at("2026-12-19T05:00"))
    assert birthdays() == [(OLD_DAY, State.SKIPPED)]


def test_who_became_top_after_the_approval_gets_no_mail_and_is_greeted_in_person(bank, login, sink, monkeypatch):
    row = approve(draft(bank))
    Client.objects.filter(pk=row.client_id).update(tier="top")
    deliver_messages(now=MORNING)
    message = Message.objects.get()
    assert (message.state, sink.accepted) == ("skipped", []) and message.reason.startswith("顶级客户不发邮件问候")
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    browser = login(bank.manager)
    page = browser.get(reverse("greeting_list") + "?show=unsent").content.decode()
    assert row.client.name in page and "顶级客户不发邮件问候" in page
    page = browser.get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert (
        "顶级客户不发邮件问候" in page and reverse("greeting_by_hand", args=[row.pk]) in page and "撤回重写" not in page
    )
    row = finish_by_hand(row, kind="call", by=bank.manager, now=MORNING, seen=row.version)
    assert row.state == State.BY_HAND and row.needs_cosign
    assert cosign_greeting(row, by=bank.head, now=MORNING, seen=row.version).cosigned_by == bank.head


def test_also_when_the_day_is_over_and_it_was_nobody_elses_reason(bank, sink):
    row, other = approve(draft(bank)), draft(bank, 2, tier="vip", name="孙小梅", salutation="孙姐")
    approve(other, text=personal(other, "上周您托我找的那本字帖找到了，下次给您带去。"))
    Client.objects.update(tier="top")
    Client.objects.filter(pk=other.client_id).update(tier="vip", status="dormant")
    deliver_messages(now=MORNING)
    expire_greetings(now=at("2027-01-01T20:30"))
    row.refresh_from_db()
    assert row.state == State.SKIPPED and row.reason.startswith("顶级客户不发邮件问候")
    Client.objects.update(status="active")
    assert list(Greeting.objects.undelivered(date(2027, 1, 2))) == [row]
    assert finish_by_hand(row, kind="letter", by=bank.manager, now=at("2027-01-03T10:00"), seen=row.version)
