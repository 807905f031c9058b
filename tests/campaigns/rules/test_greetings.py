import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.greetings import (
    LIMIT,
    Addressee,
    Fact,
    Sent,
    core_of,
    problems_with,
    similarity,
    wording_problems,
)
from campaigns.rules.occasions import Occasion
from tests.processor import takes_less
from tests.texts import SIGNS

WENBO = Addressee("赵文博", "文博兄")
SIGNATURE = ("清溪支行", "周敏")
EXAM = Fact("child", "上回您说小雨明年六月高考，这半年家里想必事事围着她转。", ("小雨", "高考"))
LIBRARY = ["新的一年到了，祝您和家人元旦快乐。", "愿您新岁安稳，事事顺心，日日有好心情。"]
PERSONAL = (
    "文博兄，新年好。\n上回您说小雨明年六月高考，这半年家里想必事事围着她转。\n"
    "愿小雨笔下生花，也愿您和嫂子元旦能去趟莫干山走走。\n清溪支行 周敏"
)
NEW_YEAR = Occasion("new_year", "元旦", date(2027, 1, 1), "joy", True, year=2027)


def messages(text, **given_facts):
    arguments = {"client": WENBO, "facts": [EXAM], "library": LIBRARY, "signature": SIGNATURE} | given_facts
    return [problem.message for problem in problems_with(text, **arguments)]


def with_signature(body):
    return f"文博兄，新年好。\n{body}\n清溪支行 周敏"


def test_a_text_with_some_own_words_about_a_fact_of_this_client_is_personal():
    assert messages(PERSONAL) == []
    assert messages(with_signature("祝小雨高考顺利。")) == []
    elsewhere = Fact("years", "", ("小雨",), counts=False)
    assert messages(with_signature("祝小雨高考顺利。"), facts=[elsewhere])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (with_signature("".join(LIBRARY)), "只对这位客户说的话"),
        (with_signature(LIBRARY[0]), "只对这位客户说的话"),
        (with_signature("祝您全家安康。"), "只对这位客户说的话"),
        (with_signature("{近况}，小雨快高考了吧，祝她顺利。"), "没有填好的内容“{近况}”"),
        (with_signature("小雨快高考了吧，祝 XX 顺利。"), "没有填好"),
        (with_signature("小雨快高考了，给她存个存款吧。"), "产品"),
        (with_signature("小雨快高考了，教育金年化不错。"), "利率"),
        (with_signature("小雨快高考了，利息 3.5% 起。"), "利率"),
        (with_signature("小雨快高考了，请看 www.xx.com 。"), "链接"),
        (with_signature("小雨快高考了，扫码领取祝福。"), "链接"),
        (with_signature("小雨快高考了，您的 20万 也到了。"), "请删去“20万”"),
        (with_signature("小雨快高考了，请看 https://x.cn/a?b=1 吧。"), "请删去“https://x.cn/a?b=1”"),
        (with_signature("小雨快高考了，请回复收到。"), "要求"),
        (with_signature("小雨快高考了，送您一个红包。"), "营销"),
        (with_signature("小雨快高考了，您是我们的优质客户。"), "分层"),
        (with_signature("小雨快高考了，老爷子 73岁 了吧。"), "忌讳"),
        (with_signature("小雨快高考了，听说她抑郁，祝好。"), "敏感"),
        (with_signature("小雨快高考了，密码：abc123 记得改。"), "密码"),
        (with_signature("小雨快高考了，打我 13812341234 就行。"), "手机号"),
        ("尊敬的客户：小雨快高考了，祝她一切顺利。\n清溪支行 周敏", "尊敬的客户"),
        ("新年好。小雨快高考了，祝她一切顺利。\n清溪支行 周敏", "请在开头称呼“文博兄”"),
        ("文博兄，新年好，小雨快高考了，祝她一切顺利。", "请署名“清溪支行”"),
        ("😀", "只有表情或太短"),
        ("", "只有表情或太短"),
        ("小雨高考" * 300, "最多 1,000 个字"),
    ],
)
def test_what_is_not_personal_or_not_a_greeting_is_refused_with_the_change_to_make(text, word):
    assert any(word in message for message in messages(text)), messages(text)


@pytest.mark.parametrize(
    "body",
    [
        "小雨快高考了。2027元旦我值班，2027万事如意先说给您。",
        "小雨快高考了。您家的农产品今年卖得好，真替您高兴。",
        "小雨快高考了。保险起见，出门多穿一件，新年第一天风大。",
    ],
)
def test_harmless_words_are_not_taken_for_business(body):
    assert messages(with_signature(body)) == []


@pytest.mark.parametrize("opening", ["赵先生", "赵总", "文博", "赵文博先生", "文博兄"])
def test_any_way_of_calling_him_is_fine(opening):
    assert messages(PERSONAL.replace("文博兄", opening, 1)) == []


@pytest.mark.parametrize("opening", ["赵文博您好", "赵文博，您好", "赵文博：", "赵文博"])
def test_a_bare_name_is_refused_where_it_is_known_how_he_is_called(opening):
    text = PERSONAL.replace("文博兄", opening, 1)
    assert messages(text, client=Addressee("赵文博")) == []
    for client, called in ((WENBO, "文博兄"), (Addressee("赵文博", title="赵先生"), "赵先生")):
        assert messages(text, client=client) == [f"请称呼“{called}”：连名带姓的“赵文博您好”不客气"]


def test_where_nobody_knows_his_title_a_plain_hello_will_do():
    text = PERSONAL.replace("文博兄", "您好", 1)
    assert messages(text, client=Addressee("赵文博")) == []
    assert messages(text) == ["请在开头称呼“文博兄”"]


def test_a_business_is_called_by_name_or_by_the_salutation_of_its_contact():
    shop = Addressee("清溪建材有限公司", "张总", is_business=True)
    assert messages(PERSONAL.replace("文博兄", "张总"), client=shop) == []
    assert messages(PERSONAL.replace("文博兄", "清先生"), client=shop) == ["请在开头称呼“张总”"]


@pytest.mark.parametrize(
    ("tone", "occasion", "text", "word"),
    [
        ("solemn", "qingming", "祝您清明快乐，小雨高考顺利", "快乐"),
        ("solemn", "", "贺新春，小雨高考顺利", "贺"),
        ("solemn", "", "小雨高考大吉，诸事平安顺遂", "大吉"),
        ("warm", "dragon_boat", "端午快乐，祝小雨高考顺利", "安康"),
        ("warm", "womens_day", "祝美丽的您和小雨节日快乐", "容貌"),
        ("none", "zhongyuan", "小雨高考顺利，愿您一切都好", "不发问候"),
    ],
)
def test_the_tone_of_the_day_is_kept(tone, occasion, text, word):
    assert word in " ".join(wording_problems(text, tone, occasion))


def test_the_words_of_a_name_are_not_judged():
    assert wording_problems("贺喜兄，愿您和家人一切平安顺遂", "solemn", names=("贺喜兄",)) == []
    assert wording_problems("祝您端午安康，家里一切都好", "warm", "dragon_boat") == []


def test_the_same_text_for_another_client_is_refused_and_named():
    to_qian = Sent(PERSONAL.replace("文博兄", "钱进兄"), "钱*", ("钱进", "钱进兄"))
    found = messages(PERSONAL, earlier=[to_qian])
    assert found == ["与写给 钱*的问候有 100% 相同，请换一种说法"]


def test_eighty_per_cent_is_the_limit():
    body = "".join(chr(0x4E00 + n) for n in range(102))
    close, apart = body[:92] + "甲乙丙丁戊己庚辛壬癸", body[:90] + "甲乙丙丁戊己庚辛壬癸子丑"
    assert similarity(body, close) == pytest.approx(90 / 110)
    assert similarity(body, apart) == pytest.approx(88 / 112)
    assert any("换一种说法" in message for message in messages(body, earlier=[Sent(close)]))
    assert not any("换一种说法" in message for message in messages(body, earlier=[Sent(apart)]))


def test_a_fact_hung_on_to_ninety_per_cent_of_library_is_not_enough():
    library = [
        "岁序更替，华章日新，愿您在新的一年里身体康健，笑口常开。",
        "愿您所盼皆如愿，所行皆坦途，家人围坐，灯火可亲。",
    ]
    lent = "".join(library)
    assert messages(f"文博兄：\n{lent}小雨好。\n清溪支行 周敏", library=library)[0].startswith("请加一句只对")
    assert messages(f"文博兄：\n{lent}小雨高考快到了吧。\n清溪支行 周敏", library=library) == []


def test_people_who_know_each_other_get_no_common_sentence():
    other = Sent("钱进兄：新年好。\n愿您和嫂子元旦能去趟莫干山走走。\n一路平安，钓上大鱼。", "钱*", ("钱进兄",))
    text = PERSONAL.replace("愿小雨笔下生花，也愿", "愿")
    assert messages(text, circle=[other]) == [
        "与写给 钱*（两人可能认识）的问候有一句相同：“愿您和嫂子元旦能去趟莫干山走走”，请改一处"
    ]


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("", "", 1.0),
        ("ab", "ab", 1.0),
        ("ab", "ac", 0.0),
        ("abcd", "abcd", 1.0),
        ("abcd", "abce", 1 / 3),
        ("abc", "", 0),
    ],
)
def test_similarity_counts_common_pieces_of_three(one, other, value):
    assert similarity(one, other) == pytest.approx(value)


def test_names_punctuation_and_width_do_not_count():
    assert core_of("王叔，您好！ＡＢ", ("王叔",)) == "您好ab"
    assert core_of(None) == ""


@given(st.text(SIGNS, max_size=60), st.text(SIGNS, max_size=60))
def test_similarity_is_symmetric_and_between_none_and_all(one, other):
    one, other = core_of(one), core_of(other)
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == 1


@given(st.text(SIGNS, max_size=120), st.sampled_from(["joy", "warm", "solemn", "none"]))
def test_no_text_raises_and_none_of_them_passes_by_chance(text, tone):
    assert problems_with(text, client=WENBO, library=LIBRARY, tone=tone, signature=SIGNATURE)


@given(
    st.sampled_from([PERSONAL, PERSONAL.replace("小雨", "孩子")]), st.text("的了呢吧啊", max_size=4), st.integers(0, 60)
)
def test_whatever_is_too_similar_never_passes(text, inserted, place):
    changed = text[:20] + text[20 : 20 + place] + inserted + text[20 + place :]
    alike = similarity(core_of(changed, (*WENBO.names, *SIGNATURE)), core_of(text, (*WENBO.names, *SIGNATURE)))
    refused = any("换一种说法" in message for message in messages(changed, earlier=[Sent(text, "钱*", WENBO.names)]))
    assert refused is (alike >= LIMIT)


def test_a_manager_of_years_does_not_wait():
    source = random.Random(1)
    words = "".join(chr(code) for code in range(0x4E00, 0x5200))
    earlier = [Sent("".join(source.choices(words, k=120)), "某*") for _ in range(3000)]
    assert takes_less(5, lambda: messages(PERSONAL, earlier=earlier))


@pytest.mark.parametrize("unit", ["{", "x", "a.", "1 ", "万", "密码", "www", "元", "。", "%("])
def test_malice_is_refused_quickly(unit):
    text = (unit * 50_000)[:50_000]
    assert takes_less(1, lambda: messages(text))
    assert takes_less(2, lambda: wording_problems(text))


@pytest.mark.parametrize(
    "change", [("元旦快乐", "元旦开心快乐"), ("和家人", "和您的家人"), ("到了，", "终于到了，"), ("快乐", "快乐又安康")]
)
def test_a_word_put_into_a_library_sentence_makes_it_nobodys_own(change):
    sentence = LIBRARY[0].replace(*change)
    assert sentence != LIBRARY[0]
    assert any("只对这位客户" in message for message in messages(with_signature(f"文博兄，{sentence}{LIBRARY[1]}")))


@pytest.mark.parametrize(
    ("opening", "body", "is_fine"),
    [
        ("王老", "", False),
        ("老王", "", False),
        ("王老，您好", "", False),
        ("王建国您好", "您老多保重。", False),
        ("王建国您好", "您老人家多保重。", False),
        ("王先生", "替我问候家里老人，也谢谢当年教过我的老师。", True),
        ("王老师", "您老家的果园该丰收了吧。", True),
        ("王建国，家里老人都好吧", "您老伴的身体也好些了吧。", True),
        ("王建国家里老人都好吧", "", True),
        ("老人家好", "", False),
    ],
)
def test_at_double_ninth_the_salutation_is_without_old(opening, body, is_fine):
    text = f"{opening}：\n前天路过您家门口，看到院里的桂花开得正好，想起您来了。{body}\n清溪支行 周敏"
    wang = Addressee("王建国", "王老")
    assert (messages(text, client=wang, facts=[], occasion="double_ninth", tone="warm") == []) is is_fine


def test_a_client_whose_name_holds_the_sign_is_called_by_it_and_the_hint_offers_no_old():
    laozi = Addressee("老舍", "老舍先生")
    text = "老舍先生：\n前天路过您家门口，看到院里的桂花开得正好，想起您来了。\n清溪支行 周敏"
    assert messages(text, client=laozi, facts=[], occasion="double_ninth", tone="warm") == []
    wang = Addressee("王建国", "王老")
    assert "请在开头称呼客户：“王先生”“王女士”，不清楚时写“您好”" in messages(
        "新年好" + text[4:], client=wang, facts=[], occasion="double_ninth"
    )
