"""Unusual reading: what the night finds in the audit, and what waits for a person to look at it (ORG-R8)."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncDate

from clients.models import Assignment, Kin
from crm.queries.audit import MISSED, client_of_event
from crm.rules.unusual import MEAN_DAYS, NIGHT_FROM, NIGHT_UNTIL, Reading
from staff.audit import Verb
from staff.cached import cached
from staff.calendar import midnight
from staff.models import AuditEvent, User
from words.dates import ONE_DAY

READS = Q(verb__in=(Verb.VIEW, Verb.REVEAL, Verb.SEARCH), client_id__isnull=False)
CLIENTS = Count("client_id", distinct=True, filter=READS)
ROWS = Sum(Cast(KT("changes__rows"), IntegerField()), filter=Q(verb=Verb.VIEW))
KEPT = timedelta(days=90)  # so long the page shows what was found
MOST = 200  # findings on the page


def readings_on(day):
    """{工号: Reading} of everybody who read anything on the day."""
    morning, evening = timedelta(hours=NIGHT_UNTIL), timedelta(hours=NIGHT_FROM)
    night = Q(at__lt=midnight(day) + morning) | Q(at__gte=midnight(day) + evening)
    rows = _of_days(day, day + ONE_DAY).order_by().values("actor_no")
    rows = rows.annotate(
        clients=CLIENTS, listed=ROWS, at_night=Count("pk", filter=READS & night), missed=Count("pk", filter=MISSED)
    )
    kin, leavers = _looks_at_kin(day), _leavers()
    return {
        row["actor_no"]: Reading(
            clients=row["clients"],
            rows=row["listed"] or 0,
            at_night=row["at_night"],
            missed=row["missed"],
            kin=kin[row["actor_no"]],
            leaves=row["actor_no"] in leavers,
        )
        for row in rows
    }


def means_before(number, day):
    """(clients, rows) that this person opens and lists on a day, of the days before on which he read anything."""
    rows = _of_days(day - timedelta(days=MEAN_DAYS), day).filter(actor_no=number, verb__in=("view", "reveal", "search"))
    days = list(rows.order_by().annotate(on=TruncDate("at")).values("on").annotate(clients=CLIENTS, listed=ROWS))
    count = max(len(days), 1)
    return sum(row["clients"] for row in days) / count, sum(row["listed"] or 0 for row in days) / count


def found_on(day):
    """{(工号, why)} of what was noted of the day."""
    rows = AuditEvent.objects.filter(verb=Verb.UNUSUAL, at__gte=midnight(day)).values_list("changes", flat=True)
    return {(each["who"], each["why"]) for each in rows if each["on"] == day.isoformat()}


def findings(user, now):
    """(open ones, those somebody has looked at) of his people, never of himself; the newest first, at most MOST."""
    rows = list(_noted(user, now).order_by("-at", "-pk")[:MOST])
    seen = {each.target_id: each for each in _verdicts(rows)}
    people = User.objects.in_bulk([int(row.target_id) for row in rows])
    for row in rows:
        row.person, row.verdict = people.get(int(row.target_id)), seen.get(str(row.pk))
        row.day = date.fromisoformat(row.changes["on"])
    return [row for row in rows if not row.verdict], [row for row in rows if row.verdict]


def _noted(user, now):
    rows = AuditEvent.objects.visible_to(user).filter(verb=Verb.UNUSUAL, at__gte=now - KEPT)
    return rows.exclude(target_id=str(user.pk))


def unusual_count(user, now):
    """How many wait for a look."""
    return cached("unusual", user.pk, lambda: _unseen(user, now))


def _unseen(user, now):
    about = {"target_type": AuditEvent._meta.label, "target_id": Cast(OuterRef("pk"), CharField())}
    rows = _noted(user, now).exclude(Exists(AuditEvent.objects.filter(verb=Verb.SEEN, **about)))
    return min(rows.count(), MOST)


def verdict_of(finding):
    return _verdicts([finding]).first()


def _verdicts(rows):
    about = {"target_type": AuditEvent._meta.label, "target_id__in": [str(row.pk) for row in rows]}
    return AuditEvent.objects.filter(verb=Verb.SEEN, **about)


def _of_days(first, until):
    return AuditEvent.objects.filter(at__gte=midnight(first), at__lt=midnight(until)).exclude(actor_no="")


def _looks_at_kin(day):
    """How often each person saw or wanted to see whom he must avoid (ORG-R7)."""
    avoided = defaultdict(set)
    for number, client in Kin.objects.exclude(client=None).values_list("user__employee_no", "client"):
        avoided[number].add(client)
    wanted = READS | Q(verb=Verb.DENIED, changes__has_key="number")
    looks = _of_days(day, day + ONE_DAY).filter(wanted, actor_no__in=avoided)
    return Counter(look.actor_no for look in looks if client_of_event(look) in avoided[look.actor_no])


def _leavers():
    """The 工号 of who hands his clients on."""
    return set(Assignment.objects.planned().exclude(giver=None).values_list("giver__employee_no", flat=True))
