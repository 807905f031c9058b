"""今年最后一天, 下周第一个工作日: the first and the last day of a year or a week, and of what else has an edge."""

import re
from datetime import date

from words.dates import ONE_DAY, ONE_WEEK, monday_of
from words.when.frame import one_day

EDGE = re.compile(
    r"(?:(?P<year>今|明|去)年|(?P<week>这个?|本|下一?个?)(?:周|星期|礼拜))的?(?P<edge>最后|第|头|首)一?(?P<kind>天|个?工作日)"
)
YEARS = {"去": -1, "今": 0, "明": 1}


def read_edge(found, frame):
    return at_edge(found, *(_year(found, frame) if found["year"] else _week(found, frame)), frame)


def at_edge(found, first, last, frame):
    """The first or the last day, or working day, of these, as its words say."""
    is_last = found["edge"] == "最后"
    day = last if is_last else first
    if found["kind"] != "天":
        day = frame.calendar.previous_workday(day) if is_last else frame.calendar.next_workday(day)
    return one_day(day, frame.today)


def _year(found, frame):
    year = frame.today.year + YEARS[found["year"]]
    return date(year, 1, 1), date(year, 12, 31)


def _week(found, frame):
    monday = monday_of(frame.today)
    if found["week"].startswith("下"):
        monday += ONE_WEEK
    return monday, monday + 6 * ONE_DAY
