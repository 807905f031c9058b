from django import forms

from clients.forms.texts import clean_evidence
from clients.models import DoNotDisturb
from clients.rules.quiet import REASONS, quiet_until
from staff.forms.lines import Form

NOTE_LIMIT = 60


class QuietForm(Form):
    """勿扰 from today on; nothing is chosen beforehand."""

    use_required_attribute = False
    scope = forms.ChoiceField(label="范围", choices=DoNotDisturb.Scope.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label="原因", choices=list(REASONS.items()), widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False)
    until = forms.DateField(
        label="到哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="从今天起。留空：丧亲为 100 天，其他原因直到解除",
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="quiet_%s")

    def clean_note(self):
        return clean_evidence(self.cleaned_data["note"], NOTE_LIMIT)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == "other" and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", "选「其他」时请写一句原因。")
        return cleaned

    def period(self, today):
        """The cleaned data as add_quiet's arguments."""
        data = self.cleaned_data
        words = REASONS[data["reason"]]
        return {
            "scope": data["scope"],
            "until": quiet_until(data["reason"], data["until"], today),
            "reason": f"{words}：{data['note']}" if data["note"] else words,
        }
