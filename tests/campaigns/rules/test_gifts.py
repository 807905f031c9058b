"""What may be given, to whom, how much a year, and never near a deposit (domain 6.6)."""

from datetime import date
from decimal import Decimal

import pytest

from campaigns.rules.gifts import (
    ITEMS,
    OCCASIONS,
    Given,
    day_problems,
    has_risen,
    is_public,
    name_problems,
    public_problems,
    witness_problems,
    worth_problems,
    year_words,
)
from words.ties import first_of

DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "name",
    [
        "现金", "超市购物卡", "购 物 卡", "購物卡", "gouwuka", "E卡", "京东 e 卡", "油卡", "话费", "100元话费", "微信红包", "hongbao", "🧧", "提货券", "代金劵",
        "香烟", "中华烟", "白酒", "飞天茅台", "金条", "黄金吊坠", "纪念币", "电影票券", "旅游", "压岁钱", "慰问金", "充值", "存款礼", "开户礼", "积分", "礼品卡",
        "", "——", "返现", "香煙", "xiangyan", "禮金", "毛台", "２００元", "两百块", "¥200", "200 RMB", "现jin", "预付卡（洗车）", "支付宝转账",
        "加油站200", "加油票", "粮票", "提貨單", "兑换码", "电子码", "购物金", "礼品册", "茅苔", "金豆", "银饰", "gift card", "Voucher", "coupon", "cash", "R M B",
        "壹佰元", "貳佰圓", "200圆",
    ],
)  # fmt: skip
def test_cash_by_another_name_is_no_gift(name):
    assert [problem.field for problem in name_problems(name)] == ["name"]


@pytest.mark.parametrize(
    "name",
    ["果篮", "雨伞", "贺卡", "茶叶一盒", "保温杯", "儿童绘本", "棉拖鞋", "本地大米五斤", "钱包挂件", "票夹", "圆珠笔"],
)
def test_a_thing_is_a_gift(name):
    assert name_problems(name) == []


def test_nothing_of_the_list_or_of_the_occasions_knows_a_deposit():
    for words in (*OCCASIONS.values(), *(item.name for item in ITEMS.values())):
        assert not first_of("存 款 开户 利 任务 揽", words), words
    assert all(name_problems(item.name) == [] for item in ITEMS.values())


@pytest.mark.parametrize(
    ("value", "given", "said"),
    [
        (80, Given(), ""),
        (81, Given(), "一件最多 80 元"),
        (64, Given(2, 86), ""),
        (65, Given(2, 86), "今年 2 次 86 元，还可 64 元，这一件 65 元超出了"),
        (0, Given(), "值多少元"),
    ],
)
def test_a_tier_has_its_limit_an_item_and_a_year(value, given, said):
    problems = worth_problems(value, (150, 80), given)
    assert bool(problems) == bool(said) and all(said in problem.message for problem in problems)


def test_of_the_lowest_tier_nothing_is_given():
    assert "不送礼品" in worth_problems(8, (0, 0), Given())[0].message
    assert year_words(Given(2, 86), 200) == "今年 2 次 86 元，还可 114 元"
    assert year_words(Given(), 0) == "今年还没有送过，按层级政策不送"


@pytest.mark.parametrize(
    ("kind", "name", "occupation", "clerk", "public"),
    [
        ("person", "张三", "公务员", False, True),
        ("person", "张三", "村支部书记", False, True),
        ("person", "张三", "采购经理", False, True),
        ("person", "张三", "企业职员", True, True),
        ("person", "张三", "种植户", False, False),
        ("corporate", "柳渡村村民委员会", "", False, True),
        ("corporate", "云溪县财政局", "", False, True),
        ("micro_small", "云谷粮油有限公司", "", False, False),
    ],
)
def test_who_holds_a_public_duty_or_buys_for_somebody_else(kind, name, occupation, clerk, public):
    assert is_public(kind, name, occupation, clerk) == public


def test_such_a_person_gets_printed_things_of_thirty_yuan_twice_a_year():
    assert public_problems(20, True, Given(1, 20)) == []
    for refused in ((31, True, Given()), (20, False, Given()), (8, True, Given(2, 16))):
        assert public_problems(*refused)


@pytest.mark.parametrize(
    ("totals", "opened_on", "rose"),
    [
        ([(18, 10_000), (25, 60_000)], None, True),
        ([(18, 10_000), (25, 59_999)], None, False),
        ([(1, 10_000), (17, 60_000), (24, 60_000)], None, False),
        ([(1, 10_000), (24, 60_000)], None, True),
        ([(17, 90_000), (20, 20_000), (24, 70_000)], None, True),
        ([(17, 90_000), (20, 20_000), (24, 69_999)], None, False),
        ([(24, 80_000)], None, False),
        ([(24, 80_000)], date(2026, 11, 20), True),
        ([(17, 10_000), (26, 90_000)], None, False),
        ([], None, False),
    ],
)
def test_a_rise_of_all_deposits_within_seven_days(totals, opened_on, rose):
    rows = [(date(2026, 11, day), Decimal(total)) for day, total in totals]
    assert has_risen(rows, date(2026, 11, 18), DAY, opened_on) == rose


def test_a_witness_from_a_hundred_and_a_day_of_late():
    assert witness_problems(99, False, False) == [] and witness_problems(100, True, False) == []
    assert witness_problems(100, False, False) and witness_problems(8, True, True)
    assert day_problems(DAY, DAY) == [] == day_problems(date(2026, 11, 18), DAY)
    assert day_problems(date(2026, 11, 26), DAY) and day_problems(date(2026, 11, 17), DAY)
