"""The demo bank's 顶级 client whose sponsor is late: what his tier promises is kept, due soon and broken."""

from datetime import datetime, time

from django.utils import timezone

from clients.models import ContactLog
from words.dates import ONE_DAY

Kind, Aim = ContactLog.Kind, ContactLog.Aim
# How many days ago, who, how, why, from whom, and what was said: never later than his last talk, so that his clock stays.
TOUCHES = (
    (29, "990101", Kind.VISIT, "", "out", time(17, 5), "上门看了新厂房，客户说年底前想把两台旧设备换掉，问我们有没有合适的办法。"),
    (40, "990101", Kind.CALL, Aim.BRIEFING, "out", time(17, 5), "把上个月办好的三件事向客户说了一遍，客户说对账单改成每月初寄更好。"),
    (60, "990101", Kind.WECOM, Aim.CARE, "out", time(17, 5), "中秋问候，客户回信说今年厂里留人过节，谢谢惦记。"),
    (61, "990101", Kind.BRANCH, "", "in", time(17, 5), "客户来问电子回单怎么打，当场帮客户开通了。"),
    (96, "990100", Kind.VISIT, "", "out", time(17, 5), "行长上门拜访，客户谈了接班的打算，希望财务上有人帮着理一理。"),
)  # fmt: skip


def plant_touches(client, staff, today):
    """The touches of one client, `staff` {number of employee: User}."""
    for ago, number, kind, aim, direction, hour, note in TOUCHES:
        ContactLog.objects.create(
            client_id=client,
            by=staff[number],
            occurred_at=timezone.make_aware(datetime.combine(today - ago * ONE_DAY, hour)),
            kind=kind,
            aim=aim,
            direction=direction,
            seconds=None if kind == Kind.WECOM else 1200,
            replied=kind == Kind.WECOM,
            is_effective=True,
            note=note,
        )
