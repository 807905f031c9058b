"""Words about days, read on Monday, 30 November 2026, 10:20: as what happened, and as what is promised."""

from datetime import date, datetime

import pytest

from staff.rules.workdays import built_in
from words.when.clock import read_hours
from words.when.days import read_days
from words.when.frame import Frame
from words.when.lengths import read_lengths

NOW = datetime(2026, 11, 30, 10, 20)


def frame(now=NOW):
    return Frame(now, built_in(now.year), now.date())


def day(text):
    return date(2026 if text[:2] > "08" else 2027, int(text[:2]), int(text[2:])) if text else None


@pytest.mark.parametrize(
    ("text", "past", "due"),
    [
        ("昨儿后晌", "1129", ""), ("夜来个", "1129", ""), ("前儿个", "1128", ""), ("大前天", "1127", ""), ("明儿一早", "", "1201"),
        ("大后天", "", "1203"), ("明后天来", "", "1202"), ("周三", "1125", "1202"), ("这周六", "", "1205"), ("下周三", "", "1209"),
        ("下下礼拜一", "", "1214"), ("星期天", "1129", "1206"), ("下周内", "", "1213"), ("周三或周四", "", "1203"), ("上周五", "1127", ""),
        ("13号", "1113", "1213"), ("二十号之前", "", "1220"), ("15号以后", "", "1216"), ("下月10号", "", "1210"), ("1月5日", "", "0105"),
        ("月底", "", "1130"), ("12月底前", "", "1231"), ("下个月", "", "1231"), ("年底前", "", "1231"), ("季度末", "", "1231"),
        ("腊月二十三之前", "", "0130"), ("正月十五", "", "0220"), ("大年初二", "", "0207"), ("年三十", "", "0205"), ("年二十八", "", "0204"),
        ("下月初八", "", "1216"), ("元旦前", "", "1231"), ("节后上班第一天", "1008", "0104"), ("年后第一天上班", "", "0209"), ("过完年", "", "0209"),
        ("小年前", "", "0129"), ("元旦前最后一个工作日", "", "1231"), ("三八节前", "", "0307"), ("三天内", "", "1203"), ("三个工作日", "", "1203"),
        ("半个月后", "", "1215"), ("两三天内", "", "1203"), ("24小时内", "", "1201"), ("两天前", "1128", ""), ("一周之内", "", "1207"),
        ("26年12月5号", "", "1205"), ("二〇二六年十二月五号", "", "1205"), ("2026-12-05", "", "1205"), ("2026.12.5前", "", "1205"),
        ("十二月初三", "", "0110"), ("微信上周三", "1125", "1202"), ("上上周三", "1118", ""), ("初六", "1114", "1214"),
    ],
)  # fmt: skip
def test_a_word_about_a_day(text, past, due):
    [word] = read_days(text, frame())
    assert word.due == day(due)
    assert not past or word.past == day(past)


@pytest.mark.parametrize(
    "text",
    ["月初", "元旦前后", "12号左右", "下周初", "改天", "这两天", "忙完这阵", "过几天", "国庆期间", "下周二9号", "出了正月", "十五之前", "四月二十六",
     "13月1号", "十三月初", "0月5号", "9999年12月31日", "八五年1月", "闰六月初一", "闰十二月初一", "腊月三十一", "初十一", "大大后天", "下下下周三"],
)  # fmt: skip
def test_what_is_not_certain_is_no_day(text):
    assert [word for word in read_days(text, frame()) if word.due] == []


@pytest.mark.parametrize(
    "text",
    ["5号楼", "3号窗口", "二十三床", "12个客户", "三百万", "每周三", "每月20号", "一周三次", "初三毕业", "月饼券", "中秋月饼", "新年贺卡", "13800138000", "8.5万",
     "以后天天来", "大专"],
)  # fmt: skip
def test_a_number_that_is_no_day(text):
    assert [word for word in read_days(text, frame()) if word.due or word.past] == []


def test_a_saturday_with_work_counts_as_a_working_day():
    assert read_days("三个工作日内", frame(datetime(2026, 10, 8, 9)))[0].due == date(2026, 10, 12)


@pytest.mark.parametrize(
    ("text", "at"),
    [("下午三点半", "15:30"), ("10:20", "10:20"), ("早上九点一刻", "09:15"), ("晚上八点", "20:00"), ("三点", "15:00"), ("中午一点", "13:00"), ("七点", None)],
)  # fmt: skip
def test_an_hour(text, at):
    [word] = read_hours(text)
    assert (word.at and f"{word.at:%H:%M}") == at


@pytest.mark.parametrize("text", ["两点建议", "三点以后", "有点忙", "一点没变", "3.5个点"])
def test_what_is_no_hour(text):
    assert list(read_hours(text)) == []


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("俩钟头", 120), ("一个半小时", 90), ("两小时四十分", 160), ("一刻钟", 15), ("半个多钟头", 30), ("两三分钟", 2), ("十来分钟", 10), ("四五十分钟", 40), ("个把小时", 60)],
)  # fmt: skip
def test_how_long(text, minutes):
    assert [word.minutes for word in read_lengths(f"聊了{text}")] == [minutes]


@pytest.mark.parametrize("text", ["半小时后", "等了半小时", "开车一小时", "每天走一个小时", "十几分钟后"])
def test_what_is_not_the_length_of_a_talk(text):
    assert list(read_lengths(text)) == []


@pytest.mark.parametrize(
    ("now", "text", "due"),
    [
        (datetime(2026, 8, 31, 10), "三个月后", date(2026, 11, 30)),
        (datetime(2028, 1, 31, 10), "一个月后", date(2028, 2, 29)),
        (datetime(2026, 3, 30, 10), "一个月内", date(2026, 4, 30)),
    ],
)
def test_months_later_in_a_shorter_month_is_its_last_day(now, text, due):
    [word] = read_days(text, frame(now))
    assert word.due == due
