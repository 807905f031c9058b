"""The line cut into clauses: at its signs, and where there are none before the words with which a new thought begins."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from clients.rules.one_line.people import CLIENT
from words.table import one_of

ADVERB = one_of("又 也 就 还 才 都 后来 最后 当场 当面 已经 电话里 微信里 自己")
SAYS = one_of(f"""
    {ADVERB}?(?:说|讲|答应|同意|承诺|保证|表示|反映|提到|问|回(?!来))          # he tells
    {ADVERB}?(?:要求|要(?!不)|让|叫|想|打算|准备|希望|约|定|催|担心|嫌)       # he wants
""")
SIGN = re.compile(r"[,，。;；!！?？\s\n:：…—、()（）]+")
INNER_SIGN = re.compile(r"(?<=\d)[:：.](?=\d)|(?<=[号日一二三四五六])、(?=[\d一二三四五六周])")
OF_DAYS = (
    r"[明后下上晚周礼星这今月年元春节国中端腊正过一二两三四五六七八九十廿大半立\d]"  # how a word about a day begins
)
# Before these signs 他, 我 or a name is who something is done to, and no thought begins.
HIM_AFTER = "给跟和找问对诉让叫要约催等发回打托请喊替帮为陪从向送见看谢是的到把将应"
ME_AFTER = "给跟和找问对告诉让叫要约催等发回打托请喊替帮转还寄传交借欠汇领带接陪邀拉载"
ASKED_AFTER = "约请叫催找让喊问见给"
SAID_AFTER = "老他她我们总姐哥叔姨工板理计任师们也就还又家户方"
HE_DOES = one_of(rf"""
    {SAYS} 来 过来 正[^常好] 手机 不在 没在 没接 (?<![里司位])电话 [明后下周礼星今这][天儿周个拜期晚] [\d一二三四五六七八九十]{{1,3}}[月号]
""")
I_DO = one_of(f"""
    说 答应 跟 告诉 让 约 回(?!来) 给 帮 去 来 查 再 问 把 想 准备 打算 得 先 就 也 已 负责 承诺 保证 马上 尽快 回头 {OF_DAYS}
""")
SAID = one_of(f"""
    说(?=好|定|是|要|等|让|他|她|回|改|有|没|不|{OF_DAYS}) 答应(?!了?的) 约(?=好|了|定|在|到|的|他|她|{OF_DAYS})
    商量好 定(?=好|了|在|于) 承诺(?!书|函)
""")
BY_WIRE = one_of("(?<=来电) (?<=电话) (?<=话来) (?<=过来) (?<=微信) (?<=短信) (?<=邮件) (?<=打来) (?<=发来) (?<=回信)")
BEGINS = re.compile(
    one_of(rf"""
        (?<![{HIM_AFTER}])(?<![{ASKED_AFTER}]了)(?<!答应[过了])(?:{CLIENT})(?={HE_DOES})
        (?<![{ME_AFTER}])(?<!企业)我们?(?={I_DO})
        (?<![{SAID_AFTER}])(?<![老小][一-龥]){SAID}
        (?<=接的)说 (?<=接了)说 {BY_WIRE}(?:说|问|让|叫|约|讲|告诉|通知)
        (?<!我)(?:让|(?<!人)叫|请|(?<!预)约|催|通知|嘱咐|交代|提醒)(?=他|她|您|对方)                     # one is asked
        (?<!不)让(?=我|{OF_DAYS}) 叫(?=我) 要我 托我 催我
        改(?=成|到|在|约|为|[周明后下礼星]) 不对 (?<![打号说记发填写送寄拿弄搞讲走算看认报输录址名])错了    # a correction
        哦 噢 那就
        要是 要不(?!要|然) 如果 假如 万一 等(?=他|她|我|元|春|国|过|忙|年|节)                          # a condition
        后来 然后 结果(?=他|她|没|说|就|人) 所以 顺便 另外 还有 没人接 没接 没打通 打不通                  # what came next
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
        在外地 在外头 没空 有空 都行 [一-龥]?考虑 考虑一下 想想 想一想 商量商量 合计合计 琢磨琢磨 研究研究 来不了 办不了 不方便 不急 着急 别急 没问题 两千万 万
    """)
    + "$"
)
MODAL = "[再就又也还都会要想先得]*"
# What belongs to the day behind it, so that no thought begins there: 我说周三去, 赶集那天, 回头改天.
GLUE = re.compile(
    one_of(rf"""
        我(?:说|答应)[^,]{{0,4}} 等我.{{1,6}}(?:回来|完)? .{{0,8}}那天 赶集 顺路 顺道 路过 到时 那天 当天 提前.{{0,3}}
        [再就又也还都会要想先把得那的]*(?:回头|改天|抽空|有空|尽快|马上|随后|下次|下回|到时候|记得|准备|打算)?{MODAL}
    """)
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
