"""What people change of a client by hand; balances and identity come from the bank's files only (H2)."""

from copy import copy

from django.db import transaction
from django.utils import timezone

from clients.actions.assignments import keep_assignments
from clients.actions.cadence import move_clock
from clients.actions.promises import pass_on_promises
from clients.models import Client
from clients.rules.birthdays import birthday_number
from clients.rules.free_texts import free_text_problems
from clients.rules.kin import AVOIDS
from staff.audit import Verb, compared, record
from staff.roles import Role
from staff.scope import avoided_ids
from words.content import forbidden_in_text
from words.problems import Moved, Refused

EDITABLE = {"salutation", "celebrates", "hint", "place"}
COLUMNS = ("celebrates", "hint", "place_id", "salutation")
MOVED = "刚才有别人修改了这位客户，您的修改没有保存。请对照现在的内容后再提交。"


@transaction.atomic
def edit_client(client, *, by, seen, **values):
    """Changes the fields people own. `seen` is the version on the editor's page; a newer one raises Moved.

    Refuses words that may stand nowhere (H1).
    """
    problems = [each for name in ("salutation", "hint") for each in forbidden_in_text(values.get(name), name)]
    if problems := [*problems, *free_text_problems(values.get("hint"), "hint")]:
        raise Refused(problems)
    client = locked(client, seen)
    before = copy(client)
    for name in EDITABLE & values.keys():
        setattr(client, name, values[name])
    changed = compared(before, client, COLUMNS, hidden=("salutation", "hint"))
    if not changed:
        return client
    client.birthday = birthday_number(client.birth_date, client.celebrates)
    client.version += 1
    client.save(update_fields=[*changed, "birthday", "version"])
    record(Verb.UPDATE, by=by, target=client, changes=changed)
    return client


@transaction.atomic
def assign_client(client, *, manager, backup, by, now, seen=None, reason=""):
    """Gives the client to a manager (and a backup, or None). Restarts the clock of a client nobody has contacted yet."""
    client = locked(client, seen)
    problem = assignment_problem(client, manager, backup)
    if problem:
        raise Refused(problem)
    if (client.manager, client.backup) == (manager, backup):
        return client
    return give_client(client, manager=manager, backup=backup, by=by, now=now, reason=reason)


def give_client(client, *, manager, backup, by, now, reason=""):
    """The locked client goes to these two, whoever they are; with what whoever had to leave him (ORG-R7) still owes him."""
    today = timezone.localdate(now)
    changes = {"manager": [_no(client.manager), _no(manager)], "backup": [_no(client.backup), _no(backup)]}
    if client.manager != manager:
        client.assigned_on = today
        former = [client.manager_id] if client.manager_id else client.kin.values_list("user", flat=True)
        pass_on_promises([(client.pk, pk, manager and manager.pk) for pk in former], by=by)
        moved = (client.pk, client.unit_id, client.manager_id, manager and manager.pk)
        keep_assignments([moved], by=by, now=now, words=reason)
    client.manager, client.backup, client.version = manager, backup, client.version + 1
    client.save(update_fields=["manager", "backup", "assigned_on", "version"])
    move_clock(client, today=today)
    record(Verb.ASSIGN, by=by, target=client, changes=changes, reason=reason)
    return client


def backup_beside(client, manager):
    """Who stays his B角 when `manager` takes over; None where he cannot."""
    backup = client.backup
    stays = backup and stands_in(backup, client.unit, manager.pk) and client.pk not in avoided_ids(backup)
    return backup if stays else None


def stands_in(person, unit, manager):
    """Whether he may be the B角 of a client of the unit beside this manager (id); whom he must avoid is asked elsewhere."""
    works = person.is_active and person.role == Role.MANAGER
    return works and person.pk != manager and person.unit.is_along(unit)


def give_sponsor(client, person, *, by, today, reason=""):
    """`person` of head office looks after the locked client, too, from today on; None: nobody of head office does."""
    changes = {"sponsor": [_no(client.sponsor), _no(person)]}
    client.sponsor, client.sponsor_on, client.version = person, person and today, client.version + 1
    client.save(update_fields=["sponsor", "sponsor_on", "version"])
    record(Verb.ASSIGN, by=by, target=client, changes=changes, reason=reason)


def assignment_problem(client, manager, backup):
    """Why these two may not look after the client, in Chinese; None if they may."""
    if manager is None and backup is not None:
        return "先指定管户经理，再指定B角。"
    if manager is not None and manager == backup:
        return "B角不能是管户经理本人。"
    for person in filter(None, (manager, backup)):
        if not person.is_active or person.role != Role.MANAGER:
            return f"{person.name}不是在岗的客户经理。"
        if not person.unit.is_along(client.unit):
            return f"{person.name}不在客户的管户机构，请先调整管户机构。"
    for person in filter(None, (manager, backup)):
        if client.pk in avoided_ids(person):
            return f"{person.name}{AVOIDS}。"
    return None


def locked(client, seen=None):
    """The client as he is now, locked; of another version than `seen` raises Moved."""
    current = (
        Client.objects.select_for_update(of=("self",)).select_related("manager", "backup", "unit").get(pk=client.pk)
    )
    if seen is not None and current.version != seen:
        raise Moved(MOVED, current=current)
    return current


def _no(person):
    return person.employee_no if person else ""
