"""A person may take up clients who are not greeted this time, one by one (edge O1: listed, never quietly mailed)."""

from django.db import transaction
from django.utils import timezone

from campaigns.actions.greetings.drafting import text_of
from campaigns.actions.greetings.rows import locked, move
from campaigns.models import Greeting
from campaigns.queries.greetings.clues import known_of, phrases, said_before, told_by
from campaigns.queries.greetings.review import occasion_of
from campaigns.queries.greetings.sending import problems_of
from campaigns.rules.greetings.eligibility import Stage
from staff.models import User
from words.problems import Refused

State = Greeting.State


@transaction.atomic
def greet_anyway(greeting, *, by, now, seen):
    """仍要问候: one client of 本节不问候 becomes a draft to look through today. Returns the Greeting.

    The day's capacity is overruled; consent, quiet, silent days, another greeting nearby and one's family are not.
    """
    row = locked(greeting, seen, State.OMITTED)
    # Two of one household, or a drafting at the same moment, must not both go through.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=row.manager_id)
    if against := problems_of(row, now, Stage.ANYWAY):
        raise Refused(against[:1])
    today, client = timezone.localdate(now), row.client
    about = (known_of([client], row.manager)[client.pk], phrases(), said_before([client.pk])[client.pk])
    text = text_of(row, occasion_of(row), row.manager, *about, today, told=told_by(row.manager, today, but=row))
    return move(row, State.DRAFT, by=by, text=text, review_on=today)
