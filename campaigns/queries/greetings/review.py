"""What the page of one greeting shows, and what its text is judged by (GRT-R1 … GRT-R8)."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from campaigns.enums import Calendar
from campaigns.models import Greeting
from campaigns.queries.greetings.clues import known_of, phrases, phrases_for
from campaigns.queries.letters import addressee_of, letters_of, sent
from campaigns.queries.occasions import value_of
from campaigns.rules.greetings import (
    clues_of,
    core_of,
    library_for,
    lunar_words,
    problems_with,
    salutation_of,
)
from campaigns.rules.greetings.wording import GREETING
from campaigns.rules.occasions import personal_occasion
from clients.models import Client, Consent, ContactLog
from clients.rules.birthdays import is_lunar

PAST_DAYS = 2 * 366
PAST, CONTACTS, COMING = 4, 2, 5
ADVICE = {
    Client.Tier.TOP: "打电话、登门或手写贺卡，由您或行长亲自完成；不发邮件",
    Client.Tier.SELECT: "打电话或当面问候更好；写信请写足客户自己的事",
    Client.Tier.VIP: "一封只写给这位客户的短笺",
    Client.Tier.STANDARD: "三五句的短笺即可",
    Client.Tier.BASIC: "三五句的短笺即可",
}


@dataclass(frozen=True)
class Judge:
    """Everything the text of one greeting is held against, read once."""

    greeting: Greeting
    clues: list
    library: list
    earlier: list
    circle: list
    known: object = field(repr=False, default=None)

    @property
    def addressee(self):
        return addressee_of(self.greeting.client)

    @property
    def signature(self):
        return self.greeting.manager.unit.name, self.greeting.manager.name

    def problems(self, text):
        return problems_with(
            text,
            client=self.addressee,
            facts=[clue.fact for clue in self.clues],
            library=self.library,
            earlier=self.earlier,
            circle=self.circle,
            tone=self.greeting.tone,
            occasion=self.greeting.code,
            signature=self.signature,
        )

    def used(self, text):
        """The clues, each with whether the text speaks of it; what the last contacts say anyway only if it does."""
        core = core_of(text, (*self.addressee.names, *self.signature))
        marked = ((clue, clue.fact.is_used_in(core)) for clue in self.clues)
        return [(clue, is_used) for clue, is_used in marked if is_used or clue.fact.code not in ("note", "talk")]

    def words_in(self, text):
        """Where the text speaks of a fact: the words, to be marked."""
        words = (word for clue, is_used in self.used(text) if is_used for word in clue.fact.words)
        return [word for word in words if word in text]


def occasion_of(greeting):
    """The occasion as the rules know it, with this client's own day and year."""
    row = greeting.occasion
    if row.is_personal:
        calendar = Calendar.LUNAR if is_lunar(greeting.client.celebrates) else Calendar.SOLAR
        return personal_occasion(greeting.on, greeting.year, calendar, greeting.code)
    return value_of(row)


def judge_of(greeting, now):
    client, manager = greeting.client, greeting.manager
    known = known_of([client], manager)[client.pk]
    clues = clues_of(known, greeting.code, greeting.on, timezone.localdate(now))
    library = phrases_for(phrases(), greeting.tone)
    names = (salutation_of(addressee_of(client), greeting.code), manager.name, manager.unit.name)
    filled = library_for(library, occasion_of(greeting), *names, lunar_words(occasion_of(greeting), known))
    return Judge(greeting, clues, filled, letters_of(manager, greeting.on, but=greeting), _circle(greeting), known)


def _circle(greeting):
    """Greetings of the same occasion to people who share the telephone or the address, whoever wrote them."""
    client = greeting.client
    same = Q(pk__in=[])
    if client.phone:
        same |= Q(client__phone=client.phone)
    if client.email:
        same |= Q(client__email__iexact=client.email)
    rows = Greeting.objects.said().filter(same, code=greeting.code, year=greeting.year).exclude(pk=greeting.pk)
    return sent(rows.exclude(text=""), GREETING)


def page_about(greeting, user, now):
    """The rest of the page: consent, last contacts, past greetings, who comes next, how far one is."""
    rows = Greeting.objects.visible_to(user).written_for(user)
    same = rows.filter(code=greeting.code, on__year=greeting.on.year).exclude(state=Greeting.State.OMITTED)
    drafts = same.drafts()
    total, left = same.count(), drafts.count()
    past = list(_past(greeting))
    return _about_client(greeting.client, user) | {
        "past": past,
        "same_last_year": next((row for row in past if row.code == greeting.code), None),
        "coming": list(after(drafts, greeting)[:COMING]),
        "total": total,
        "confirmed": same.said().count(),
        "done": total - left,
    }


def _about_client(client, user):
    contacts = ContactLog.objects.visible_to(user).touches().filter(client=client).order_by("-occurred_at")
    return {
        "consent": Consent.objects.filter(client=client, purpose=Consent.Purpose.CARE, via=Consent.Via.EMAIL).first(),
        "contacts": contacts[:CONTACTS],
        "advice": ADVICE.get(client.tier, "三五句的短笺即可"),
    }


def _past(greeting):
    since = greeting.on - timedelta(days=PAST_DAYS)
    rows = Greeting.objects.said().filter(client=greeting.client_id, on__gte=since, on__lt=greeting.on)
    return rows.select_related("occasion").order_by("-on")[:PAST]


def after(drafts, greeting=None):
    """The drafts to look through, in order, beginning behind `greeting`."""
    rows = drafts.select_related("client", "occasion").order_by("review_on", "on", "pk")
    if greeting is None or greeting.review_on is None:
        return rows
    behind = Q(review_on__gt=greeting.review_on) | Q(review_on=greeting.review_on, on__gt=greeting.on)
    behind |= Q(review_on=greeting.review_on, on=greeting.on, pk__gt=greeting.pk)
    return rows.filter(behind)


def next_draft(user, greeting):
    """The draft to look at next: of the same occasion behind this one, else any that is waiting; None when all is done."""
    drafts = Greeting.objects.visible_to(user).written_for(user).drafts().exclude(pk=greeting.pk)
    same = drafts.filter(code=greeting.code)
    return after(same, greeting).first() or after(same).first() or after(drafts).first()
