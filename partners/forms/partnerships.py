"""What is known of a partner, and his next step."""

from django import forms

from clients.forms.texts import clean_text
from partners.models import Partnership
from partners.rules.partnerships import EVIDENCE, NEEDED
from staff.forms.lines import Form
from staff.forms.places import PlaceField

KINDS = [("", "请选择"), *Partnership.Kind.choices]
DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}
WRONG_DAY = {"invalid": "请写一个日期，例如 2026-12-08。"}


class PartnershipForm(Form):
    """Kind, place and cadence; `row` is the Partnership as it stands."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="类别", choices=KINDS, error_messages={"required": "请选类别。"})
    title = forms.CharField(label="职务", max_length=30, required=False, help_text="如：柳渡村党支部书记")
    place = PlaceField(error_messages={"required": "请写在哪个区域。"})
    grade = forms.ChoiceField(label="见面频度", choices=Partnership.Grade.choices, initial=Partnership.Grade.B)
    term_until = forms.DateField(label="任期到", help_text="没有任期就留空", error_messages=WRONG_DAY, **DATE)
    is_public_duty = forms.BooleanField(
        label="公职人员", required=False, help_text="村支书、村主任、社区、学校、医院自动算；只能加，不能去"
    )

    def __init__(self, data=None, *, user, row=None, place=None):
        names = ("kind", "title", "grade", "term_until", "is_public_duty")
        initial = {name: getattr(row, name) for name in names} if row else {}
        known = row.place if row else place
        super().__init__(data, auto_id="partner_%s", initial=initial | {"place": known.code if known else ""})
        self.fields["place"].user, self.fields["place"].known = user, known

    def clean_title(self):
        return clean_text(self.cleaned_data["title"], 30)


class NextForm(Form):
    """What is promised next, which may be left out."""

    use_required_attribute = False
    what = forms.CharField(label="下一步", max_length=80, required=False)
    due_on = forms.DateField(label="哪天前", error_messages=WRONG_DAY, **DATE)


class StepForm(NextForm):
    """The evidence of a step; `stage` is where to, `seen` the stage on the page."""

    evidence = forms.CharField(
        label=f"凭据，{EVIDENCE} 个字以上",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写凭据。"},
    )
    stage = forms.TypedChoiceField(
        label="到哪一步", choices=Partnership.Stage.choices, coerce=int, error_messages={"required": "请选到哪一步。"}
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    field_order = ("stage", "evidence", "what", "due_on", "seen")

    def __init__(self, data=None, *, row):
        above = row.stage + 1
        super().__init__(data, auto_id="step_%s", initial={"stage": min(above, 5), "seen": row.stage})
        choices = [pair for pair in Partnership.Stage.choices if pair[0] <= above and pair[0] != row.stage]
        # An old page may post another; the action says why not.
        self.fields["stage"].widget.choices = list(reversed(choices))
        self.fields["evidence"].help_text = NEEDED.get(above, "")

    def clean_evidence(self):
        return clean_text(self.cleaned_data["evidence"], 300)


class EndForm(Form):
    use_required_attribute = False
    reason = forms.CharField(
        label="为什么不再是伙伴",
        max_length=80,
        help_text=f"{EVIDENCE} 个字以上；资料和凭据都留着",
        error_messages={"required": "请写为什么。"},
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="end_%s")

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"], 80)
