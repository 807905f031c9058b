"""A letter of 主动汇报: written for one client, approved by who writes it, sent as every mail (domain 4.2)."""

from datetime import timedelta

from django.db import transaction

from campaigns.actions.greetings.rows import RECALLABLE, tidy
from campaigns.queries.briefings import FORM, approvals, judge_of
from campaigns.queries.letters import addressee_of
from campaigns.rules.briefings import MAIL
from campaigns.rules.greetings.timing import pace_problems
from campaigns.rules.greetings.wording import LENGTH_LIMIT
from clients.actions.drafts import drop_draft, keep_draft
from outbox.actions import cancel_message, enqueue
from outbox.models import Message
from staff.audit import Verb, record
from staff.models import User
from words.content import forbidden_in_text
from words.problems import Moved, Problem, Refused

GRACE, GOOD_FOR = timedelta(minutes=10), timedelta(days=3)  # to think again; to get through
SUBJECT = "向您汇报近况"


@transaction.atomic
def approve_briefing(client, *, text, by, now, opened_at):
    """Puts one letter to one client into the outbox and returns its Message; in ten minutes it may leave.

    `opened_at` (aware) is when the person opened the page. Refuses with every reason why the text is not personal or the
    client may not be written to; Moved when somebody else wrote to him at the same moment.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # so that two windows cannot both count 29
    text, judge = tidy(text), judge_of(client, by, now)
    problems = [*pace_problems(opened_at, now, *approvals(by, now)), *(Problem("", words) for words in judge.against)]
    if problems := [*problems, *judge.problems(text)]:
        raise Refused(problems)
    number = Message.objects.filter(client=client, kind=MAIL).count()
    message = enqueue(
        kind=MAIL,
        dedupe_key=f"{MAIL}:{client.pk}:{number}",
        client=client,
        by=by,
        address=client.email,
        subject="，".join(filter(None, (addressee_of(client).called(), SUBJECT))),
        text=text,
        send_at=now + GRACE,
        expires_at=now + GRACE + GOOD_FOR,
        now=now,
    )
    if (message.by_id, message.text) != (by.pk, text):
        raise Moved("刚才另一位同事也给这位客户写了汇报，您的没有发出。", current=message)
    drop_draft(client, by=by, form=FORM)
    return message


@transaction.atomic
def withdraw_briefing(message, *, by, now):
    """Takes a letter back that has not been picked up; its text is a draft again."""
    row = Message.objects.select_for_update(of=("self",)).select_related("client").get(pk=message.pk)
    if row.state not in RECALLABLE:
        raise Moved("邮件已在发送或已有结果，不能撤回。", current=row)
    cancel_message(row, by=by, seen=row.attempts, now=now, reason="由本人撤回改写")
    return keep_briefing(row.client, text=row.text, by=by, now=now)


@transaction.atomic
def copy_briefing(client, *, text, by, now, opened_at):
    """Keeps the text and notes that it was copied into 企业微信; only then is it handed out. Refused as a mail of it would be."""
    text, judge = tidy(text), judge_of(client, by, now)
    problems = [*pace_problems(opened_at, now, *approvals(by, now))]
    problems += [Problem("", words) for words in judge.against_copying]
    if problems := [*problems, *judge.problems(text)]:
        raise Refused(problems)
    record(Verb.UPDATE, by=by, target=client, client=client, changes={"briefing_copied": True})
    keep_briefing(client, text=text, by=by, now=now)
    return text


@transaction.atomic
def keep_briefing(client, *, text, by, now):
    """Keeps what was written so far for a day; it is judged when it is approved. Refuses what no text may hold."""
    text = tidy(text)
    if not text:
        raise Refused(Problem("text", "正文是空的，没有存下"))
    if problems := forbidden_in_text(text, "text", LENGTH_LIMIT):
        raise Refused(problems)
    return keep_draft(client, by=by, form=FORM, values={"text": text}, now=now)
