"""Grants (ORG-R6): asked for by one person, put in force by another; each step is one row of the audit."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from staff.audit import Verb, record
from staff.models import Grant, User
from staff.queries.grants import with_ties
from staff.queries.users import leaving_problems
from staff.rules.grants import COMMAND_LINE, NOBODY, Place, is_known_to_one, problems_of_deciding, tie_problems
from words.problems import Moved, Refused

What, Decision = Grant.What, Grant.Decision
ASKED, AT_ONCE, SEEN = "提出，等第二个人确认", "直接生效", "已查看"


def place_of(user, *, is_active=None):
    """The Place of a person, NOBODY for none or a closed account; `is_active` stands for what the row says."""
    is_open = user is not None and (user.is_active if is_active is None else is_active)
    return Place(user.role, user.unit.path, user.unit.desk) if is_open else NOBODY


def granter_of(by):
    return place_of(by) if by else COMMAND_LINE


def grant_place(user, before, *, by, waits, role, unit):
    """Notes that `user` is to have this role and unit, or has them already, if nothing `waits`. Returns the Grant.

    `before` is the person as he stood, None for a new one.
    """
    what = What.ROLE if before and before.role != role else What.UNIT
    if place_of(before) == NOBODY:
        what = What.ACCOUNT
    decision = "" if waits else Decision.TAKEN
    grant = Grant.objects.create(user=user, what=what, role=role, unit=unit, asked_by=by, decision=decision)
    _record(grant, by=by, reason=ASKED if waits else AT_ONCE, before=before)
    return grant


def grant_password(user, password, *, by, waits):
    """The same for a password that somebody else has chosen; the last one asked for counts."""
    user.grants.waiting().of_password().delete()
    about = {"what": What.PASSWORD, "role": user.role, "unit": user.unit, "asked_by": by}
    if waits:
        grant = Grant.objects.create(user=user, password=make_password(password), **about)
    else:
        put_password(user, make_password(password), is_known_to_others=True)
        grant = Grant.objects.create(user=user, decision=Decision.TAKEN, **about)
    _record(grant, by=by, reason=ASKED if waits else AT_ONCE)
    return grant


def put_password(user, hashed, *, is_known_to_others):
    """Writes a password; who got it from somebody else has to choose his own when he logs in."""
    user.password, user.must_change_password = hashed, is_known_to_others
    user.is_demo = user.is_demo and settings.DEMO
    user.save(update_fields=["password", "must_change_password", "is_demo"])


def withdraw_place(user):
    """What waited for a person whose role or unit has been changed or asked for anew."""
    user.grants.waiting().of_place().delete()


@transaction.atomic
def decide_grants(grants, *, by, is_confirmed, now):
    """Puts grants in force, or turns them down: all of them or, when one may not be (Refused, Moved), none."""
    for row in with_ties(_locked(grants), by):
        if row.decision:
            raise Moved(f"{row.user.name}的这项授权已经处理过了，请刷新后再看", current=row)
        if problems := problems_of_deciding(place_of(by), _leads_to(row), row.tie):
            raise Refused(problems)
        _close(row, by=by, now=now, decision=Decision.CONFIRMED if is_confirmed else Decision.DECLINED)
        _record(row, by=by, reason=row.get_decision_display(), before=row.user)
        if is_confirmed:
            _put_in_force(row)
        row.password = ""
        row.save(update_fields=["password"])


@transaction.atomic
def look_at_grants(grants, *, by, now):
    """Notes who has looked at what was put in force without a second person, nobody with a tie to it; a second look changes nothing."""
    for row in with_ties(_locked(grants), by):
        if problems := tie_problems(row.tie, "查看"):
            raise Refused(problems)
        if row.decision == Decision.TAKEN and row.decided_at is None:
            _close(row, by=by, now=now, decision=row.decision)
            _record(row, by=by, reason=SEEN, before=row.user)


def _locked(grants):
    """The rows as they are now, each after its person: in this order everybody locks them."""
    ids = [grant.pk for grant in grants]
    owners = set(Grant.objects.filter(pk__in=ids).values_list("user", flat=True))
    people = User.objects.select_for_update(of=("self",)).filter(pk__in=owners).order_by("pk")
    found = {person.pk: person for person in people}
    rows = list(Grant.objects.select_for_update(of=("self",)).select_related("unit").filter(pk__in=ids).order_by("pk"))
    for row in rows:
        row.user = found[row.user_id]
    return rows


def _leads_to(grant):
    """The Place that the grant opens; a password opens what its owner sees by now."""
    if grant.what == What.PASSWORD:
        return place_of(grant.user, is_active=True)
    return Place(grant.role, grant.unit.path, grant.unit.desk)


def _put_in_force(grant):
    user = grant.user
    if grant.what == What.PASSWORD:
        put_password(user, grant.password, is_known_to_others=True)
        return
    stands = {"role": grant.role, "unit_id": grant.unit_id, "is_active": user.is_active}
    if problems := leaving_problems(user, **stands):
        raise Refused(problems)
    if is_known_to_one(user.role, grant.role):
        user.set_unusable_password()
    user.role, user.unit = grant.role, grant.unit
    user.is_active = user.is_active or grant.what == What.ACCOUNT
    user.save(update_fields=["role", "unit", "is_active", "password"])


def _close(grant, *, by, now, decision):
    grant.decision, grant.decided_by, grant.decided_at = decision, by, now
    grant.save(update_fields=["decision", "decided_by", "decided_at"])


def _record(grant, *, by, reason, before=None):
    changes = {"grant": grant.get_what_display()}
    if grant.what != What.PASSWORD:
        changes["role"] = [before.role if before else "", grant.role]
        changes["unit"] = [before.unit.code if before else "", grant.unit.code]
    record(Verb.GRANT, by=by, target=grant.user, unit_id=grant.unit_id, reason=reason, changes=changes)
