"""Promises are made, closed and taken over here."""

from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import count_tries_anew
from clients.models import Client, Promise
from clients.rules.promises import closing_problems, promise_problems
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Moved, Refused

WHAT_LIMIT = Promise._meta.get_field("what").max_length
WORDS_LIMIT = Promise._meta.get_field("words").max_length


@transaction.atomic
def make_promise(
    client,
    *,
    by,
    now,
    what,
    due_on,
    owes="staff",
    owed_by=None,
    owed_to=None,
    due_at=None,
    origin="hand",
    log=None,
    fact=None,
):
    """Writes one open promise and returns it. `client` may be None between two members of staff.

    Of ours it is owed by `owed_by`, else by `by`; what a client owes, he owes to `owed_to`, else to `by`. Refuses no words,
    no day, a day before today or more than a year ahead, and words that no record may hold (H1).
    """
    today = timezone.localdate(now)
    problems = promise_problems(what=what, due_on=due_on, today=today)
    if problems := [*problems, *forbidden_in_text(what, "what", WHAT_LIMIT)]:
        raise Refused(problems)
    sides = {"owed_by": owed_by or by, "owed_to": owed_to} if owes == Promise.Owes.STAFF else {"owed_to": owed_to or by}
    about = {"due_on": due_on, "due_at": due_at, "origin": origin, "log": log, "fact": fact}
    row = Promise.objects.create(client=client, owes=owes, what=what.strip(), made_by=by, made_at=now, **sides, **about)
    if client and origin == Promise.Origin.HAND:
        count_tries_anew(Client.objects.filter(pk=client.pk), now=now)
    changes = {"owes": str(row.owes), "due_on": due_on.isoformat(), "origin": str(row.origin)}
    record(Verb.CREATE, by=by, target=row, client=client, changes=changes)
    return row


@transaction.atomic
def close_promise(promise, *, state, by, now, words="", proof=None, field="words"):
    """Closes an open promise as kept, broken or released, with the ledger row that proves it where there is one.

    Refuses a broken or released one without words; `field` is where a form asks for them. One that somebody closed
    meanwhile raises Moved.
    """
    words = words.strip()
    problems = closing_problems(state=state, words=words, field=field)
    if problems := [*problems, *forbidden_in_text(words, field, WORDS_LIMIT)]:
        raise Refused(problems)
    closing = {"state": state, "words": words, "proof": proof, "closed_by": by, "closed_at": now}
    if not Promise.objects.open().filter(pk=promise.pk).update(**closing):
        raise _moved(promise)
    promise.refresh_from_db()
    changes = {"state": ["open", str(promise.state)]}
    record(Verb.UPDATE, by=by, target=promise, client=promise.client, reason=mask_text(words)[:200], changes=changes)
    return promise


def _moved(promise):
    current = Promise.objects.select_related("closed_by").get(pk=promise.pk)
    who = f"{current.closed_by.name}刚才" if current.closed_by else "刚才"
    return Moved(f"这件事{who}已经记为「{current.get_state_display()}」，没有再改。", current=current)
