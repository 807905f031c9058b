from django import forms

from crm.actions.unusual import LIMIT
from staff.forms.lines import Form


class SeenForm(Form):
    """What somebody says who has looked at a finding."""

    words = forms.CharField(
        label="看下来是怎么回事", max_length=LIMIT, error_messages={"required": "请写一句看下来是怎么回事。"}
    )
