"""Dates and moments as databases, spreadsheets and people write them. Every function raises BadValue with the reason in Chinese."""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from imports.readers.problems import BadValue
from imports.readers.values import DASHES, filled

DATE = r"(?P<year>\d{4})(?:[-/.年,、\\ ](?P<month>\d{1,2})[-/.月,、\\ ](?P<day>\d{1,2})[日号]?|(?P<month2>\d{2})(?P<day2>\d{2}))"
TIME = (
    r"(?:(?:[ T-]+|(?<=[日号]))(?P<half>上午|下午|AM|PM)?[ ]*(?P<hour>\d{1,2})[:.时](?P<minute>\d{1,2})分?"
    r"(?:(?:[:.]|(?<=分))(?P<second>\d{1,2}(?:[.,]\d{1,9})?)秒?)?[ ]*(?P<half2>AM|PM|上午|下午)?"
    r"[ ]*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|UTC|GMT)?(?: ?(?:CST|\[[\w/]+\]))?)?"
)
MOMENT = re.compile(DATE + TIME, re.ASCII | re.IGNORECASE)
PLAIN_DATE = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})", re.ASCII)
ALL_DIGITS = re.compile(r"(\d{8})[T ]?(\d{2})(\d{2})(\d{2})?(?:\d{0,6}|(Z))", re.ASCII)  # 20150601000000 and the like
MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTHS = {name: n for n, name in enumerate(MONTH_NAMES.split(), 1)}
MONTH = r"(?P<month>[A-Za-z]{3,9}|\d{1,2}月)"
DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})(?:[- /.]|(?=[A-Za-z])){MONTH} ?(?:[- /.]|(?<=[A-Za-z]))(?P<year>\d{{4}}):?(?P<rest>.*)",
    re.ASCII,
)
YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})[-/ ]{MONTH}[-/ ](?P<day>\d{{1,2}})(?P<rest>.*)", re.ASCII)
MONTH_FIRST = re.compile(rf"{MONTH} +(?P<day>\d{{1,2}}),? +(?P<year>\d{{4}})(?P<rest>.*)", re.ASCII)
OF_JAVA = re.compile(rf"{MONTH} +(?P<day>\d{{1,2}}) (?P<rest>[\d:]{{8}}) (?:[A-Z]{{3,4}} )?(?P<year>\d{{4}})", re.ASCII)
# Mon, Monday, and (周一) behind
WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? +|[ (（]*(?:星期|周|礼拜)[一二三四五六日天][)）]?(?=$| [\d上下])",
    re.IGNORECASE,
)
OF_SQL = re.compile(r"(?:\{(?:ts|d) *|(?:DATE|TIMESTAMP) *)'([^']*)'\}?|#([^#]*)#|\(([^()]*)\)", re.IGNORECASE)
HAN_DATE = re.compile(
    "([〇○零一二三四五六七八九0-9]{4})年([一二三四五六七八九十0-9]{1,2})月([一二三四五六七八九十0-9]{1,3})[日号]"
)
HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
# What databases, spreadsheets and empty forms write for none.
NO_DATE = re.compile(
    r"(?:0|0{8}|(?:0000|1900)(?:[-/]0?[01][-/]00?|0[01]00)|(?:0001|1900)[-/]?0?1[-/]?0?1|1899[-/]?12[-/]?3[01]"
    r"|9999[-/]?12[-/]?31)"
    r"(?:[ T].*)?|0000[-/]00[-/]00.*|00:00(?::00)?|[-/_.: 年月日]+"
)
YEARS_OF_NONE = ("0000", "0001", "1899", "1900", "9999")  # of NO_DATE
SHOULD_BE = "日期应写成 2026-11-20、2026/11/20 或 20261120"
WHY_NO_DATE = (
    (re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}.*"), "日期应写成 2026-11-20：年写在最后，分不清哪个是月、哪个是日"),
    (re.compile(r"\d{1,2}[-/. ]\w{1,9}[-/. ]+\d{2}(\D.*)?"), "日期应写成 2026-11-20：年份要写四位"),
    (re.compile(r"\d{5}(\.\d+)?"), "日期应写成 2026-11-20：这是表格里的序号，请把这一列的格式改成日期，再导出"),
    (re.compile(r"\d{4}(\d{2}|[-/.年]\d{1,2}月?)"), "日期应写成 2026-11-20：这里没有写哪一日"),
)


def day(text):
    """2026-11-20, 20261120, 2026年11月20日 and more, also with a time, which is left out; of another zone the day here."""
    simple = PLAIN_DATE.fullmatch(text)
    return _date(*simple.groups(), text) if simple else moment(text).date()


def optional_day(text):
    if (simple := PLAIN_DATE.fullmatch(text)) and simple[1] not in YEARS_OF_NONE:
        return _date(*simple.groups(), text)
    return None if not filled(text) or NO_DATE.fullmatch(text.strip()) else day(text)


def moment(text):
    """A date with an optional time, taken as local time unless it names its zone; parts of a second are rounded."""
    text = filled(text).translate(DASHES)
    found = MOMENT.fullmatch(text) or MOMENT.fullmatch(_year_first(text))
    if not found:
        why = next((why for form, why in WHY_NO_DATE if form.fullmatch(text)), SHOULD_BE)
        raise BadValue(why if text else "不能为空")
    on = _date(found["year"], found["month"] or found["month2"], found["day"] or found["day2"], text)
    at = datetime.combine(on, time()) + _since_midnight(found)
    return _here(at, found["zone"].upper()) if found["zone"] else timezone.make_aware(at)


def _since_midnight(found):
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    second = float((found["second"] or "0").replace(",", "."))
    half = (found["half"] or found["half2"] or "").upper()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in ("PM", "下午") else 0)
    if hour > 23 or minute > 59 or second >= 60:
        raise BadValue("这个时刻不存在")
    return timedelta(hours=hour, minutes=minute, seconds=int(second + 0.5))


def _here(at, zone):
    """A moment of the zone Z, UTC, GMT, +08, +0800 or +08:00 in local time."""
    zone = zone.replace(":", "").removeprefix("UTC").removeprefix("GMT")
    offset = zone.ljust(5, "0") if zone[:1] in ("+", "-") else "+0000"
    return timezone.localtime(datetime.strptime(f"{at:%Y%m%d%H%M%S}{offset}", "%Y%m%d%H%M%S%z"))


def _year_first(text):
    """20150601000000, 01-JUN-2015, Jun 1 2015 and 2015 年 6 月 1 日 as 2015-6-1 with its time."""
    if digits := ALL_DIGITS.fullmatch(text):
        return f"{digits[1]} {digits[2]}:{digits[3]}:{digits[4] or '00'}{digits[5] or ''}"
    if found := OF_SQL.fullmatch(text):
        text = found[found.lastindex]
    text = WEEKDAY.sub("", re.sub(r"(GMT[+-]\d{4}) \(.*\)$", r"\1", text)).rstrip(",;。 ")
    text = re.sub(r" (\+0800) CST$", r" \1", text)
    if found := HAN_DATE.match(text):
        text = "-".join([found[1].translate(HAN_DIGITS), *map(_han_number, found.group(2, 3))]) + text[found.end() :]
    for form in (DAY_FIRST, MONTH_FIRST, OF_JAVA, YEAR_FIRST):
        found = form.fullmatch(text)
        month = found and (MONTHS.get(found["month"][:3].lower()) or found["month"].rstrip("月"))
        if found and str(month).isdecimal():
            return f"{found['year']}-{month}-{found['day']} {found['rest'].strip()}".strip()
    text = re.sub(r"(?<=^\d{8})\.0+$|\.$", "", text.replace("。", "."))  # a spreadsheet's decimal; a full stop
    return re.sub(r"\s*([年月日号])\s*|([./])\s+|(?<=[0-9])(-)\s+(?=[0-9])", r"\1\2\3", text)


def _han_number(text):
    """十一 and 二十 as 11 and 20."""
    if text.isascii():
        return text
    tens, ten, ones = text.rpartition("十")
    number = ((tens or "1") if ten else "") + (ones or ("0" if ten else ""))
    return number.translate(HAN_DIGITS)


def _date(year, month, day_of_month, text):
    if not 1880 <= int(year) <= 2200:
        raise BadValue("日期的年份不对")
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        raise BadValue(f"日期 {text[:20]} 不存在") from None
