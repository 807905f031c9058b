"""名单: the clients of a list that somebody saw, in the order seen, so that he walks from one to the next, for a day.

They are kept in the cache, since a look writes no row; forgotten, the pages of the clients are as without a list.
"""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.core.cache import cache
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from clients.enums import Owes, Reached
from clients.models import Client, ContactLog, Promise
from staff.cached import seconds_of

LISTS = 5  # of one person; the one opened longest ago makes room
LONGEST = 1000  # clients of one list
NAME = "lists"
CLIENT_PAGE = "client_detail"


@dataclass(frozen=True)
class OpenList:
    """`ids` in their order; `url` is the page where they were seen; what was done counts since `opened_at`."""

    name: str
    title: str
    url: str
    ids: list
    opened_at: datetime
    places: dict = field(default_factory=dict)

    def query(self, client_id):
        """What an address of the client gets: `?list=…&at=3`; "" for who is not on the list."""
        return f"?list={self.name}&at={self.places[client_id]}" if client_id in self.places else ""

    def url_of(self, client_id, page=CLIENT_PAGE):
        """The client's page; behind the last one, what was done."""
        if client_id is None:
            return reverse("list_done", args=[self.name])
        return reverse(page, args=[client_id]) + self.query(client_id)


@dataclass(frozen=True)
class Place:
    """第 3 位，共 18 位: where a client stands in the list, `at` from 1; `page` of each client is walked."""

    list: OpenList
    at: int
    page: str = CLIENT_PAGE

    @property
    def total(self):
        return len(self.list.ids)

    @property
    def client_id(self):
        return self.list.ids[self.at - 1]

    @property
    def previous_id(self):
        return self.list.ids[self.at - 2] if self.at > 1 else None

    @property
    def next_id(self):
        return self.list.ids[self.at] if self.at < self.total else None

    @property
    def previous_url(self):
        return self.list.url_of(self.previous_id, self.page)

    @property
    def next_url(self):
        return self.list.url_of(self.next_id, self.page)

    @property
    def query(self):
        return self.list.query(self.client_id)

    @property
    def url(self):
        return self.list.url_of(self.client_id, self.page)


@dataclass(frozen=True)
class Walked:
    """How many clients of the list: talked to so that it counts, tried in vain, touched otherwise, left; and promises made."""

    effective: int
    missed_ids: list
    touched: int
    left: int
    promises: int

    @property
    def counts(self):
        """[(word, how many)] of what there was."""
        counts = (self.effective, len(self.missed_ids), self.touched, self.left)
        return [pair for pair in zip(("有效联系", "没联系上", "其他触达", "还没联系"), counts, strict=True) if pair[1]]


def open_list(request, kind, title, ids, *, now, url=""):
    """Freezes the ids as seen; returns the OpenList, None without ids. The same ids seen again are the same list, where it stood.

    `kind` is a word for the address; of searches only the last is kept.
    """
    ids = list(dict.fromkeys(ids))[:LONGEST]
    if not ids:
        return None
    seen = _seen(request, now)
    name = f"{kind}-{sha256(','.join(map(str, ids)).encode()).hexdigest()[:8]}"
    if name not in seen:
        kept = [pair for pair in seen.items() if kind != "search" or not pair[0].startswith("search-")]
        row = {"title": title, "url": url, "ids": ids, "opened": now.isoformat()}
        seen = _keep(request.user, {**dict(kept[1 - LISTS :]), name: row})
    return _list(name, seen[name])


def list_named(request, name, *, now):
    """The OpenList of today with this name, or None."""
    row = _seen(request, now).get(name)
    return _list(name, row) if row else None


def place_in(request, client_id, *, now, page=""):
    """Where the client stands in the list that the address or the form names, as a Place; None where it names none.

    Walked is `page`, else the client's page that the form was opened from.
    """
    asked = request.POST if "list" in request.POST else request.GET
    name = asked.get("list", "")
    found = list_named(request, name, now=now) if name else None
    at = found and found.places.get(client_id)
    return Place(found, at, page or _page_of(request.POST.get("next", ""), client_id)) if at else None


def _page_of(path, client_id):
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return CLIENT_PAGE
    return found.url_name if found.kwargs == {"pk": client_id} else CLIENT_PAGE


def put_off(request, place):
    """先放一放: the client goes to the end of the list. Returns the address of who is next."""
    walk = place.list
    ids = [*(pk for pk in walk.ids if pk != place.client_id), place.client_id]
    row = {"title": walk.title, "url": walk.url, "ids": ids, "opened": walk.opened_at.isoformat()}
    _keep(request.user, {**cache.get(_key(request.user), {}), walk.name: row})
    return _list(walk.name, row).url_of(place.next_id, place.page)


def _key(user):
    return f"{NAME}-{user.pk}"


def _keep(user, rows):
    cache.set(_key(user), rows, seconds_of(NAME))
    return rows


def _seen(request, now):
    """{name: row} of today's lists, the one opened last at the end."""
    rows, today = cache.get(_key(request.user), {}), timezone.localdate(now)
    return {
        name: row for name, row in rows.items() if timezone.localdate(datetime.fromisoformat(row["opened"])) == today
    }


def _list(name, row):
    places = {pk: number for number, pk in enumerate(row["ids"], 1)}
    return OpenList(name, row["title"], row["url"], row["ids"], datetime.fromisoformat(row["opened"]), places)


def walked(walk, user):
    """What `user` wrote about the clients of the OpenList since he opened it; of several contacts of one client the best counts."""
    clients = Client.objects.visible_to(user).filter(pk__in=walk.ids)
    rows = ContactLog.objects.touches().filter(client__in=clients, by=user, created_at__gte=walk.opened_at)
    effective, touched, missed = set(), set(), set()
    for client, counts, reached in rows.values_list("client", "is_effective", "reached"):
        (effective if counts else missed if reached in (Reached.NOBODY, Reached.REFUSED) else touched).add(client)
    missed -= effective | touched
    touched -= effective
    left = len(walk.ids) - len(effective | missed | touched)
    made = Promise.objects.filter(client__in=clients, made_by=user, made_at__gte=walk.opened_at, owes=Owes.STAFF)
    missed_ids = [pk for pk in walk.ids if pk in missed]
    return Walked(len(effective), missed_ids, len(touched), left, made.count())


def who_has(client_id):
    """Said about a client who left one's reach while his list was walked; nothing else of him is shown."""
    manager = Client.objects.filter(pk=client_id).values_list("manager__name", flat=True).first()
    return f"这位已由{manager}接手。" if manager else "这位客户现在不归您管户。"
