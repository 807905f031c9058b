"""What is done about one client of a handover. What may not be is said by the action, at these fields."""

from django import forms

from clients.rules.introductions import ways_of
from staff.forms.lines import Form

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
LONGEST = 600  # minutes


class StepForm(Form):
    """A step that needs no words."""

    use_required_attribute = False
    label, button, done = "", "", ""

    def __init__(self, data=None, *, row):
        super().__init__(data, auto_id=f"{self.prefix_of()}_{row.pk}_%s")
        self.row = row
        self.prepare()

    @classmethod
    def prefix_of(cls):
        return cls.__name__.removesuffix("Form").lower()

    def prepare(self):
        """Fills in what depends on the row."""


class ConfirmForm(StepForm):
    button, done = "我也确认介绍过了", "两位都已确认"


class AgreeForm(StepForm):
    button, done = "同意视频介绍", "已同意，介绍办完"


class ResumeForm(StepForm):
    button, done = "恢复移交", "已恢复，到生效日换经理"


class SayForm(StepForm):
    button, done = "介绍过了", "已记一笔，等另一位经理确认"
    kind = forms.ChoiceField(label="怎么介绍的")
    minutes = forms.IntegerField(label="谈了几分钟", min_value=1, max_value=LONGEST)
    words = forms.CharField(label="客户说了什么", required=False, max_length=200)

    def prepare(self):
        self.fields["kind"].choices = ways_of(self.row.client.tier)


class WordsForm(StepForm):
    words = forms.CharField(label="原因", required=False, max_length=200)


class ObjectForm(WordsForm):
    button, done = "客户不愿", "已交回行长另选"

    def prepare(self):
        self.fields["words"].label = "客户怎么说"


class HoldForm(WordsForm):
    button, done = "暂缓", "已暂缓，等行长定"


class DeclineForm(WordsForm):
    button, done = "不同意视频", "已退回，请两位经理当面介绍"


class PostponeForm(StepForm):
    button, done = "改期", "已改期"
    due_on = forms.DateField(label="改到哪天", required=False, **DATE)
    why = forms.CharField(label="为什么", required=False, max_length=200)
    seen = forms.DateField(widget=forms.HiddenInput)

    def prepare(self):
        self.fields["seen"].initial = self.row.introduction and self.row.introduction.due_on


class FinishForm(Form):
    """监交: what the head has looked at himself."""

    papers = forms.BooleanField(label="核对过：没有代存的存单、密码和资料", required=False)
    groups = forms.BooleanField(label="核对过：客户群已转到企业微信，群主已换", required=False)


FORMS = {
    "say": SayForm,
    "confirm": ConfirmForm,
    "agree": AgreeForm,
    "decline": DeclineForm,
    "resume": ResumeForm,
    "object": ObjectForm,
    "postpone": PostponeForm,
    "hold": HoldForm,
}


def with_forms(lines, typed=None):
    """[(line, [(name, form)])]: a form for each of the line's offers; `typed` {name: the form with what was refused}."""
    return [
        (line, [(name, (typed or {}).get(name) or FORMS[name](row=line.row)) for name in line.offers]) for line in lines
    ]
