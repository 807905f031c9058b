"""Saved lists of clients, asked anew each time, among those within reach at that moment."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from clients.models import Client, SavedList
from clients.queries.narrowing import BY, narrowed


@dataclass(frozen=True)
class Reminded:
    """A list that somebody wants to be reminded of, and how many clients are on it now."""

    name: str
    count: int
    url: str


def saved_lists(user):
    """One's own, in the order of their names, each with its `url`."""
    rows = list(SavedList.objects.visible_to(user).order_by("name"))
    for row in rows:
        row.url = address(row.asked)
    return rows


def address(asked):
    return f"{reverse('client_list')}?{urlencode(asked)}"


def reminded_on(day, users):
    """{user id: [Reminded]} of the weekly lists that have anybody on them on `day`."""
    people, found = {user.pk: user for user in users}, {}
    rows = SavedList.objects.filter(owner__in=people, is_weekly=True).order_by("owner", "name")
    for row in rows:
        asked = {name: value for name, value in row.asked.items() if name in BY}
        clients = Client.objects.visible_to(people[row.owner_id]).order_by()
        if asked and (count := narrowed(clients, asked, day).count()):
            found.setdefault(row.owner_id, []).append(Reminded(row.name, count, address(asked)))
    return found
