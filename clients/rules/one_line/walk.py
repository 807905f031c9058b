"""One walk through the clauses: which of them tells of what happened, and which binds somebody."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from clients.rules.one_line import promises, touches
from clients.rules.one_line.clauses import CLIENT
from clients.rules.one_line.promises import THEM, US, Promise
from words.numerals import NUMBER, number_of
from words.when.frame import Frame

SPEAKER_US = re.compile(r"^(?:我们?|咱们?)(?!家)|^答应(?:了)?(?:他|她|客户|对方|人家)")
SPEAKER_THEM = re.compile(
    rf"^(?:{CLIENT})|(?:{CLIENT})(?:又|也|就|还|才|当场|自己|电话里|最后|后来)?(?:说|答应|同意|承诺|保证|表示|让|要|想|问|打算|准备|约|回)"
)
OBJECT = re.compile(rf"(?:给|跟|和|找|对|问|告诉|答应|通知|提醒)(?:了)?(?:{CLIENT})")
TOLD = re.compile(r"^(?:又|也|就|还|才|最后|后来)?(?:说(?!好)|同意|承诺|保证|表示)")
ONLY_TIME = re.compile(
    r"^[\s，,。的是吧呢啊了就那改成到在为约哦噢不对错还说好他她我再]*(?:赶集|轮休|休息|有空|没事|顺路|补班|调休|放假|值班|开门|营业|上班|最后一天|第一天|最[晚迟好]|顶多|争取)?$|^最[晚迟好]$"
)
WHO_SAID = re.compile(r"^(?P<who>我|他|她|客户)(?:自己|亲口)?(?:说|答应|承诺|保证|讲)的$")
GOES_ON = re.compile(r"^(?:就|再|他|她|才|可以|都|也|能|我再|我就)")
EVIDENCE = re.compile(
    r"^(?:问|咨询|谈|想|要)|聊|谈|没接|没人|不在|没在|坐了|没打通|打不通|关机|停机|空号|拒接|见(?:到|着|了)|(?:他|她)(?:说|问|答应|让|要)|^(?:说|问|答应)|"
    r"(?:接|办|签|收|看|吃|喝|问|说|讲|送|回|教|介绍)了"
)
HABIT = re.compile(
    r"^只(?:接|用|看)|每(?:天|周|个?星期|个?礼拜|个?月|年|逢|到)|一般|习惯|平时|每天|向来|从来|总是|天天|都是|才(?:有空|方便|起|开门)"
)
OF_SOMETHING = re.compile(r"的(?!时候|话|样子|$|[来去给把发送约我他她])[一-龥]")
AHEAD_OF = re.compile(rf"提前(?P<days>{NUMBER})天")
FORGOTTEN = re.compile(r"忘了|给忘|没顾上|没办成|没发成|没送成|没去成|没来成")
LATEST = re.compile(r"最[晚迟]|顶多")
FAR = 45  # days; a weekday or a date of longer ago is not told without its month
SHORT = 4  # signs of a promise that says too little without the question before it
ASKED = re.compile(r"(?:问|要(?!是)|咨询|想要|催|反映|让我|叫我|托我)(?:了|一下|我)?(?P<what>[^,]{2,12})$")
KEPT = ("part", "relative")


@dataclass
class Reading:
    """One line in work. `void` maps a word of time taken back to the one in its place; `past` are the days of what happened."""

    text: str
    frame: Frame
    clauses: list
    void: dict = field(default_factory=dict)
    owed: list = field(default_factory=list)  # (index of its clause, Promise)
    told: list = field(default_factory=list)  # indexes of the clauses that tell of what happened
    past: list = field(default_factory=list)  # DayWords


@dataclass
class Voice:
    """Who speaks, and about whose action, as the walk goes on."""

    speaker: str | None = None
    subject: str | None = None

    def hear(self, clause):
        text, bare = clause.text, clause.bare
        if clause.is_head and not TOLD.match(text):
            self.subject = None
        if SPEAKER_US.match(text) or SPEAKER_US.match(bare):
            self.speaker = self.subject = US
        elif (SPEAKER_THEM.search(text) or re.match(CLIENT, bare)) and not OBJECT.search(text):
            self.speaker = self.subject = THEM
        elif TOLD.match(text):
            self.speaker = self.subject = self.speaker or THEM


def walk(reading):
    """Fills `owed`, `told` and `past` of the reading."""
    voice, possible, habit, waiting, whole = Voice(), False, False, None, None
    for index, clause in enumerate(reading.clauses):
        voice.hear(clause)
        if said := WHO_SAID.match(clause.text):
            _assign(reading, US if said["who"] == "我" else THEM)
            continue
        if FORGOTTEN.search(clause.text):
            _let_go(reading)
        day = day_to_come(reading, clause)
        if clause.days and ONLY_TIME.match(clause.bare):
            waiting = _alone(reading, index, clause, day) or waiting
            continue
        opens = bool(promises.OPENS.search(clause.text))
        if (
            possible
            and not opens
            and (day or GOES_ON.match(clause.text))
            and not clause.text.startswith(("我说", "我答应"))
        ):
            possible = False
            continue
        habit_before, habit = habit, bool(HABIT.search(clause.text))
        used = day
        if all(word.sort == "part" for word in clause.days):
            used = waiting or (whole if clause.days else None) or day
        whole = next(
            (word for word in clause.days if word.sort != "part" and word.due and not word.past),
            whole if clause.days else None,
        )
        if _tells(reading, index, clause, used):
            possible = opens
            continue
        is_habit = (habit or habit_before) and not promises.COMMIT.search(clause.text)
        if not (opens or possible or is_habit) and promises.is_owed(clause, used, voice.speaker, bool(reading.told)):
            _owe(reading, index, clause, used, voice)
            waiting = None
        elif not (used and used.due and not used.past) or touches.kind_of(clause.text):
            reading.told.append(index)
        possible = opens


def day_to_come(reading, clause):
    """The day of the clause that can be promised, after corrections; one without days says that none is certain."""
    days = [word for word in clause.days if id(word) not in reading.void and not _is_attribute(reading.text, word)]
    corrected = [reading.void[id(word)] for word in clause.days if id(word) in reading.void]
    coming = [word for word in days if word.due] or [word for word in corrected if word.due]
    plain = [word for word in coming if not promises.EVENT.match(reading.text[word.end : word.end + 8])] or coming
    strong = [word for word in plain if word.sort != "part"] or plain
    if len(strong) > 1 and strong[-1].sort != "span":
        return strong[-1]
    if strong:
        return strong[0]
    return next((word for word in days if not word.past), None)


def topic_of(clause):
    """What was asked for in the clause before: 授信材料清单 of 发邮件要授信材料清单."""
    found = ASKED.search(clause.bare)
    return found["what"] if found else ""


def _is_attribute(text, word):
    """年底的活动, 上个月的扣款: such a day is not when somebody acts."""
    return word.sort != "part" and bool(OF_SOMETHING.match(text, word.end))


def _alone(reading, index, clause, day):
    """A day without anything else corrects the promise before it, or is of what follows: then it is returned."""
    if day and day.due and reading.owed:
        last = reading.owed[-1][1]
        if last.due is None or LATEST.search(clause.text) or any(new is day for new in reading.void.values()):
            last.due, last.said = day.due, day.text
            return None
    if day and day.due and not (day.past and day.sort in KEPT):
        return day
    reading.told.append(index)
    reading.past += [word for word in clause.days if word.past and id(word) not in reading.void]
    return day if day and day.due else None


def _tells(reading, index, clause, day):
    """Whether the clause tells of what happened though its day can be promised, too (周三, 上午); enters it if so."""
    bare, text = clause.bare, clause.text
    certain = [word for word in clause.days if word.past and not word.due and id(word) not in reading.void]
    has_happened = bool(promises.HAPPENED.search(bare) or promises.DONE.search(bare))
    if certain and not (day and day.due and not day.past):
        reading.told.append(index)
        reading.past += certain
        return not promises.COMMIT.search(text)
    if day and promises.EVENT.match(reading.text[day.end : day.end + 8]):
        _take_back(reading, day)
        if day.sort == "relative" and day.past:
            reading.past.append(day)
        return False
    if day and day.past and _hour_is_over(reading, clause, day):
        has_happened = True
    if (
        not (day and day.due)
        or promises.is_possible(text)
        or promises.COMMIT.search(text)
        or promises.US_ASKED.search(text)
    ):
        return False
    if day.sort == "part" and has_happened and not day.past:
        reading.told.append(index)
        return True
    if not day.past or not (has_happened or _is_shown(reading, index, clause, day)):
        return False
    reading.told.append(index)
    if day.sort != "date" or (reading.frame.today - day.past).days <= FAR or "月" in day.text:
        reading.past.append(day)
    return True


def _let_go(reading):
    """What was due by today and was forgotten is promised anew, or not at all."""
    while reading.owed and reading.owed[-1][1].due and reading.owed[-1][1].due <= reading.frame.today:
        reading.owed.pop()


def _take_back(reading, day):
    """Somebody has no time on the day of a promise: it is made anew."""
    if reading.owed and day.due and reading.owed[-1][1].due == day.due:
        reading.owed.pop()


def _hour_is_over(reading, clause, day):
    now = reading.frame.now
    at = clause.hours[0].at if clause.hours else None
    return bool(at) and day.past == now.date() and at <= now.time().replace(tzinfo=None)


def _is_shown(reading, index, clause, day):
    """What comes later shows that the call or visit of this clause took place."""
    named = touches.kind_of(clause.text)
    if (
        not named
        or (named[1] == touches.Kind.BRANCH and day.sort not in KEPT)
        or (reading.frame.today - day.past).days > FAR
    ):
        return False
    later = [each.text for each in reading.clauses[index + 1 :] if not WHO_SAID.match(each.text)]
    if any(EVIDENCE.search(text) for text in later) or clause.lengths:
        return True
    return day.sort in KEPT and named[1] != touches.Kind.BRANCH and not promises.TO_THEM.match(bare_of(clause))


def bare_of(clause):
    return clause.bare.lstrip("，, 我")


def _assign(reading, who):
    if reading.owed:
        reading.owed[-1][1].owes = who


def _owe(reading, index, clause, day, voice):
    about = promises.about_of(clause)
    if not about:
        return
    if len(about) <= SHORT and index:
        about = f"{topic_of(reading.clauses[index - 1])}{about}"
    owes = promises.owes_of(clause, day, voice.speaker, voice.subject)
    made = Promise(owes, _due_of(clause, day), about, reading.text[clause.start : clause.end], day.text if day else "")
    for place, (old_index, old) in enumerate(reading.owed):
        if (
            day
            and old.owes == owes
            and any(reading.void.get(id(word)) is day for word in reading.clauses[old_index].days)
        ):
            reading.owed[place] = (index, made)
            return
    if reading.owed and _belongs(reading, index, made):
        _join(reading, index, made)
        return
    reading.owed.append((index, made))


def _due_of(clause, day):
    """The day of the promise; 提前两天 is so much before it."""
    early = AHEAD_OF.search(clause.text)
    if not (day and day.due and early):
        return day.due if day else None
    return day.due - timedelta(days=number_of(early["days"]) or 0)


def _belongs(reading, index, made):
    """Whether the clause goes on about the promise before it: one of the two names no day."""
    old_index, old = reading.owed[-1]
    if old.owes != made.owes or index - old_index > 1 or (old.due and made.due and old.due != made.due):
        return False
    return not (old.said and made.said and old.due is None) and (old.due is None or made.due is None)


def _join(reading, index, made):
    _old_index, old = reading.owed[-1]
    about = f"{old.about} {made.about}"[: promises.ABOUT]
    due, said = (old.due, old.said) if old.due else (made.due, made.said)
    reading.owed[-1] = (index, Promise(made.owes, due, about, f"{old.mark}，{made.mark}", said))
