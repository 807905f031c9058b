"""What every form of ours is built on: a field of one line takes no line break and nothing that nobody sees."""

from django import forms

from words.content import forbidden_in_line

ONE_LINE = ("text", "email", "url", "tel", "search")  # kinds of <input>; a password is nobody's to read


def refuse_breaks(text):
    if problems := forbidden_in_line(text):
        raise forms.ValidationError([problem.sentence for problem in problems])


def watch_lines(form):
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and getattr(field.widget, "input_type", "") in ONE_LINE:
            field.validators.append(refuse_breaks)


class Form(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        watch_lines(self)


class ModelForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        watch_lines(self)
