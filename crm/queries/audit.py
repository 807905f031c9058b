"""The audit, as one of those who may read it asks for it (H12)."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Q
from django.urls import get_resolver

from clients.models import Client
from clients.queries.complaints import after_complaint as changed_after_complaint
from staff.calendar import midnight
from staff.models import AuditEvent, OrgUnit, User
from staff.models.audit import LOOKS, PAGE
from staff.roles import Permission
from words.dates import ONE_DAY
from words.identifiers import normalise

PEOPLE = ("manager", "greetings_of", "absent", "cover", "who")  # keys of `changes` that hold a 工号
MISSED = Q(verb=AuditEvent.Verb.DENIED) | Q(verb=AuditEvent.Verb.SEARCH, changes__hits=0)  # look-ups that failed
PLACES = ("clients/%(pk)s/", "day/%(pk)s/")  # where in an address the number is a client's


@dataclass(frozen=True)
class Names:
    """What some events name: `people` by 工号 and by id, `units` by number and by id, `clients` within reach by id."""

    people: dict
    units: dict
    clients: dict


def events_of(user, client=None, who="", since=None, until=None, verb="", page="", missed=False, after_complaint=False):
    """The events that `user` may see: about one client (his id), by one person (工号), from one day to another, both included."""
    rows = AuditEvent.objects.visible_to(user)
    rows = rows.filter(client_id=client) if client else rows
    rows = rows.filter(actor_no=who) if who else rows
    rows = rows.filter(at__gte=midnight(since)) if since else rows
    rows = rows.filter(at__lt=midnight(until + ONE_DAY)) if until else rows
    rows = rows.filter(verb=verb) if verb else rows
    rows = rows.filter(MISSED) if missed else rows
    rows = rows.annotate(page=PAGE).filter(page=page, verb__in=LOOKS) if page else rows
    return changed_after_complaint(rows.filter(verb=AuditEvent.Verb.ASSIGN)) if after_complaint else rows


def history_of(row, user):
    """What happened to the row, the newest first; who reads no audit (the system administrator) reads what is about no client."""
    reads = user.can(Permission.VIEW_AUDIT)
    rows = AuditEvent.objects.visible_to(user) if reads else AuditEvent.objects.filter(client_id=None)
    about = (
        {"client_id": row.pk} if isinstance(row, Client) else {"target_type": row._meta.label, "target_id": str(row.pk)}
    )
    return rows.filter(**about).order_by("-at", "-pk")


def people_called(user, text):
    """Who works within reach under this 工号 or has this in his name; by 工号."""
    text = normalise(text)
    rows = User.objects.visible_to(user).filter(Q(employee_no__iexact=text) | Q(name__icontains=text))
    return rows.order_by("employee_no")


def client_of(user, client_id):
    """The client within reach, or None."""
    return Client.objects.visible_to(user).filter(pk=client_id).first() if client_id else None


def client_of_number(user, text):
    """The client within reach with exactly this number, or None."""
    return Client.objects.visible_to(user).filter(client_no=normalise(text)).first()


def names_of(events, reader):
    """Three statements, however many events: names of people, of units, and of those clients whom `reader` may see."""
    people, units = {event.actor_no for event in events}, set()
    for event in events:
        if event.target_type in (User._meta.label, OrgUnit._meta.label):
            (people if event.target_type == User._meta.label else units).add(event.target_id)
        for name, value in event.changes.items():
            kind = kind_of_key(model_of(event), name)
            if kind:
                (people if kind is User else units).update(value if isinstance(value, list) else [value])
    clients = {client_of_event(event) for event in events} - {None}
    return Names(_people(people), _units(units), Client.objects.visible_to(reader).in_bulk(clients))


def kind_of_key(model, name):
    """User or OrgUnit, if that is what the key `name` of an event about `model` names, else None."""
    if name in PEOPLE:
        return User
    field = (
        next((each for each in model._meta.concrete_fields if name in (each.name, each.attname)), None)
        if model
        else None
    )
    related = field.related_model if isinstance(field, ForeignKey) else None
    return related if related in (User, OrgUnit) else None


def model_of(event):
    try:
        return apps.get_model(event.target_type) if event.target_type else None
    except (LookupError, ValueError):
        return None


def client_of_event(event):
    """The id of the client whom the event is about, or whose page somebody wanted to open; None for nobody."""
    asked = event.changes.get("number") if event.changes.get("page") in client_pages() else None
    return event.client_id or asked


@cache
def client_pages():
    """The names of the pages in whose address the number is a client's."""
    known = get_resolver().reverse_dict
    shapes = {name: [shape for found in known.getlist(name) for shape, _names in found[0]] for name in known}
    ours = {
        name
        for name, found in shapes.items()
        if isinstance(name, str) and any(each.startswith(PLACES) for each in found)
    }
    return ours | {"admin:clients_client_change", "admin:clients_client_history"}


def _people(asked):
    numbers = {str(one) for one in asked if one}
    ids = {int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 18}
    rows = User.objects.filter(Q(employee_no__in=numbers) | Q(pk__in=ids)) if numbers else ()
    return {key: person for person in rows for key in (person.employee_no, person.pk)}


def _units(asked):
    codes = {str(one) for one in asked if one}
    ids = {int(one) for one in codes if one.isascii() and one.isdecimal() and len(one) < 18}
    rows = OrgUnit.objects.filter(Q(code__in=codes) | Q(pk__in=ids)) if codes else ()
    return {key: unit for unit in rows for key in (unit.code, unit.pk)}
