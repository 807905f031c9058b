"""The kinds of mail without their hours: a day off is made a working day by its test."""

from datetime import time

from crm.mails import MAILS
from outbox.kinds import MailKind


class Anytime(MailKind):
    """May leave at any hour."""

    def __post_init__(self):
        object.__setattr__(self, "hours", (time.min, time.max))


ANYTIME = {name: Anytime(**vars(kind)) for name, kind in MAILS.items()}
