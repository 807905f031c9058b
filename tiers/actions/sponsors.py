"""Somebody of head office is named as a client's sponsor, meets him, and is so no more (domain 3.5)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clients.actions.clients import give_sponsor, locked
from clients.models import Client, Kin
from clients.rules.kin import AVOIDS
from staff.roles import Role
from staff.scope import avoided_ids
from tiers.queries.policies import load_policies
from tiers.queries.sponsors import is_in_office
from tiers.rules.sponsors import sponsor_problems, why_ended
from words.problems import Problem, Refused

NOT_IN_OFFICE = "请选总行管理岗位的在岗同事"


@transaction.atomic
def name_sponsor(client, *, person, by, now, seen=None):
    """`person` of head office looks after the client, too, from today; None: the head does himself. Returns the client.

    Refuses below the policy's line, and who does not work at head office; another version than `seen` raises Moved.
    """
    client = locked(client, seen)
    if client.sponsor_id == (person and person.pk):
        return client
    if person:
        _check(client, person, timezone.localdate(now))
    give_sponsor(client, person, by=by, today=timezone.localdate(now))
    return client


def _check(client, person, today):
    if client.status != Client.Status.ACTIVE:
        raise Refused(f"客户状态是「{client.get_status_display()}」，不能请人共管。")
    terms = load_policies(today).terms_of(client)
    interval, line = (terms.sponsor_interval, terms.sponsor_line) if terms else (None, None)
    if problems := sponsor_problems(client.average, interval, line):
        raise Refused(problems)
    if not is_in_office(person):
        raise Refused(Problem("person", NOT_IN_OFFICE))
    if client.pk in avoided_ids(person):
        raise Refused(Problem("person", f"{person.name}{AVOIDS}"))


def end_sponsors(*, now):
    """Ends who is no sponsor any more, and says why in the audit: each night, after the rating. Returns one Chinese sentence."""
    held = Q(status=Client.Status.ACTIVE, sponsor_interval__isnull=False)
    held &= Q(sponsor__is_active=True, sponsor__role=Role.HEAD_OFFICE)
    avoided = Exists(Kin.objects.filter(client=OuterRef("pk"), user=OuterRef("sponsor")))
    rows = Client.objects.filter(sponsor__isnull=False).filter(avoided | ~Q(held)).order_by("pk")
    ended = sum(_end(pk, now) for pk in rows.values_list("pk", flat=True))
    return f"结束共管 {ended} 户" if ended else ""


@transaction.atomic
def _end(pk, now):
    client = Client.objects.select_for_update(of=("self",)).get(pk=pk)
    person = client.sponsor
    about = {"has_sponsors": client.sponsor_interval is not None, "is_active": client.status == Client.Status.ACTIVE}
    about |= {"avoids": bool(person) and client.pk in avoided_ids(person)}
    why = person and why_ended(**about, is_in_office=is_in_office(person))
    if not why:  # a person was quicker
        return False
    give_sponsor(client, None, by=None, today=timezone.localdate(now), reason=why)
    return True
