"""Every sentence that the machine writes by itself into a draft. None of them is ever a person's own (GRT-R2)."""

from functools import lru_cache

from campaigns.rules.occasion_table import BIRTHDAY, NAMES, is_personal
from clients.enums import ContactKind
from words.similarity import core_of, sentences_of

# (words in a note, the sentence, the words that show it was used)
TOPICS = (
    (("高考",), "上回说起孩子高考的事，我一直记着，愿孩子稳稳当当、如愿以偿。", ("高考",)),
    (("中考",), "上回说起孩子中考的事，我一直记着，愿孩子稳稳当当、如愿以偿。", ("中考",)),
    (("孙子", "孙女", "外孙"), "上回您说起小孙辈，愿孩子健健康康，给家里添许多笑声。", ("孙辈", "孙子", "孙女")),
    (("升学", "上学", "读书", "孩子"), "上回您说起孩子的学业，我一直记着，愿孩子学有所成。", ("孩子",)),
    (("装修", "新房", "搬家", "乔迁"), "上回您说起家里装修的事，愿一切顺当，早日住得舒心。", ("装修", "新居", "新家")),
    (("务工", "打工", "在外地"), "您常年在外奔波，辛苦了，愿一路平安，常回家看看。", ("在外", "奔波")),
    (("果园", "收成", "庄稼", "大棚", "种植"), "上回您说起地里的收成，愿来年风调雨顺、瓜果满园。", ("收成", "果园", "地里")),
    (("店里", "开店", "铺子", "生意"), "上回您说起店里的事，愿店里人来人往、忙而有得。", ("店里", "生意", "铺子")),
    (("旅游", "旅行", "出游"), "上回您说起出门走走的打算，愿一路都是好风景。", ("出门走走", "旅行", "出游")),
    (("回乡", "老家"), "上回您说起回老家的事，愿一路平安、阖家团圆。", ("老家", "回乡")),
)  # fmt: skip
TALKS = {
    ContactKind.CALL: "{day}和您通的那次电话，我还记得，谢谢您抽空和我聊。",
    ContactKind.BRANCH: "{day}您来行里，我们聊了好一会儿，我还记得。",
    ContactKind.VISIT: "{day}登门看您，谢谢您抽空和我聊。",
    ContactKind.WECOM: "{day}和您在微信里聊的，我都记着。",
    ContactKind.VIDEO: "{day}和您视频聊的那次，我还记得。",
    ContactKind.EVENT: "{day}活动上见到您，很高兴。",
}
OCCUPATIONS = {
    "退休": "退休以后的日子，愿您清闲自在，想做的事都慢慢做。",
    "个体经营": "您自己打理生意，一年到头辛苦了，愿忙而有得。",
    "学生": "愿您学业顺利，想做的事一步一步都成。",
    "教师": "您教书育人辛苦了，愿假期里好好歇一歇。",
    "家政": "您平日总在照料别人，也请照顾好自己。",
}
AGES = {60: "六十", 66: "六十六", 70: "七十", 80: "八十", 90: "九十"}
# The bank has known him since his account was opened; who signs may have met him yesterday.
YEARS = "您从{since}年起就在我行，到今年已经 {years} 年了，谢谢您一路信任。"
ROUND_BIRTHDAY = "今年是您的{age}寿辰，愿您福寿安康。"
PLAIN_WISH = "愿您一切顺心如意。"
PLAIN_BIRTHDAY, PLAIN_PERSONAL = "祝您生日快乐。", "今天是您的{name}，祝您一切顺心。"
PLAIN_JOY, PLAIN_WARM = "{name}到了。祝您节日快乐。", "{name}到了。祝您安康。"
# Written into drafts once; no draft begins with it any more.
FORMER = ("从{since}年算起，我们相识已经 {years} 年了，谢谢您一路信任。",)


def plain_opening(code: str, name: str, *, is_joy: bool) -> str:
    """Where the library has no opening for the occasion."""
    if code == BIRTHDAY:
        return PLAIN_BIRTHDAY
    if is_personal(code):
        return PLAIN_PERSONAL.format(name=name)
    return (PLAIN_JOY if is_joy else PLAIN_WARM).format(name=name)


@lru_cache(maxsize=1)
def plain() -> tuple[str, ...]:
    """The openings and the wish of a draft without a library, as cores; they come again as phrases of a library do."""
    said = [PLAIN_WISH, PLAIN_BIRTHDAY]
    said += [each.format(name=name) for name in NAMES.values() for each in (PLAIN_PERSONAL, PLAIN_JOY, PLAIN_WARM)]
    return _cores_of(said)


@lru_cache(maxsize=1)
def composed() -> tuple[str, ...]:
    """All of them as cores, with blanks where a day or a number of years stands."""
    blank = {"day": "", "since": "", "years": ""}
    said = [sentence for _words, sentence, _used in TOPICS]
    said += [*(sentence.format(**blank) for sentence in (*TALKS.values(), YEARS, *FORMER)), *OCCUPATIONS.values()]
    said += [ROUND_BIRTHDAY.format(age=age) for age in AGES.values()]
    return _cores_of(said) + plain()


def _cores_of(said):
    return tuple(dict.fromkeys(core for each in said for core in (*sentences_of(each), core_of(each))))
