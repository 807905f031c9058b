"""The announcement as it is published, and as people write it down."""

from datetime import date

import pytest

from staff.rules.calendar import differences, lines_of, read_arrangement
from staff.rules.workdays import published

ANNOUNCED = """国务院办公厅关于2025年部分节假日安排的通知
各省、自治区、直辖市人民政府：现将2025年元旦、春节、清明节、劳动节、端午节、国庆节、中秋节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。
国务院办公厅
2024年11月12日"""


def test_the_announcement_of_2025_is_what_the_library_knows():
    found = read_arrangement(ANNOUNCED, 2025)
    assert found.problems == []
    assert differences(published(2025), found.days) == []
    assert found.days[date(2025, 10, 8)] == (False, "国庆节、中秋节")
    assert found.days[date(2025, 2, 8)] == (True, "")


def test_its_own_lines_are_read_back():
    days = read_arrangement(ANNOUNCED, 2025).days
    again = read_arrangement(lines_of(days), 2025)
    assert (again.days, again.problems) == (days, [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027-01-01 放假 元旦", {date(2027, 1, 1): (False, "元旦")}),
        ("2027/1/1 放假", {date(2027, 1, 1): (False, "")}),
        ("2027年1月3日上班", {date(2027, 1, 3): (True, "")}),
        ("元旦：１月１日放假", {date(2027, 1, 1): (False, "元旦")}),
        ("元旦：1月1号到2号放假", {date(2027, 1, n): (False, "元旦") for n in (1, 2)}),
        ("元旦：1月1日-2日放假", {date(2027, 1, n): (False, "元旦") for n in (1, 2)}),
        ("元旦：12月31日至1月1日放假", {date(2027, 12, 31): (False, "元旦"), date(2028, 1, 1): (False, "元旦")}),
        (
            "元旦：2026年12月31日至2027年1月1日放假，共2天",
            {date(2026, 12, 31): (False, "元旦"), date(2027, 1, 1): (False, "元旦")},
        ),
        ("1月1日放假，1月2日、3日上班", {date(2027, 1, n): (n > 1, "") for n in (1, 2, 3)}),
        ("春节：2月5、6、7日和8日(周一)放假，共4天", {date(2027, 2, n): (False, "春节") for n in (5, 6, 7, 8)}),
    ],
)
def test_how_people_write_it(text, days):
    found = read_arrangement(text, 2027)
    assert (found.days, found.problems) == (days, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有读到日期"),
        ("1月1日至3日放价", "没有写放假还是上班"),
        ("2月30日放假", "没有「2月30日」这一天"),
        ("2027-01-01 放假 元旦\n2027-01-01 上班", "2027年1月1日既写了放假，又写了上班"),
        ("春节：1月28日至2月4日放假调休，共7天", "共 7 天，日期却有 8 天"),
        ("2029-01-01 放假", "不是 2027 年的日期"),
        ("1月1日至12月31日放假", "超过 31 天"),
        ("99月99日放假", "没有「99月99日」"),
        ("元旦：1月1日（周四）至3日（周六）放假调休，共3天", "写的是周四，2027年1月1日却不是"),  # of 2026
        ("1月1日至3日放假，4日上班", "「4日」没有写明是几月"),
        ("12月30日、1日放假", "「1日」没有写明是几月"),
        ("1月1日至3日（星期天）上班，2月14日（星期六）上班", "写的是星期六，2027年2月14日却不是"),
    ],
)
def test_what_cannot_be_understood_is_named(text, said):
    assert said in "".join(problem.message for problem in read_arrangement(text, 2027).problems)
