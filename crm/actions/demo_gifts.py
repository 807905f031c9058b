"""The demo bank's gifts: far from deposits and near one, one that the client did not take, one that came back, one that waits."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from campaigns.actions.gifts import ask_gift, explain_gifts, give_gift, return_gift
from campaigns.queries.gifts import has_public_duty, has_risen_before, totals_of
from campaigns.rules.gifts import LOOKED_BACK, NEAR, has_risen
from clients.models import Client

NEAR_AGO, AT = 4, time(17, 47)
# Who gives what, how many days ago, why, and what became of it.
GIVEN = (
    ("990101", "couplets", 60, "new_year", "given"),
    ("990101", "glasses", 33, "visit", "given"),
    ("990102", "umbrella", 26, "visit", "refused"),
    ("990201", "seeds", 21, "event", "returned"),
    ("990202", "bag", 12, "event", "given"),
)
ASKED = ("990101", "果篮", 150, "birthday", "老人下月过八十大寿，儿女都在外地，请了我们去坐坐，带一个果篮表示心意。")


def plant_gifts(staff, today, now):
    """Each for another client; `staff` {number of employee: User}. What came near a deposit is found as the night finds it."""
    taken = set()
    for number, item, ago, occasion, state in GIVEN:
        at = _at(today, ago)
        client = next(row for row in _clients(staff[number], taken) if not _is_near(row, timezone.localdate(at)))
        _give(client, staff[number], item, occasion, at, "refused" if state == "refused" else "given", state, taken)
    _near(staff["990102"], today, taken)
    number, name, value, occasion, words = ASKED
    asked = [row for row in _clients(staff[number], taken).filter(tier="top") if not _is_near(row, today)]
    if asked:
        about = {"item": "other", "name": name, "value": value, "occasion": occasion, "words": words}
        ask_gift(asked[0], by=staff[number], now=now, **about)
    explain_gifts(now)


def _clients(manager, taken):
    rows = Client.objects.in_care().filter(manager=manager).exclude(pk__in=taken).exclude(last_effective_on=None)
    return rows.filter(tier__in=("top", "select", "vip", "standard")).order_by("client_no")


def _is_near(client, day):
    return has_public_duty(client, day) or has_risen_before(client, day, day + NEAR)


def _give(client, by, item, occasion, at, kept, state, taken):
    about = {"item": item, "name": "", "value": None, "occasion": occasion, "kind": "visit", "state": kept}
    gift = give_gift(client, by=by, now=at, given_on=timezone.localdate(at), **about)
    if state == "returned":
        return_gift(gift, by=by, now=at + timedelta(days=1))
    taken.add(client.pk)


def _near(manager, today, taken):
    """A gift after which the deposits of the client happen to rise."""
    day = today - timedelta(days=NEAR_AGO)
    for client in _clients(manager, taken):
        totals = totals_of([client.pk], day - LOOKED_BACK, today)[client.pk]
        if has_risen(totals, day, day + NEAR) and not has_risen_before(client, day, day):
            _give(client, manager, "seeds", "visit", _at(today, NEAR_AGO), "given", "given", taken)
            return


def _at(today, ago):
    return timezone.make_aware(datetime.combine(today - timedelta(days=ago), AT))
