"""What a text is held against, and how far back: 400 days of one's own, two years of the client's, everybody he knows."""

from datetime import date, timedelta

import pytest

from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.eligibility import situation_of
from campaigns.queries.greetings.review import judge_of, page_about, since_of
from campaigns.queries.greetings.sending import greetings_against
from campaigns.rules.greetings import Known, Talk, clues_of
from tests.greetings import MORNING, NOW, approve, at, draft, guest, personal, plant

NEW_YEAR = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def said(client, text, *, on=NEW_YEAR, code="new_year", year=2027, manager=None):
    occasion = Occasion.objects.get(code="new_year", year=2027)
    return Greeting.objects.create(
        client=client,
        occasion=occasion,
        code=code,
        year=year,
        on=on,
        tone="joy",
        manager=manager or client.manager,
        state=Greeting.State.SENT,
        text=text,
    )


def circle_of(row):
    return [sent.text for sent in judge_of(row, NOW).circle]


@pytest.mark.parametrize("shared", [{"phone": "10099990000"}, {"email": "Home@client.example"}])
def test_who_shares_a_telephone_or_an_address_gets_no_common_sentence(bank, shared):
    row = draft(bank, 1, **shared)
    shared = {name: value.lower() for name, value in shared.items()}
    said(guest(bank, 2, manager=bank.backup, **shared), "写给家人的话")
    said(guest(bank, 3, manager=bank.backup), "写给旁人的话")
    assert circle_of(row) == ["写给家人的话"]


def test_without_telephone_and_address_nobody_is_taken_for_family(bank):
    row = draft(bank, 1)
    type(row.client).objects.filter(pk=row.client_id).update(phone="", email="")
    said(guest(bank, 2, phone="", email=""), "写给旁人的话")
    assert circle_of(Greeting.objects.get(pk=row.pk)) == []


@pytest.mark.parametrize(("days", "is_held"), [(400, True), (401, False)])
def test_ones_own_letters_of_four_hundred_days_are_held_against_a_new_one(bank, days, is_held):
    row = draft(bank, 1)
    said(guest(bank, 2), "去年元旦写的", on=NEW_YEAR - timedelta(days=days), year=2025)
    assert [sent.text for sent in judge_of(row, NOW).earlier] == ["去年元旦写的"] * is_held


@pytest.mark.parametrize(("on", "is_shown"), [(date(2025, 1, 1), True), (date(2024, 12, 29), False)])
def test_the_page_shows_what_the_client_got_in_two_years(bank, on, is_shown):
    row = draft(bank, 1)
    said(row.client, "前年写的", on=on, year=2024)
    judge, situation = judge_of(row, NOW), situation_of([row], NOW, since=since_of(row))
    assert [past.text for past in page_about(row, bank.manager, NOW, judge, situation)["past"]] == [
        "前年写的"
    ] * is_shown


@pytest.mark.parametrize(("days", "is_recent"), [(180, True), (181, False)])
def test_a_talk_is_remembered_for_half_a_year(days, is_recent):
    talk = Talk(NOW.date() - timedelta(days=days), "call", "电话")
    codes = [clue.fact.code for clue in clues_of(Known(talks=[talk]), "new_year", NEW_YEAR, NOW.date())]
    assert codes == ["talk"] * is_recent


@pytest.mark.parametrize(
    ("moment", "why"), [("2026-12-31T09:00", "已不是节日当天"), ("2027-01-02T09:00", "已不是节日当天"), (None, "")]
)
def test_a_greeting_leaves_on_its_day_only(bank, moment, why):
    message = approve(draft(bank)).message
    assert greetings_against([message], at(moment) if moment else MORNING).get(message.pk, "") == why


def test_what_was_written_to_others_is_read_only_for_a_text_of_ones_own(bank, django_assert_num_queries):
    row, other = draft(bank, 1), said(guest(bank, 2), "陈先生：\n前天路过您家门口，看到院里的腊梅开得正好。")
    judge = judge_of(row, NOW)
    with django_assert_num_queries(0):
        assert "只对这位客户说的话" in judge.problems(row.text)[0].message
    with django_assert_num_queries(3):  # his greetings, his briefings, those of relatives
        assert "换一种说法" in judge.problems(personal(row, other.text.partition("\n")[2]))[0].message
