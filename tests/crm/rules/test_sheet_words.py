"""What is a product, an amount or a label on 见面提示, and what only looks like it (edge O10)."""

import pytest

from crm.rules.sheet_words import LEFT_OUT, is_about_money, is_unfit, names_product, plain, service_words

PRODUCTS = (
    "国债 大额存单 外汇 定投 积存金 零存整取 存个死期 转账 网银 分红险 大病险 储蓄 存起来 存几年 放三年 把钱转过来 承兑 保函 揽存 日均 融资 担保 "
    "房贷 续贷 利率 续两年 定期 到期 理财 基金 活钱"
)
LIFE = "定期体检 孙子续读 存在感 坚持一年 保存照片 库存苹果 储存红薯 持续一年 女儿腊月办婚礼 农产品展销 保险起见 放一年假 冒险 手续费 社保卡 一块儿去"
AMOUNTS = [
    "三十万",
    "50万",
    "5万块",
    "两千块钱",
    "3000元",
    "一千多块",
    "壹佰万",
    "5w",
    "三十来万块",
    "¥20,000",
    "20000",
    "１００万",
    "几百万",
]
COUNTS = [
    "一百二十亩",
    "十万个为什么",
    "三万步",
    "2027年3月",
    "12月8日",
    "千万别提",
    "八千斤苹果",
    "我们一块去",
    "两百块地",
]


def test_products_are_told_from_life():
    assert [word for word in PRODUCTS.split() if not names_product(word)] == []
    assert [word for word in LIFE.split() if names_product(word)] == []


def test_amounts_are_left_out_and_counts_stay():
    assert {plain(f"说到{amount}") for amount in AMOUNTS} == {f"说到{LEFT_OUT}"}
    assert [plain(each) for each in COUNTS] == COUNTS


@pytest.mark.parametrize("words", ["不提钱", "别问家底", "存款的事不说"])
def test_a_taboo_about_money_keeps_the_paper_silent(words):
    assert is_about_money(words) and not is_about_money("别提压岁钱包红包")


@pytest.mark.parametrize(
    "words", ["典型的胆汁质", "MBTI 是 INTJ", "超理智型", "用饥饿营销", "拒绝-退让", "他住院了", "这人难缠"]
)
def test_labels_pressure_and_what_no_record_holds_are_unfit(words):
    assert is_unfit(words) and not is_unfit("先说结论，三分钟说完")


def test_a_need_of_the_body_is_what_to_do():
    assert service_words("行动不便", True) == "上门"
    assert service_words("坐久了要起来走走", True) == service_words("腰疼", False) == "见面前先问一声怎么方便"
    assert service_words("来之前先打电话", False) == "来之前先打电话"
