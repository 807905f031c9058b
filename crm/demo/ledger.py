"""Two years of contacts, at the rhythm the tier promises; some clients are overdue, some were never called."""

from datetime import datetime, time, timedelta

INTERVALS = {"top": 14, "select": 30, "vip": 60, "standard": 180, "basic": None}  # days
YEARS = timedelta(days=730)
KINDS = ("手机", "手机", "手机", "企业微信", "来行面谈", "座机")
NOTES = (
    "问候近况，孩子明年高考，想了解教育储蓄的期限和提前支取规则。",
    "说明定期存款下月到期，客户打算先看看大额存单的额度。",
    "客户在外地务工，年底回来，约好回乡后来行见面。",
    "客户问起手机银行转账限额，已说明调整办法，本人会来网点办理。",
    "家里正在装修，近期要用钱，提醒可以部分提前支取。",
    "介绍了存款保险的保障范围，客户表示放心。",
    "客户的店里换了收款码，说明了到账时间，客户满意。",
    "果园今年收成不错，货款下旬到账，约好届时再联系。",
    "老人身体恢复得好，感谢上次帮忙激活社保卡。",
    "核对了联系方式和地址，客户资料没有变化。",
)
MISSED = ("电话没有接通，改天再打。", "客户正在忙，约了改日联系。")


def contacts(random, person, today):
    """[(time, way, seconds, note)] of one client, oldest first."""
    rows, day = [], _last(random, person, today)
    step = INTERVALS[person.level] or 400
    while day is not None and day > max(today - YEARS, person.opened):
        rows.append(_talk(random, day))
        if random.random() < 0.15:
            rows.append(_missed(random, day - timedelta(days=random.randrange(1, 4))))
        day -= timedelta(days=max(3, int(step * random.uniform(0.6, 1.3))))
    return sorted(rows)


def _last(random, person, today):
    """The day of the last effective contact, None if there never was one."""
    interval = INTERVALS[person.level]
    if person.story == "never" or (not person.story and random.random() < 0.03):
        return None
    if interval is None:
        return today - timedelta(days=random.randrange(30, 600)) if random.random() < 0.35 else None
    if person.story == "overdue" or (not person.story and random.random() < 0.12):
        return today - timedelta(days=int(interval * random.uniform(1.15, 1.6)) + 3)
    return today - timedelta(days=max(1, int(interval * random.uniform(0.05, 0.97))))


def _talk(random, day):
    return _moment(random, day), random.choice(KINDS), random.randrange(190, 900), random.choice(NOTES)


def _missed(random, day):
    return _moment(random, day), "手机", random.choice((0, 0, 25, 70)), random.choice(MISSED)


def _moment(random, day):
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(random.choice((9, 10, 11, 14, 15, 16)), random.randrange(60))).isoformat(
        " ", "minutes"
    )
