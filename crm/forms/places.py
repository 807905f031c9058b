from django import forms

from staff.forms.lines import Form

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
WRONG_DAY = {"invalid": "请写一个日期，例如 2026-12-18。", "required": "请给这件事定一个日期。"}


class TaskForm(Form):
    """What whoever answers for the place does about its blank, until when."""

    use_required_attribute = False
    what = forms.CharField(label="要办什么", error_messages={"required": "请写明要办什么。"})
    due_on = forms.DateField(label="哪天前", error_messages=WRONG_DAY, **DATE)

    def __init__(self, data=None):
        super().__init__(data, auto_id="task_%s")
        self.fields["what"].widget.attrs["placeholder"] = "如：问清现在怎么收钱，为什么不用我们的"
