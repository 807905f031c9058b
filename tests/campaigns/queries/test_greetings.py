"""Counts, neighbours and facts, read for many at once."""

from datetime import date, datetime, timedelta

import pytest

from campaigns.actions.greetings import draft_greetings
from campaigns.models import Greeting, Occasion
from campaigns.queries.greetings.ahead import birthday_days, festivals_to_draft
from campaigns.queries.greetings.clues import known_of, phrases, phrases_for
from campaigns.queries.greetings.lists import drafts_to_confirm, not_asked
from campaigns.queries.greetings.review import judge_of
from campaigns.queries.letters import letters_of
from campaigns.rules.greetings import Known, Talk, clues_of, facts_for_draft
from campaigns.rules.greetings.composed import OCCUPATIONS, TALKS, TOPICS
from campaigns.rules.greetings.timing import sending_hours, subject_of, why_crowded
from campaigns.rules.greetings.wording import wording_problems
from clients.models import ContactLog
from outbox.actions import enqueue
from staff.calendar import WorkCalendar, load_calendar
from tests import factories
from tests.greetings import NOW, approve, at, draft, guest, plant


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def codes(today):
    return [row.code for row in festivals_to_draft(today, WorkCalendar())]


def test_festivals_are_drafted_twenty_days_ahead_and_the_weightier_neighbour_with_them():
    assert codes(date(2026, 12, 10)) == []
    assert codes(date(2026, 12, 11)) == ["new_year"]  # the working day before the 12th, a Saturday
    assert codes(date(2027, 1, 1)) == ["new_year"]
    # 国庆 2028 is two days before 中秋: both become due together, 中秋 first.
    assert codes(date(2028, 9, 11)) == ["mid_autumn", "national_day"]
    Occasion.objects.filter(code="mid_autumn").update(is_active=False)
    assert codes(date(2028, 9, 11)) == ["national_day"]


def test_birthdays_within_a_long_holiday_are_drafted_before_it():
    holiday = load_calendar(date(2026, 2, 1), date(2026, 3, 1))
    due, later = birthday_days(date(2026, 2, 14), holiday)
    assert date(2026, 2, 21) in due and not set(due) & set(later)
    assert birthday_days(date(2026, 12, 7), WorkCalendar())[0][-1] == date(2026, 12, 14)


def test_what_the_reminder_counts_are_the_drafts_up_to_that_day(bank):
    for number in range(30):
        guest(bank, number)
    draft_greetings(now=NOW)
    days = sorted(Greeting.objects.values_list("review_on", flat=True))
    assert drafts_to_confirm(bank.manager, days[0]) == days.count(days[0])
    assert drafts_to_confirm(bank.manager, date(2026, 12, 31)) == 30
    assert drafts_to_confirm(bank.stranger, date(2026, 12, 31)) == 0


def test_those_who_are_not_asked_are_counted(bank):
    guest(bank, 1, agreed=None)
    guest(bank, 2, agreed="refused")
    guest(bank, 3, email="")
    assert not_asked(bank.manager, date(2026, 12, 20)) == [("没有邮箱", 2), ("没有同意邮件问候", 2)]


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_known_costs_the_same_queries_for_one_and_for_three(bank, django_assert_num_queries, count):
    clients = [guest(bank, number) for number in range(count)]
    for client in clients:
        for day in (1, 2, 3):
            factories.contact(client, at(f"2026-11-0{day}T10:00"), note=f"第{day}次聊")
        factories.contact(client, at("2026-11-04T10:00"), is_effective=False, note="没有接通")
    with django_assert_num_queries(2):
        known = known_of(clients, bank.manager)
    assert [[talk.note for talk in known[client.pk].talks] for client in clients] == [["第3次聊", "第2次聊"]] * count


def test_every_sentence_that_can_stand_in_a_draft_may_be_sent():
    sentences = [sentence for _words, sentence, _used in TOPICS] + list(OCCUPATIONS.values())
    sentences += [sentence.format(day="11月4日") for sentence in TALKS.values()]
    for tone in ("joy", "warm", "solemn"):
        assert [sentence for sentence in sentences if wording_problems(sentence, tone)] == []
    assert set(TALKS) < set(ContactLog.Kind.values)


def test_sensitive_things_and_amounts_never_become_a_sentence():
    talk = Talk(date(2026, 11, 4), "call", "电话", "客户离婚后贷款80万元，电话13812341234，住院手术。")
    clues = clues_of(Known(talks=[talk]), "new_year", date(2027, 1, 1), date(2026, 12, 20))
    words = "".join(fact.sentence for fact in facts_for_draft(clues, "joy", "new_year"))
    assert not any(word in words for word in ("离婚", "贷款", "80", "138", "住院"))
    assert "13812341234" not in "".join(clue.label for clue in clues)


@pytest.mark.parametrize(("opened", "years"), [(date(2022, 1, 1), 5), (date(2022, 1, 2), 0), (date(2021, 9, 22), 5)])
def test_the_years_of_a_letter_are_full_years(opened, years):
    clues = clues_of(Known(opened_on=opened), "new_year", date(2027, 1, 1), date(2026, 12, 20))
    said = [clue.fact.sentence for clue in clues if clue.fact.code == "years"]
    assert [f"已经 {years} 年" in sentence for sentence in said] == ([True] if years else [])


def test_a_used_topic_makes_a_draft_personal():
    talk = Talk(date(2026, 11, 4), "call", "电话", "孩子明年高考")
    clues = clues_of(Known(talks=[talk]), "new_year", date(2027, 1, 1), date(2026, 12, 20))
    assert clues[0].weight == 2 and clues[0].fact.is_used_in("愿孩子高考顺利")
    assert not clues[0].fact.is_used_in("愿您顺利")


def test_a_phrase_of_a_tone_serves_only_that_tone():
    library = phrases()
    joyful = {phrase.text for phrase in phrases_for(library, "joy")}
    quiet = {phrase.text for phrase in phrases_for(library, "warm") if phrase.occasion == "birthday"}
    assert "今天是您的生日，祝您生日快乐。" in joyful and quiet
    assert not any(word in text for text in quiet for word in ("快乐", "喜", "贺"))


def test_sending_is_spread_over_the_first_five_minutes():
    now, day = datetime(2026, 12, 20, 9), date(2027, 1, 1)
    begins = {sending_hours(day, str(seed), now)[0] for seed in range(500)}
    assert min(begins) >= datetime(2027, 1, 1, 8, 30) and max(begins) < datetime(2027, 1, 1, 8, 35)
    assert len(begins) > 200


def test_neighbouring_days_are_told_apart():
    day = date(2027, 10, 1)
    assert "只问候一次" in why_crowded(day, [("中秋", date(2027, 9, 28))])
    assert "7 天内已有中秋" in why_crowded(day, [("中秋", date(2027, 9, 26))])
    assert why_crowded(day, [("中秋", date(2027, 9, 24))]) == ""


def test_the_subject_follows_the_occasion():
    assert subject_of("文博兄", "new_year", "元旦", "joy") == "文博兄，元旦好"
    assert subject_of("文博兄", "dragon_boat", "端午", "warm") == "文博兄，端午安康"
    assert subject_of("文博兄", "birthday", "生日", "warm") == "文博兄，生日安康"


@pytest.mark.parametrize(("person", "is_own"), [("manager", True), ("backup", False), (None, False)])
def test_only_the_signing_managers_own_talks_are_remembered_in_the_first_person(bank, person, is_own):
    client = guest(bank, 1)
    by = person and getattr(bank, person)
    factories.contact(client, at("2026-12-10T09:00"), by=by, note="客户说孙子明年高考，全家都紧张。")
    draft_greetings(now=NOW)
    row = Greeting.objects.get()
    assert any(words in row.text for words in ("高考", "12月10日")) is is_own
    clues = judge_of(row, NOW).clues
    assert "客户说孙子明年高考，全家都紧张。" in [clue.label for clue in clues]
    assert all(("同事" in clue.source) is not is_own for clue in clues if clue.source.startswith("12月10日"))
    assert any(clue.fact.is_used_in("愿孩子高考顺利") for clue in clues)  # it may still be built on


def test_the_bank_knows_a_client_of_years_and_no_two_drafts_of_a_manager_say_the_same_line(bank):
    for number in (1, 2):
        guest(bank, number, opened_on=date(2012, 1, 1), assigned_on=date(2026, 12, 1))
    draft_greetings(now=NOW)
    texts = list(Greeting.objects.values_list("text", flat=True))
    line = "您从2012年起就在我行，到今年已经 15 年了"
    assert sorted(line in text for text in texts) == [False, True] and not any("相识" in text for text in texts)


def test_a_letter_is_held_against_greetings_and_briefings_and_names_only_the_managers_own_clients(bank):
    mine, gone = approve(draft(bank, 1)), guest(bank, 2, manager=bank.backup)
    about = {"dedupe_key": "briefing:2", "address": gone.email, "subject": "近况", "text": "您托我的事办好了。"}
    times = {"send_at": NOW, "expires_at": NOW + timedelta(days=3), "now": NOW}
    enqueue(kind="briefing", client=gone, by=bank.manager, **about, **times)
    found = letters_of(bank.manager, NOW.date())
    assert [(each.letter, each.to) for each in found] == [("问候", mine.client.name), ("汇报", "陈*丙")]
