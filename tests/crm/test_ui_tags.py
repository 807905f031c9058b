"""How figures, dates, people and trends read on the pages."""

import datetime as dt
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from crm.templatetags import ui
from crm.templatetags.charts import HEIGHT, WIDTH, line_chart_of
from crm.templatetags.trends import spark_of, years_of

TODAY = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def render(source, **context):
    return engines["django"].from_string("{% load ui %}" + source).render(context)


def months(*values, start=(2026, 1)):
    return [(dt.date(start[0], start[1] + number, 28), Decimal(value)) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("top", '<span class="tier top">顶级</span>'),
        ("select", '<span class="tier select">优质</span>'),
        ("vip", '<span class="tier vip">贵宾</span>'),
        ("standard", '<span class="tier standard">普通</span>'),
        ("basic", '<span class="tier basic">低端</span>'),
        ("", '<span class="tier unrated">未评定</span>'),
    ],
)
def test_badge_says_the_tier_in_words(tier, expected):
    assert render("{% tier_badge tier %}", tier=tier) == expected


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, "不定期"),
        (dt.date(2026, 11, 24), '<span class="overdue">11月24日 已逾期</span>'),
        (dt.date(2026, 11, 25), '<span class="soon">今天</span>'),
        (dt.date(2026, 11, 26), "11月26日"),
        (dt.date(2027, 1, 2), "2027年1月2日"),
    ],
)
@time_machine.travel(TODAY, tick=False)
def test_when_a_client_is_to_be_contacted(due_on, words):
    assert render("{% due_day client today %}", client=Client(next_due_on=due_on), today=TODAY.date()) == words


@pytest.mark.parametrize(
    ("tries", "status", "words"),
    [(6, "active", "停联到 2027年2月18日"), (None, "active", "不定期"), (6, "closed", "不定期")],
)
@time_machine.travel(TODAY, tick=False)
def test_who_rests_says_until_when_and_nobody_else(tries, status, words):
    client = Client(tries=tries, status=status, resting_until=dt.date(2027, 2, 18))
    assert render("{% due_day client today %}", client=client, today=TODAY.date()) == words


@time_machine.travel(TODAY, tick=False)
def test_until_when():
    assert (ui.until(dt.date(2026, 11, 30)), ui.until(None)) == ("至 11月30日", "")


def test_every_tier_has_its_colour_under_its_own_code():
    sheet = (settings.BASE_DIR / "static/site.css").read_text(encoding="utf-8")
    assert set(re.findall(r"\.tier\.(\w+)", sheet)) == {*Client.Tier.values, "unrated"}


def test_whatever_is_below_zero_has_a_minus_sign():
    assert render("{{ amount|yuan }} {{ amount|wan_number }}", amount=Decimal(-25000)) == "−25,000.00 −2.50"
    assert spark_of([-1200, -1300]).words == "近 2 周由 −1,200 降到 −1,300，在 −1,300 到 −1,200 之间"
    chart = line_chart_of([(dt.date(2026, 10, 31), Decimal(-20_000)), (dt.date(2026, 11, 30), Decimal(-30_000))])
    assert "-" not in chart.words + "".join(words for words, _y in chart.ticks)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (None, "无数据"),
        ("", "无数据"),
        (0, "0.00 元"),
        (Decimal("900"), "900.00 元"),
        (Decimal("9999.994"), "9,999.99 元"),
        (Decimal("9999.995"), "1.00 万元"),
        (Decimal("10000"), "1.00 万元"),
        (Decimal("123456.78"), "12.35 万元"),
        (Decimal("12345650"), "1,234.57 万元"),
        (Decimal("-123456.78"), "−12.35 万元"),
        (Decimal("-0.005"), "−0.01 元"),
        (Decimal("100000000"), "1.00 亿元"),
        (Decimal("170000000"), "1.70 亿元"),
    ],
)
def test_money_is_read_in_the_largest_unit_that_it_reaches(amount, expected):
    assert render("{{ amount|money }}", amount=amount) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (None, "无数据"),
        (Decimal("50"), "0.01"),
        (Decimal("123456.78"), "12.35"),
        (Decimal("98765432100"), "9,876,543.21"),
    ],
)
def test_bare_wan_figures_for_columns(amount, expected):
    assert render("{{ amount|wan_number }}", amount=amount) == expected


@given(st.decimals(min_value=Decimal("-1e14"), max_value=Decimal("1e14"), places=2))
def test_money_is_never_off_by_more_than_half_a_last_digit(amount):
    text = ui.money(amount)
    figure, name = text.split(" ")
    unit = {"元": 1, "万元": 10_000, "亿元": 100_000_000}[name]
    assert abs(Decimal(figure.replace(",", "").replace("−", "-")) * unit - amount) <= (unit / 200 if unit > 1 else 0)


@pytest.mark.parametrize(("number", "expected"), [(0, "0"), (5790, "5,790"), (1234567, "1,234,567"), (None, "无数据")])
def test_counts_have_thousands_separators(number, expected):
    assert render("{{ number|count }}", number=number) == expected


def test_people_are_masked():
    shown = render(
        "{{ name|masked_name }} {{ firm|masked_name:True }} {{ phone|masked_phone }} {{ email|masked_email }}",
        name="李建国",
        firm="清溪建材有限公司",
        phone="13812341234",
        email="zhang@example.com",
    )
    assert shown == "李*国 清溪建材有限公司 138****1234 z***@example.com"


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (dt.date(2026, 11, 25), "11月25日 星期三"),
        (dt.date(2027, 1, 1), "2027年1月1日 星期五"),
        (dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.UTC), "11月25日 星期三"),
        (None, ""),
    ],
)
def test_a_day_carries_its_year_only_when_it_is_another(moment, expected):
    assert render("{{ moment|day }}", moment=moment) == expected


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (dt.date(2026, 11, 25), "今天"),
        (dt.date(2026, 11, 24), "昨天"),
        (dt.date(2026, 11, 26), "明天"),
        (dt.date(2026, 11, 14), "11 天前"),
        (dt.date(2026, 12, 2), "7 天后"),
        (dt.datetime(2026, 11, 24, 15, 59, tzinfo=dt.UTC), "昨天"),
        (None, ""),
    ],
)
def test_days_are_counted_on_the_local_calendar(moment, expected):
    assert render("{{ moment|days_ago }}", moment=moment) == expected


@time_machine.travel(TODAY, tick=False)
def test_a_moment_is_shown_in_local_time():
    assert render("{{ at|clock }}", at=dt.datetime(2026, 11, 14, 6, 30, tzinfo=dt.UTC)) == "11月14日 14:30"
    assert render("{{ at|clock|default:'从未联系' }}", at=None) == "从未联系"
    assert render("{{ on|month_day }}", on=dt.date(2025, 3, 8)) == "2025年3月8日"


def test_a_button_is_offered_only_to_who_may_press_it():
    may = SimpleNamespace(is_authenticated=True, can=lambda permission: permission == "log_contact")
    stranger = SimpleNamespace(is_authenticated=False)
    source = "{% if user|can:'log_contact' %}记一笔{% endif %}"
    assert render(source, user=may) == "记一笔"
    assert render(source, user=stranger) == ""
    assert render("{% if user|can:'import_files' %}导入{% endif %}", user=may) == ""


@pytest.mark.parametrize(
    ("value", "maximum", "start"),
    [
        (5, 24, '<progress class="meter" value="5" max="24" aria-label="进度">'),
        (31, 24, '<progress class="meter over" value="24" max="24" aria-label="进度">'),
        (0, 0, '<progress class="meter" value="0" max="1" aria-label="进度">'),
        (12345, 20000, '<progress class="meter" value="12345" max="20000" aria-label="进度">'),
    ],
)
def test_a_meter_stays_within_its_bounds(value, maximum, start):
    assert render("{% meter value maximum '进度' %}", value=value, maximum=maximum).startswith(start)


def test_a_chart_without_points_says_so():
    html = render("{% line_chart points None '存款走势' %}", points=[])
    assert "还没有数据" in html
    assert "<svg" not in html


def test_a_chart_of_one_point_is_a_sentence():
    html = render("{% line_chart points None '存款走势' %}", points=months(6_124_000))
    assert "目前只有一期数据：2026年1月28日 612.40 万元" in html
    assert "<svg" not in html


def test_a_chart_is_drawn_named_told_and_tabled():
    points = [*months(4_800_000, 5_500_000), (dt.date(2026, 3, 28), None), *months(6_124_000, start=(2026, 4))]
    html = render("{% line_chart points threshold '存款走势' %}", points=points, threshold=Decimal(5_000_000))
    assert '<svg viewBox="0 0 720 150"' in html
    assert 'class="threshold"' in html
    assert "<title>存款走势</title>" in html
    assert (
        "2026年1月28日 480.00 万元，2026年4月28日 升至 612.40 万元；最高 612.40，最低 480.00。虚线为 500.00 万元，目前高于它。"
        in html
    )
    assert html.count("<tr>") == 1 + 3
    assert 'class="num">612.40</td>' in html
    assert "style=" not in html


def test_a_far_line_is_named_but_does_not_flatten_the_chart():
    chart = line_chart_of(months(50_000, 60_000), threshold=Decimal(5_000_000))
    assert chart.threshold_y == ""
    assert "图外的线为 500.00 万元，目前低于它。" in chart.words


def test_the_chart_rounds_as_the_figures_beside_it():
    amount = Decimal("2109850")  # banker's rounding would make 210.98 of it
    assert ui.money(amount) == "210.99 万元"
    assert "210.99 万元" in line_chart_of(months(amount, amount)).words


def test_a_chart_can_show_other_units_as_they_are():
    chart = line_chart_of(months(3, 7), threshold=Decimal(7), unit="户")
    assert chart.words.endswith("最高 7.00，最低 3.00。虚线为 7.00 户，目前正好在它上。")


values = st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=2)


@given(st.lists(values, min_size=2, max_size=40), st.none() | values)
def test_every_point_stays_on_the_paper(amounts, threshold):
    points = [(dt.date(2024, 1, 1) + dt.timedelta(days=31 * number), amount) for number, amount in enumerate(amounts)]
    chart = line_chart_of(points, threshold)
    pairs = [tuple(map(float, pair.split(","))) for pair in chart.series.split()]
    assert len(pairs) == len(amounts)
    assert [x for x, _ in pairs] == sorted(x for x, _ in pairs)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in pairs)
    assert 2 <= len(chart.ticks) <= 7


def test_the_page_for_a_broken_server_needs_nothing():
    html = render_to_string("500.html")
    assert "系统出了点问题" in html
    assert "<script" not in html


def test_names_are_read_in_full_only_by_those_who_may():
    client = Client(name="陈国强")
    assert ui.name_for(client, SimpleNamespace(can=lambda permission: True)) == "陈国强"
    assert ui.name_for(client, SimpleNamespace(can=lambda permission: False)) == "陈*强"
    company = Client(name="青石农机经营部", kind=Client.Kind.MICRO_SMALL)
    assert ui.name_for(company, SimpleNamespace(can=lambda permission: False)) == "青石农机经营部"


@pytest.mark.parametrize(("seconds", "words"), [(1, "1 秒"), (59, "59 秒"), (60, "1 分钟"), (599, "9 分钟")])
def test_durations_are_rounded_down(seconds, words):
    assert ui.duration(seconds) == words


def test_weekdays_in_two_lengths():
    day = dt.date(2026, 11, 22)
    assert render("{{ day|weekday }} {{ day|short_weekday }}", day=day) == "星期日 周日"


def test_no_two_lines_of_the_years_are_called_alike():
    chart = years_of([(10, Decimal("141_000_000"), None), (11, Decimal("142_300_000"), None)])
    labels = [label for label, _y in chart.ticks]
    assert len(set(labels)) == len(labels) > 2 and "1.415" in labels
    assert chart.words == "11月日均 1.42 亿元，去年同月没有数据。"
