"""The line cut into clauses: at its signs, and where there are none before the words with which a new thought begins."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from words.surnames import COMMON
from words.table import one_of

TITLES = one_of("""
        总 姐 哥 叔 姨 婶 嫂 伯 爷 奶奶 老师 老板 老板娘 经理 会计 主任 书记 院长 局长 厂长 会长 校长 所长 处长 科长 站长 社长 村长 支书 主席 董事长 董 师傅 大爷 大妈 大娘
        大姐 大哥 大叔 阿姨 医生 大夫 教授 先生 女士 太太 总监 财务 工 律师 秘书 队长 行长 场长 店长 馆长
    """)
NO_NAME = "和|于是|时|向|关|应|成|路|师|党|高兴|方便|单|白天|常|何|万|车|温|安|平|明|连|左|项"
NAME = (
    rf"(?:老[{COMMON}](?!师)|小[{COMMON}](?!孩)|[{COMMON}](?:{TITLES})|(?!周[一二三四五六日天末]|"
    rf"{NO_NAME})[{COMMON}](?:(?![他她我你说了的在是不就又还也给打])[一-龥]){{1,2}}?(?=说|答应|问|要(?!求)|让|打(?:来|过来|电话|了)|发(?:来|邮|短|"
    rf"微|了)|来(?:了|电|找|行|办|网|问)|约|同意|承诺|微信|企业微信|短信|邮件))"
)
CLIENT = rf"(?:他们?|她们?|对方|人家|(?:老|大|女|新)客户|(?<![老大女新])客户|老爷子|老人家|老太太|厂里|公司|单位|店里|{NAME})"
SAYS = (
    r"(?:又|也|就|还|才|都|后来|最后|当场|当面|已经|电话里|微信里|自己)?(?:说|答应|同意|要求|让|叫|想|要(?!不)|表示|承诺|保证|问|打算|约|反映|提到|催|希望|担心|嫌|"
    r"回(?!来)|准备|定|讲)"
)
SIGN = re.compile(r"[,，。;；!！?？\s\n:：…—、()（）]+")
INNER_SIGN = re.compile(r"(?<=\d)[:：.](?=\d)|(?<=[号日一二三四五六])、(?=[\d一二三四五六周])")
BEGINS = re.compile(
    one_of(rf"""
        (?<![给跟和找问对诉让叫要约催等发回打托请喊替帮为陪从向送见看谢是的到把将应])(?:{CLIENT})(?={SAYS}|[明后下周礼星今这][天儿周个拜期晚]|来|过来|正[^常好]|手机|不在|没在|没接|(?<![里司位])电话)
        (?<![给跟和找问对告诉让叫要约催等发回打托请喊替帮转还寄传交借欠汇])(?<!企业)我(?:们)?(?=说|答应|跟|告诉|让|约|回(?!来)|给|帮|去|查|再|准备|打算|得|先|马上|尽快|回头|负责|来|明|后|下|这|周|礼|星|今|晚|就|也|承诺|保证|想|问|把|三|两|已)
        (?<![他她我们总姐哥叔姨工板理计任师们也就还又家户方])(?:说(?=好|定|是|要|等|让|他|她|[明后下周礼星这今月年元春节国中端腊正过三两一半四五六七八九十廿大立\d回改有没不])|答应(?!了?的)|约(?=好|了|定|在|到|的|[明后下周礼星他她])|商量好|定(?=好|了|在|于)|承诺)
        (?<!我)(?:让|(?<!人)叫|请|(?<!预)约|催|通知|嘱咐|交代|提醒)(?=他|她|您|对方) 让(?=我|[明后下上晚周礼星\d一二三四五六七八九十]) (?<=接的)说
        (?<=接了)说 叫(?=我) 要我 托我 催我 (?:改(?=成|到|在|约|为|[周明后下礼星])) 不对 (?<![打号说记发填写送寄拿弄搞讲走算看认报输录址名])错了 哦 噢 那就 要是
        要不(?!要|然) 如果 假如 万一 后来 然后 结果(?=他|她|没|说|就|人) 所以 顺便 另外 还有 没人接 没接 没打通 打不通 等(?=他|她|我|元|春|国|过|忙|年|节)
    """)
)
SHORTEST = 2
JOINS = frozenset("或和跟到至成在约定好说了是为的过改等让叫请于")  # before a day they belong to it
OBJECT_OF = tuple("给跟和找对问让叫要约催等发回打请替帮为陪从向送见看诉知醒应")
OVER = re.compile(r"了|过(?!来|去)")
# What stands before a new thought, in a line without signs.
ENDED = re.compile(
    one_of("""
        [^说约改完好办]了 没(?:人)?接 没打通 没人 没通 打不通 关机 不在 停机 占线 无人接听
        没空 有空 都行 来不了 办不了 不方便 不急 着急 别急 没问题 两千万 万
    """)
    + "$"
)
GLUE = re.compile(
    r"我(?:说|答应)[^,]{0,4}|(?:等我.{1,6}(?:回来|完)?|.{0,8}那天|(?:赶集|顺路|顺道|路过))|[再就又也还都会要想先把得那的]*(?:回头|改天|抽空|尽快|马上|"
    r"随后|下次|下回|到时候|记得|准备|打算|"
    r"有空)?[再就又也还都会要想先得]*"
)


@dataclass
class Clause:
    """`days`, `hours` and `lengths` are the words of time that begin in it; `bare` is what is
    left without them; `is_head` when it begins after a sign."""

    start: int
    end: int
    text: str
    is_head: bool = True
    days: list = field(default_factory=list)
    hours: list = field(default_factory=list)
    lengths: list = field(default_factory=list)

    bare: str = ""


def cut(text, days, hours, lengths):
    """The Clauses of the line, none of them empty; no cut falls inside a word of time."""
    words = (*days, *hours, *lengths)
    clauses = []
    for start, end in _pieces(text):
        places = [start, *_places(text, start, end, words), end]
        for index, (first, last) in enumerate(pairwise(places)):
            if text[first:last].strip():
                clauses.append(Clause(first, last, text[first:last], index == 0))
    for clause in clauses:
        clause.bare = _bare(text, clause.start, clause.end, words)
        for name, kept in (("days", days), ("hours", hours), ("lengths", lengths)):
            getattr(clause, name).extend(word for word in kept if clause.start <= word.start < clause.end)
    return clauses


def _pieces(text):
    kept = {found.start() for found in INNER_SIGN.finditer(text)}
    start = 0
    for found in SIGN.finditer(text):
        if found.start() in kept:
            continue
        if found.start() > start:
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _places(text, start, end, words):
    """Where to cut a piece: before the words with which a thought begins, and before a day that begins another one."""
    inside = {place for word in words for place in range(word.start + 1, word.end)}
    begins = {found.start() for found in BEGINS.finditer(text, start, end)} - inside
    turns = {_turn(text, word.start): word for word in words if start < word.start < end and hasattr(word, "due")}
    last = start
    for place in sorted(begins | set(turns)):
        before = _bare(text, last, place, words)
        is_new = place in begins or _is_another(text, last, turns[place], words, before)
        if place - last >= SHORTEST and is_new and not GLUE.fullmatch(before):
            last = place
            yield last


def _turn(text, place):
    """The place of a word of time, or of the pronoun before it: 他 of 他后天来."""
    if text[place - 2 : place] in ("我们", "他们", "她们", "咱们"):
        return place - 2 or place
    is_subject = text[place - 1] in "他她我" and text[place - 2 : place - 1] not in OBJECT_OF
    return place - 1 if is_subject and place > 1 else place


def _is_another(text, last, word, words, before):
    """Whether a day does not belong to what stands before it: that has its own day, or is over."""
    if text[word.start - 1] in JOINS or word.sort == "now":
        return False
    own = any(last <= each.start < word.start for each in words if hasattr(each, "due") and each.sort != "part")
    if own:
        return len(before) > (1 if word.sort == "part" else 2)
    if ENDED.search(before):
        return True
    return len(before) > 3 and bool(OVER.search(before)) and not word.past


def _bare(text, start, end, words):
    """The stretch without the words of time in it."""
    timed = {place for word in words for place in range(word.start, word.end)}
    return "".join(text[place] for place in range(start, end) if place not in timed)
