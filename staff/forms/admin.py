from staff.forms.lines import ModelForm
from staff.forms.refusals import put


class AdminForm(ModelForm):
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
        put(self, refusal)
