"""Keyset pages: any deep page costs what the first does, and nobody counts a million rows."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Q


@dataclass(frozen=True)
class Page:
    """`rows` of one page; `after` and `before` are the row ids that lead to its neighbours, or None."""

    rows: list
    after: int | None
    before: int | None

    def urls(self, here, **about):
        """The addresses of the neighbours below the path `here`, '' where there is none; they keep `about`."""
        return {
            name: f"{here}?{urlencode({**about, key: row})}" if row else ""
            for name, key, row in (("previous_url", "before", self.before), ("next_url", "after", self.after))
        }


@dataclass(frozen=True)
class First:
    """The first `rows` of a list, as a page shows them, and how many more there are."""

    rows: list
    rest: int


def first_of(rows, size):
    return First(rows[:size], max(len(rows) - size, 0))


def row_id(query, name):
    """The row's id that stands in an address under `name`, or None."""
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def page_of(rows, *, sort, after=None, before=None, size=25):
    """One page of the queryset `rows` sorted by `sort` ("-average"), empty values last, ties by id.

    The cursor is the id of a row within reach, so no personal data stands in an address; an unknown id gives the first page.
    """
    field, down = sort.lstrip("-"), sort.startswith("-")
    backwards = before is not None
    cursor = before if backwards else after
    anchor = rows.filter(pk=cursor).values_list(field, "pk").first() if cursor is not None else None
    backwards = backwards and anchor is not None
    found = _walk(rows, field, down, anchor, backwards, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else anchor is not None
    has_next = True if backwards else more
    return Page(found, found[-1].pk if found and has_next else None, found[0].pk if found and has_previous else None)


def ids_in_order(rows, *, sort, size):
    """The ids of the first `size` rows, in the order in which `page_of` shows them."""
    return _walk(rows.values_list("pk", flat=True), sort.lstrip("-"), sort.startswith("-"), None, False, size)


def _walk(rows, field, down, anchor, backwards, limit):
    """Up to `limit` rows beyond the anchor. Filled values and empty ones are two walks, so that each is one range of an index."""
    found = []
    for empty in (True, False) if backwards else (False, True):
        if anchor and backwards and anchor[0] is None and not empty:
            here = None  # everything filled stands before the empty ones
        elif anchor and (anchor[0] is None) != empty:
            if backwards == empty:
                continue
            here = None
        else:
            here = anchor
        found += _section(rows, field, down, here, backwards, empty)[: limit - len(found)]
        if len(found) >= limit:
            break
    return found


def _section(rows, field, down, anchor, backwards, empty):
    rows = rows.filter(**{f"{field}__isnull": empty})
    falling = down != backwards
    if empty:
        rows = rows.filter(**{f"pk__{'lt' if falling else 'gt'}": anchor[1]}) if anchor else rows
        return rows.order_by("-pk" if falling else "pk")
    if anchor:
        side, edge = ("lt", "lte") if falling else ("gt", "gte")
        beyond = Q(**{f"{field}__{side}": anchor[0]}) | Q(**{field: anchor[0], f"pk__{side}": anchor[1]})
        rows = rows.filter(beyond, **{f"{field}__{edge}": anchor[0]})
    return rows.order_by(F(field).desc() if falling else F(field).asc(), "-pk" if falling else "pk")
