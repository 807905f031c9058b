"""A client's circle as his team sees it: whom he is linked to, with or without an account (LNK-R2)."""

from dataclasses import dataclass

from django.db.models import F

from clients.enums.facts import FactKind
from clients.models import Client, Fact, Link, Promise
from clients.rules.promises import INTRODUCTION, PLEDGE
from crm.rules.circles import Node, coverage, in_order, picture, summary, who_knows
from crm.rules.sheet_words import is_about_money
from words.masking import mask_name

Kind = Link.Kind
READ = 1_000  # links of one client
LEFT = (Client.Status.DECEASED, Client.Status.LET_GO)


@dataclass(frozen=True)
class Row:
    """One end in a table. `is_seen`: within the reader's reach, so that his page may be opened; else his name is masked."""

    number: int
    node: Node
    end: Client
    is_seen: bool
    is_old: bool
    why: str
    promise: Promise | None


@dataclass(frozen=True)
class Circle:
    client: Client
    gaps: list
    ours: list
    covered: list
    words: str
    picture: dict
    amount: object  # 元 a year of the gaps
    has_pledge: bool
    pledge: Promise | None
    hides_family: bool


def circle_of(client, user, today):
    """The Circle; eight statements, however many links."""
    links = Link.objects.visible_to(user).open().of(client).exclude(kind=Kind.SAME)
    links = list(
        links.select_related("one__unit", "other__unit", "one__manager", "other__manager").order_by(
            F("amount").desc(nulls_last=True), "pk"
        )[:READ]
    )
    secret = _wants_silence([client.pk, *(_end(link, client)[0].pk for link in links if link.kind == Kind.FAMILY)])
    pledges = [link for link in links if link.kind == Kind.PLEDGES]
    drawn = [link for link in links if not _is_hidden(link, client, secret)]
    ends = {end.pk: end for end in (_end(link, client)[0] for link in drawn)}
    seen = set(Client.objects.visible_to(user).filter(pk__in=ends).values_list("pk", flat=True))
    nodes = nodes_of(drawn, client, seen)
    _introducers(nodes, client, user)
    gaps, ours = in_order(nodes.values())
    promises = {row.about: row for row in Promise.objects.open().filter(client=client, about__gt="")}
    about = {
        "sources": _sources(drawn, client),
        "ends": ends,
        "seen": seen,
        "promises": promises,
        "client": client,
        "today": today,
    }
    amounts = [node.amount for node in gaps if node.amount]
    return Circle(
        client,
        [_row(number, node, **about) for number, node in enumerate(gaps, 1)],
        [_row(number, node, **about) for number, node in enumerate(ours, len(gaps) + 1)],
        coverage(nodes.values(), today),
        summary(gaps, ours),
        picture(gaps, ours, today),
        sum(amounts) if amounts else None,
        bool(pledges),
        promises.get(pledge_key(client)),
        client.pk in secret,
    )


def drawn_between(client, end, user):
    """The links that the row of `end` speaks of: a tap on it neither verifies nor ends what it does not show."""
    links = Link.objects.visible_to(user).open().between(client, end).exclude(kind=Kind.SAME)
    secret = _wants_silence([client.pk, end.pk])
    return [link for link in links.select_related("one", "other") if not _is_hidden(link, client, secret)]


def introduction_key(client, end):
    return f"{INTRODUCTION}{client.pk}:{end.pk}"


def pledge_key(client):
    return f"{PLEDGE}{client.pk}"


def _end(link, client):
    return link.end_beside(client)


def _wants_silence(ids):
    """Whoever said that nobody of his family hears of his money: then no family stands in a picture, a table or a number."""
    taboos = Fact.objects.standing().filter(client__in=ids, kind=FactKind.TABOO).values_list("client", "text")
    return {client for client, text in taboos if is_about_money(text)}


def _is_hidden(link, client, secret):
    """What is nowhere in the picture: a pledge, family that must not be spoken of, the dead and whom nobody looks after."""
    is_family_secret = link.kind == Kind.FAMILY and bool(secret & {link.one_id, link.other_id})
    return link.kind == Kind.PLEDGES or is_family_secret or _end(link, client)[0].status in LEFT


def nodes_of(links, client, seen):
    """{end: Node} of these links of the client; whoever is not `seen` has his name masked."""
    found = {}
    for link in links:
        end, is_one = _end(link, client)
        name = end.name if end.pk in seen else mask_name(end.name, end.is_business)
        node = found.setdefault(end.pk, Node(end.pk, name, end.has_account and end.status != Client.Status.CLOSED))
        node.links.append((link.kind, is_one))
        node.is_family = node.is_family or link.kind == Kind.FAMILY
        node.verified_on = max(filter(None, (node.verified_on, link.verified_on)))
        if link.amount is not None:
            node.amount = (node.amount or 0) + link.amount
        if link.kind == Kind.INTRODUCES and is_one and not node.is_ours:
            node.knows.append((client.name, True))
    return found


def _introducers(nodes, client, user):
    """Who within reach, with an account, knows one of the gaps."""
    gaps = [node.pk for node in nodes.values() if not node.is_ours]
    links = Link.objects.visible_to(user).open().exclude(kind__in=(Kind.SAME, Kind.FAMILY, Kind.PLEDGES))
    seen = Client.objects.visible_to(user).exclude(pk=client.pk).filter(status=Client.Status.ACTIVE)
    forth = links.filter(other__in=gaps, one__in=seen).values_list("other", "one__name", "kind")
    back = links.filter(one__in=gaps, other__in=seen).values_list("one", "other__name", "kind")
    known = [(*row, True) for row in forth] + [(*row, False) for row in back]
    for gap, people in who_knows(known).items():
        nodes[gap].knows += people.items()


def _sources(links, client):
    """{end: where it comes from and when}, of the link that was looked at last."""
    latest = {}
    for link in sorted(links, key=lambda link: (link.verified_on, link.pk)):
        latest[_end(link, client)[0].pk] = link
    return latest


def _row(number, node, *, sources, ends, seen, promises, client, today):
    link, end = sources[node.pk], ends[node.pk]
    return Row(
        number,
        node,
        end,
        node.pk in seen,
        node.is_old(today),
        link.get_source_display(),
        promises.get(introduction_key(client, end)),
    )
