from django import forms


class JudgeForm(forms.Form):
    """What the operator saw when he pressed a button: a message that was tried again since is another case."""

    seen = forms.IntegerField(min_value=0, max_value=100)
