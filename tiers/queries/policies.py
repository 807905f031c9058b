"""The tiers as the bank has set them, read once and then used as plain values."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Q, Subquery

from clients.enums import Tier
from clients.kinds import HEAD_OFFICE, Check
from clients.rules.ranks import ASCENDING, UNRATED
from tiers.models import TierPolicy
from tiers.rules.policies import MARKED_MONTHS, NUMBERS, WORDS, day_problems, problems_with
from tiers.rules.rating import GROUPS, Policy, Thresholds, explain, group_of
from words.dates import full_date, months_later

KIND = "policy"
TERM_FIELDS = (*WORDS, *NUMBERS)


@dataclass(frozen=True)
class TierTerms:
    """What a tier means for the one who looks after the client (domain 3.1, 3.5). Intervals in days, None: no fixed one.

    `sponsor_line` 元, None: nobody of head office is named; `answer_days` working days.
    `gift_year`, `gift_item` 元, None: no gifts.
    After `tries` in vain (None: however many) he is left in peace for `rest_days`.
    """

    tier: str
    label: str
    client_label: str
    strategy: str
    lawful_meaning: str
    explanation: str
    contact_interval: int | None
    briefing_interval: int | None
    face_interval: int | None
    sponsor_interval: int | None
    sponsor_line: int | None
    answer_days: int
    tries: int | None
    rest_days: int
    gift_year: int | None = None
    gift_item: int | None = None


@dataclass(frozen=True)
class Policies:
    """Every term by tier (highest first), and the thresholds of every client group, 元."""

    terms: dict[str, TierTerms]
    policy: Policy

    @property
    def fingerprint(self):
        """Equal for equal policies; tells an editor whether somebody else saved in between."""
        thresholds = [
            (group, *(f"{threshold:.2f}" for threshold in thresholds.ascending))
            for group, thresholds in sorted(self.policy.thresholds.items())
        ]
        return sha256(repr((list(self.terms.values()), thresholds)).encode()).hexdigest()

    def terms_of(self, client):
        """The terms of the client's tier, None while it is not rated."""
        return self.terms.get(client.tier)

    def explanation(self, client):
        """Why the client stands in its tier, one Chinese sentence."""
        return self.sentence(client.kind, client.average, client.tier)

    def sentence(self, kind, value, tier):
        group = group_of(kind)
        return explain(value, tier, self.policy.thresholds[group], group, self.policy.labels)


def load_policies(day):
    """The version in force on `day` in one query; to be held for one run or one request, no longer."""
    return policies_of(TierPolicy.objects.in_force(day))


def policies_of(version):
    """The five rows of one version as plain values."""
    terms, minimums = {}, {}
    rows = version.order_by().values_list("tier", *TERM_FIELDS, "thresholds__group", "thresholds__minimum")
    for tier, *values, group, minimum in rows:
        terms[tier] = TierTerms(tier, *values)
        if group:
            minimums.setdefault(group, {})[tier] = minimum
    terms = {tier: terms[tier] for tier in Tier.values if tier in terms}
    thresholds = {group: Thresholds(**of_tiers) for group, of_tiers in minimums.items()}
    return Policies(terms, Policy(thresholds, labels_of(terms)))


def last_version():
    """(its day, its Policies) of the version that begins last, whether in force or to come: what the next one is a change of."""
    version = TierPolicy.objects.in_force(date.max)
    return version.values_list("effective_on", flat=True)[0], policies_of(version)


def intervals_of(policies):
    return {tier: term.contact_interval for tier, term in policies.terms.items()}


def longer_since(today):
    """The day from which some tier has lately been promised a contact less often, as an expression; none where there is none."""
    return Subquery(TierPolicy.objects.lengthened(months_later(today, -MARKED_MONTHS), today)[:1])


def decided_at(request):
    return HEAD_OFFICE


def asked_words(request):
    """「2026年8月1日起的一版，改 3 处」."""
    return f"{full_date(request.valid_from)}起的一版，改 {len(request.attached.get('differences', ()))} 处"


def checks(requests, today):
    """{id: [Check]}: what the rules say today of each version that waits."""
    latest, _policies = last_version()
    return {one.pk: _checks(one, latest, today) for one in requests}


def _checks(request, latest, today):
    late = day_problems(request.valid_from, today, latest)
    wrong = problems_with(policies_of(request.policies.all()))
    return [
        Check("生效日期还没有到，也没有更晚的一版", not late, _joined(late)),
        Check("门槛逐级升高，间隔、次数和名称合乎规定", not wrong, _joined(wrong)),
    ]


def _joined(problems):
    return "；".join(problem.message for problem in problems)


def below_next_line(within, today):
    """Whose average is less than `within` 元 below the line of the next tier, as a condition on clients."""
    near = Q(pk__in=[])
    for group, thresholds in load_policies(today).policy.thresholds.items():
        kinds = [kind for kind, its_group in GROUPS.items() if its_group == group]
        for tier, line in zip(ASCENDING, thresholds.ascending, strict=False):
            near |= Q(kind__in=kinds, tier=tier, average__gte=line - within, average__lt=line)
    return near


def labels_of(terms):
    """{tier: what staff read}, with a word for who is not rated yet."""
    return {"": UNRATED, **{tier: term.label for tier, term in terms.items()}}
