"""What a line says is read as its author labelled it; a date that is not certain is left out, never guessed."""

import re
import time
from collections import Counter
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.rules.one_line import clients_in, read_line
from staff.rules.workdays import WorkCalendar
from tests.clients.rules.one_line.marking import faults_of, load, moment
from tests.texts import SIGNS

HERE = Path(__file__).parent
MONDAY = datetime(2026, 11, 30, 10, 20, tzinfo=timezone(timedelta(hours=8)))
COUNTED = ("kind", "day", "minutes", "reached", "due", "promises")
WORDS = [
    "今天",
    "明天",
    "周三",
    "下周二",
    "月底",
    "腊月二十三",
    "元旦前",
    "三天内",
    "三个工作日",
    "他说",
    "我说",
    "不对",
    "改成",
    "打电话",
    "没接",
    "来",
    "去",
    "送",
    "要是",
    "13号",
    "半小时",
    "下午三点",
    "，",
    "初八",
    "节后",
    "过完年",
    "31号",
    "2月30号",
]
PUNCTUATION = re.compile(r"[，,。；]")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(MONDAY.tzinfo))


@pytest.mark.parametrize(("file", "share"), [("examples.jsonl", 1), ("lines.jsonl", 0.975)])
def test_lines_are_read_as_they_were_labelled(file, share):
    rows = load(HERE / file)
    found = {row["line"]: faults_of(row, read_line(row["line"], moment(row))) for row in rows}
    wrong = Counter(name for faults in found.values() for name in faults.fields)
    assert {line: faults.silent for line, faults in found.items() if faults.silent} == {}
    assert {name: wrong[name] for name in COUNTED if wrong[name] > len(rows) * (1 - share)} == {}


def test_a_vague_promise_is_not_due_on_the_day_of_the_one_before_it():
    read = read_line("周六来把字签了，回头再给我介绍两个朋友", MONDAY)
    assert [promise["due"] for promise in read["promises"]] == [date(2026, 12, 5), None]


@pytest.mark.parametrize(
    "line",
    [
        "元旦他们全家去三亚",
        "他下周二飞回来",
        "补贴二十五号到卡",
        "他腊月二十六杀猪",
        "初四之前他都关机",
        "他周四在省里开会",
        "明天他请我吃饭，我没答应",
    ],
)
def test_what_happens_to_things_or_in_his_own_life_is_owed_by_nobody(line):
    assert read_line(line, MONDAY)["promises"] == []


def test_a_day_of_somebody_s_own_life_is_no_promise_and_no_day_of_a_talk():
    lines = (HERE / "own_lives.txt").read_text(encoding="utf-8").split()
    read = {line: read_line(line, MONDAY) for line in lines}
    dated = {line: [each["due"] for each in said["promises"] if each["due"]] for line, said in read.items()}
    assert {line for line, said in read.items() if said["day"] or dated[line]} == set()


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("下周二，不对，周三他来", date(2026, 12, 9)),
        ("下周二他去省城，周五回来办", None),
        ("下月10号发工资，11号他来存", date(2026, 12, 11)),
        ("1月5号还款，让他3号前存够", None),
        ("他腊月二十八回来，初二约他坐坐", date(2027, 2, 7)),
        ("一月八号周五他来对账", date(2027, 1, 8)),
        ("一月八号周三给他送对账单", None),
    ],
)
def test_a_day_that_leans_on_another_is_of_its_week_or_month_or_of_none(line, due):
    assert [promise["due"] for promise in read_line(line, MONDAY)["promises"]] == [due]


@pytest.mark.parametrize(
    ("line", "owes", "due"),
    [
        ("端午一过就给他放款", "us", date(2027, 6, 10)),
        ("阳历年前把材料交齐", "client", date(2026, 12, 31)),
        ("二月二那天给他送花篮", "us", date(2027, 3, 9)),
        ("明年二季度内把授信批下来", "us", date(2027, 6, 30)),
        ("他说下个月最后一个礼拜三来对账", "client", date(2026, 12, 30)),
        ("十二月最后一个工作日他来结账", "client", date(2026, 12, 31)),
        ("让他这个月三十之前把息还上", "client", date(2026, 11, 30)),
        ("元月十号他来取承兑", "client", date(2027, 1, 10)),
        ("约了老谷明天来面签", "client", date(2026, 12, 1)),
        ("客户要求12月8日前答复能不能提前还款", "us", date(2026, 12, 8)),
        ("跟景区的柳经理约了周三 在他办公室", "us", date(2026, 12, 2)),
        ("贷款十二月二十号到期，提前十天提醒他备款", "us", date(2026, 12, 10)),
        ("冬至那天下午他来行里", "client", date(2026, 12, 22)),
        ("她说周六准到", "client", date(2026, 12, 5)),
        ("答应过她二十号之前回复", "us", date(2026, 12, 20)),
        ("他女儿12月8号订婚，我随个礼，提前一天送去", "us", date(2026, 12, 7)),
        ("客户25号以前凑不齐，答应宽限到31号", "us", date(2026, 12, 31)),
        ("孙校长让我十二月十六号去学校讲一堂反假币课", "us", date(2026, 12, 16)),
        ("放暑假前把方案给她", "us", None),
        ("开春前帮他申请贷款", "us", None),
    ],
)
def test_a_day_is_read_however_it_is_said(line, owes, due):
    assert [(promise["owes"], promise["due"]) for promise in read_line(line, MONDAY)["promises"]] == [(owes, due)]


def test_a_kind_of_wording_is_read_in_every_wording():
    """kinds.txt: line | kind | day | minutes | reached | promises, of a Monday; its remarks name the kinds."""
    rows = [row.split(" | ") for row in (HERE / "kinds.txt").read_text(encoding="utf-8").splitlines() if row[0] != "#"]
    found = {line: _as_written(read_line(line, MONDAY)) for line, *_right in rows}
    assert {line: (found[line], right) for line, *right in rows if found[line] != right} == {}


def _as_written(read):
    fields = [read[name] for name in ("kind", "day", "minutes", "reached")]
    owed = sorted(f"{promise['owes']} {promise['due'] or '-'}" for promise in read["promises"])
    return [*(str(each or "-") for each in fields), "; ".join(owed) or "-"]


@pytest.mark.parametrize("line", ["他不让晚上打电话", "三十号之前不交就来不及了", "他出差去了", "元月十号他要还了"])
def test_what_nobody_wants_or_what_is_only_feared_is_owed_by_nobody(line):
    read = read_line(line, MONDAY)
    assert (read["promises"], read["kind"]) == ([], None)


def test_without_punctuation_nearly_as_much_is_read():
    rows = [row for row in load(HERE / "lines.jsonl") if PUNCTUATION.search(row["line"])]
    found = [faults_of(row, read_line(PUNCTUATION.sub("", row["line"]), moment(row))) for row in rows]
    wrong = Counter(name for faults in found for name in faults.fields)
    assert {name: wrong[name] for name in COUNTED if wrong[name] > len(rows) * 0.095} == {}
    assert sum(bool(faults.silent) for faults in found) < len(rows) * 0.04


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(SIGNS, max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map("".join)), MOMENTS)
def test_no_text_is_too_odd_and_no_promise_is_due_before_it_was_made(line, now):
    read = read_line(line, now)
    assert read["day"] is None or date(1900, 1, 1) <= read["day"] <= now.date()
    for promise in read["promises"]:
        assert promise["due"] is None or promise["due"] >= min(read["day"] or now.date(), now.date())
        assert promise["about"] and promise["owes"] in ("us", "client")


@pytest.mark.parametrize("line", ["刚打了电话，他嫌利率太低", "来网点办取款，嫌手续费高"])
def test_who_finds_it_too_dear_or_too_low_has_a_need(line):
    assert [fact["topic"] for fact in read_line(line, MONDAY)["facts"]] == ["need"]


def test_a_line_takes_five_milliseconds_at_most():
    lines = [row["line"] for row in load(HERE / "examples.jsonl")]
    read_line(lines[0], MONDAY)
    assert _seconds(lambda: [read_line(line, MONDAY) for line in lines]) / len(lines) < 0.005


@pytest.mark.parametrize(
    "piece", [*WORDS, "周三他来，不对，", "老王、", "他", "一二三", "，", " ", "a", "把", "了", "说", "王总没接"]
)
def test_no_line_however_long_or_odd_takes_long(piece):
    line = piece * (2000 // len(piece))
    assert _seconds(lambda: (read_line(line, MONDAY), clients_in(line))) < 0.05


def _seconds(call):
    begun = time.process_time()
    call()
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("老王、老李和赵会计都答应来存款", 3),
        ("上午联系了三个客户：王总说考虑，李姐没接，张叔要周五来", 3),
        ("拜访王总、李总、赵总，都说年后再说", 3),
        ("给王总打了电话没接给李姐打了说周三来", 2),
        ("老王周三来签字老李周五来", 2),
        ("张磊没接，王芳说下周来", 2),
        ("和李会计一起去的王总厂里，王总说下周还款", 1),
        ("王总没接，李会计接的，说王总开会", 1),
        ("王总介绍李姐来开户，李姐说周三来", 1),
        ("陈总答应周五签，陈总说李会计周三送报表", 1),
        ("跟王总、李总监、赵会计开会谈授信，他们要两千万", 1),
        ("老客户介绍的，小心一点", 1),
    ],
)
def test_only_clients_with_a_result_of_their_own_are_counted(line, count):
    assert clients_in(line) == count


def test_no_labelled_line_is_about_several_clients():
    lines = [row["line"] for file in ("examples.jsonl", "lines.jsonl") for row in load(HERE / file)]
    assert [line for line in lines if clients_in(line) > 1] == []


def test_working_days_are_those_of_the_calendar_that_is_handed_in():
    busy = WorkCalendar({date(2026, 12, 5): (True, "补班")})
    [plain] = read_line("五个工作日内给他答复", MONDAY)["promises"]
    [moved] = read_line("五个工作日内给他答复", MONDAY, busy)["promises"]
    assert (plain["due"], moved["due"]) == (date(2026, 12, 7), date(2026, 12, 5))


def test_every_field_names_the_words_it_was_read_from():
    read = read_line("昨天下午三点给王姐打电话聊了十分钟，她说周三来取卡", MONDAY)
    assert {name: read["marks"][name] for name in ("day", "hour", "minutes")} == {
        "day": "昨天下午",
        "hour": "下午三点",
        "minutes": "十分钟",
    }
    assert (read["marks"]["kind"], read["marks"]["reached"]) == ("打电话", "聊")
    [promise] = read["promises"]
    assert (promise["mark"], promise["said"], promise["about"]) == ("她说周三来取卡", "周三", "来取卡")


def test_dictated_slips_are_marked_in_the_words_that_stand_in_the_line():
    marks = read_line("刚大电话给苗姐没街", MONDAY)["marks"]
    assert (marks["kind"], marks["reached"]) == ("大电话", "没街")
