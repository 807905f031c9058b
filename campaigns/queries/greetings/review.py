"""What the page of one greeting shows, and what its text is judged by (GRT-R1 … GRT-R8)."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from campaigns.enums import Calendar
from campaigns.models import Greeting
from campaigns.queries.greetings.clues import known_of, last_contacts, phrases_at_hand, phrases_for
from campaigns.queries.greetings.eligibility import of_relatives
from campaigns.queries.greetings.lists import progress_of
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
from clients.models import Client
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
    """Everything the text of one greeting is held against; what was written to others is read when it is asked for."""

    greeting: Greeting
    clues: list
    library: list
    known: object = field(repr=False, default=None)
    contacts: list = field(repr=False, default_factory=list)

    @property
    def addressee(self):
        return addressee_of(self.greeting.client)

    @property
    def earlier(self):
        return letters_of(self.greeting.manager, self.greeting.on, but=self.greeting)

    @property
    def circle(self):
        """Greetings of the same occasion to people who share the telephone or the address, whoever wrote them."""
        rows = of_relatives([self.greeting.client]).said().exclude(pk=self.greeting.pk)
        return sent(rows.filter(code=self.greeting.code, year=self.greeting.year).exclude(text=""), GREETING)

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
    contacts = last_contacts([client.pk])
    known = known_of([client], manager, contacts)[client.pk]
    clues = clues_of(known, greeting.code, greeting.on, timezone.localdate(now))
    library = phrases_for(phrases_at_hand(), greeting.tone)
    names = (salutation_of(addressee_of(client), greeting.code), manager.name, manager.unit.name)
    filled = library_for(library, occasion_of(greeting), *names, lunar_words(occasion_of(greeting), known))
    return Judge(greeting, clues, filled, known, contacts[client.pk])


def since_of(greeting):
    """From which day on the page shows what the client got."""
    return greeting.on - timedelta(days=PAST_DAYS)


def page_about(greeting, user, now, judge, situation):
    """The rest of the page: consent, last contacts, past greetings, who comes next, how far one is."""
    drafts = Greeting.objects.visible_to(user).written_for(user).drafts()
    same = drafts.filter(code=greeting.code, on__year=greeting.on.year)
    past = _past(greeting, situation)
    return {
        "consent": situation.consents.get(greeting.client_id),
        "contacts": judge.contacts[:CONTACTS],
        "advice": ADVICE.get(greeting.client.tier, "三五句的短笺即可"),
        "past": past,
        "same_last_year": next((row for row in past if row.code == greeting.code), None),
        "coming": list(after(same, greeting)[:COMING]),
        "progress": _progress(greeting, user, timezone.localdate(now)),
    }


def _progress(greeting, user, today):
    """How far one is with the occasion, as the list of greetings says it; None when it is long over."""
    same = (each for each in progress_of(user, today) if each.code == greeting.code)
    return next((each for each in same if each.is_birthdays or each.on == greeting.on), None)


def _past(greeting, situation):
    before = (row for row in situation.near[greeting.client_id] if row.is_said and row.on < greeting.on)
    return sorted(before, key=lambda row: row.on, reverse=True)[:PAST]


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
