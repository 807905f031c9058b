"""Who of the partners within reach is honoured in the quarter of a day, and the certificate of one."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clients.models import ContactLog, Fact
from partners.models import Partnership
from partners.rules.certificates import Certificate
from partners.rules.honours import Merit, first_third, quarter_of, quarter_words
from staff.calendar import midnight
from staff.queries.org import bank_name
from words.dates import ONE_DAY


@dataclass(frozen=True)
class Honour:
    """One who is named: his rank, and what he did."""

    rank: int
    partnership: Partnership
    merit: Merit


def honours(user, today):
    """[Honour] of the first third, the best first; the others are not named."""
    first, last = quarter_of(today)
    talks = ContactLog.objects.effective().filter(client=OuterRef("client"))
    talks = talks.filter(occurred_at__gte=midnight(first), occurred_at__lt=midnight(last + ONE_DAY))
    told = Fact.objects.filter(client=OuterRef("client"), kind=Fact.Kind.INFORMATION, learned_on__range=(first, last))
    rows = (
        Partnership.objects.visible_to(user)
        .current()
        .annotate(
            meetings=_number(talks.filter(aim=ContactLog.Aim.CHANNEL, kind=ContactLog.Kind.EVENT)),
            lessons=_number(talks.filter(aim=ContactLog.Aim.LESSON)),
            facts=_number(told.exclude(verdict="")),
        )
    )
    found = {row.pk: row for row in rows.select_related("client__unit", "place")}
    merits = {pk: Merit(row.meetings, row.lessons, row.facts) for pk, row in found.items()}
    return [Honour(rank, found[pk], merits[pk]) for rank, pk in enumerate(first_third(merits), 1)]


def _number(rows):
    counted = rows.order_by().values("client").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def certificate_of(client_id, user, today):
    """The Certificate of a partner who is honoured, else None."""
    first, _last = quarter_of(today)
    for honour in honours(user, today):
        row = honour.partnership
        if row.client_id == client_id:
            number = f"{row.client.unit.code}-{first:%Y}{(first.month + 2) // 3}-{row.pk:06d}"
            about = {"bank": bank_name(), "unit": row.client.unit.name, "on": today}
            return Certificate(number, row.client.name, quarter_words(first), honour.merit.words, **about)
    return None
