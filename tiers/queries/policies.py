"""The tiers as the bank has set them, read once and then used as plain values."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q

from clients.enums import Tier
from clients.rules.ranks import ASCENDING, UNRATED
from tiers.models import TierPolicy
from tiers.rules.rating import GROUPS, Policy, Thresholds, explain, group_of

PROMISES = ("face_interval", "sponsor_interval", "sponsor_line", "answer_days")
NUMBERS = ("contact_interval", "briefing_interval", *PROMISES, "tries", "rest_days")
TERM_FIELDS = ("label", "client_label", "strategy", "lawful_meaning", "explanation", *NUMBERS)


@dataclass(frozen=True)
class TierTerms:
    """What a tier means for the one who looks after the client (domain 3.1, 3.5). Intervals in days, None: no fixed one.

    `sponsor_line` 元, None: nobody of head office is named; `answer_days` working days.
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
