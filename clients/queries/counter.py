"""What the counter sees of one client: how to speak to him, what to do for him, and the one question (domain 4.7)."""

from dataclasses import dataclass

from django.utils import timezone

from clients.enums import WITHOUT_ACCOUNT, ProductFamily
from clients.enums.facts import FactKind, SeenBy
from clients.models import Client, DoNotDisturb, Fact
from clients.rules.counter import HINTS, QUESTIONS, UNDO, Question, address_of, hint_of, is_left_alone, question_for
from staff.audit import Verb
from staff.models import AuditEvent


@dataclass(frozen=True)
class Card:
    """`code` and `question` are None where there is nothing to ask."""

    client: Client
    address: str
    hints: list[str]
    code: str
    question: Question | None


def client_of_number(number, by):
    """Whose whole number it is, anywhere in the bank; nobody who is gone or has no account, and none whom `by` must avoid."""
    rows = Client.objects.present().exclude(status__in=WITHOUT_ACCOUNT).apart_from(by)
    return rows.filter(client_no=number).first()


def card_of(client, today):
    code = question_of(client, today)
    return Card(
        client=client,
        address=address_of(client.salutation, client.title, client.name),
        hints=_hints(client, today),
        code=code,
        question=QUESTIONS.get(code),
    )


def question_of(client, today):
    """The code of what he may be asked today; '' in 勿扰, and where nothing is to be asked."""
    is_silent = DoNotDisturb.objects.silencing(today).filter(client=client).exists()
    if is_silent or client.status != Client.Status.ACTIVE:
        return ""
    code = question_for(
        kind=client.kind,
        average=client.average,
        has_loan=_has_loan(client),
        opened_on=client.opened_on,
        born=client.birth_date,
        occupation=client.occupation,
        today=today,
    )
    return "" if code and is_left_alone(_asked(client), today) else code


def last_answer(by, now):
    """What this person has just entered, as long as he may take it back; or None."""
    rows = Fact.objects.asked_at_counter().filter(by=by).select_related("client__manager").order_by("-pk")
    row = rows.first()
    return row if row and row.created_at > now - UNDO else None


def answer_words(fact):
    """「店里常要换零钱，请约好时间。交给周敏。」, 「不愿说。」"""
    if fact.ended_at:
        return f"{fact.get_end_reason_display()}。"
    manager = fact.client.manager
    return f"{fact.text}。交给{manager.name}。" if manager else f"{fact.text}。"


def looks_since(by, since):
    """How many clients this person has looked up at the counter, found or not."""
    return AuditEvent.objects.filter(actor_no=by.employee_no, verb=Verb.SEARCH, at__gt=since).count()


def _has_loan(client):
    if client.housing_loan or client.personal_loan:
        return True
    return client.holdings.standing().filter(family=ProductFamily.LOAN).exists()


def _asked(client):
    rows = Fact.objects.filter(client=client).asked_at_counter().values_list("created_at", "end_reason")
    return [(timezone.localdate(at), end) for at, end in rows]


def _hints(client, today):
    """Of the needs of service those that somebody showed to the counter, the latest first."""
    rows = Fact.objects.filter(client=client, kind=FactKind.SERVICE, seen_by=SeenBy.COUNTER).for_sheets(today)
    words = (hint_of(row.text, client.name, client.is_business) for row in rows.order_by("-pk"))
    return [each for each in dict.fromkeys(words) if each][:HINTS]
