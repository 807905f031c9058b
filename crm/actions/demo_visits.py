"""The demo bank's 上门日: a day with a route, a stop that still wants a second person, and one for whom the head is asked."""

from contextlib import suppress
from datetime import time

from django.utils import timezone

from clients.models import Client
from planner.actions.visits import add_stop, ask_visit, set_stop
from planner.queries.guests import candidates
from planner.queries.visits import nearest_week, visit_day
from staff.models import Place
from words.dates import ONE_DAY
from words.problems import Refused

VILLAGE = "Q0101"  # screened for 整村授信
STOPS = {
    "顶级": {"at": time(9, 30), "talk": "送两种存期的利息测算，当面讲清"},
    "渠道": {"at": None, "talk": "请教反诈课放在集日前还是集日后"},
    "特殊": {"at": time(14, 0), "talk": "本人核验后重置密码，认两种骗局", "at_home": True},
}
ASKED = "白天守着店走不开，三样手续要本人签，分几趟来不如一次上门办完。"


def plant_visits(staff, now):
    """Of the manager's nearest visit day; what the rules refuse on the day of the demo is left out."""
    manager, mate, today = staff["990101"], staff["990102"], timezone.localdate(now)
    Place.objects.filter(code=VILLAGE).update(screened_on=today - 40 * ONE_DAY)
    monday = nearest_week(manager, today)
    day = visit_day(manager, manager, monday, today)["day"]
    usual = {"at_home": False, "with_papers": False, "place": None}
    for right, about in STOPS.items():
        with suppress(Refused):
            if client := _first_of(manager, day, right):
                item, _new = add_stop(manager, monday, client, by=manager, now=now)
                company = mate if right == "顶级" else None
                set_stop(item, companion=company, by=manager, now=now, **(usual | about))
    for client in (
        Client.objects.filter(manager=manager, tier="vip").exclude(place__code=VILLAGE).order_by("client_no")[:4]
    ):
        with suppress(Refused):
            ask_visit(client, words=ASKED, by=manager, now=now)
            break


def _first_of(manager, day, right):
    """The first due of those who may be visited for this reason."""
    passed, found = [], True
    while found:
        found, _more = candidates(manager, manager, day, passed)
        for one in found:
            if one.why.startswith(right):
                return one.client
        passed += [one.client.pk for one in found]
    return None
