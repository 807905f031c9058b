"""The promises of a line as the walk finds them: entered, moved to another day, joined, taken back."""

import re
from dataclasses import replace
from datetime import timedelta

from clients.rules.one_line import moods, promises
from clients.rules.one_line.lives import is_of_others
from clients.rules.one_line.promises import THEM, US, Promise
from clients.rules.one_line.tense import KEPT
from clients.rules.one_line.who import owes_of
from words.numerals import NUMBER, number_of
from words.table import one_of

AHEAD_OF = re.compile(rf"提前(?P<days>{NUMBER})(?:天|(?P<week>个?星期|个?礼拜|周))")
WHOLE_MONTH = re.compile(r"月份?里?$")
BROUGHT = re.compile(rf"{AHEAD_OF.pattern}(?:送|带|给|拿|寄|捎)")
NO_TIME = re.compile(r"不行|没空")
AGREED = re.compile(r"说|定|约|改|可以|方便|吧$")
FORGOTTEN = re.compile(
    one_of("""
        (?:人影|影子|鬼影)[^,]{0,3}(?:没|不见) 没影 不见人 白等 等了个空 空等 放(?:了|我)*鸽子 爽约
        (?<![别要能])忘了 给忘 没顾上 没[办发送去来]成
        ^(?:人|他|她|也|还|又|都|结果|到现在|一直|可|但|根本|就)*没(?:打|来|给|送|还|存|到|办|见|动静|影|信儿?|下文|兑现|转|交|签)$
    """)
)
OPEN_DAY = re.compile(
    one_of("""
        具体(?:哪天|哪一天|时间|日子|几号|日期|啥时候|什么时候)?(?:还|都|也)?(?:没|未|再|不|等|看)
        (?:哪天|几号|日子|时间)(?:还|都|也)?(?:没(?:说|定|讲)|不(?:一定|好说|确定)|未定)
    """)
)
IS_THERE = re.compile(r"^[他她人]?(?:也|就|都)?在$")
DECLINED = re.compile(
    r"[^,]{0,8}(?:又不(?:签|来|办|存|还|买|转|去|要|肯|想)|变卦|反悔|不算数|取消|作罢|泡汤|不用来)|我(?:没答应|没应|推了|推掉了|谢绝了|婉拒了|回绝了)"
)
LATER = re.compile(r"回头|改天|改日|下次|下回|抽空|得空|以后再|将来|日后")
LATEST = re.compile(r"最[晚迟]|顶多")
AT_HIS = re.compile(
    r"[,，\s]*(?:就|约|还是)?(?:在|去|到)(?:他|她)[^,，]{0,4}(?:办公室|店|厂|家|公司|单位|那)"
)  # who goes there owes it
HE_WILL = re.compile(r"[,，\s]*(?:他|她)(?:们|亲自|自己|本人|要|会)*(?:过来|来|到(?:行|网点|支行|柜))")
AGREED_ON = re.compile(r"(?:约|定|说|讲|敲|商量)(?:好|定|妥)?[在到于了]?$")
WE_ASK = re.compile(r"再约|再联系")
SHORT = 4  # signs of a promise that says too little without the question before it
ASKED = re.compile(r"(?:问|要(?!是)|咨询|想要|催|反映|让我|叫我|托我)(?:了|一下|我)?(?P<what>[^,]{2,12})$")


def owe(reading, index, clause, day, voice):
    """Enters what somebody owes in the clause by the day; None is no day."""
    about = promises.about_of(clause)
    if not about:
        return
    if len(about) <= SHORT and index:
        about = f"{_topic_of(reading.clauses[index - 1])}{about}"
    owes = owes_of(clause, day, voice.speaker, voice.subject)
    if day and AT_HIS.match(reading.text, clause.end):
        owes = US
    elif day and HE_WILL.match(reading.text, clause.end) and AGREED_ON.search(clause.bare):
        owes = THEM
    made = Promise(owes, _due_of(clause, day), about, reading.words(clause), reading.words(day) if day else "")
    if (place := _replaced(reading, day, owes)) is not None:
        reading.owed[place] = (index, made)
    elif reading.owed and _belongs(reading, index, made):
        _join(reading, index, made)
    else:
        reading.owed.append((index, made))


def bring_forward(reading, clause):
    """Whether the clause only says how much before its day the last promise is due: 随个礼，提前一天送去."""
    early, last = BROUGHT.search(clause.text), reading.owed[-1][1] if reading.owed else None
    if not (early and last and last.owes == US and last.due):
        return False
    last.due -= _ahead(early)
    return True


def _replaced(reading, day, owes):
    """The place of the promise whose day was taken back for this one."""
    for place, (index, old) in enumerate(reading.owed):
        if day and old.owes == owes and any(reading.void.get(id(word)) is day for word in reading.clauses[index].days):
            return place
    return None


def _topic_of(clause):
    """What was asked for in the clause before: 授信材料清单 of 发邮件要授信材料清单."""
    found = ASKED.search(clause.bare)
    return found["what"] if found else ""


def _due_of(clause, day):
    """The day of the promise; 提前两天 is so much before it, and before some day of a month it is none."""
    early = AHEAD_OF.search(clause.text)
    if not (day and day.due and early):
        return day.due if day else None
    return None if WHOLE_MONTH.search(day.text) else day.due - _ahead(early)


def _ahead(early):
    return timedelta(days=(number_of(early["days"]) or 0) * (7 if early["week"] else 1))


def _belongs(reading, index, made):
    """Whether the clause goes on about the promise before it: one of the two names no day."""
    old_index, old = reading.owed[-1]
    if old.owes != made.owes or index - old_index > 1 or (old.due and made.due and old.due != made.due):
        return False
    if LATER.search(made.mark):
        return False  # 回头再介绍两个朋友 is not due on the day before it
    return not (old.said and made.said and None in (old.due, made.due)) and None in (old.due, made.due)


def _join(reading, index, made):
    old_index, old = reading.owed[-1]
    due, said = (old.due, old.said) if old.due else (made.due, made.said)
    words = reading.words(reading.clauses[old_index], reading.clauses[index])
    reading.owed[-1] = (index, Promise(made.owes, due, f"{old.about} {made.about}"[: promises.ABOUT], words, said))


def move(reading, index, clause, day):
    """A day without anything else corrects the promise before it, or is of what follows: then it is returned."""
    if day and day.due and reading.owed:
        last = reading.owed[-1][1]
        if last.due is None or LATEST.search(clause.text) or any(new is day for new in reading.void.values()):
            last.due, last.said = day.due, reading.words(day)
            reading.owed[-1] = (index, last)
            return None
    if day and NO_TIME.search(clause.text) and len(clause.days) == 1:
        if reading.owed and reading.owed[-1][1].due == day.due:  # 后天不行，大后天
            reading.owed[-1][1].due, reading.owed[-1][1].said = None, ""
        return None
    if day and day.due and not (day.past and day.sort in KEPT):
        return replace(day, past=None) if AGREED.search(clause.text) else day
    reading.told.append(index)
    reading.past += [word for word in reading.valid(clause) if word.past]
    return day if day and day.due else None


def leave(reading, index, day, voice):
    """A day that somebody named without saying for what (他说周五吧) is still a promise."""
    clause = reading.clauses[index]
    said = reading.text[: clause.end]
    if IS_THERE.search(clause.bare) or is_of_others(reading.sentence(index)):
        return
    if AGREED.search(said) and not moods.is_possible(said) and not reading.owed:
        owes = THEM if voice.speaker == THEM and not WE_ASK.search(clause.bare) else US
        about = f"{reading.lapsed or ''}{clause.text}"[: promises.ABOUT]
        made = Promise(owes, day.due, about, reading.words(clause), reading.words(day))
        reading.owed.append((index, made))


def assign(reading, who):
    """「…，我答应的」 says afterwards who owes it."""
    if reading.owed:
        reading.owed[-1][1].owes = who


def let_go(reading):
    """What was due by today and was forgotten is promised anew, or not at all: 没打，又说下周三."""
    if reading.owed:
        reading.lapsed = reading.owed[-1][1].about
    if reading.told and promises.COMMIT.search(reading.clauses[reading.told[-1]].text):  # 说好昨天来的，没来
        gone = reading.clauses[reading.told.pop()]
        reading.past = [word for word in reading.past if word not in gone.days]
    if reading.owed and _is_over(reading.clauses[reading.owed[-1][0]]):  # 说好昨天来，没来
        reading.owed.pop()
    while reading.owed and reading.owed[-1][1].due and reading.owed[-1][1].due <= reading.frame.today:
        reading.owed.pop()


def leave_open(reading):
    """说是下周，具体哪天没讲: the promise before it has no day."""
    if reading.owed:
        reading.owed[-1][1].due = None


def _is_over(clause):
    return bool(clause.days) and all(word.past and not word.due for word in clause.days)


def take_back(reading, day):
    """Somebody has no time on the day of a promise: it is made anew."""
    if reading.owed and day.due and reading.owed[-1][1].due == day.due:
        reading.owed.pop()
