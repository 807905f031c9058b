"""Two years of contacts, at the rhythm the tier promises; some clients are overdue, some were never called.

No sentence stands in it twice, and nobody talks to two clients at once.
"""

from datetime import datetime, time, timedelta

INTERVALS = {"top": 14, "select": 30, "vip": 60, "standard": 180, "basic": None}  # days
YEARS = timedelta(days=730)
KINDS = ("手机", "手机", "手机", "企业微信", "来行面谈", "座机")
# When somebody begins to talk: every twenty minutes, and a talk is over in fifteen. What crm/actions plants has other minutes.
SLOTS = [time(hour, minute) for hour in (9, 10, 14, 15, 16) for minute in (0, 20, 40)]
LIVES = (
    "孩子明年高考", "刚从外地回来", "家里正在装修", "果园收成不错", "店里换了新柜台", "孙女上小学了", "女儿快出嫁了", "正在学开车",
    "老家修了新路", "茶园添了烘房", "退休后学书法", "厂里接了新单", "刚从云南游玩回来", "亲家来家里住", "院里桂花开了", "儿子工作定了",
    "搬进了新小区", "带着舞队排练", "在镇上租了门面", "常去水库钓鱼", "合作社刚开过年会", "新添了一辆货车", "小店做起线上生意", "忙着收稻子",
)  # fmt: skip
# What was talked of, by the aim that no file says.
MATTERS = {
    "care": ("问候近况，聊了聊家常", "谢过上次帮忙介绍邻居", "天冷了，提醒添衣", "说起下月的生日"),
    "maturity": ("说明定期下月到期的几种续法", "到期的想先看看大额存单", "算了两种存期差多少", "提醒存单快到期"),
    "service": ("说明手机银行限额怎么调", "换了收款码，说明到账时间", "核对了联系方式和地址", "说明社保卡换卡的手续", "开通了短信提醒"),
    "need": ("近期要用钱，说明可以部分提前支取", "想了解教育储蓄的期限", "想给店里装一台收银机", "问起养老的钱怎么打理"),
    "briefing": ("介绍了存款保险的保障范围", "说了网点新开的周末服务", "讲了防骗的几个要点"),
    "ask": ("请教了今年果品的行情", "请教了装修怎么省钱"),
    "help": ("帮着查到一笔没到账的货款", "帮忙激活了社保卡", "帮老人把卡解了锁"),
}  # fmt: skip
ENDS = (
    "约好下周再联系", "想好了给我们来电话", "本人会来网点办理", "客户表示放心", "约好月底回话", "下次带资料过去", "客户很满意", "回头把资料发过去",
    "不着急，过一阵再谈", "约好来行里坐坐", "和家里商量后再定", "说好年后细谈",
)  # fmt: skip
REASONS = (
    "想问候一声",
    "想提醒到期",
    "想约来网点",
    "想核对地址",
    "想说周末服务",
    "想谢谢上次帮忙",
    "想问收成",
    "想送新年台历",
)
TROUBLES = (
    "电话没有接通", "响了很久没人接", "正忙，说不了两句", "在开车，不方便", "信号不好断了", "家里人接的", "被按掉了", "一直占线", "关机了", "说在开会",
)  # fmt: skip
AGAIN = (
    "改天再打", "傍晚再打", "换个时间再试", "先发条消息", "过两天再联系", "明天上午再打", "午后再试一次", "月底前再打", "等客户回电", "改用企业微信",
)  # fmt: skip


class Ledger:
    """What has been said so far, and when each manager was talking."""

    def __init__(self, random, today):
        self.random, self.today = random, today
        self.said, self.taken = set(), set()

    def contacts(self, person):
        """[(time, way, seconds, note)] of one client, oldest first."""
        rows, day = [], self._last(person)
        step = INTERVALS[person.level] or 400
        while day is not None and day > max(self.today - YEARS, person.opened):
            rows.append(self._talk(person, day))
            if self.random.random() < 0.15:
                rows.append(self._missed(person, day - timedelta(days=self.random.randrange(1, 4))))
            day -= timedelta(days=max(3, int(step * self.random.uniform(0.6, 1.3))))
        return sorted(rows)

    def _last(self, person):
        """The day of the last effective contact, None if there never was one."""
        random, interval = self.random, INTERVALS[person.level]
        if person.story == "never" or (not person.story and random.random() < 0.03):
            return None
        if interval is None:
            return self.today - timedelta(days=random.randrange(30, 600)) if random.random() < 0.35 else None
        if person.story == "overdue" or (not person.story and random.random() < 0.12):
            return self.today - timedelta(days=int(interval * random.uniform(1.15, 1.6)) + 3)
        return self.today - timedelta(days=max(1, int(interval * random.uniform(0.05, 0.97))))

    def _talk(self, person, day):
        matters = [matter for each in MATTERS.values() for matter in each]
        note = self._anew("{}；{}，{}。", LIVES, matters, ENDS)
        return self._moment(person, day), self.random.choice(KINDS), self.random.randrange(190, 900), note

    def _missed(self, person, day):
        note = self._anew("{}，{}，{}。", REASONS, TROUBLES, AGAIN)
        return self._moment(person, day), "手机", self.random.choice((0, 0, 25, 70)), note

    def _anew(self, sentence, *parts):
        """A sentence that was not said before."""
        while True:
            note = sentence.format(*map(self.random.choice, parts))
            if note not in self.said:
                self.said.add(note)
                return note

    def _moment(self, person, day):
        """A free minute of the manager's on that day, else on the working day before."""
        while True:
            free = [slot for slot in SLOTS if (person.manager, day, slot) not in self.taken]
            if day.weekday() < 5 and free:
                slot = self.random.choice(free)
                self.taken.add((person.manager, day, slot))
                return datetime.combine(day, slot).isoformat(" ", "minutes")
            day -= timedelta(days=1)
