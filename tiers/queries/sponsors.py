"""The sponsors of clients, and when each met his client face to face."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Length
from django.utils import timezone

from clients.models import Client, ContactLog, Kin
from clients.rules.contacts import FACE_TO_FACE
from staff.models import User
from staff.roles import Permission, Role
from tiers.models import TierChange
from tiers.rules.sponsors import is_near, next_meeting, sponsor_problems, why_meeting

READ = ("sponsor_interval", "met_at", "sponsor_on", "placed_at", "assigned_on")


@dataclass(frozen=True)
class Meeting:
    """When the sponsor met the client last, and until when he is to meet him again; `interval` days."""

    interval: int
    met_on: date | None
    due_on: date

    def why(self, today):
        return why_meeting(self.interval, self.met_on, self.due_on, today)


def with_sponsor(clients):
    """Adds `head`, the id of the nearest head over the client's unit, `met_at` of the sponsor, and `placed_at` of the tier."""
    changes = TierChange.objects.filter(client=OuterRef("pk")).order_by("-at")
    return clients.annotate(
        head=nearest_head("pk"),
        met_at=Subquery(meetings(OuterRef("pk")).values("occurred_at")[:1]),
        placed_at=Subquery(changes.values("at")[:1]),
    )


def nearest_head(field):
    """A field of the head who stands next over the client's unit, the first by 工号; None where there is none.

    Who must avoid the client (ORG-R7) is none.
    """
    path = ExpressionWrapper(OuterRef("unit__path"), CharField())
    heads = User.objects.filter(is_active=True, role=Role.BRANCH_HEAD).alias(of_client=path)
    heads = heads.filter(of_client__startswith=F("unit__path")).order_by(-Length("unit__path"), "employee_no")
    avoiding = Kin.objects.filter(user=OuterRef("pk"), client=OuterRef(OuterRef("pk")))
    return Subquery(heads.exclude(Exists(avoiding)).values(field)[:1])


def meetings(client):
    """The talks face to face with whoever is sponsor: with the named one, else with a head, whoever was head then."""
    rows = ContactLog.objects.latest_effective(client).filter(kind__in=FACE_TO_FACE)
    return rows.filter(Q(by=F("client__sponsor")) | Q(by__role=Role.BRANCH_HEAD, client__sponsor=None))


def sponsored_by(user):
    """Whose sponsor the person is, as a condition on clients with_sponsor."""
    own = Q(sponsor=None, head=user.pk) if user.role == Role.BRANCH_HEAD else Q(sponsor=user.pk)
    return own & Q(sponsor_interval__isnull=False)


def meeting_of(interval, met_at, sponsor_on, placed_at, assigned_on):
    """The Meeting from the values of READ, None without a sponsor. The first is counted from when one began to be his."""
    if interval is None:
        return None
    met_on, placed_on = (at and timezone.localdate(at) for at in (met_at, placed_at))
    return Meeting(interval, met_on, next_meeting(interval, met_on, sponsor_on or placed_on or assigned_on))


def to_meet(clients, user, today):
    """[(Meeting, client)] of those of `clients` whom the user is to meet soon as their sponsor, the most urgent first."""
    rows = with_sponsor(clients.active()).filter(sponsored_by(user)).order_by("pk")
    found = [(meeting_of(*(getattr(client, name) for name in READ)), client) for client in rows]
    found = [row for row in found if is_near(row[0].interval, row[0].due_on, today)]
    return sorted(found, key=lambda row: row[0].due_on)


def met_by(clients, person, today):
    """The same as rows, for the list of clients; `person` is the id of a member of staff."""
    user = User.objects.filter(pk=person).first()
    found = to_meet(clients, user, today) if user else ()
    return clients.filter(pk__in=[client.pk for _meeting, client in found])


def sponsor_facts(client, user, terms):
    """What the client page says of the sponsor, {} where there is none. Needs with_sponsor and `head_name`."""
    meeting = meeting_of(*(getattr(client, name) for name in READ))
    if meeting is None or client.status != Client.Status.ACTIVE:
        return {}
    names_one = not sponsor_problems(client.average, meeting.interval, terms and terms.sponsor_line)
    return {
        "name": client.sponsor.name if client.sponsor else client.head_name,
        "is_gone": client.sponsor is not None and not is_in_office(client.sponsor),
        "meeting": meeting,
        "may_be_named": user.can(Permission.NAME_SPONSOR) and (names_one or client.sponsor is not None),
        "waits_for_name": names_one and client.sponsor is None,
        "meets": client.sponsor_id == user.pk,
    }


def is_in_office(person):
    return person.is_active and person.role == Role.HEAD_OFFICE
