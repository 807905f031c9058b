"""How each thing that a tier promises stands, from the touch that proves it."""

from datetime import date, timedelta

import pytest

from tiers.rules.commitments import Matter, Touch, answers, every
from tiers.rules.pledges import pledges

TODAY = date(2026, 11, 18)
SINCE = date(2026, 1, 5)


def ago(days):
    return Touch(TODAY - timedelta(days=days), "上门", "周敏")


@pytest.mark.parametrize(
    ("interval", "last", "about", "stand", "words"),
    [
        (30, ago(10), {}, "kept", "上次 11月8日 上门 周敏，12月8日 前"),
        (30, ago(23), {}, "kept", "上次 10月26日 上门 周敏，11月25日 前"),
        (30, ago(24), {}, "due", "上次 10月25日 上门 周敏，11月24日 前"),
        (30, ago(30), {}, "due", "上次 10月19日 上门 周敏，今天到期"),
        (30, ago(31), {}, "broken", "上次 10月18日 上门 周敏，已过 1 天"),
        (366, ago(353), {}, "due", "上次 2025年11月30日 上门 周敏，12月1日 前"),
        (14, None, {"since": TODAY - timedelta(days=14)}, "due", "还没有过，今天到期"),
        (14, None, {"since": TODAY}, "waiting", "还没有过，12月2日 前"),
        (14, None, {}, "broken", "还没有过，已过 10 个多月"),
        (14, ago(1), {"due_on": TODAY - timedelta(days=1)}, "broken", "上次 11月17日 上门 周敏，已过 1 天"),
        (14, ago(99), {"paused": "勿扰期内不主动联系"}, "waiting", "上次 8月11日 上门 周敏；勿扰期内不主动联系"),
    ],
)
def test_what_is_promised_every_so_many_days_is_kept_due_or_broken(interval, last, about, stand, words):
    since = about.pop("since", SINCE)
    found = every("面谈", "", interval, last, since, TODAY, **about)
    assert (found.stand, found.words, found.proof) == (stand, words, last)


def matter(due, answered=None):
    return Matter(TODAY + timedelta(days=due), None if answered is None else Touch(TODAY + timedelta(days=answered)))


@pytest.mark.parametrize(
    ("matters", "stand", "words"),
    [
        ([], "waiting", "近 90 天没有提过事"),
        ([matter(-5, -5), matter(-9, -9)], "kept", "近 90 天 2 件，都按时答复"),
        ([matter(-5, -4), matter(-9, -9)], "broken", "近 90 天 2 件，1 件晚了"),
        ([matter(0), matter(-9, -9)], "due", "1 件还没有答复，11月18日 前"),
        ([matter(1), matter(-1)], "broken", "2 件还没有答复，应在 11月17日 前"),
    ],
)
def test_the_first_answers_are_kept_due_or_broken(matters, stand, words):
    found = answers("答复", "", matters, TODAY)
    assert (found.stand, found.words) == (stand, words)


@pytest.mark.parametrize(
    ("interval", "days", "often", "soon"),
    [(14, 2, "至少每两周问候您一次", "两个工作日内"), (45, 10, "至少每 45 天问候您一次", "十个工作日内")],
)
def test_a_client_reads_numbers_as_people_say_them(interval, days, often, soon):
    left_open = dict.fromkeys(("face_interval", "sponsor_interval", "briefing_interval"))
    said = dict(pledges(contact_interval=interval, answer_days=days, is_greeted=False, **left_open))
    assert often in said["常联系"] and soon in said["有问必答"]
