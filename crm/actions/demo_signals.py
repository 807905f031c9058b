"""The demo bank's signals: the month's cohort near a line, a false alarm, and an old one that somebody has settled."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.models import Client, ContactLog
from tiers.actions.signals import close_signal, raise_signal, raise_signals
from tiers.models import Signal
from words.dates import ONE_DAY

NIGHT_AT, MORNING_AT = time(2, 50), time(9, 30)
LOW = {
    "kind": Signal.Kind.COMPLAINT,
    "severity": Signal.Severity.ORANGE,
    "sentence": "回访时客户只给了 2 分：柜面办转账等了四十分钟",
    "about": "demo-score",
}
SETTLED = "当面道了歉，下次来先预约，客户说可以"
WRONG = "大额存单到期转成了理财，钱还在本行"
LONG_AGO = timedelta(days=30)


def plant_signals(staff, today):
    """The falls come with tonight's look; `staff` {number of employee: User}."""
    raise_signals(now=_at(today.replace(day=1), NIGHT_AT))
    manager = staff["990101"]
    near = Signal.objects.open().filter(kind=Signal.Kind.NEAR, client__manager=manager).order_by("-client__average")
    about = {"result": Signal.Result.FALSE, "words": WRONG}
    close_signal(near.first(), **about, by=manager, now=_at(today.replace(day=1), MORNING_AT))
    talks = ContactLog.objects.filter(
        client__manager=manager, client__status=Client.Status.ACTIVE, is_effective=True, by=manager
    )
    talk = talks.filter(occurred_at__date__lt=today - LONG_AGO).order_by("-occurred_at").first()
    if talk:
        row = raise_signal(talk.client, **LOW, now=talk.occurred_at - ONE_DAY)
        about = {"result": Signal.Result.TALKED, "words": SETTLED}
        close_signal(row, **about, by=manager, now=talk.occurred_at + timedelta(hours=1))


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))
