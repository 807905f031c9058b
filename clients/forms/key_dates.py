from django import forms
from django.utils import timezone

from clients.enums import Celebrates
from clients.models import KeyDate
from clients.rules.birthdays import LONGEST_LUNAR_MONTH
from clients.rules.key_dates import CALENDAR_WORDS, key_date_problems
from staff.forms.lines import Form
from staff.forms.texts import clean_evidence
from words.lunar import MONTH_NAMES, day_name

NOTE_LIMIT = KeyDate._meta.get_field("note").max_length
MONTHS = [
    (n, f"{n}月" if MONTH_NAMES[n - 1][0] in "二三四五六七八九十" else f"{n}月（{MONTH_NAMES[n - 1]}）")
    for n in range(1, 13)
]
DAYS = [(n, f"{n}日（{day_name(n)}）" if n <= LONGEST_LUNAR_MONTH else f"{n}日") for n in range(1, 32)]


class KeyDateForm(Form):
    """One day of every year, in the calendar it is kept in."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="什么日子", choices=[("", "请选择"), *KeyDate.Kind.choices])
    celebrates = forms.ChoiceField(
        label="历法", choices=list(CALENDAR_WORDS.items()), initial=Celebrates.SOLAR, widget=forms.RadioSelect
    )
    month = forms.TypedChoiceField(label="月", choices=[("", "月"), *MONTHS], coerce=int)
    day = forms.TypedChoiceField(label="日", choices=[("", "日"), *DAYS], coerce=int)
    year = forms.IntegerField(
        label="哪一年起", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6})
    )
    note = forms.CharField(label="说明", required=False, help_text="家人生日写关系，如「女儿」「老伴」，不写姓名")

    def __init__(self, data=None, *, now):
        super().__init__(data, auto_id="key_date_%s")
        self.now = now

    def clean_note(self):
        return clean_evidence(self.cleaned_data["note"], NOTE_LIMIT)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            for problem in key_date_problems(today=timezone.localdate(self.now), **cleaned):
                self.add_error(problem.field, problem.sentence)
        return cleaned
