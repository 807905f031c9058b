from django import forms
from django.utils import timezone

from clients.forms.texts import clean_text
from clients.rules.spoken import day_in_words
from planner.rules.doors import MET, MINUTES, NEEDS, STEPS
from staff.forms.lines import Form

FORM = "visit"  # of its drafts
FACT_LIMIT, PAPERS_LIMIT = 120, 60
OTHER = "other"


def _taps(words):
    return [(word, word) for word in words]


class DoorForm(Form):
    """What came of a visit: four taps and one line. `facts` and `promises` of the client are asked about, each by a box of its own."""

    use_required_attribute = False
    met = forms.ChoiceField(label="见到谁", required=False, choices=list(MET.items()), widget=forms.RadioSelect)
    need = forms.ChoiceField(label="听到的需求", required=False, choices=_taps(NEEDS), widget=forms.RadioSelect)
    fact = forms.CharField(
        label="新知道一件，一句话", required=False, max_length=FACT_LIMIT, help_text="见到本人写一句，才算有效联系"
    )
    minutes = forms.TypedChoiceField(
        label="谈了多久",
        required=False,
        coerce=int,
        empty_value=0,
        choices=[(number, f"{number} 分钟") for number in MINUTES],
        widget=forms.RadioSelect,
    )
    step = forms.ChoiceField(label="下一步", required=False, choices=_taps(STEPS), widget=forms.RadioSelect)
    due = forms.ChoiceField(label="哪天之前", required=False, widget=forms.RadioSelect)
    due_on = forms.DateField(
        label="选日子",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请写一个日期，例如 2026-12-04。"},
    )
    papers = forms.CharField(label="带回了什么单据（到时送还）", required=False, max_length=PAPERS_LIMIT)
    touched = forms.CharField(widget=forms.HiddenInput, required=False)  # for the script that keeps what is typed

    def __init__(self, data=None, *, now, days, facts, promises, typed=None):
        super().__init__(data, auto_id="visit_%s", initial={"minutes": 20, **(typed or {})})
        self.today = timezone.localdate(now)
        self.facts, self.promises = facts, promises
        self.fields["due"].choices = [
            *((day.isoformat(), day_in_words(day, self.today)) for day in days),
            (OTHER, "选日子"),
        ]
        for kind, rows in (("checked", facts), ("kept", promises)):
            for row in rows:
                self.fields[f"{kind}-{row.pk}"] = forms.BooleanField(required=False)

    def boxes(self, kind):
        """[(row, its box)]."""
        rows = self.facts if kind == "checked" else self.promises
        return [(row, self[f"{kind}-{row.pk}"]) for row in rows]

    @property
    def checked(self):
        return self.boxes("checked")

    @property
    def kept(self):
        return self.boxes("kept")

    def clean_fact(self):
        return clean_text(self.cleaned_data["fact"], FACT_LIMIT)

    def clean_papers(self):
        return clean_text(self.cleaned_data["papers"], PAPERS_LIMIT)

    @property
    def result(self):
        """The keywords of log_visit, of a form that is valid."""
        said = self.cleaned_data
        chosen = said["due"]
        ticked = {kind: [row for row, box in self.boxes(kind) if said[box.name]] for kind in ("checked", "kept")}
        due_on = said["due_on"] if chosen in ("", OTHER) else forms.DateField().clean(chosen)
        kept = {name: said[name] for name in ("met", "need", "fact", "minutes", "step", "papers")}
        return {**kept, **ticked, "due_on": due_on, "minutes": said["minutes"] or 0}
