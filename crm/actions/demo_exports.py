"""The demo bank's exports: one whose file waits to be taken, one that waits for a second person."""

from datetime import timedelta

from clients.models import Client
from crm.actions.export_files import write_exports
from crm.actions.exports import ask_export
from crm.models import Export

HEAD = "990100"
WAITS = "年末要给全支行客户排一次上门，请办公室按网点打印签到表。"
READY = "周会上按到期日把贵宾客户分给各客户经理，会后当场收回。"


def plant_exports(staff, now):
    """`staff` {number of employee: User}."""
    head = staff[HEAD]
    about = {"columns": ["manager", "tier", "due"], "until": now.date() + timedelta(days=7), "by": head, "now": now}
    for asked, words, audience in (
        ({"tier": "vip"}, READY, Export.Audience.UNIT),
        ({"standing": "active"}, WAITS, Export.Audience.OFFICE),
    ):
        rows = Client.objects.visible_to(head).active().filter(**{} if "standing" in asked else asked)
        ask_export(asked=asked, words=words, audience=audience, count=rows.count(), **about)
    write_exports(now=now)
