"""What a kind of Request is. The kinds themselves stand at the roof, in the one dict that settings.REQUEST_KINDS names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

HEAD, HEAD_OFFICE, OFFICES = "head", "head_office", "offices"


@dataclass(frozen=True)
class RequestKind:
    """Everything an inbox asks about one kind.

    `within`: working days in which it is to be decided. `decided_at(request)` says by whom: HEAD, the head over the client's
    unit, HEAD_OFFICE, or OFFICES, which are head office and compliance. `countersigned_by(request)`: the role of a third
    person who signs besides, '' for none.
    `asked(request)`: what is asked, in one line without names; `checked(requests, today)` what the rules say of each that waits,
    {id: [Check]}, in as many queries for many as for one.
    Who countersigns is of the unit's `desk` where one is named, is called `signer`, and gives the columns `signs`.
    `about(request, user, said, now)` is what the `fragment` of the page shows the user besides; `said` makes words readable for him.
    `page`: the name of the page on which it is asked for, and completed when it was sent back. `says`: what the buttons of yes and
    no read. `answered(words)`: what is wrong with a decision whose words the client hears; None where only staff reads them.
    `approved(request, by, now)` and `ended(request, by, now)` are done in the transaction of the decision, and of its end;
    `dropped(request, by, now)` where it was refused, sent back or withdrawn, of a kind that has planned something with it.
    """

    label: str
    within: int
    decided_at: Callable
    asked: Callable
    checked: Callable
    approved: Callable
    ended: Callable
    page: str
    countersigned_by: Callable = field(default=lambda request: "")
    desk: str = ""
    signer: str = "合规"
    signs: tuple[str, ...] = ()
    about: Callable | None = None
    fragment: str = ""
    says: tuple[str, str] = ("同意", "不同意")
    answered: Callable | None = None
    dropped: Callable | None = None


@dataclass(frozen=True)
class Check:
    """One stop: what was looked at, whether it `holds`, and the figures in words. One that does not hold stops everybody."""

    what: str
    holds: bool
    words: str = ""


def request_kinds() -> dict[str, RequestKind]:
    return _loaded(settings.REQUEST_KINDS)


def kind_of(request) -> RequestKind:
    return request_kinds()[request.kind]


def choices():
    """For the column: read at run time, so that a new kind needs no migration."""
    return [(name, kind.label) for name, kind in request_kinds().items()]


@lru_cache
def _loaded(path):
    return import_string(path)
