from datetime import date

import pytest

from partners.enums import PartnerKind
from partners.rules.fees import fee_problems
from partners.rules.partnerships import (
    duty_problems,
    evidence_problems,
    filled,
    is_dormant,
    is_public,
    is_stuck,
    missing_kinds,
    stage_words,
    step_problems,
    term_problems,
    term_words,
)

TODAY = date(2026, 11, 29)
EVIDENCE = "十月十三日借出会议室开反诈课，到二十六人"


@pytest.mark.parametrize(
    ("old", "new", "evidence", "said"),
    [
        (0, 1, EVIDENCE, ""),
        (4, 1, EVIDENCE, ""),
        (1, 3, EVIDENCE, "一次只升一步：现在是已建联，下一步是已相识"),
        (0, 5, EVIDENCE, "一次只升一步"),
        (2, 2, EVIDENCE, "请选升一步"),
        (5, 6, EVIDENCE, "请选升一步"),
        (0, -1, EVIDENCE, "请选升一步"),
        (0, 1, "谈得不错", "凭据至少 15 个字，现在 4 个"),
        (0, 1, "好  好 。。。。。 ，，，，，——……", "现在 2 个"),
        (0, 1, "好" * 20, "不能只重复几个字"),
        (3, 2, "退", "凭据至少 15 个字"),
    ],
)
def test_one_step_up_any_down_each_with_evidence(old, new, evidence, said):
    problems = step_problems(old, new, evidence)
    assert said in "；".join(problem.message for problem in problems) and bool(problems) == bool(said)


def test_public_duty_follows_from_the_kind_and_no_manager_takes_it_away():
    assert is_public(PartnerKind.SECRETARY, False) and is_public(PartnerKind.MERCHANT, True)
    assert not is_public(PartnerKind.MERCHANT, False)
    told = {"before": True, "asked": False}
    assert "不能去掉" in duty_problems("head", **told, may_unset=True)[0].message
    assert "只能加不能去" in duty_problems("merchant", **told, may_unset=False)[0].message
    assert duty_problems("merchant", **told, may_unset=True) == []
    assert duty_problems("merchant", before=False, asked=True, may_unset=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "每户给20元",
        "说好返 点",
        "发了 红·包",
        "每月付他３００块",
        "劳务费按户算",
        "给点佣金",
        "帮忙拉存款，有奖励金",
        "购物卡一张",
        "付傭金",
        "返點说好了",
        "佣\u2060金",
        "佣/金|月结",
        "yongjin 月结",
        "給他三百元",
        "按户给二十块钱",
        "每户20元",
        "一人二十元",
        "酬謝費",
        "¥200 已送",
    ],
)
def test_a_fee_by_any_word_is_refused(text):
    assert fee_problems(text, "evidence")


@pytest.mark.parametrize(
    "text",
    [
        "借出会议室开课，到26人",
        "给了26份折页",
        "他说秋收后给回话",
        "村里有300户",
        "发了通知20份",
        "给村里一块牌子",
        "每户授信 5 万元",
        "每户5万元授信讲过了",
        "一户一码",
    ],
)
def test_what_is_no_fee_stands(text):
    assert fee_problems(text, "evidence") == []


def test_stuck_dormant_and_how_long():
    assert is_stuck(1, date(2026, 9, 29), TODAY) and not is_stuck(1, date(2026, 9, 30), TODAY)
    assert not is_stuck(0, date(2026, 1, 1), TODAY) and not is_stuck(4, date(2026, 1, 1), TODAY)
    assert is_dormant(date(2026, 8, 30), date(2026, 1, 1), TODAY) and not is_dormant(
        date(2026, 8, 31), date(2026, 1, 1), TODAY
    )
    assert is_dormant(None, date(2026, 1, 1), TODAY) and not is_dormant(None, TODAY, TODAY)
    assert stage_words(date(2026, 9, 16), TODAY, stuck=True) == "停了 74 天"
    assert stage_words(date(2026, 10, 12), TODAY, stuck=False) == "在此 48 天"


def test_what_a_village_lacks():
    assert missing_kinds({"secretary": 3, "merchant": 1}) == ["head", "liaison"]
    assert filled({"secretary": 3, "merchant": 1, "liaison": 5, "coop": 5}) == 2


def test_the_term_of_an_office():
    assert term_problems(date(2026, 11, 28), TODAY) and term_problems(date(2040, 1, 1), TODAY)
    assert term_problems(None, TODAY) == term_problems(TODAY, TODAY) == []
    assert term_words(date(2026, 11, 28), TODAY) == "任期 11月28日 已满，请核实"


def test_evidence_says_where_it_is_wrong():
    assert evidence_problems("短", "reason")[0].field == "reason"
