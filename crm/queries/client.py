"""What the client page shows, gathered from every app in a fixed number of queries."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from campaigns.queries.gifts import holds_public_duty
from campaigns.rules.gifts import Given, caps_of, left_words
from clients.models import BalanceSnapshot, Client, Consent, ContactLog, DoNotDisturb, Holding, KeyDate
from clients.queries.beside import Beside, consents_of, rows_beside, with_consents
from clients.queries.holdings import last_talk
from clients.queries.matches import matches_of, with_matches
from clients.rules.birthdays import age_hint, asks_for_lunar, birthday_from, next_birthday
from clients.rules.cadence import rest_words
from clients.rules.consents import ask_again_words
from clients.rules.contacts import may_undo
from clients.rules.ranks import ASCENDING
from clients.rules.reach import FIELDS, MASKS, ask_for_email, found_in, known_of
from clients.rules.risk import risk_words
from clients.rules.why import why_due
from crm.queries.holdings import holdings_card
from planner.rules.due import why_planned
from staff.composed import rows_of
from staff.roles import Permission, Role
from tiers.models import Standing, TierChange
from tiers.queries.policies import load_policies
from tiers.queries.standings import recent_standings, said_of
from tiers.rules.rating import group_of
from tiers.rules.stages import stage_of
from tiers.rules.standings import client_words
from words.lunar import birthday_text

SHOWN = 12
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
MONTHS, DATES = 13, 400  # the data dates of a year of a bank that delivers every day


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: `contact` or `change` is set."""

    at: datetime
    contact: ContactLog | None = None
    change: TierChange | None = None
    may_strike: bool = False
    may_undo: bool = False
    offers: tuple = ()

    @property
    def is_letter(self):
        """A 交接信, which has a page of its own."""
        return self.contact.kind == ContactLog.Kind.HANDOVER

    @property
    def said(self):
        return "" if self.is_letter else self.contact.note


@dataclass(frozen=True)
class NextTier:
    """The tier above and how much yearly daily average, 元, is missing; without an amount the `words` say why."""

    label: str = ""
    missing: Decimal = Decimal(0)
    words: str = ""


@dataclass(frozen=True)
class PromiseNote:
    """How the sentence of why and when is shown: the tone of its note, and the day before which to call if it is to come."""

    tone: str
    until: date | None


def with_last_kind(clients):
    """Adds `last_kind`, how the latest effective contact was made; None without one."""
    latest = ContactLog.objects.latest_effective(OuterRef("pk"))
    return clients.annotate(last_kind=Subquery(latest.values("kind")[:1]))


def with_small_rows(clients, today):
    """Adds what is asked of every client and is seldom more than a few rows: consents, 勿扰 in force, the days that matter."""
    mine = {"client": OuterRef("pk")}
    quiet, dates = DoNotDisturb.objects.in_force_on(today).filter(**mine), KeyDate.objects.agreed().filter(**mine)
    clients = with_matches(with_consents(clients))
    small = {"quiet_rows": quiet.order_by("pk"), "date_rows": dates.order_by("pk")}
    small["standing_rows"] = recent_standings(OuterRef("pk"))
    small["holding_rows"] = Holding.objects.told(today).filter(**mine).order_by("pk")
    clients = clients.annotate(talked_at=last_talk(OuterRef("pk")))
    return clients.annotate(**{name: Beside(rows) for name, rows in small.items()})


def timeline(client, user, now, before=None):
    """The latest touches and tier changes before a moment, newest first; at most SHOWN, and whether there are more."""
    known, until = known_of(client), before or NEVER
    contacts, changes = (rows_of(rows, client=client.pk, before=until) for rows in (_contacts, _changes))
    entries = [_contact_entry(row, known, user, now) for row in contacts]
    entries += [Entry(row.at, change=row) for row in changes]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries[:SHOWN], len(entries) > SHOWN


def _contacts(*, client, before):
    rows = ContactLog.objects.filter(client=client, occurred_at__lt=before).select_related("by", "struck_by")
    return rows.order_by("-occurred_at", "-id")[: SHOWN + 1]


def _changes(*, client, before):
    return TierChange.objects.filter(client=client, at__lt=before).order_by("-at")[: SHOWN + 1]


def _contact_entry(row, known, user, now):
    own = row.by_id == user.pk
    is_letter = row.kind == ContactLog.Kind.HANDOVER
    may_write = row.struck_at is None and user.can(Permission.LOG_CONTACT) and not is_letter
    may_strike = may_write and (own or user.role == Role.BRANCH_HEAD)
    return Entry(
        row.occurred_at,
        contact=row,
        may_strike=may_strike,
        may_undo=may_write and may_undo(written_at=row.created_at, is_own=row.is_typed_by(user), now=now),
        offers=_offers(row, known) if may_write else (),
    )


def _offers(row, known):
    """(field, what it is, masked) of a number or address in the note under which the client is not yet known."""
    found = found_in(row.note, known, demo=settings.DEMO)
    return tuple((field, FIELDS[field], MASKS[field](value)) for field, value in found.items())


def trend(client):
    """[(data date, deposits 元)] of the last data dates, oldest first: more than the chart shows, where they come daily."""
    rows = (
        BalanceSnapshot.objects.filter(client=client)
        .values("data_date")
        .annotate(total=Sum("balance"))
        .order_by("-data_date")[:DATES]
    )
    return [(row["data_date"], row["total"]) for row in reversed(rows)]


def _month_ends(points):
    """The last of each month."""
    return list({(on.year, on.month): (on, total) for on, total in points}.values())


def moment(text):
    """A timeline cursor from an address, or None."""
    try:
        value = datetime.fromisoformat(text)
        if timezone.is_naive(value):
            value = timezone.make_aware(value)
        value.astimezone(UTC)  # as the database will ask: the first hours of the year 1 are none there
        return value.astimezone(timezone.get_current_timezone())
    except (ValueError, OverflowError):
        return None


def client_facts(client, user, today):
    """Everything beside the timeline that holds no amount: why and when due, consents. Needs `last_kind` and the small rows."""
    quiet = rows_beside(DoNotDisturb, client.quiet_rows)
    is_silent = any(period.scope == DoNotDisturb.Scope.ALL for period in quiet)
    is_late = client.wanted_on is not None and client.wanted_on < today and not is_silent
    return _birthday_facts(client, today) | {
        "today": today,
        "why": _why_due(client, today),
        "is_silent": is_silent,
        "is_late": is_late,
        "promise": _promise(client, is_late, is_silent),
        "consents": _consents(client, today),
        "quiet": quiet,
        "rest": _rest(client, today),
        "tags": _tags(client),
        "matches": matches_of(client, user),
        "risk": risk_words(client.risk_level, client.risk_tested_on, today),
    }


def _why_due(client, today):
    tier, last_on, last_kind = client.get_tier_display(), client.last_effective_on, client.last_kind or ""
    due_on = None if client.planned_on else client.next_due_on
    why = why_due(tier, client.contact_interval, last_on, last_kind, due_on, today)
    return f"{why}，{why_planned(client.planned_on, today)}" if client.planned_on else why


def _rest(client, today):
    """Why nobody is asked to call him now; '' when somebody is, or his state says enough."""
    return rest_words(client.tries, client.resting_until, today) if client.rests_on(today) else ""


def _birthday_facts(client, today):
    is_deceased = client.status == Client.Status.DECEASED
    return {
        "birthday_on": None if is_deceased else next_birthday(client.birthday, client.celebrates, today),
        "birthday_words": _birthday_words(client),
        "age_hint": age_hint(client.birth_date, client.celebrates, today),
        "asks_for_lunar": asks_for_lunar(client.birth_date, client.celebrates),
    }


def _promise(client, is_late, is_silent):
    """None where nothing is promised and nothing is to be explained."""
    if is_late:
        return PromiseNote("alert", None)
    if client.wanted_on and not is_silent:
        return PromiseNote("accent", client.wanted_on)
    return PromiseNote("", None) if client.is_in_care else None


def _birthday_words(client):
    """The birthday as it is kept, or why it is not known."""
    birthday = birthday_from(client.birthday, client.celebrates)
    if birthday:
        return birthday_text(birthday)
    if client.celebrates == Client.Celebrates.NONE:
        return "不过生日"
    return "还没有问过按公历还是农历" if client.birth_date else "没有登记"


def _consents(client, today):
    """The client's consents, each with `again`: until when he is not asked anew, in words."""
    rows = consents_of(client)
    for row in rows:
        row.again = ask_again_words(row.purpose, row.status, row.obtained_on, today)
    return rows


def money_facts(client, user, today):
    """The tier's terms, and the amounts with what follows from them; `shows_money` False: none of these (domain 12.2)."""
    policies = load_policies(today)
    terms = policies.terms_of(client)
    given = Given(client.gift_times, client.gift_total)
    facts = {
        "gifts_said": left_words(given, caps_of(policies.terms, client.tier)[0], holds_public_duty(client, today)),
        "terms": terms,
        "answer": client_words(terms.client_label) if terms else "",
        "shows_money": user.can(Permission.VIEW_BALANCES) and client.has_account,
    }
    if not facts["shows_money"]:
        return facts
    thresholds, points = policies.policy.thresholds[group_of(client.kind)], trend(client)
    return {
        **facts,
        "holdings": holdings_card(client, points, today),
        "rating": policies.explanation(client),
        "stage": stage_of(client.opened_on, _months_of(client), today),
        "standing": _standing(client, thresholds, policies.policy.labels),
        "points": _month_ends(points)[-MONTHS:],
        "line": thresholds.of(client.tier),
        "line_name": f"{policies.policy.labels[client.tier]}线" if client.tier else "",
        "next_tier": _next_tier(client, thresholds, policies.policy.labels),
    }


def _standing(client, thresholds, labels):
    row = next(iter(rows_beside(Standing, client.standing_rows)), None)
    return said_of(row, client, thresholds, labels)


def _months_of(client):
    """[(month, average 元)] of his standings, latest first."""
    return [(row.month, row.value) for row in rows_beside(Standing, client.standing_rows)]


def _next_tier(client, thresholds, labels):
    place = ASCENDING.index(client.tier) if client.tier else 0
    if place == len(ASCENDING) - 1:
        return NextTier(words="已是最高")
    if client.average is None:
        return NextTier(words="无数据")
    label, line = labels[ASCENDING[place + 1]], thresholds.of(ASCENDING[place + 1])
    if client.average >= line:
        return NextTier(label, words=f"已达{label}线，待评定")
    return NextTier(label, line - client.average)


def ask_email(client, user, consents):
    """How to ask for an address and the consent; '' of who has one, is never mailed or has said no."""
    is_mailed = client.status == Client.Status.ACTIVE and client.tier != Client.Tier.TOP
    has_said_no = any(
        row.purpose == Consent.Purpose.CARE and row.via == Consent.Via.EMAIL and row.status != Consent.Status.GRANTED
        for row in consents
    )
    if client.email or has_said_no or not is_mailed:
        return ""
    return ask_for_email(client.salutation, user.name, client.unit.name)


def _tags(client):
    """Only what is known: a tag never says 「无」 or 「未知」."""
    words = [client.get_kind_display()] if client.is_business else []
    words += [client.occupation, client.education and f"{client.education}学历", client.marital]
    words += [label for label, held in (("房贷", client.housing_loan), ("消费贷", client.personal_loan)) if held]
    return [word for word in words if word]
