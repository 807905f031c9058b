from django import forms

from staff.forms.lines import Form
from staff.forms.rows import RowsField
from staff.models import Grant

NONE = "请先勾选要处理的授权。"


class GrantsForm(Form):
    """Which grants are decided about, and how."""

    CONFIRM, DECLINE, SEEN = "confirm", "decline", "seen"

    grants = RowsField(
        queryset=Grant.objects.none(),
        error_messages={
            "required": NONE,
            "invalid_choice": "勾选的授权中有一项已经撤回或不在您的范围内，请重新勾选。",
            "invalid_pk_value": NONE,
            "invalid_list": NONE,
        },
    )
    decision = forms.ChoiceField(
        choices=[(CONFIRM, "同意"), (DECLINE, "不同意"), (SEEN, "已查看")],
        error_messages={"required": "请选择同意或不同意。", "invalid_choice": "请选择同意或不同意。"},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grants"].queryset = Grant.objects.visible_to(user)
