"""A day that leans on one named before it: 腊月二十四 …，二十五来; 下月10号 …，11号; 下周二，不对，周三."""

import re
from dataclasses import replace
from datetime import timedelta

from words.dates import ONE_DAY, monday_of
from words.lunar import lunar_of, solar_of
from words.when.frame import safe_date

CORRECTED = re.compile(r"不对|不是|改|错|啊|哦|噢|应该|口误|挪|推|换|或|到|至")
FAR = timedelta(days=62)  # what is farther off is not what the next word leans on: it has been
NEAR = 10  # signs in which a correction stands
PLAIN_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
NEXT_WEEK = re.compile(r"下+(?:一?个)?(?:周|星期|礼拜)[一二三四五六日天]")
PLAIN_LUNAR = re.compile(r"初|廿")
NAMES_LUNAR = re.compile(r"[正冬腊]月|年三十|除夕|大年|年二十")
PLAIN_DATE = re.compile(r"[\d一二三四五六七八九十廿]{1,3}[号日]")
NAMES_MONTH = re.compile(r"(?:[\d一二三四五六七八九十]{1,2}|下+一?个?)月[\d一二三四五六七八九十]{1,3}[号日]")


def lean(text, words):
    """The DayWords, each with the days that it has beside those before; what could be of two weeks or months is due on none."""
    leant, week, month, lunar = [], None, None, None
    for word in words:
        if word.sort == "week" and PLAIN_WEEKDAY.match(word.text) and _leans(word, week):
            word = _of_week(text, word, week)
        elif word.sort == "date" and PLAIN_DATE.match(word.text) and _leans(word, month):
            word = _of_month(word, month)
        elif word.sort == "lunar" and PLAIN_LUNAR.match(word.text) and _leans(word, lunar):
            word = replace(word, past=None, due=next_lunar(lunar_of(word.due).day, lunar.due))
        if word.due and word.sort in ("lunar", "feast") and NAMES_LUNAR.search(word.text):
            lunar = word
        if word.due and NEXT_WEEK.match(word.text):
            week = word
        if word.due and word.sort == "date" and NAMES_MONTH.match(word.text):
            month = word
        leant.append(word)
    return leant


def _leans(word, other):
    return bool(other and word.due) and timedelta() < other.due - word.due <= FAR


def _of_week(text, word, week):
    day = monday_of(week.due) + word.due.weekday() * ONE_DAY
    if day == word.due:
        return word
    gap = text[week.end : word.start]
    is_sure = day > week.due and len(gap) <= NEAR and CORRECTED.search(gap)
    return replace(word, past=None, due=day if is_sure else None)


def next_lunar(number, day):
    """The first day of that number on or after the day, in its lunar month or the next: 年三十回来，初二约他.

    Before the eve of a year it is one of its last days: 除夕不上班，让他廿八来.
    """
    if lunar_of(day + ONE_DAY).day == 1 and number > 20:
        return solar_of(lunar_of(day).year, lunar_of(day).month, number)
    month = lunar_of(day).year * 12 + lunar_of(day).month - 1
    days = [solar_of(each // 12, each % 12 + 1, number) for each in (month, month + 1)]
    return next((each for each in days if each >= day), None)


def _of_month(word, month):
    day = safe_date(month.due.year, month.due.month, word.due.day)
    if day == word.due:
        return word
    is_later = day and day >= month.due
    return replace(word, past=None, due=day if is_later else None)
