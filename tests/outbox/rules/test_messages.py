"""What may leave, when, and what follows from how it went."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.mails import MAILS
from outbox.rules import breaker
from outbox.rules.messages import (
    BACKOFF,
    MOST_ATTEMPTS,
    Outcome,
    Result,
    SendFacts,
    content_hash,
    expired_words,
    in_words,
    is_a_try,
    is_open,
    next_opening,
    pause_before_next,
    problems_with,
    state_after,
    tells_of_the_server,
    why_not,
)
from staff.rules.workdays import WorkCalendar
from tests.texts import SIGNS

MONDAY, TUESDAY, FRIDAY, SUNDAY = (date(2026, 11, day) for day in (23, 24, 27, 29))
WEEKDAYS = WorkCalendar()
GOOD = {"address": "zhang@client.example", "subject": "元旦快乐", "text": "张女士，新年好。", "sender": "周敏"}


def fields(**changed):
    return [problem.field for problem in problems_with(**GOOD | changed)]


def test_an_ordinary_mail_may_be_queued():
    assert fields() == []
    assert fields(html="<p style='color: red'>新年好</p>") == []


@pytest.mark.parametrize(
    "sign", ["\r", "\n", "\r\nBcc: x@y.example", "\x00", "\u2028", "\u2029", "\x85", "\x0b", "\u202e"]
)
@pytest.mark.parametrize("field", ["subject", "address", "sender"])
def test_nothing_in_a_header_can_end_its_line(field, sign):
    assert fields(**{field: f"{GOOD[field]}{sign}x"}) == ["by" if field == "sender" else field]


@pytest.mark.parametrize("word", ["=?utf-8?B?5L2g?=", "=?UTF-8?q?=0d=0aBcc:x?=", "您好 =?gb2312?b?xxx?="])
def test_encoded_words_are_refused_where_a_reader_would_decode_them(word):
    assert fields(subject=word) == ["subject"]
    assert fields(sender=word) == ["by"]
    assert fields(text=word) == []  # only headers are decoded


@pytest.mark.parametrize("token", ["{称呼}", "{ name }", "{{ client.name }}", "｛称呼｝", "{occasion_1}"])
@pytest.mark.parametrize("field", ["subject", "text", "html"])
def test_a_placeholder_without_a_value_never_leaves(field, token):
    assert fields(**{field: f"尊敬的{token}，您好"}) == [field]
    assert "还没有填上内容" in problems_with(**GOOD | {field: token})[0].message


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n\t", "\u200b\ufeff", "\u2060 \u00ad"])
@pytest.mark.parametrize("field", ["subject", "text"])
def test_nothing_blank_leaves(field, blank):
    assert field in fields(**{field: blank})


def test_an_html_part_without_a_word_is_blank_too():
    assert fields(html="<p> <br>\u200b</p>") == ["html"]


@pytest.mark.parametrize(
    "address", ["", "zhang", "a@b", "a b@c.example", "a@c.example,d@e.example", "<a@c.example>", "@c.example"]
)
def test_an_address_is_one_whole_address(address):
    assert fields(address=address) == ["address"]


def test_what_is_too_long_is_said_with_both_numbers():
    assert fields(subject="新" * 121) == ["subject"]
    assert "现在 20,001 个" in problems_with(**GOOD | {"text": "新" * 20_001})[0].message


@given(st.text(SIGNS, max_size=60))
def test_any_subject_is_judged_without_an_error(text):
    assert isinstance(problems_with(**GOOD | {"subject": text}), list)


@given(st.tuples(st.text(SIGNS, max_size=9), st.text(SIGNS, max_size=9), st.text(SIGNS, max_size=9)))
def test_the_hash_tells_any_two_contents_apart(parts):
    subject, text, html = (part.replace("\x1f", "") for part in parts)
    assert content_hash(subject, text, html) != content_hash(subject + "x", text, html)
    assert content_hash(subject, text + "x", html) != content_hash(subject, text, html + "x")
    assert content_hash(subject, text, html, "x") != content_hash(subject, text, html)


@pytest.mark.parametrize(
    ("hour", "opens"),
    [(time(8, 29), False), (time(8, 30), True), (time(20, 0), True), (time(20, 1), False), (time(0, 0), False)],
)
def test_greetings_keep_the_quiet_hours_on_any_day(hour, opens):
    for day in (MONDAY, SUNDAY):
        assert is_open(MAILS["greeting"], datetime.combine(day, hour), WEEKDAYS) is opens


STAFF = [name for name, kind in MAILS.items() if not kind.is_to_clients]


@pytest.mark.parametrize("kind", STAFF)
@pytest.mark.parametrize(
    ("day", "hour", "opens", "waits_until"),
    [
        (MONDAY, time(7, 29), False, MONDAY),
        (MONDAY, time(7, 30), True, TUESDAY),
        (MONDAY, time(18, 59, 59), True, TUESDAY),
        (MONDAY, time(19), False, TUESDAY),
        (MONDAY, time(0), False, MONDAY),
        (FRIDAY, time(23, 59), False, MONDAY + timedelta(days=7)),
        (SUNDAY, time(10), False, MONDAY + timedelta(days=7)),
        (SUNDAY, time(3), False, MONDAY + timedelta(days=7)),
    ],
)
def test_no_mail_to_staff_leaves_in_the_evening_at_night_or_on_a_day_off(kind, day, hour, opens, waits_until):
    moment = datetime.combine(day, hour)
    assert is_open(MAILS[kind], moment, WEEKDAYS) is opens
    assert next_opening(MAILS[kind], moment, WEEKDAYS) == datetime.combine(waits_until, time(7, 30))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, ""),
        ({"is_intact": False}, "与审批时不一致"),
        ({"is_recipient_active": False}, "不是「正常」"),
        ({"is_address_current": False}, "邮箱在排队期间变更"),
        ({"is_sender_active": False}, "已不在岗"),
        ({"consent": ""}, "没有同意"),
        ({"consent": "refused"}, "不同意"),
        ({"consent": "withdrawn"}, "已退订"),
        ({"quiet_reason": "丧亲"}, "勿扰期：丧亲"),
        ({"of_kind": 1}, "7 天内已给这位客户发过节日问候"),
        ({"messages": 6}, "30 天内"),
    ],
)
def test_each_reason_keeps_a_greeting_here(facts, words):
    reason = why_not(SendFacts(MAILS["greeting"], **{"consent": "granted"} | facts))
    assert (words in reason) if words else reason == ""


def test_a_reminder_needs_no_consent_but_somebody_who_still_works_here():
    assert why_not(SendFacts(MAILS["reminder"], of_kind=9, messages=9)) == ""
    assert why_not(SendFacts(MAILS["reminder"], is_recipient_active=False)) == "收件人已不在岗"


@pytest.mark.parametrize(
    ("kind", "outcome", "attempts", "state"),
    [
        ("greeting", Outcome.DELIVERED, 1, "sent"),
        ("greeting", Outcome.REFUSED, 1, "failed"),
        ("greeting", Outcome.LATER, 5, "queued"),
        ("greeting", Outcome.LATER, 6, "failed"),
        ("greeting", Outcome.UNKNOWN, 1, "uncertain"),
        ("reminder", Outcome.UNKNOWN, 1, "queued"),
        ("reminder", Outcome.UNKNOWN, 6, "uncertain"),
    ],
)
def test_what_follows_from_a_try(kind, outcome, attempts, state):
    assert state_after(MAILS[kind].when_uncertain, outcome, attempts) == state


def test_the_pauses_grow_and_scatter():
    week = timedelta(days=7)
    assert pause_before_next(0, 1, week) == timedelta(seconds=24)  # the server was away
    middles = [pause_before_next(tries, 0, week) for tries in range(1, MOST_ATTEMPTS)]
    assert middles == [timedelta(minutes=minutes) for minutes in BACKOFF]
    assert pause_before_next(2, -1, week) == timedelta(minutes=4)
    assert pause_before_next(2, 1, week) == timedelta(minutes=6)


@given(st.integers(1, MOST_ATTEMPTS), st.floats(-1, 1), st.timedeltas(timedelta(minutes=3), timedelta(days=9)))
def test_no_pause_takes_more_than_a_third_of_the_time_that_is_left(tries, spread, left):
    assert timedelta(seconds=40) <= pause_before_next(tries, spread, left) <= left / 3 * 1.2


def test_all_six_tries_fit_into_a_greetings_day():
    left = timedelta(hours=11.5)
    for tries in range(1, MOST_ATTEMPTS):
        left -= pause_before_next(tries, 1, left)
    assert left > timedelta(hours=3)


def test_a_server_out_of_reach_costs_no_try():
    """Nothing was tried with this message; the breaker paces such tries, and the message's own time ends them."""
    for step, costs in (("connect", False), ("mail", False), ("rcpt", True), ("data", True)):
        assert is_a_try(Result(Outcome.LATER, step)) is costs


def test_every_outcome_is_told_in_plain_words():
    assert in_words(Result(Outcome.LATER, "connect"), "queued") == "连不上邮件服务器，稍后自动再试"
    assert "（451），稍后自动再试" in in_words(Result(Outcome.LATER, "data", 451), "queued")
    assert "已试 6 次" in in_words(Result(Outcome.LATER, "data", 451), "failed")
    assert "请核对邮箱地址" in in_words(Result(Outcome.REFUSED, "rcpt", 550), "failed")
    assert "无法判断是否送达" in in_words(Result(Outcome.UNKNOWN, "reply"), "uncertain")
    assert expired_words(datetime(2027, 1, 1, 20, 0)) == "到1月1日 20:00 仍没有发出，已过发送期限"


@pytest.mark.parametrize(
    ("outcome", "step", "code", "detail", "told"),
    [
        (Outcome.DELIVERED, "reply", 250, "", True),
        # One address is wrong, full or busy.
        (Outcome.REFUSED, "rcpt", 550, "550 no such user", None),
        (Outcome.REFUSED, "rcpt", 550, "550 5.1.1 user unknown", None),
        (Outcome.REFUSED, "rcpt", 553, "553 mailbox name not allowed", None),
        (Outcome.REFUSED, "rcpt", 551, "551 user not local", None),
        (Outcome.REFUSED, "rcpt", 552, "552 5.2.2 mailbox full", None),
        (Outcome.REFUSED, "rcpt", 550, "550 5.0.0 user unknown", None),
        (Outcome.REFUSED, "data", 550, "550 5.1.1 user unknown", None),
        (Outcome.REFUSED, "mail", 0, "UnicodeEncodeError", None),
        (Outcome.REFUSED, "compose", 0, "BadHeaderError", None),
        (Outcome.LATER, "rcpt", 450, "450 greylisted", None),
        (Outcome.LATER, "rcpt", 451, "451 4.2.1 mailbox busy", None),
        (Outcome.LATER, "rcpt", 452, "452 4.2.2 over quota", None),
        # The server is away, ill, or takes nothing from us.
        (Outcome.LATER, "connect", 0, "ConnectionRefusedError", False),
        (Outcome.LATER, "mail", 451, "451 local error", False),
        (Outcome.REFUSED, "mail", 550, "550 5.1.8 sender unknown", False),
        (Outcome.LATER, "rcpt", 451, "451 local error", False),
        (Outcome.LATER, "rcpt", 452, "452 4.3.1 insufficient system storage", False),
        (Outcome.REFUSED, "rcpt", 554, "554 5.7.1 relay access denied", False),
        (Outcome.REFUSED, "rcpt", 550, "550 relay not permitted", False),
        (Outcome.REFUSED, "data", 554, "554 transaction failed", False),
        (Outcome.UNKNOWN, "reply", 0, "TimeoutError", False),
    ],
)
def test_a_wrong_address_tells_nothing_of_the_server(outcome, step, code, detail, told):
    assert tells_of_the_server(Result(outcome, step, code, detail)) is told


def after(tries):
    state, pauses = breaker.Breaker(), []
    for sign in tries:
        state = breaker.after_try(state, {"+": True, "-": False, "?": None}[sign])
        if state.pause:
            pauses.append(state.pause)
    return state, pauses


def test_five_failures_in_a_row_pause_the_sending_and_each_probe_that_fails_half_a_minute_more():
    assert after("+" * 30 + "----")[1] == []
    assert after("+" * 30 + "-----")[1] == [breaker.PAUSE]
    assert after("-" * 5 + "-----")[1] == [breaker.PAUSE] * 6
    assert after("?----" * 4)[1] == [] and after("-----?")[0].failures_in_a_row == 0
    assert breaker.is_probing(after("-" * 5)[0].failures_in_a_row)
    assert not breaker.is_probing(after("-----+")[0].failures_in_a_row)


def test_more_than_a_fifth_of_the_last_fifty_pauses_too():
    every_fifth = "++++-" * 10
    assert after(every_fifth)[1] == []
    assert after(every_fifth + "-")[1] == [breaker.PAUSE]
    assert after("+-" * 9)[1] == []  # too few to judge
    assert after("++++??" * 20)[1] == []  # a third of the addresses is wrong
