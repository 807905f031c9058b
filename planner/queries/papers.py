"""A list to take along on paper: whose names stand on it in full, and what is said of each client."""

from dataclasses import dataclass

from clients.enums.facts import FactKind
from clients.models import Client, Fact
from planner.models import PlanItem
from planner.queries.due import with_last_contact
from staff.roles import Permission
from words.masking import mask_name, mask_name_in, mask_text
from words.money import without_amounts

IN_PERSON = "当面说"
SILENCE = "勿扰，不要联系"


@dataclass(frozen=True)
class PaperRow:
    """One client of a printed list. Texts are masked as the paper asks; `via` and `minutes` are empty on a day's list."""

    client_no: str
    name: str
    client: Client
    what: str
    why: str
    talked: str
    talk: str = ""
    via: str = ""
    minutes: int | None = None
    is_silent: bool = False


def names_in_full(user, owner):
    """Only who prints his own list has the names in full on it; what anybody else prints is masked (domain 12.2)."""
    return user.pk == owner.pk and user.can(Permission.VIEW_NAMES)


def paper_of_day(rows, user, owner):
    """The open rows of a maintenance day's list (CareRow) and those in 勿扰, as PaperRow. One query."""
    in_full = names_in_full(user, owner)
    kept = [row for row in rows if row.is_open or row.is_silent]
    known = _last_talks([row.client.pk for row in kept], user)
    return [_of_day(row, known.get(row.client.pk), in_full) for row in kept]


def with_talks(stops, day):
    """[(stop of a 上门日, what it is for)] for a paper that lies on the client's table: masked, without amounts, and of a client
    with whom something is not to be spoken of, not even that."""
    taboos = Fact.objects.for_sheets(day).filter(kind=FactKind.TABOO, client__in=[stop.client.pk for stop in stops])
    quiet = set(taboos.values_list("client", flat=True))
    stops = [stop for stop in stops if not stop.is_silent]
    return [(stop, IN_PERSON if stop.client.pk in quiet else _talk_on_paper(stop)) for stop in stops]


def _talk_on_paper(stop):
    client = stop.client
    text = without_amounts(mask_text(stop.item.talk))
    return mask_name_in(text, name=client.name, is_business=client.is_business)


def paper_of_today(rows, user):
    """Today's list (DueRow) as PaperRow; no query."""
    in_full = names_in_full(user, user)
    return [_row(row.client, row.client, in_full, what=row.what, why=row.why) for row in rows]


def _last_talks(ids, user):
    return with_last_contact(Client.objects.visible_to(user).filter(pk__in=ids)).in_bulk()


def _of_day(row, known, in_full):
    item = row.item
    if row.is_silent:
        return _row(row.client, known, in_full, what=SILENCE, why=item.silence, is_silent=True)
    state = "" if row.state == PlanItem.State.PLANNED else f"（{row.label}）"
    what = f"{'必办 · ' if item.is_must else ''}{item.get_what_display()}{state}"
    way = {"via": item.get_via_display(), "minutes": item.minutes}
    return _row(row.client, known, in_full, what=what, why=item.why, talk=item.talk, **way)


def _row(client, known, in_full, *, what, why, talk="", **about):
    name = {"name": client.name, "is_business": client.is_business}

    def said(text):
        return mask_text(text or "") if in_full else mask_name_in(mask_text(text or ""), **name)

    shown = client.name if in_full else mask_name(**name)
    texts = {"why": said(without_amounts(why)), "talk": said(talk), "talked": said(known.last_note if known else "")}
    return PaperRow(client.client_no, shown, client, what, **texts, **about)
