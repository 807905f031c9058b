"""A version of the tier policies on one page: what the five tiers are called and promise, from which average, from which day."""

from decimal import Decimal

from django import forms

from clients.forms.texts import clean_text
from clients.rules.ranks import ASCENDING
from staff.forms.lines import Form
from tiers.models import TierPolicy, TierThreshold
from tiers.queries.policies import TERM_FIELDS, Policies, TierTerms, labels_of
from tiers.rules.policies import NUMBERS, day_problems, problems_with
from tiers.rules.rating import Policy, Thresholds
from words.dates import months_later

WIDTHS = {**dict.fromkeys(NUMBERS, 4), "sponsor_line": 12, "explanation": 24}  # characters of the page's columns
ABOVE_BASIC = ASCENDING[:0:-1]  # the tiers that begin at a threshold, highest first


def without_commas(value):
    """Of an amount, 元, without the thousands commas that people paste."""
    return value.replace(",", "").replace("，", "") if isinstance(value, str) else value


class MoneyField(forms.DecimalField):
    """元."""

    def to_python(self, value):
        return super().to_python(without_commas(value))

    def prepare_value(self, value):
        return f"{value:.0f}" if isinstance(value, Decimal) and value == value.to_integral_value() else value


class WholeMoneyField(forms.IntegerField):
    """元, without 角 and 分."""

    def to_python(self, value):
        return super().to_python(without_commas(value))


class PoliciesForm(Form):
    """Fields are `<word>_<tier>` and `minimum_<group>_<tier>`; `policies` is what was typed, as one value.

    `current` is what it is a change of, in force from `latest` on; `former` is (request, policies) of what was sent back and is
    completed. The reason is asked for by the action, which a trial is not.
    """

    effective_on = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(
        label="为什么改", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
    )

    def __init__(self, data=None, *, current, latest, today, former=None):
        back, shown = former or (None, current)
        first = {"effective_on": months_later(max(today, latest).replace(day=1), 1)}
        super().__init__(data, initial={"effective_on": back.valid_from, "words": back.words} if back else first)
        self.current, self.latest, self.today = current, latest, today
        for tier, term in current.terms.items():
            for name in TERM_FIELDS:
                about = {"initial": getattr(shown.terms[tier], name)}
                if name == "sponsor_line":
                    about |= {"form_class": WholeMoneyField, "widget": forms.TextInput(attrs={"inputmode": "numeric"})}
                field = TierPolicy._meta.get_field(name).formfield(**about)
                field.widget.attrs["size"] = WIDTHS.get(name, 9)
                field.label, field.help_text = f"{term.label} {field.label}", ""
                self.fields[f"{name}_{tier}"] = field
        for group, label in TierThreshold.Group.choices:
            for tier in ABOVE_BASIC:
                self.fields[f"minimum_{group}_{tier}"] = MoneyField(
                    label=f"{label} {current.terms[tier].label}线（元）",
                    max_digits=18,
                    decimal_places=2,
                    min_value=Decimal("0.01"),
                    initial=shown.policy.thresholds[group].of(tier),
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}),
                )

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if problems := day_problems(day, self.today, self.latest):
            raise forms.ValidationError([problem.sentence for problem in problems])
        return day

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.policies = self.typed(cleaned)
        for problem in problems_with(self.policies):
            # A threshold that does not rise concerns the whole group; it is shown at the group's highest.
            name = problem.field if problem.field in self.fields else f"{problem.field}_{ABOVE_BASIC[0]}"
            self.add_error(name, problem.sentence)
        return cleaned

    def typed(self, cleaned):
        terms = {
            tier: TierTerms(tier, **{name: cleaned[f"{name}_{tier}"] for name in TERM_FIELDS})
            for tier in self.current.terms
        }
        thresholds = {
            group: Thresholds(**{tier: cleaned[f"minimum_{group}_{tier}"] for tier in ABOVE_BASIC})
            for group in TierThreshold.Group.values
        }
        return Policies(terms, Policy(thresholds, labels_of(terms)))

    def tier_rows(self):
        return [
            (term.label, [self[f"{name}_{tier}"] for name in TERM_FIELDS]) for tier, term in self.current.terms.items()
        ]

    def group_rows(self):
        return [
            (label, [self[f"minimum_{group}_{tier}"] for tier in ABOVE_BASIC])
            for group, label in TierThreshold.Group.choices
        ]

    def word_labels(self):
        return [TierPolicy._meta.get_field(name).verbose_name for name in TERM_FIELDS]

    def threshold_labels(self):
        return [self.current.terms[tier].label for tier in ABOVE_BASIC]
