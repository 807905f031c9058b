"""What of a client ends soon and still wants a plan, read in the statement that reads him (HLD-R2)."""

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from clients.models import ContactLog, Holding
from clients.models.stands import at_rest
from clients.queries.beside import Beside, rows_beside
from clients.rules.holdings import asks, maturity_words, wants_plan


def with_maturities(clients, day):
    """Adds what `maturities_of` reads."""
    rows = Holding.objects.maturing(day).filter(client=OuterRef("pk")).order_by("matured_on", "pk")
    return clients.annotate(maturing=Beside(rows), talked_at=last_talk(OuterRef("pk")))


def last_talk(client):
    """When one last talked with the client about what ends soon."""
    talks = ContactLog.objects.about_maturity().filter(client=client).order_by("-occurred_at")
    return Subquery(talks.values("occurred_at")[:1])


def has_maturity(day):
    """Of whom something ends soon and who is not left in peace; whether it still wants a plan say the rows."""
    return Exists(Holding.objects.maturing(day).filter(client=OuterRef("pk"))) & ~at_rest(day)


def maturities_of(client, day):
    """The holdings that ask for a talk on `day`, the nearest first."""
    return asking(client.maturing, client.talked_at, client.last_effective_on, client.planned_on, day)


def next_unplanned(client, day):
    """On which day the first thing ends about which nobody has talked with him; None without one."""
    talked_on = client.talked_at and timezone.localdate(client.talked_at)
    days = [row.matured_on for row in rows_beside(Holding, client.maturing)]
    return next((on for on in days if wants_plan(on, talked_on, day)), None)


def asking(rows, talked_at, reached_on, planned_on, day):
    """The same, from the values."""
    talked_on = talked_at and timezone.localdate(talked_at)
    about = {"talked_on": talked_on, "reached_on": reached_on, "planned_on": planned_on}
    return [row for row in rows_beside(Holding, rows) if asks(row.matured_on, day, **about)]


def why_maturity(rows, day, *, shows_money=True):
    """The sentence about them; '' where none asks."""
    if not rows:
        return ""
    first = rows[0]
    return maturity_words(first.product, first.amount if shows_money else None, first.matured_on, day, len(rows) - 1)
