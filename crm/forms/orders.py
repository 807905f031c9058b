from django import forms

from staff.forms.lines import Form

DATE = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
WRONG_DAY = {"invalid": "请写一个日期，例如 2026-12-02。", "required": "请给这件事定一个日期。"}


class OrderForm(Form):
    """What is asked for, until when, and how the head himself helps."""

    use_required_attribute = False
    what = forms.CharField(label="要办什么", error_messages={"required": "请写明要办什么。"})
    due_on = forms.DateField(label="哪天前", error_messages=WRONG_DAY, **DATE)
    help_words = forms.CharField(
        label="我来帮您……",
        error_messages={"required": "请写一句您来帮什么。"},
        help_text="必填：约客户、一起上门、调开别的事、找总行要政策",
    )

    def __init__(self, data=None, *, what=""):
        super().__init__(data, auto_id="order_%s", initial={"what": what})
        self.fields["help_words"].widget.attrs["placeholder"] = "如：周三我和您一起去见客户"
