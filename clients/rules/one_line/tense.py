"""Whether a clause tells of what happened or of what is to come; words like 周三 and 上午 can be both."""

import re

from clients.rules.one_line import channels, frames, lives, moods, promises
from clients.rules.one_line.who import TO_THEM
from words.table import one_of

WHO_SAID = re.compile(r"^(?P<who>我|他|她|客户)(?:自己|亲口)?(?:说|答应|承诺|保证|讲)的$")
EVIDENCE = re.compile(
    one_of("""
        聊 谈 坐了 见(?:到|着|了) (?:他|她)(?:说|问|答应|让|要) ^(?:说|问|答应|咨询|想|要) (?:接|办|签|收|看|吃|喝|问|说|讲|送|回|教|介绍)了   # one talked
        ^约(?:到|好|了|在|定)
        没接 没人 不在 没在 没打通 打不通 关机 停机 空号 拒接                                                    # or did not
    """)
)
OF_SOMETHING = re.compile(
    one_of("""
        那[场次回趟顿笔]
        (?:(?:答应|说|讲|约|签|订|寄|送|办|存|买|借|给|要|交|盖|开|做|拿|取)(?:好|下|过)?)?的(?!时候|话|样子|$|[来去给把发送约我他她])[一-龥a-z]
    """)
)
OUR_DEED = re.compile(r"给(?:他|她|老.|[一-龥]{1,3}[总姐哥叔姨])|跟(?:他|她)|补办|办了|送了|陪(?:他|她)|帮(?:他|她)")
GOES_TO_DO = re.compile(r"^[他她我]?(?:过?来|去)把")  # 周六来把字签了
SPOKE = re.compile(r"(?:聊|谈|说|讲)了|接了|通了|没接|[打发寄]的")
ANNOUNCED = re.compile(r"说|答应(?!了?的)|约|改|让")
PLANNED = (channels.Kind.BRANCH, channels.Kind.EVENT)  # said of what is to come as often as of what was
FAR = 45  # days; a weekday or a date of longer ago is not told without its month
YEAR = 300  # days between a day that has been and the same one to come
DEED = re.compile(r"(?:拜访|走访|看望|打|发|聊|谈|去|来|送|寄|见)了(?!就|再|给|$)")  # 周一去拜访了, said on a Monday
JUST = re.compile(r"^才|才(?:送|办|给|来|打|去|签|还|交|发)")
QUESTION = re.compile(r"^(?:他|她|客户)?(?:就|又|还)?问")
WILL = ("要", "得", "准备", "打算")
KEPT = ("part", "relative")


def day_to_come(reading, clause):
    """The day of the clause that can be promised, after corrections; one without days says that none is certain."""
    days = [word for word in reading.valid(clause) if not is_attribute(reading.text, word)]
    corrected = [reading.void[id(word)] for word in clause.days if id(word) in reading.void]
    coming = [word for word in days if word.due] or [word for word in corrected if word.due]
    plain = [word for word in coming if not lives.EVENT.match(reading.text[word.end : word.end + 8])] or coming
    strong = [word for word in plain if word.sort != "part"] or plain
    if limits := [word for word in strong if frames.IS_LATEST.search(word.text)]:
        strong = limits if len(limits) == 1 else strong
    if len(strong) > 1 and strong[-1].sort != "span":
        return strong[-1]
    if strong:
        return strong[0]
    return next((word for word in days if not word.past), None)


def is_attribute(text, word):
    """年底的活动, 上个月的扣款: such a day is not when somebody acts."""
    return word.sort != "part" and bool(OF_SOMETHING.match(text, word.end))


def of_event(reading, clause):
    """The day of 周五的沙龙请了八位: it has been, since it is told what came of it."""
    named = channels.kind_of(clause.text)
    if not named or named[1] != channels.Kind.EVENT or not moods.HAPPENED.search(clause.bare):
        return []
    return [word for word in clause.days if word.past and is_attribute(reading.text, word)]


def tells(reading, index, clause, day):
    """Whether the clause tells of what happened though its day can be promised, too; enters it if so."""
    if (certain := [word for word in reading.valid(clause) if word.past and not word.due]) and not _is_coming(day):
        _tell(reading, index, clause, certain)
        return not promises.COMMIT.search(clause.text)
    if day and lives.EVENT.match(reading.text[day.end : day.end + 8]):
        reading.past += [day] if day.sort == "relative" and day.past else []
        return False
    is_named = day and day.past and reading.text[day.start - 1 : day.start] == "是"
    if is_named and (day.end == clause.end or day.sort == "date"):
        return False  # 结息是二十一号
    if day and day.due and day.sort not in KEPT and QUESTION.match(clause.text):
        return False  # 他问二十五号开不开门
    if not (day and day.due) or _is_bound(clause, day) or _is_announced(clause, day):
        return False
    has_happened = bool(moods.HAPPENED.search(clause.bare) or moods.DONE.search(clause.bare))
    has_happened |= day.past == reading.frame.today and clause.text.endswith("了")
    has_happened |= day.past == reading.frame.today and bool(JUST.search(clause.bare))
    if day.sort not in KEPT and frames.is_plan(clause.bare):
        has_happened = False
    has_happened |= _is_a_year_off(day) and bool(channels.kind_of(clause.text))
    is_near = _is_near(day, reading.frame.today)
    if is_near and (has_happened or _hour_is_over(reading, clause, day) or _is_shown(reading, index, clause, day)):
        _tell(reading, index, clause, [day])
        return True
    if day.past == reading.frame.today and any(map(_was_long, reading.later(index)[:1])):
        _tell(reading, index, clause, [day])
        return True
    if (
        has_happened and (day.sort == "part" or (day.sort == "week" and not day.past and DEED.search(clause.bare)))
    ) or (not day.past and moods.WAS.search(clause.bare)):
        _tell(reading, index, clause, [])
        return True
    return False


def _is_near(day, today):
    """三月八号 said in February is the one to come; 十二月一号 said in January has been."""
    if not day.past:
        return False
    gone = today - day.past
    return gone.days <= FAR or (day.sort == "date" and "月" in day.text and gone < day.due - today)


def _is_a_year_off(day):
    """元月二十六号上门催收 said on the 28th is not of the next year."""
    return bool(day.past) and (day.due - day.past).days > YEAR


def _is_coming(day):
    return bool(day and day.due and not day.past)


def _is_bound(clause, day):
    is_asked = moods.is_possible(clause.text) and not (day.sort in KEPT and channels.kind_of(clause.text))
    is_asked = is_asked or bool(GOES_TO_DO.search(clause.bare))
    return bool(is_asked or promises.COMMIT.search(clause.text) or promises.US_ASKED.search(clause.text))


def _is_announced(clause, day):
    """说周一来 and 周四办了吧 are of what is to come."""
    said = ANNOUNCED.search(clause.text, 0, max(day.start - clause.start, 0))
    return clause.text.endswith("吧") or bool(said and not moods.WAS.search(clause.bare))


def _tell(reading, index, clause, words):
    reading.told.append(index)
    reading.past += words
    is_sure = all(word.sort in KEPT or not word.due for word in words)  # 周二 may be the next one
    if words and is_sure and OUR_DEED.search(clause.bare) and not promises.COMMIT.search(clause.text):
        reading.deeds.append(clause)


def _was_long(clause):
    """四十分钟 and 聊了会儿 after it show that it took place."""
    return bool(SPOKE.match(clause.text) or (clause.lengths and len(clause.bare) <= 2))


def _hour_is_over(reading, clause, day):
    now = reading.frame.now
    if clause.bare.startswith(WILL):
        return False
    at = clause.hours[0].at if clause.hours else None
    return bool(at) and day.past == now.date() and at <= now.time().replace(tzinfo=None)


def _is_shown(reading, index, clause, day):
    """What comes later shows that the call or visit of this clause took place."""
    named = channels.kind_of(clause.text)
    if not named or (named[1] in PLANNED and day.sort not in KEPT) or (reading.frame.today - day.past).days > FAR:
        return False
    later = [each.text for each in reading.later(index) if not WHO_SAID.match(each.text)]
    if any(EVIDENCE.search(text) for text in later) or clause.lengths:
        return True
    return day.sort in KEPT and named[1] != channels.Kind.BRANCH and not TO_THEM.search(clause.bare)
