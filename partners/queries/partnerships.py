"""One partner as a page shows him, and the partners of a place as a board."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Subquery

from clients.models import Promise
from clients.queries.beside import Beside, rows_beside
from partners.models import Partnership, PartnershipStep
from partners.models.partnerships import stuck_on
from partners.rules.partnerships import is_dormant, is_stuck, is_to_check, stage_words, term_words
from words.masking import mask_name_in, mask_text

STAGES = Partnership.Stage


@dataclass(frozen=True)
class PartnerRow:
    """A partnership on a day, with what `with_story` has added."""

    partnership: Partnership
    today: date

    @property
    def client(self):
        return self.partnership.client

    @property
    def is_stuck(self):
        return is_stuck(self.partnership.stage, self.partnership.stage_on, self.today)

    @property
    def is_dormant(self):
        row = self.partnership
        return is_dormant(row.client.last_effective_on, row.started_on, self.today)

    @property
    def is_to_check(self):
        return is_to_check(self.partnership.checked_on, self.today)

    @property
    def since(self):
        return stage_words(self.partnership.stage_on, self.today, stuck=self.is_stuck)

    @property
    def ticks(self):
        """For each step above the first whether he has come so far."""
        return [stage <= self.partnership.stage for stage in STAGES.values[1:]]

    @property
    def term(self):
        return term_words(self.partnership.term_until, self.today)


def on_paper(row):
    """[evidence, next step] of a partnership read with_story, without his whole name or number: paper leaves the house."""
    client, said = row.client, (row.evidence, row.owed_what)
    return [mask_name_in(mask_text(words or ""), client.name, client.is_business) for words in said]


def with_partner(clients):
    """Adds to clients what `partner_beside` reads."""
    rows = Partnership.objects.current().filter(client=OuterRef("pk"))
    rows = rows.annotate(place_name=F("place__name"), evidence=Subquery(_steps().values("evidence")[:1]))
    return clients.annotate(partner_rows=Beside(rows))


def partner_beside(client, today):
    """The PartnerRow of a client read with_partner, None of who is none."""
    for row in rows_beside(Partnership, client.partner_rows):
        row.client = client
        return PartnerRow(row, today)
    return None


def _steps():
    """Of a partnership, the latest first."""
    return PartnershipStep.objects.filter(partnership=OuterRef("pk")).order_by("-at", "-pk")


def with_story(rows):
    """Adds the latest evidence and the first open promise to each of `rows` of Partnership, in the same statement."""
    steps = _steps()
    owed = Promise.objects.open().to_clients().filter(client=OuterRef("client")).order_by("due_on", "pk")
    return rows.annotate(
        evidence=Subquery(steps.values("evidence")[:1]),
        evidence_at=Subquery(steps.values("at")[:1]),
        owed_what=Subquery(owed.values("what")[:1]),
        owed_on=Subquery(owed.values("due_on")[:1]),
    ).select_related("client__manager", "place")


def partners_at(place, user, most):
    """The partners of the place and below whom one sees, at most so many: as they are listed."""
    rows = Partnership.objects.visible_to(user).current().within(place)
    return list(with_story(rows).order_by("place__path", "kind", "-stage", "pk")[:most])


def numbers_at(place, user, today):
    """(how many partners of the place and below one sees, with how many of those nothing moves), in one statement."""
    rows = Partnership.objects.visible_to(user).current().within(place)
    found = rows.aggregate(number=Count("pk"), stuck=Count("pk", filter=stuck_on(today)))
    return found["number"], found["stuck"]


def kinds_at(place):
    """[(place, kind, stage)] of all partners of the place and below, whoever looks after them: what is filled, and nobody's name."""
    return list(Partnership.objects.current().within(place).values_list("place", "kind", "stage"))


def partner_of(client, today):
    """The PartnerRow of a client, None of who is none; with his steps, the latest first."""
    found = with_story(Partnership.objects.current().filter(client=client)).first()
    return PartnerRow(found, today) if found else None


def steps_of(partnership):
    return partnership.steps.select_related("by").order_by("-at", "-pk")


def stuck_partners(user, today):
    """Those with whom nothing has moved for 60 days, whom one sees."""
    return Partnership.objects.visible_to(user).stuck(today)


def partner_tabs(user, today):
    """{name: (label, rows)} of the list of partners."""
    current = Partnership.objects.visible_to(user).current()
    return {
        "all": ("全部", current),
        "stuck": ("停住了", stuck_partners(user, today)),
        "dormant": ("休眠", current.dormant(today)),
        "check": ("要盘点", current.to_check(today)),
    }


def listed(rows, today, most):
    """[PartnerRow], who is due first, at most so many."""
    found = with_story(rows).order_by(F("client__next_due_on").asc(nulls_last=True), "pk")[:most]
    return [PartnerRow(row, today) for row in found]
