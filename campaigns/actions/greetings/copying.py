"""What is copied into 企业微信 is held to what a mail is held to; the person sends it from the bank's account (GRT-R9)."""

from django.db import transaction

from campaigns.actions.greetings.rows import locked, move, tidy
from campaigns.models import Greeting
from campaigns.queries.greetings.review import judge_of
from campaigns.queries.greetings.sending import approvals, problems_of
from campaigns.rules.greetings.eligibility import Stage
from campaigns.rules.greetings.timing import pace_problems
from words.problems import Refused


@transaction.atomic
def copy_greeting(greeting, *, text, by, now, seen, opened_at):
    """Keeps the text of one draft and notes that it was copied; only then is it handed out. Returns the Greeting.

    Refused with every reason why the text is not personal or the client may not be greeted, Moved as approve_greeting.
    """
    row, text = locked(greeting, seen, Greeting.State.DRAFT), tidy(text)
    problems = [*pace_problems(opened_at, now, *approvals(by, now)), *problems_of(row, now, Stage.COPY)]
    if problems := [*problems, *judge_of(row, now).problems(text)]:
        raise Refused(problems)
    return move(row, row.state, by=by, noted={"copied": True}, text=text, is_edited=True)
