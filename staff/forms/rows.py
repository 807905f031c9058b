from django import forms


class RowsField(forms.ModelMultipleChoiceField):
    """Rows that were ticked. What the number of no row can be is refused here: SQLite breaks on a longer one than it knows."""

    def clean(self, value):
        if not all(text.isdecimal() and len(text) < 18 for text in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)
