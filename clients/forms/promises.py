"""The forms of promises. What may not be is said by the action, at these fields."""

from django import forms

from clients.models import Promise
from staff.forms.lines import Form
from staff.models import User

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "required": False}


class PromiseForm(Form):
    """One line on the client page: who promised, what, until when."""

    use_required_attribute = False
    owes = forms.ChoiceField(label="谁答应的", choices=Promise.Owes.choices, initial=Promise.Owes.STAFF)
    what = forms.CharField(label="答应的事", required=False)
    due_on = forms.DateField(label="哪天", **DATE)

    def __init__(self, data=None):
        super().__init__(data, auto_id="promise_%s")
        self.fields["what"].widget.attrs["placeholder"] = "如：把两种存期的利息测算表发给客户"

    @property
    def promise(self):
        """The cleaned data as make_promise's arguments."""
        return self.cleaned_data


class ColleagueForm(Form):
    """Something between colleagues, about no client."""

    MINE, HIS = "mine", "his"

    use_required_attribute = False
    owes = forms.ChoiceField(label="谁来办", choices=[(HIS, "同事办，我等着"), (MINE, "我办，答应同事")], initial=HIS)
    colleague = forms.CharField(label="同事（工号或姓名）")
    what = forms.CharField(label="什么事", required=False)
    due_on = forms.DateField(label="哪天", **DATE)

    def __init__(self, data=None, *, user):
        super().__init__(data, auto_id="colleague_%s")
        self.user = user

    def clean_colleague(self):
        text = self.cleaned_data["colleague"]
        people = User.objects.filter(is_active=True).exclude(pk=self.user.pk)
        found = people.filter(employee_no=text)[:1] or people.filter(name=text)[:2]
        if not found:
            raise forms.ValidationError("没有找到这位在岗的同事，请核对工号。")
        if len(found) > 1:
            raise forms.ValidationError("有同名的同事，请填工号。")
        return found[0]

    @property
    def promise(self):
        """The cleaned data as make_promise's arguments."""
        data = dict(self.cleaned_data)
        sides = [self.user, data.pop("colleague")]
        owed_by, owed_to = sides if data.pop("owes") == self.MINE else reversed(sides)
        return {**data, "owed_by": owed_by, "owed_to": owed_to}


class ClosingForm(Form):
    state = forms.ChoiceField(choices=[choice for choice in Promise.State.choices if choice[0] != Promise.State.OPEN])
    words = forms.CharField(required=False)


class MovingForm(Form):
    due_on = forms.DateField(**DATE)
    why = forms.CharField(required=False)
    seen = forms.DateField()
