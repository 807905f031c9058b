from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class AdminForm(forms.ModelForm):
    """Shows at the fields what the action refused; the admin sets `user` and, on the second pass, `refusal`."""

    user = None
    refusal = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Django would name the table's constraint; the action says the same in Chinese and at the field.
        self.instance.validate_constraints = lambda exclude=None: None

    def clean(self):
        cleaned = super().clean()
        if self.refusal is not None:
            self.show(self.refusal)
        return cleaned

    def show(self, refusal):
        messages = getattr(refusal, "messages", None) or [str(refusal)]
        problems = getattr(refusal, "error_dict", None) or {NON_FIELD_ERRORS: messages}
        for name, problem in problems.items():
            self.add_error(name if name in self.fields else None, ValidationError(problem))
