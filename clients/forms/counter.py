from django import forms

from clients.rules.counter import DECLINED, NOTHING
from staff.forms.lines import Form


class NumberForm(Form):
    use_required_attribute = False
    number = forms.CharField(
        label="客户号",
        max_length=40,
        help_text="要整个号。查一次记一次。",
        error_messages={"required": "请输入整个客户号。", "max_length": "客户号没有这么长，请核对。"},
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="counter_%s")
        self.fields["number"].widget.attrs.update(autocomplete="off", inputmode="numeric", autofocus=True)


class AnswerForm(Form):
    """One tap. `token` says whose answer to which question it is, and that the counter has looked him up."""

    token = forms.CharField(widget=forms.HiddenInput)
    answer = forms.CharField(max_length=20)


OTHERWISE = {NOTHING: "没有要办的", DECLINED: "不愿说"}
