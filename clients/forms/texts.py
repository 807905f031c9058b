"""Free text about a client in forms: what may stand in none is said at its field, with a neutral way to say it,
which the field's notes offer as one tap (H4)."""

from django import forms

from clients.rules.free_texts import free_text_problems, neutral_text
from staff.forms import texts
from words.content import NOTE_LIMIT


def clean_text(text, limit=NOTE_LIMIT):
    """As staff.forms.texts, of words about a client."""
    return _about_client(texts.clean_text(text, limit))


def clean_evidence(text, limit):
    return _about_client(texts.clean_evidence(text, limit))


def _about_client(text):
    if problems := free_text_problems(text, "text"):
        offer = {"instead": neutral_text(text)}
        raise forms.ValidationError([forms.ValidationError(problem.sentence, params=offer) for problem in problems])
    return text
