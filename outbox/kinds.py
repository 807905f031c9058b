"""What a kind of mail is. The kinds themselves stand at the roof, in the one dict that settings.MAIL_KINDS names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

HOLD, RESEND = "hold", "resend"
STAFF_HOURS = (time(7, 30), time(19))  # of a working day: nobody is written to in the evening, at night or on a day off


@dataclass(frozen=True)
class WantedMail:
    """A mail that some row asks for; the fields are those of `enqueue`, and the same `dedupe_key` makes one mail only."""

    dedupe_key: str
    user: object
    subject: str
    text: str
    send_at: datetime
    expires_at: datetime
    html: str = ""
    about: object = None
    client: object = None  # instead of the user


@dataclass(frozen=True)
class MailKind:
    """Everything the outbox asks about one kind.

    `purpose`: what a client must have agreed to, '' for mails to staff and for a `service`: a notice that his contract asks
    for, which needs no consent, cannot be unsubscribed, reaches him in 勿扰, too, and leaves in the hours of staff. `hours`:
    when it may leave, on the bank's clock; what is due outside them waits for the next ones, a mail to staff for those of a
    working day.
    `when_uncertain`: HOLD leaves an unknown outcome to a person, RESEND sends again. `most_a_week`: of this kind to one client.
    `against(messages, now)` gives {message id: why it must not leave}, asked at the claim; `watched` names what it looks at, as
    lookups or expressions from the message, so that a change between claim and wire has it asked again. `sent(ids)` follows the
    sending, in the transaction that enters it, with `aim` in the client's ledger. `footer`: the template without its ending, for
    the words below a client's mail. `entry_name`: the file of its calendar entry. `wanted(now)` finds the rows below the outbox
    that ask for a mail, as WantedMail; at every tick, so the open ones only.
    """

    label: str
    purpose: str = ""
    service: bool = False
    hours: tuple[time, time] = STAFF_HOURS
    when_uncertain: str = HOLD
    most_a_week: int | None = None
    against: Callable = field(default=lambda messages, now: {})
    watched: tuple = ()
    sent: Callable = field(default=lambda ids: None)
    aim: str = ""
    footer: str = ""
    entry_name: str = "calendar.ics"
    wanted: Callable = field(default=lambda now: ())

    def __post_init__(self):
        """What would keep its mails here for ever, or stop everybody's, is found when the dict is read."""
        opens, closes = self.hours
        if opens >= closes:
            raise ValueError(f"{self.label}: hours begin before they end, on one day")
        if not self.purpose and (opens < STAFF_HOURS[0] or closes > STAFF_HOURS[1]):
            raise ValueError(
                f"{self.label}: no mail to staff before {STAFF_HOURS[0]:%H:%M} or after {STAFF_HOURS[1]:%H:%M}"
            )
        if self.purpose and not self.footer:
            raise ValueError(f"{self.label}: a client's mail ends with how to unsubscribe, so it names a footer")
        if self.purpose and self.service:
            raise ValueError(f"{self.label}: what a client must agree to is no service")

    @property
    def is_to_clients(self):
        return bool(self.purpose) or self.service


def mail_kinds() -> dict[str, MailKind]:
    return _loaded(settings.MAIL_KINDS)


def kind_of(message) -> MailKind:
    return mail_kinds()[message.kind]


def choices():
    """For the column: read at run time, so that a new kind needs no migration."""
    return [(name, kind.label) for name, kind in mail_kinds().items()]


def names_of(purpose: str) -> list[str]:
    """The kinds that rest on the client's consent to `purpose`."""
    return [name for name, kind in mail_kinds().items() if kind.purpose == purpose]


@lru_cache
def _loaded(path):
    return import_string(path)
