"""Whose the rows of handovers are, and who has to say what of an introduction."""

from datetime import timedelta

from django.db.models import Count, F, Max, Min, Q

from clients.models import Assignment, Promise
from clients.queries.handovers import leads_in
from staff.roles import EVERYTHING, Role
from staff.scope import subtree_ids

TOLD_WITHIN = timedelta(days=3)
# Nobody else has him than was planned: nor has he gone back to the giver after the receiver had him.
NOT_ANEW = Q(client__manager=F("manager")) | Q(client__manager=F("giver"), ends_on=None) | Q(client__manager=None)
ABOUT = (
    "client__manager",
    "giver",
    "manager",
    "letter",
    "letter_log",
    "introduction__owed_by",
    "introduction__proof__by",
    "request__asked_by",
)


def handover_rows(user):
    """The rows of handovers at which the user works as giver, receiver or head; every one for who sees the whole bank."""
    if not user.is_active:
        return Assignment.objects.none()
    rows = Assignment.objects.filter(request__isnull=False).apart_from(user).select_related(*ABOUT)
    if user.role in EVERYTHING:
        return rows
    mine = Q(giver=user) | Q(manager=user) | Q(introduction__owed_by=user)
    if user.role == Role.BRANCH_HEAD:
        units = subtree_ids(user)
        mine |= Q(unit__in=units) | Q(unit_before__in=units)
    return rows.filter(mine)


def handovers_to_tell(now):
    """[(handover id, user id, whether he owes letters or introductions, how many, until when the first, since when)] of late."""
    rows = Promise.objects.open().filter(made_at__gt=now - TOLD_WITHIN, owed_by__is_active=True)
    found = []
    for origin, link, sides in (
        (Promise.Origin.LETTER, "letter_of", Q()),
        (Promise.Origin.INTRODUCTION, "introduction_of", Q(owed_to=None)),
    ):
        of_kind = rows.filter(sides, origin=origin, **{f"{link}__request__isnull": False}).order_by()
        counts = of_kind.values(f"{link}__request", "owed_by").annotate(Count("pk"), Min("due_on"), Max("made_at"))
        found += [
            (row[f"{link}__request"], row["owed_by"], origin, row["pk__count"], row["due_on__min"], row["made_at__max"])
            for row in counts
        ]
    return found


def objections_to_tell(now):
    """What heads owe because a client does not want the new manager, of late."""
    rows = Promise.objects.open().filter(origin=Promise.Origin.INTRODUCTION, owed_to__isnull=False)
    return rows.filter(made_at__gt=now - TOLD_WITHIN).select_related("owed_by", "owed_to").order_by("pk")


def managers_of(row):
    """Who says that the introduction was made: who had him, while he works here, and who owes it."""
    giver = row.giver if row.giver and row.giver.is_active and row.giver.role == Role.MANAGER else None
    return [person for person in (giver, receiver_of(row)) if person]


def receiver_of(row):
    """Of a client who was given to another than planned, that one."""
    return row.introduction.owed_by if row.introduction else row.manager


def other_of(row, person):
    return next((each for each in managers_of(row) if each.pk != person.pk), None)


def leads(user, row):
    """The head over the client, who watches over the handover; head office above him."""
    return leads_in(user, row.unit_id, row.unit_before_id)


def was_chosen_anew(row):
    """Whether the head has given him to somebody else than planned; the same as not NOT_ANEW, of a row at hand."""
    has = row.client.manager_id
    return has not in (None, row.manager_id) and (has != row.giver_id or row.ends_on is not None)


def receives(user):
    """The rows of which the user is the receiver, planned or chosen anew."""
    return Q(introduction__owed_by=user) | Q(introduction=None, manager=user)
