"""What is a person's own in a greeting: nothing the machine wrote, and nothing he wrote to somebody else (GRT-R2, GRT-R3)."""

import pytest

from campaigns.rules.greetings import Addressee, Fact, Sent
from tests.campaigns.rules.test_greetings import EXAM, LIBRARY, messages, with_signature


@pytest.mark.parametrize(
    "sentence",
    [
        EXAM.sentence,
        "从2011年算起，我们相识已经 15 年了，谢谢您一路信任。",
        "您从2011年起就在我行，到今年已经 15 年了，谢谢您一路信任。",
        "11月20日和您通的那次电话，我还记得，谢谢您抽空和我聊。",
        "上回您说起店里的事，愿店里人来人往、忙而有得。",
        "上回您说起店里的事情，愿您店里人来人往、忙而有得。",
        "今年是您的六十寿辰，愿您福寿安康。",
        "您自己打理生意，一年到头辛苦了，愿忙而有得。祝您节日快乐。愿您一切顺心如意。",
    ],
)
def test_what_the_machine_wrote_is_never_ones_own_whatever_fact_it_holds(sentence):
    shop = Fact("topic", "", ("店里", "11月20日", "六十", "生意"))
    found = messages(with_signature(sentence), facts=[EXAM, shop])
    assert found and "请加一句只对这位客户说的话" in found[0]


@pytest.mark.parametrize(
    "own",
    [
        "您最近都好吗？孩子回来过年没有？",
        "听说您去了莫干山！风景好吧？住了几天？",
        "路滑；出门慢些；早晚多穿一件；别着凉。",
        "您说过“急什么？慢慢来。”我一直记着呢。",
        "昨天路过您的铺子…腊梅开了…想起您来。",
        "昨天路过您的铺子，\n看到腊梅开了",
    ],
)
def test_no_sign_cuts_what_a_person_says_into_too_short_pieces(own):
    assert messages(with_signature(own), facts=[]) == []


def test_a_refusal_says_how_long_ones_own_words_are_so_far():
    [found] = messages(f"文博兄：\n{LIBRARY[0]}天冷了，多穿衣服。\n清溪支行 周敏", facts=[])
    assert found == "请加一句只对这位客户说的话（您自己写的目前 7 个字，至少 12 个字，系统起草的不算）"
    assert (
        "目前" not in messages("赵文博您好：\n祝您节日快乐。\n清溪支行 周敏", facts=[], client=Addressee("赵文博"))[0]
    )


def test_a_sentence_of_ones_own_is_enough_without_a_fact():
    text = with_signature("昨天路过您的铺子，看到门口的腊梅开得正好，想起您来了。")
    assert messages(text, facts=[]) == []


@pytest.mark.parametrize(
    "written",
    [
        "昨天路过您的铺子，看到门口的腊梅开得正好，想起您来了。",
        "昨天路过您的铺子！看到门口的腊梅开得正好？想起您来了。",
        "昨天路过您的铺子，看到门口的腊梅开得正好，又想起您来了。",
    ],
)
def test_a_line_written_to_somebody_else_is_refused_with_his_name(written):
    other = Sent(
        f"宋姐：{written}今年天冷，您早晚出门多加一件衣服，骑车慢一点，路上结冰。", "宋爱华", ("宋姐",), "汇报"
    )
    text = with_signature("昨天路过您的铺子，看到门口的腊梅开得正好，想起您来了。")
    [found] = messages(text, facts=[], earlier=[other])
    assert found.startswith("与写给 宋爱华的汇报有一句相同：“昨天路过您的铺子") and found.endswith("”，请改一处")
    assert messages(text, facts=[], earlier=[Sent(f"宋姐：{LIBRARY[0]}愿您一切顺心如意。", "宋爱华")]) == []


def test_a_line_of_the_machine_may_not_come_twice_and_one_of_the_library_may():
    line = "您从2011年起就在我行，到今年已经 15 年了，谢谢您一路信任。"
    text = with_signature(f"{LIBRARY[0]}{line}小雨快高考了吧，替我祝她顺利。")
    other = Sent(f"宋姐：\n{LIBRARY[0]}{line}早晚出门多加一件衣服，骑车慢一点。", "宋爱华", ("宋姐",))
    assert [message[:11] for message in messages(text, earlier=[other])] == ["与写给 宋爱华的问候有"]
    assert messages(text.replace(line, ""), earlier=[other]) == []
