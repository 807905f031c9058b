"""Free text in forms: what the rules refuse is said at the field, and what was typed stays in it."""

from django import forms

from words.content import NOTE_LIMIT, forbidden_in_text
from words.masking import mask_text


def clean_text(text, limit=NOTE_LIMIT):
    """For a `clean_<field>`: the text, or ValidationError with every reason to refuse it."""
    if problems := forbidden_in_text(text, limit=limit):
        raise forms.ValidationError([problem.sentence for problem in problems])
    return text


def clean_evidence(text, limit):
    """The same for what is read by many: nor what would stand masked anywhere else (S13)."""
    if mask_text(clean_text(text, limit)) != text:
        raise forms.ValidationError("请勿写完整的手机号、证件号、卡号或邮箱。")
    return text
