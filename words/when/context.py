"""A day that leans on one named before it: 腊月二十四 …，二十五来; 下月10号 …，11号; 下周二，不对，周三."""

import re
from dataclasses import replace

from words.dates import ONE_DAY, monday_of
from words.when.frame import safe_date

CORRECTED = re.compile(r"不对|不是|改|错|啊|哦|噢|应该|口误|挪|推|换|或|到|至")
NEAR = 10  # signs in which a correction stands
PLAIN_WEEKDAY = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
NEXT_WEEK = re.compile(r"下+(?:一?个)?(?:周|星期|礼拜)[一二三四五六日天]")
PLAIN_DATE = re.compile(r"[\d一二三四五六七八九十廿]{1,3}[号日]")
NAMES_MONTH = re.compile(r"(?:[\d一二三四五六七八九十]{1,2}|下+一?个?)月[\d一二三四五六七八九十]{1,3}[号日]")


def lean(text, words):
    """The DayWords, each with the days that it has beside those before; what could be of two weeks or months is due on none."""
    leant, week, month = [], None, None
    for word in words:
        if word.sort == "week" and PLAIN_WEEKDAY.match(word.text) and week and word.due and word.due < week.due:
            word = _of_week(text, word, week)
        elif word.sort == "date" and PLAIN_DATE.match(word.text) and month and word.due and word.due < month.due:
            word = _of_month(word, month)
        if word.due and NEXT_WEEK.match(word.text):
            week = word
        if word.due and word.sort == "date" and NAMES_MONTH.match(word.text):
            month = word
        leant.append(word)
    return leant


def _of_week(text, word, week):
    day = monday_of(week.due) + word.due.weekday() * ONE_DAY
    if day == word.due:
        return word
    gap = text[week.end : word.start]
    is_sure = day > week.due and len(gap) <= NEAR and CORRECTED.search(gap)
    return replace(word, past=None, due=day if is_sure else None)


def _of_month(word, month):
    day = safe_date(month.due.year, month.due.month, word.due.day)
    if day == word.due:
        return word
    is_later = day and day >= month.due
    return replace(word, past=None, due=day if is_later else None)
