"""The column 问候同意: 是 and 否 are recorded as what the core system says, an empty cell changes nothing (domain 2.4)."""

from clients.models import Client, Consent
from staff import bulk
from staff.audit import Verb, event, record_many

EVIDENCE = "核心系统文件"
KEY = {"purpose": Consent.Purpose.CARE, "via": Consent.Via.EMAIL, "item": ""}
Status = Consent.Status


def take_consents(answers, *, today, by):
    """`answers` is {client id: agreed or not}. What was recorded or withdrawn in this system is never overwritten.

    Returns the ids of the clients whose consent changed or is new.
    """
    wanted = {pk: Status.GRANTED if agreed else Status.REFUSED for pk, agreed in answers.items()}
    found = Consent.objects.filter(client__in=wanted, **KEY).values_list("client_id", "pk", "status", "by_id")
    stored = {client: rest for client, *rest in found}
    fresh = [pk for pk in wanted if pk not in stored]
    changed = [
        pk for pk, (_row, status, person) in stored.items() if _may_change(status, person) and status != wanted[pk]
    ]
    names = ["client_id", *KEY, "status", "obtained_on", "evidence"]
    bulk.insert(Consent, names, [(pk, *KEY.values(), wanted[pk], today, EVIDENCE) for pk in fresh])
    rows = [(stored[pk][0], wanted[pk], today, EVIDENCE) for pk in changed]
    bulk.update(Consent, ["status", "obtained_on", "evidence"], rows)
    _record(changed, stored, wanted, by)
    return {*fresh, *changed}


def _may_change(status, person):
    return person is None and status != Status.WITHDRAWN


def _record(changed, stored, wanted, by):
    units = dict(Client.objects.filter(pk__in=changed).values_list("pk", "unit_id"))
    events = []
    for pk in changed:
        client, changes = Client(pk=pk, unit_id=units[pk]), {"status": [stored[pk][1], wanted[pk]]}
        events.append(event(Verb.CONSENT, by=by, client=client, reason=EVIDENCE, changes=changes))
    record_many(events)
