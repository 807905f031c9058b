"""What was conceded, to whom comparable, and what the rules say of each concession that waits."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clients.enums import PromiseState
from clients.enums.requests import Concession
from clients.kinds import HEAD, HEAD_OFFICE, Check
from clients.models import Client, Promise, Request
from staff.calendar import midnight
from staff.roles import Role
from staff.scope import avoided_ids
from tiers.models import FeeDiscount, FeeItem
from tiers.rules import concessions as rules
from tiers.rules.concessions import Asked, Published, Term, Version, percent_text
from tiers.rules.prices import Discount, plain
from tiers.rules.rating import group_of
from words import ties
from words.dates import full_date, months_later
from words.masking import mask_name
from words.money import in_units, line_text

KIND = "concession"
UNDONE = (PromiseState.OPEN, PromiseState.BROKEN)
LATELY = 12  # months


def published(codes):
    """{code: Published} of every version and discount. Two queries."""
    found, discounts = {code: ([], []) for code in codes if code}, FeeDiscount.objects.filter(item__code__in=codes)
    for row in FeeItem.objects.filter(code__in=found).order_by("effective_on"):
        words = (row.name, row.kind, row.price, row.ceiling, row.effective_on, row.ended_on, row.unit)
        found[row.code][0].append(Version(*words))
    for code, *about in discounts.values_list("item__code", "percent", "tier", "group", "starts_on", "ends_on"):
        found[code][1].append(Discount(*about))
    return {code: Published(tuple(versions), tuple(less)) for code, (versions, less) in found.items()}


def asked_of(row, today=None):
    """What the request asks for, from `today` on where its first day is over."""
    first = max(row.valid_from, today) if today else row.valid_from
    return Asked(row.concession, row.item, row.rate, row.percent, row.amount, first, row.valid_until)


def terms_of(row):
    """Its conditions; one that was not written by us has no day."""
    return [
        Term(one["owes"], one["what"], date.fromisoformat(one["due_on"])) for one in row.attached.get("conditions", ())
    ]


def typed_before(row):
    """{field of the form: value} of what was asked for."""
    found = {name: getattr(row, name) for name in ("concession", "item", "percent", "words")}
    found |= {name: value and plain(value) for name, value in (("rate", row.rate), ("amount", row.amount))}
    found |= {"first": row.valid_from, "last": row.valid_until}
    for place, term in enumerate(terms_of(row), start=1):
        found |= {f"owes_{place}": term.owes, f"what_{place}": term.what, f"due_{place}": term.due_on}
    return found


def granted(today):
    """Approved within the last LATELY months, the best rate first."""
    since = midnight(months_later(today, -LATELY))
    rows = Request.objects.filter(kind=KIND, state=Request.State.APPROVED, decided_at__gte=since)
    return rows.select_related("client", "decided_by").order_by("-rate", "-percent", "-decided_at")


def comparables(rows, today):
    """{id: [requests]}: of other clients, same tier, same item; a related party is nobody's measure. One query."""
    found = granted(today).filter(client__related="", concession__in={row.concession for row in rows})
    kept = {}
    for one in found.filter(item__in={row.item for row in rows}):
        kept.setdefault((one.tier_before, one.concession, one.item), []).append(one)
    return {
        row.pk: [
            one for one in kept.get((row.client.tier, row.concession, row.item), ()) if one.client_id != row.client_id
        ]
        for row in rows
    }


def earlier(rows):
    """{id: (the day until which the same is conceded already, or None; whether a condition of it is undone)}. Two queries."""
    clients = {row.client_id for row in rows}
    approved = list(
        Request.objects.filter(kind=KIND, client__in=clients, state=Request.State.APPROVED).order_by("valid_until")
    )
    undone = set(Promise.objects.filter(request__in=approved, state__in=UNDONE).values_list("request", flat=True))
    same = {}
    for one in approved:
        same.setdefault((one.client_id, one.concession, one.item), []).append(one)
    found = {}
    for row in rows:
        others = [one for one in same.get((row.client_id, row.concession, row.item), ()) if one.pk != row.pk]
        running = [one.valid_until for one in others if not one.ended_at]
        found[row.pk] = (max(running, default=None), any(one.pk in undone for one in others))
    return found


def decided_at(request):
    cost = rules.cost_of(request.gain_before, request.gain_after)
    return HEAD_OFFICE if rules.needs_head_office(cost) else HEAD


def countersigned_by(request):
    """Finance says what it costs, whatever is conceded."""
    return Role.HEAD_OFFICE


def asked_words(request):
    """「利率 定期存款 一年 1.15%，300 万元，至 2027年11月30日」."""
    name, amount = request.attached.get("name", request.item), line_text(request.amount) if request.amount else ""
    what = " ".join(filter(None, (request.get_concession_display(), name, value_words(request))))
    return "，".join(filter(None, (what, amount, f"至 {full_date(request.valid_until)}")))


def value_words(request):
    """「1.15%」, 「优惠 50%」, '' for a service or courtesy."""
    if request.rate:
        return percent_text(request.rate)
    return f"优惠 {request.percent}%" if request.percent else ""


def given_words(request):
    return value_words(request) or request.get_concession_display()


def checks(requests, today):
    """{id: [Check]}: what the rules say today of each request that waits."""
    prices = published({row.item for row in requests})
    others, before = comparables(requests, today), earlier(requests)
    return {row.pk: _checks(row, today, prices, others[row.pk], before[row.pk]) for row in requests}


def refusals(row, today):
    """What speaks against a concession that nobody has asked for yet, [Problem] at their fields."""
    asked, client = asked_of(row), row.client
    prices = published({row.item}).get(row.item, Published())
    problems = rules.asking_problems(row.words, terms_of(row), asked, today)
    problems += rules.price_problems(asked, prices, client.tier, group_of(client.kind))
    others = [asked_of(one) for one in comparables([row], today)[row.pk]]
    if found := not problems and rules.related_problem(client.related, asked, others):
        problems.append(rules.Problem("concession", f"客户是{client.get_related_display()}：{found}"))
    return problems + rules.renewal_problems(*earlier([row])[row.pk], asked.first)


def _checks(row, today, prices, others, before):
    asked, client = asked_of(row, today), row.client
    found = _price_checks(row, asked, prices.get(row.item, Published()))
    terms = terms_of(row)
    said = [tie for _field, tie in rules.ties_said(row.words, terms)]
    days = rules.span_problems(asked, today) + rules.terms_problems(terms, asked.last, today)
    days += rules.renewal_problems(*before, asked.first)
    problem = rules.related_problem(client.related, asked, [asked_of(one) for one in others])
    who = client.get_related_display() if client.related else "不是关联方"
    found += [
        Check("关联方不优于同类客户", not problem, f"{who}：{problem}" if problem else who),
        _without(said, "没有搭售、挂钩、返现、补息、独家", lambda tie: tie.kind != ties.LAW),
        _without(said, "不碰身份核实、适当性和反洗钱", lambda tie: tie.kind == ties.LAW),
        Check("期限、条件和上一件合乎规定", not days, "；".join(problem.message for problem in days)),
    ]
    if row.gain_after is not None:
        floor = max(row.floor, rules.floor_of(client.average))
        sign = "≥" if row.gain_after >= floor else "<"
        figures = f"{in_units(row.gain_after)} {sign} {in_units(floor)} 元，存款日均的千分之一"
        found.append(Check("让后的贡献不低于底线", row.gain_after >= floor, figures))
    found.append(Check("客户状态正常", client.status == Client.Status.ACTIVE, client.get_status_display()))
    return found


def _price_checks(row, asked, prices):
    if row.concession not in rules.WITH_PRICE:
        return []
    problems = rules.price_problems(asked, prices, row.client.tier, group_of(row.client.kind))
    version, said = prices.on(asked.first), "；".join(problem.message for problem in problems)
    if row.concession == Concession.FEE:
        return [Check("优惠在公示的优惠里", not problems, said or f"{row.percent}%")]
    known = f"{percent_text(row.rate)} ≤ {percent_text(version.ceiling)}" if version and version.ceiling else ""
    return [Check("利率不高于公示上限", not problems, said or known)]


def _without(found, what, is_meant):
    words = [f"「{tie.word}」属于{tie.kind}" for tie in found if is_meant(tie)]
    return Check(what, not words, "；".join(words) or "逐字扫过，没有命中")


@dataclass(frozen=True)
class Facts:
    """What the page of one concession shows besides the request's own columns.

    `price` the published row of its day in words, `ceiling` its ceiling; `peers` [(masked name, request, what he was given)].
    `terms` [(Term, its words)] until it is approved, then `promises` [(Promise, its words)].
    """

    row: Request
    price: str
    ceiling: str
    given: str
    cost: object
    share: object
    peers: list
    terms: list
    promises: list


def about(row, user, said, now):
    """Facts of one concession, of one that is decided as well; `said` makes words such as the reader may see them.

    Of the comparable clients nobody reads his own relative's (ORG-R7), who counts in the checks as any other.
    """
    today = timezone.localdate(now)
    first = asked_of(row, today if row.state == Request.State.ASKED else None).first
    version = published({row.item}).get(row.item, Published()).on(first) if row.item else None
    cost = rules.cost_of(row.gain_before, row.gain_after)
    share = cost / row.gain_before * 100 if cost and row.gain_before > 0 else None
    others = [one for one in comparables([row], today)[row.pk] if one.client_id not in avoided_ids(user)]
    peers = [(mask_name(one.client.name), one, given_words(one)) for one in others]
    promises = [(one, said(one.what)) for one in Promise.objects.filter(request=row).order_by("due_on", "pk")]
    terms = [] if promises else [(one, said(one.what)) for one in terms_of(row)]
    ceiling = percent_text(version.ceiling) if row.rate and version and version.ceiling else ""
    return Facts(row, _price_words(version), ceiling, given_words(row), cost, share, peers, terms, promises)


def _price_words(version):
    """「定期存款 一年，公示 1.10%，2026年1月1日 起」."""
    if version is None:
        return ""
    is_rate = version.kind == Concession.RATE
    listed = percent_text(version.price) if is_rate else f"{plain(version.price)} {version.unit}"
    return f"{version.name}，公示 {listed}，{full_date(version.effective_on)} 起"
