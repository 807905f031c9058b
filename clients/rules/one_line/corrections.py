"""周三，不对，周四: the earlier words of time are taken back by the later ones."""

import re
from dataclasses import replace

from words.table import one_of

MARK = re.compile(
    one_of(r"""
        (?:(?<![一-龥])|(?<=[一二三四五六日天末号午晚早底前后]))不对 (?<![打号发填写送寄拿弄搞走算看认报输录址名])错了 口误
        (?<![了赔就也可都要还他她我你])不是(?=[,，\s]|周|星|礼|下|明|后|上|昨|今|前|大|放假|\d) 哦(?!对) 噢 喔 应该是
        改(?:成|到|在|为|约|期|天到|了|(?=[周星礼下明后今大上这本\d一二三四五六七八九十月元])) 推(?:到|迟) 拖到 挪到
        换(?:到|成)(?=[周星礼下明后今大上这本\d一二三四五六七八九十月元]) 提前到(?!账|期) 延到 延(?:后|期)到 顺延到
        还是(?=[周星礼下明后上昨今前大\d一二三四五六七八九十月元]) 那就 算了(?!一|算|笔|下) 不[,，\s] 啊不 呃 更正 准确说 记错 说反
    """)
)
ORIGINAL = re.compile(r"(?:本来|原来|原先|原定|原本|本|原)(?:是|说|约|定|打算|想)*(?:的|好|了)?$")
OPEN = re.compile(r"再(?:定|说|约|看|议|商量|联系)|才[送办给来打去签还交]")
REACH = 30  # signs before a correction in which the corrected word stands
AHEAD = 14  # signs after it in which the right one stands


def replaced(text, words):
    """{index of a word: index of the word that takes its place}, of words that each have `start`, `end` and may stand for one another."""
    result = {}
    for mark in MARK.finditer(text):
        later = next(
            (
                i
                for i, word in enumerate(words)
                if mark.start() <= word.start < mark.end() + AHEAD and word.end > mark.end()
            ),
            None,
        )
        if later is None:
            continue
        earlier = [
            i
            for i, word in enumerate(words)
            if word.end <= mark.start() + 1 and mark.start() - word.end <= REACH and i < later
        ]
        same = [i for i in earlier if _fits(words[i], words[later])]
        for index in same[-1:]:
            result |= {i: later for i in earlier if _equal(words[i], words[index])}
    for index, word in enumerate(words[:-1]):
        if ORIGINAL.search(text, 0, word.start) and _fits(word, words[index + 1]):
            result.setdefault(index, index + 1)
    return result


def final(text, words, result, index):
    """The word that stands at the end of a chain of corrections; without days when it is still open: 推到下周再定."""
    while index in result:
        index = result[index]
    is_open = OPEN.match(text, words[index].end)
    return replace(words[index], past=None, due=None) if is_open else words[index]


def _fits(one, other):
    """Whether both can tell of the same: a day that has been is not taken back by a promise."""
    if not hasattr(one, "due"):
        return True
    return bool((one.past and other.past) or (one.due and other.due))


def _equal(one, other):
    return (one.past, one.due) == (other.past, other.due) if hasattr(one, "due") else one is other
