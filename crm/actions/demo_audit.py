"""What the demo bank's audit tells: a mass reading, a look at night, searches that find nobody, pages that were refused."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.models import Client
from crm.actions.unusual import note_unusual
from staff.audit import Verb, event, record_many
from words.dates import ONE_DAY

MASS, NIGHT, SEARCHING, REFUSED = "990102", "990103", "990202", "990101"
USUAL, MUCH, MISSED = 12, 130, 24  # clients on a day like others, clients yesterday, searches that found nobody
PAGE = {"page": "client_detail"}


def plant_audit(staff, now):
    """Of yesterday, for which the night has found what is unusual; `staff` {number of employee: User}."""
    yesterday = timezone.localdate(now) - ONE_DAY
    book = list(Client.objects.filter(unit=staff[MASS].unit).order_by("client_no")[:MUCH])
    rows = [_look(staff[MASS], yesterday, time(14, 0), place, book[place]) for place in range(len(book))]
    for back in range(2, 9):
        day = yesterday - back * ONE_DAY
        rows += [_look(staff[MASS], day, time(9, 30), place, client) for place, client in enumerate(book[:USUAL])]
    own = Client.objects.filter(manager=staff[NIGHT]).order_by("client_no")[:3]
    rows += [_look(staff[NIGHT], yesterday, time(22, 40), place, client) for place, client in enumerate(own)]
    nobody = {"kind": "name", "length": 2, "hits": 0}
    rows += [_event(Verb.SEARCH, staff[SEARCHING], yesterday, time(16, 5), place, nobody) for place in range(MISSED)]
    for place, page in enumerate(("import_list", "admin:imports_importjob_changelist")):
        rows.append(
            _event(Verb.DENIED, staff[REFUSED], yesterday, time(11, 20), place, {"page": page, "method": "GET"})
        )
    record_many(rows)
    note_unusual(now)


def _look(person, day, hour, place, client):
    return _event(Verb.VIEW, person, day, hour, place, PAGE, target=client)


def _event(verb, person, day, hour, place, changes, **about):
    """The event number `place`, 20 seconds after the one before it."""
    row = event(verb, by=person, changes=changes, **about)
    row.at = timezone.make_aware(datetime.combine(day, hour)) + timedelta(seconds=20 * place)
    return row
