"""The whole tier policy on one page: what the five tiers are called and promise, and from which average each begins."""

from decimal import Decimal

from django import forms

from clients.rules.ranks import ASCENDING
from tiers.actions.policies import problems_with
from tiers.models import TierPolicy, TierThreshold
from tiers.queries.policies import CARD_WORDS, PolicyBook, PolicyCard
from tiers.rules.rating import Lines, Policy

WIDTHS = {"explanation": 24}  # characters of the page's columns
LINED = ASCENDING[:0:-1]  # the tiers that have a line, highest first


class MoneyField(forms.DecimalField):
    """元; takes the thousands commas that people paste."""

    def to_python(self, value):
        return super().to_python(value.replace(",", "").replace("，", "") if isinstance(value, str) else value)

    def prepare_value(self, value):
        return f"{value:.0f}" if isinstance(value, Decimal) and value == value.to_integral_value() else value


class PoliciesForm(forms.Form):
    """Fields are `<word>_<tier>` and `minimum_<group>_<tier>`; `book` is what was typed, as one value."""

    def __init__(self, *args, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.current = current
        for tier, card in current.cards.items():
            for name in CARD_WORDS:
                field = TierPolicy._meta.get_field(name).formfield(initial=getattr(card, name))
                field.widget.attrs["size"] = WIDTHS.get(name, 9)
                field.label, field.help_text = f"{card.label} {field.label}", ""
                self.fields[f"{name}_{tier}"] = field
        for group, label in TierThreshold.Group.choices:
            for tier in LINED:
                self.fields[f"minimum_{group}_{tier}"] = MoneyField(
                    label=f"{label} {current.cards[tier].label}线（元）",
                    max_digits=18,
                    decimal_places=2,
                    min_value=Decimal("0.01"),
                    initial=current.policy.lines[group].of(tier),
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}),
                )

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.book = self.typed(cleaned)
        for problem in problems_with(self.book):
            # A line that does not rise concerns the whole group; it is shown at the group's highest line.
            name = problem.field if problem.field in self.fields else f"{problem.field}_{LINED[0]}"
            self.add_error(name, problem.message)
        return cleaned

    def typed(self, cleaned):
        cards = {
            tier: PolicyCard(tier, **{name: cleaned[f"{name}_{tier}"] for name in CARD_WORDS})
            for tier in self.current.cards
        }
        lines = {
            group: Lines(**{tier: cleaned[f"minimum_{group}_{tier}"] for tier in LINED})
            for group in TierThreshold.Group.values
        }
        return PolicyBook(cards, Policy(lines, {"": "未评定", **{tier: card.label for tier, card in cards.items()}}))

    def tier_rows(self):
        return [
            (card.label, [self[f"{name}_{tier}"] for name in CARD_WORDS]) for tier, card in self.current.cards.items()
        ]

    def group_rows(self):
        return [
            (label, [self[f"minimum_{group}_{tier}"] for tier in LINED]) for group, label in TierThreshold.Group.choices
        ]

    def word_labels(self):
        return [TierPolicy._meta.get_field(name).verbose_name for name in CARD_WORDS]

    def line_labels(self):
        return [self.current.cards[tier].label for tier in LINED]
