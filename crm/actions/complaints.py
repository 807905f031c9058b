"""How a complaint was walked through, and that it is done."""

from django.db import transaction

from clients.actions.contacts import log_contact
from clients.actions.promises import close_promise
from clients.enums import Aim
from clients.models import Promise
from clients.rules.promises import OF_COMPLAINT
from crm.rules.complaints import settling_problems, walk_note, walk_problems
from words.problems import Moved, Refused


@transaction.atomic
def log_complaint_talk(client, *, at, kind, minutes, note, steps, settles, words, by, now):
    """Enters the talk in the ledger with the steps that were walked; `settles` also closes what was promised for it.

    Refuses steps out of order, and a complaint called done without the four steps or the client's own words.
    """
    problems = walk_problems(steps)
    if settles:
        problems += settling_problems(steps, words)
    if problems:
        raise Refused(problems)
    said = "\n".join(filter(None, (note.strip(), walk_note(steps))))
    spent = {"kind": kind, "seconds": minutes * 60 if minutes else None}
    row = log_contact(client, by=by, at=at, now=now, note=said, aim=Aim.COMPLAINT, **spent)
    if settles:
        _settle(client, row, words, by=by, now=now)
    return row


def _settle(client, row, words, *, by, now):
    promises = list(Promise.objects.open().filter(client=client, origin__in=OF_COMPLAINT))
    if not promises:
        raise Moved("这件投诉刚才已经办结，没有再改。", current=None)
    for promise in promises:
        close_promise(promise, state=Promise.State.KEPT, by=by, now=now, words=words, proof=row)
