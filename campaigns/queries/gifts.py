"""Gifts: what a client has had this year, how his deposits moved around a day, and what a request for one says."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from campaigns.models import Gift
from campaigns.rules.gifts import (
    LOOKED_BACK,
    NEAR,
    Given,
    caps_of,
    has_risen,
    is_near,
    is_public,
    near_problems,
    worth_problems,
)
from clients.kinds import HEAD, Check
from clients.models import BalanceSnapshot, Client, Link, Request
from tiers.queries.policies import load_policies

KIND = "gift"
READ = timedelta(days=60)  # so far back a late file is still looked at
PUBLIC_FOR = timedelta(days=365)  # so long who was a partner of public duty is still treated as one
SHOWN = 20
AT_ONCE = 500  # gifts whose balances lie in memory together: before a feast there are very many


def with_gifts(clients, today):
    """Adds how often and what 元 they were given this year, and their public duty, for the client's page."""
    rows = Gift.objects.given().in_year(today).filter(client=OuterRef("pk")).order_by().values("client")
    counted = {"gift_times": Count("pk"), "gift_total": Sum("value")}
    found = {name: Subquery(rows.annotate(n=count).values("n")[:1]) for name, count in counted.items()}
    zero = Value(0, output_field=IntegerField())
    clients = with_public_duty(clients)
    return clients.annotate(**{name: Coalesce(count, zero) for name, count in found.items()})


def given_to(client, day):
    """What the client was given in the year of `day`, by everybody."""
    return givens([client], day).get(client.pk, Given())


def givens(clients, day):
    """{client id: the same} of each of them who was given something; one statement."""
    rows = Gift.objects.given().in_year(day).filter(client__in=clients).order_by().values_list("client")
    return {pk: Given(times, total) for pk, times, total in rows.annotate(times=Count("pk"), total=Sum("value"))}


def given_on_day(client, day):
    """What 元 the client was given on one day, by everybody: two small gifts are a large one."""
    return Gift.objects.given().filter(client=client, given_on=day).aggregate(total=Sum("value", default=0))["total"]


def gifts_of(client, user):
    """The latest ones, for the page on which another is entered."""
    rows = Gift.objects.visible_to(user).filter(client=client).select_related("by", "witness")
    return rows.order_by("-given_on", "-pk")[:SHOWN]


def caps_for(client, today):
    return caps_of(load_policies(today).terms, client.tier)


def has_public_duty(client, today):
    return client.pk in of_public_duty([client], today)


def of_public_duty(clients, today):
    """The ids of those who hold a public duty or buy and pay for somebody else; one statement."""
    rows = with_public_duty(Client.objects.filter(pk__in=[client.pk for client in clients]))
    return {row.pk for row in rows if holds_public_duty(row, today)}


def with_public_duty(clients):
    """With what holds_public_duty() asks of a row."""
    is_clerk = Exists(clerk_links().filter(one=OuterRef("pk")))
    return clients.select_related("partnership").annotate(is_clerk=is_clerk)


def holds_public_duty(client, today):
    return is_of_public_duty(client, getattr(client, "partnership", None), client.is_clerk, today)


def clerk_links():
    """Who buys and pays for somebody else."""
    return Link.objects.open().filter(kind=Link.Kind.CLERK)


def is_of_public_duty(client, partner, is_clerk, today):
    """Whether one client is, with his partnership as it is or was: ending it for a day opens no door."""
    is_lately = partner is not None and (partner.ended_on is None or partner.ended_on > today - PUBLIC_FOR)
    holds = is_lately and partner.is_public_duty
    return holds or is_public(client.kind, client.name, client.occupation, is_clerk)


def totals_of(clients, since, until):
    """{client id: [(data date, 元 of all deposits)]} in order; one statement for however many."""
    found = defaultdict(list)
    rows = BalanceSnapshot.objects.filter(client__in=clients, data_date__range=(since, until)).order_by()
    for client, day, total in rows.values_list("client", "data_date").annotate(Sum("balance")).order_by("data_date"):
        found[client].append((day, total))
    return found


def has_risen_before(client, given_on, today):
    """Whether his deposits rose in the days before the gift, or since, of one that is entered late."""
    return client.pk in risen_before([client], given_on, today)


def risen_before(clients, given_on, today):
    """The ids of those of whom this is so; one statement."""
    first = given_on - NEAR
    totals = totals_of([row.pk for row in clients], first - LOOKED_BACK, today)
    return {row.pk for row in clients if has_risen(totals[row.pk], first, today, row.opened_on)}


def near_gifts(today):
    """Gifts near which deposits rose, and which nobody has to explain yet; one that was given back, too.

    What came in before the gift is looked at again: the bank's file of that day may have come after it.
    """
    rows = Gift.objects.exclude(state=Gift.State.REFUSED).filter(explained=None, given_on__range=(today - READ, today))
    rows = list(rows.select_related("client__unit", "by__unit").order_by("given_on", "pk"))
    some = (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))
    return [row for part in some for row in _near(part)]


def _near(rows):
    """Those of some gifts, the earliest first, near which deposits rose."""
    first, last = rows[0].given_on - NEAR - LOOKED_BACK, rows[-1].given_on + NEAR
    totals = totals_of({row.client_id for row in rows}, first, last)
    return [row for row in rows if is_near(totals[row.client_id], row.given_on, row.client.opened_on)]


def agreed_request(client, by, value, name, day):
    """The head's word for this very gift, not yet used; or None."""
    rows = Request.objects.in_force(day).filter(kind=KIND, client=client, asked_by=by, gift=None, amount__gte=value)
    return next((row for row in rows.order_by("pk") if row.attached.get("name") == name), None)


def decided_at(request):
    return HEAD


def agreed(request, by, now):
    """Nothing follows from the head's word, or from its end: the gift is given, or not, by who asked."""


def asked_words(request):
    """「果篮，150 元，中秋」."""
    return f"{request.attached['name']}，{request.amount:.0f} 元，{request.attached['occasion']}"


def checks(requests, today):
    """{id: [Check]}: what the rules say today of each that waits."""
    terms, clients = load_policies(today).terms, [one.client for one in requests]
    given, risen, public = givens(clients, today), risen_before(clients, today, today), of_public_duty(clients, today)
    return {one.pk: _checks(one, terms, given, risen, public) for one in requests}


def _checks(request, terms, given, risen, public):
    client = request.client
    worth = worth_problems(int(request.amount), caps_of(terms, client.tier), given.get(client.pk, Given()))
    near = near_problems(client.pk in risen)
    return [
        Check("一件和一年的上限够用", not worth, "；".join(problem.message for problem in worth)),
        Check("前七天没有大额存入", not near, "；".join(problem.message for problem in near)),
        Check("不是公职人员和采购、财务人员", client.pk not in public),
    ]
