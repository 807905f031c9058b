from django import forms

from staff.forms.lines import Form
from tiers.rules.policies import LONGEST_INTERVAL

WRONG = f"请填 1 到 {LONGEST_INTERVAL} 之间的整天数，留空表示不定期。"


class IntervalsForm(Form):
    """The contact interval of each tier in days, to try out; a tier that `asked` does not name keeps the policy's."""

    def __init__(self, asked, *, terms):
        self.policy = {tier: term.contact_interval for tier, term in terms.items()}
        super().__init__({**self.policy, **asked.dict()})
        for tier, term in terms.items():
            self.fields[tier] = forms.IntegerField(
                label=f"{term.label}（天）",
                required=False,
                min_value=1,
                max_value=LONGEST_INTERVAL,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WRONG),
            )

    @property
    def intervals(self):
        """{tier: days, None: no fixed interval}; the policy's while anything is wrong."""
        return self.cleaned_data if self.is_valid() else self.policy

    @property
    def is_tried(self):
        return self.intervals != self.policy
