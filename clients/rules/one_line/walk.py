"""One walk through the clauses: which of them tells of what happened, and which binds somebody."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from clients.rules.one_line import channels, debts, lives, moods, promises
from clients.rules.one_line.binding import binds
from clients.rules.one_line.lives import is_of_others
from clients.rules.one_line.promises import THEM, US
from clients.rules.one_line.reading import Reading, Voice
from clients.rules.one_line.tense import WHO_SAID, day_to_come, is_attribute, of_event, tells
from clients.rules.one_line.who import owes_of
from words.dates import ONE_DAY
from words.table import one_of

FILLER = one_of(r"""
    [\s，,。的是吧呢啊了就那改成到在为约定哦噢不对错还说好他她我再又得] 不行 没空 可以 方便 就?要(?:用|的)? 跟 都行 都成 最快 大概 大约
""")
OCCUPIED = one_of("""
    赶集 轮休 休息 有空 没事 顺路 补班 调休 放假 值班 开门 营业 上班 最后一天 第一天 最后一个工作日 第一个工作日
    最[晚迟好] 顶多 争取 (?:同一个?|老|原|这个)(?:时间|点儿?)
""")
ONLY_TIME = re.compile(
    rf"^(?!还[我他她]$){FILLER}*{OCCUPIED}?(?<!还)$|^最[晚迟好](?:不过|不超过|别过|也就)?$"
)  # nothing to do in it
GOES_ON = re.compile(r"^(?:就|再|他|她|才|可以|都|也|能|我再|我就)")
OCCASION = re.compile(
    one_of("""
        生日 周年 过寿 做寿 大寿 结婚 订婚 嫁 娶 出嫁 回门 满月 乔迁 升学宴 办酒 摆酒 喜酒 酒席 请客 迎财神               # a feast of his
        开工 开业 开张 剪彩 揭牌 奠基 上梁 暖房 开门 上班 值班 开会 赶集 庙会 演出 最后一天 讲座 沙龙 活动 茶话会 答谢会 年会 ^等 (?:网点|行里|支行)(?:请|搞|办|包|煮|写|组织|举办|有)
    """)
)
HABIT = re.compile(
    one_of("""
        每(?:天|季|周|个?星期|个?礼拜|个?月|年|逢|到) 每次 天天 老是 总是 [总老]说 (?:每[次回]|天天|嘴上)都?说 都是 一般 习惯 平时 向来 从来
        ^只(?:接|用|看) 才(?:有空|方便|起|开门)
    """)
)
# What follows an occasion and is due on its day.
CARRIED = re.compile(
    "^"
    + one_of("""
        [一-龥]{1,3}答应了?[来去] 我们?(?:答应|说|就|也|得)?(?:去|给|带|过去|上|把) 我?提前 去(?!了)[^,] 把 给(?:他|她|老) 得?(?:随|凑)(?:个|份)?礼           # I do
        [让叫喊请邀约要]我 [让请叫喊约][他她] 过?来[办取存签拿把]                                                      # he asks, he comes
        顺道 顺便 顺路 捎带 早点 [一-龥]{1,3}就(?!是) [会散]后 [一-龥]{0,2}(?:完|到|好)了?[给来去]
    """)
)
AWAY = re.compile(r"到期|扣款|还款|出差|出国|住院|手术|回(?:来|去|老家)|放假|没空|外地|涨|降")
NEXT_TO = re.compile(
    r"(?P<before>(?<!提)前一天|头一?天(?!上班)|早一天|那天(?:之|以)?前|在?那之前|^之前|在此之前)|第二天|次日|转天|隔天"
)
THAT_DAY = re.compile(r"当天|到时|那天|那一天")
I_SAID = ("我说", "我答应")


@dataclass
class Walk:
    """What the clauses before leave to the next one.

    `waiting` is a day that stood alone, `whole` the full day to which 下午 belongs, `occasion` the day of a birthday or an
    opening on which somebody may come, `last` the last day to come; `possible` and `habit` tell that nothing is certain,
    or that it is always so.
    """

    reading: Reading
    voice: Voice = field(default_factory=Voice)
    possible: bool = False
    private: bool = False
    habit: bool = False
    waiting: Any = None
    alone: int = 0
    whole: Any = None
    last: Any = None
    occasion: Any = None

    def go(self):
        for index, clause in enumerate(self.reading.clauses):
            self.voice.hear(clause)
            self._step(index, clause)
        if self.waiting:
            debts.leave(self.reading, self.alone, self.waiting, self.voice)

    def _step(self, index, clause):
        reading = self.reading
        if said := WHO_SAID.match(clause.text):
            debts.assign(reading, US if said["who"] == "我" else THEM)
            return
        if debts.DECLINED.match(reading.text, clause.start) and reading.owed:
            reading.owed.pop()
        if debts.OPEN_DAY.search(clause.text):
            debts.leave_open(reading)
            self.waiting = None
        if debts.FORGOTTEN.search(clause.bare):
            debts.let_go(reading)
            self.waiting = self.waiting if self.waiting and self.waiting.due > reading.frame.today else None
        day = day_to_come(reading, clause)
        if not (clause.days or self.occasion) and debts.bring_forward(reading, clause):
            return
        self.last = day if day and day.due else self.last
        if clause.days and ONLY_TIME.match(clause.bare):
            self.waiting, self.alone = debts.move(reading, index, clause, day) or self.waiting, index
        elif not self._is_only_possible(clause, day):
            self._weigh(index, clause, day)

    def _is_only_possible(self, clause, day):
        """要是利率能上浮，他周五就来: what follows an if is no promise either."""
        opens = bool(moods.OPENS.search(clause.text))
        goes_on = self.possible and (day or GOES_ON.match(clause.text)) and not clause.text.startswith(I_SAID)
        self.possible = opens
        return bool(goes_on and not opens)

    def _weigh(self, index, clause, day):
        reading = self.reading
        if is_of_others(reading.sentence(index)):
            return
        habit = bool(HABIT.search(clause.text))
        is_habit, self.habit = (
            (habit or (self.habit and not (day and day.due and clause.is_head)))
            and not promises.COMMIT.search(clause.text),
            habit,
        )
        used = self._day_of(clause, day)
        if day and lives.EVENT.match(reading.text[day.end : day.end + 8]):
            debts.take_back(reading, day)
        if tells(reading, index, clause, used):
            self.occasion = None
        elif not (self.possible or is_habit) and self._is_owed(clause, used):
            debts.owe(reading, index, clause, used, self.voice)
            self.waiting = self.occasion = None
        elif clause.days and (is_habit or self.occasion):
            reading.told += [index] if channels.CALL_SAYS.search(clause.text) else []
        elif not (used and used.due and not used.past) or channels.kind_of(clause.text):
            reading.told.append(index)
            reading.past += of_event(reading, clause)

    def _is_owed(self, clause, day):
        was_private, self.private = self.private, False
        if not promises.is_owed(clause, day, self.voice.speaker, bool(self.reading.told)):
            return False
        if not (day and day.due):
            return True
        is_client = owes_of(clause, day, self.voice.speaker, self.voice.subject) == THEM
        is_bound = binds(clause.text, promises.about_of(clause), is_client or (was_private and "我" not in clause.text))
        self.private = not is_bound
        return is_bound

    def _day_of(self, clause, day):
        """The day of the clause; without one, or with a part of a day only, the one that the clauses before left."""
        used, carried, beside = day, self.occasion, None
        if all(word.sort == "part" for word in clause.days):
            used = self.waiting or (self.whole if clause.days else self.occasion) or day
        if used and used.past and any(word.sort == "part" and not word.past for word in clause.days):
            used = replace(used, past=None)  # 下午 of this morning is to come
        if not clause.days and self.last:
            beside = self._beside(clause)
            used = beside or used
        full = (word for word in clause.days if word.sort != "part" and word.due and not word.past)
        full = (word for word in full if not is_attribute(self.reading.text, word))
        self.whole = next(full, self.whole if clause.days else None)
        self.occasion = day if day and self._is_occasion(clause, day) else None
        return None if used and not beside and used is carried and moods.HAPPENED.search(clause.bare) else used

    def _is_occasion(self, clause, day):
        """Whether what follows may be due on this day: of a feast he gives, or when the next clause says that one goes there."""
        if not day.due or day.due <= self.reading.frame.today:
            return False
        after = self.reading.text[clause.end :].lstrip(", ")
        on_the_way = after.startswith(("顺", "捎带")) or debts.AHEAD_OF.search(after[:8])
        goes_on = CARRIED.match(after) and (on_the_way or not AWAY.search(clause.text))
        return bool(OCCASION.search(clause.bare) or (goes_on and not moods.is_possible(clause.text)))

    def _beside(self, clause):
        """The day named before, or the one next to it: 国庆节他摆酒，前一天把新钱给他."""
        if beside := NEXT_TO.search(clause.text):
            due = self.last.due + (-ONE_DAY if beside["before"] else ONE_DAY)
            return replace(self.last, due=due, past=None) if due >= self.reading.frame.today else None
        is_day = not debts.WHOLE_MONTH.search(self.last.text)  # 明年三月到期，到时候提醒他
        return self.last if is_day and THAT_DAY.search(clause.text) else None


def walk(reading):
    """Fills what is owed, what is told and the past days of the reading."""
    Walk(reading).go()
