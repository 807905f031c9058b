"""What staff/forms/widgets.py writes is what Django's own templates would."""

from datetime import date

from django import forms
from django.forms.renderers import TemplatesSetting
from django.test import SimpleTestCase

from staff.forms.widgets import Renderer

WORDS = [("a", "甲<b>"), ("b", "乙"), ("", "都不是")]


class Everything(forms.Form):
    text = forms.CharField(max_length=9, widget=forms.TextInput(attrs={"placeholder": '如："你<好>"', "data-line": ""}))
    hidden = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    number = forms.IntegerField(min_value=0, required=False)
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at = forms.DateTimeField()
    yes = forms.BooleanField(required=False, disabled=True)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    one = forms.ChoiceField(choices=[*WORDS, ("组", [("c", "丙"), ("d", "丁")])])
    way = forms.ChoiceField(choices=WORDS, widget=forms.RadioSelect(attrs={"class": "ways"}))
    some = forms.MultipleChoiceField(choices=WORDS, widget=forms.CheckboxSelectMultiple)
    file = forms.FileField()


def written(renderer, **about):
    form = Everything(renderer=renderer, **about)
    return "".join(str(field) for field in form) + "".join(radio.tag() for radio in form["way"])


def test_each_element_is_what_django_writes():
    typed = {"text": "<i>&", "hidden": 7, "number": 1234567, "on": date(2026, 11, 25), "yes": True, "one": "d"}
    typed |= {"note": "一行\n<二行>", "way": "a", "some": ["a", ""], "at": "2026-11-25 10:00"}
    for about in ({}, {"initial": typed}, {"data": typed}, {"data": {}}):
        ours, theirs = (written(renderer, **about) for renderer in (Renderer(), TemplatesSetting()))
        SimpleTestCase().assertHTMLEqual(ours, theirs)
