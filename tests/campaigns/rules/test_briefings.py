from datetime import date

import pytest

from campaigns.rules.briefings import Situation, briefing_problems, skeleton, why_not
from campaigns.rules.greetings import Addressee, Sent

TODAY = date(2026, 11, 18)
SIGNATURE = ("城关支行", "周敏")
START = skeleton(
    salutation="陈先生",
    done=[("把农机补贴的表格带给您", date(2026, 11, 14)), ("发大额存单利率表", date(2026, 11, 2))],
    interval=90,
    today=TODAY,
    signature=SIGNATURE,
)
OWN = "上回您担心的那条乡道，交通局说下个月就开始铺，您拉货方便了。"


def problems(own, *, earlier=(), may_name_products=False, start=START):
    text = start.replace("\n城关", f"\n{own}\n城关")
    client = Addressee("陈国甲", "陈先生")
    asked = {"client": client, "start": START, "earlier": earlier, "signature": SIGNATURE}
    return "；".join(each.message for each in briefing_problems(text, **asked, may_name_products=may_name_products))


def test_the_skeleton_tells_what_we_kept_and_names_no_product():
    assert START.startswith("陈先生：\n") and START.endswith("城关支行 周敏")
    assert "“把农机补贴的表格带给您”，11月14日已经办好" in START and "每 90 天" in START
    assert "大额存单" not in START


def test_the_skeleton_alone_does_not_leave_and_one_own_sentence_is_enough():
    assert "请加一句只对这位客户说的话" in problems("")
    assert "请加一句只对这位客户说的话" in problems("祝您一切都好。")
    assert problems(OWN) == ""


REFUSED = [
    ("行里近来定期存款的利率是 1.9%，您看看", "利率"),
    ("您的账户余额我给您看过了，都好好的呢", "余额"),
    ("您的餘額很穩定，謝謝您一直信任我們的工作", "余额"),
    ("您那两百来万的货款已经进来了，请您放心", "金额"),
    ("您在我们这里的日均又涨了一截，真替您高兴", "日均"),
    ("您那笔 200 万的安排我一直记在心上呢", "金额"),
    ("您那笔20w的安排我一直记在心上呢，您放心", "金额"),
    ("您那笔二十万的安排我一直记在心上呢，您放心", "金额"),
    ("您那笔 1,280,000 的安排我一直记在心上呢", "金额"),
    ("您那笔１２８００００的安排我一直记在心上呢", "金额"),
    ("详细的都写在 www.example.com 上，您有空看看", "链接"),
    ("您有事随时打 13912345678 找我，我都在的", "手机号"),
    ("内部渠道还留着名额，手慢无，我先给您留着", "营销"),
    ("听说您近来化疗很辛苦，千万要保重好身体呀", "敏感"),
    ("您小孙子上小学二年级了吧，一定聪明又懂事呢", "敏感"),
    ("知道您近来手头紧，我一直替您想着办法，放宽心", "敏感"),
    ("我给行里完成任务还差一点，请您支持一下我", "营销"),
    ("您是我们的顶级客户，这些事我都记在心上呢", "分层"),
]


@pytest.mark.parametrize(("own", "words"), REFUSED)
@pytest.mark.parametrize("may_name_products", [False, True])
def test_what_no_letter_may_hold(own, words, may_name_products):
    found = problems(f"{own}。", may_name_products=may_name_products)
    assert words in found and "问候" not in found


@pytest.mark.parametrize(
    "own", ["行里新出了一款养老理财，期限和您上回问的差不多。", "您上回问起的大额存单，下个月行里又有新的了。"]
)
def test_a_product_is_named_only_to_who_agreed_to_mail_about_products(own):
    assert "没有同意用邮件接收产品与活动" in problems(own)
    assert problems(own, may_name_products=True) == ""


def test_the_same_letter_is_not_written_to_two():
    other = START.replace("\n城关", f"\n{OWN}\n城关").replace("陈先生", "何女士")
    found = problems(OWN, earlier=[Sent(other, "何*华", ("何丽华", "何女士"))])
    assert "与写给 何*华的汇报有" in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"is_active": False}, "状态"),
        ({"is_quiet": True}, "勿扰"),
        ({"is_ours": False}, "换管户经理"),
        ({"is_top": True}, "顶级客户不发邮件"),
        ({"has_email": False, "has_agreed": False}, "没有邮箱"),
        ({"has_agreed": False}, "没有同意"),
        ({"near": date(2026, 10, 30)}, "10月30日已写过"),
    ],
)
def test_what_speaks_against_a_mail_whatever_it_says(change, words):
    found = why_not(Situation(today=TODAY, **change))
    assert [words in reason for reason in found] == ([True] if words else [])
