"""The tiers as the bank has set them, read once and then used as plain values."""

from dataclasses import dataclass
from hashlib import sha256

from clients.enums import Tier
from tiers.models import TierPolicy, TierThreshold
from tiers.rules.rating import Lines, Policy, explain, group_of

CARD_WORDS = ("label", "client_label", "strategy", "lawful_meaning", "explanation", "contact_interval")


@dataclass(frozen=True)
class PolicyCard:
    """What a tier means for the one who looks after the client (domain 3.1). `contact_interval` in days, None: no fixed interval."""

    tier: str
    label: str
    client_label: str
    strategy: str
    lawful_meaning: str
    explanation: str
    contact_interval: int | None


@dataclass(frozen=True)
class PolicyBook:
    """Every card by tier (highest first), and the lines of every client group, 元."""

    cards: dict[str, PolicyCard]
    policy: Policy

    @property
    def fingerprint(self):
        """Equal for equal books; tells an editor whether somebody else saved in between."""
        lines = [
            (group, *(f"{line:.2f}" for line in lines.ascending)) for group, lines in sorted(self.policy.lines.items())
        ]
        return sha256(repr((list(self.cards.values()), lines)).encode()).hexdigest()

    def card_of(self, client):
        """The card of the client's tier, None while it is not rated."""
        return self.cards.get(client.tier)

    def explanation(self, client):
        """Why the client stands in its tier, one Chinese sentence."""
        return self.sentence(client.kind, client.average, client.tier)

    def sentence(self, kind, value, tier):
        group = group_of(kind)
        return explain(value, tier, self.policy.lines[group], group, self.policy.labels)


def load_policies():
    """The whole book in two queries; hold it for a run or a request, no longer."""
    rows = {row.tier: row for row in TierPolicy.objects.all()}
    cards = {
        tier: PolicyCard(tier, **{name: getattr(rows[tier], name) for name in CARD_WORDS})
        for tier in Tier.values
        if tier in rows
    }
    labels = {"": "未评定", **{tier: card.label for tier, card in cards.items()}}
    return PolicyBook(cards, Policy(lines_by_group(), labels))


def lines_by_group():
    minimums = {}
    for group, tier, minimum in TierThreshold.objects.values_list("group", "policy__tier", "minimum"):
        minimums.setdefault(group, {})[tier] = minimum
    return {group: Lines(**lines) for group, lines in minimums.items()}


def explanation(client):
    return load_policies().explanation(client)
