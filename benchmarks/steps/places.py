"""Five thousand places in the bank of a measurement: a county, its towns, their villages, in every tenth a market."""

from datetime import timedelta

from partners.models import Partnership
from staff.models import OrgUnit, Place

TOWNS, VILLAGES = 20, 250
EVERY_PARTNER = 200  # clients, of whom one is a partner


def add_places(units):
    """Writes them; `units` {manager: his unit}. Returns the ids of the villages and markets."""
    head, managers = OrgUnit.objects.get(parent=None), list(units.items())
    county = Place.objects.create(code="QH", name="栖禾县", kind="county", path="/QH/", unit=head)
    towns = [place(f"T{n}", "town", county, managers[n % len(managers)]) for n in range(TOWNS)]
    Place.objects.bulk_create(towns)
    rows = []
    for n in range(TOWNS * VILLAGES):
        kind = "market" if n % 10 == 9 else "village"
        rows.append(place(f"V{n}", kind, towns[n % TOWNS], managers[n % len(managers)]))
    return [row.pk for row in Place.objects.bulk_create(rows, batch_size=500)]


def add_partners(clients, places, today):
    """These clients (ids) are merchants at places, on every stage."""
    since = {"started_on": today, "checked_on": today, "stage_on": today - timedelta(days=70)}
    Partnership.objects.bulk_create(
        Partnership(client_id=pk, place_id=places[n % len(places)], kind="merchant", stage=n % 6, **since)
        for n, pk in enumerate(clients)
    )


def place(code, kind, parent, who):
    manager, unit = who
    about = {"stage": "blank", "market": "lunar:3,8"} if kind == "market" else {"households": 400}
    path = f"{parent.path}{code}/"
    return Place(
        code=code, name=f"{code}处", kind=kind, parent=parent, path=path, unit_id=unit, manager_id=manager, **about
    )
