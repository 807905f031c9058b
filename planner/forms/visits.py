from django import forms

from clients.forms.texts import clean_text
from planner.forms.care_days import monday_near
from planner.models import PlanItem
from staff.forms.lines import Form

TALK_LIMIT = PlanItem._meta.get_field("talk").max_length


class DayForm(Form):
    """A week, named by any day of it; without one, or with one that nobody plans for, it is the week asked for by default."""

    day = forms.DateField(required=False)

    @property
    def chosen(self):
        return self.cleaned_data.get("day") if self.is_valid() else None

    def monday(self, near):
        return monday_near(self.chosen, near)


class StopForm(Form):
    """When, with whom and what for. `people`: who can come along; `places`: where the door can be besides at home."""

    use_required_attribute = False
    at = forms.TimeField(
        label="约好的钟点",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "请写一个钟点，例如 09:30。"},
    )
    companion = forms.ChoiceField(label="同行", required=False)
    place = forms.ChoiceField(label="在哪里见", required=False)
    talk = forms.CharField(label="为了什么", required=False, max_length=TALK_LIMIT)
    at_home = forms.BooleanField(label="进家里", required=False)
    with_papers = forms.BooleanField(label="取单、送单", required=False)

    def __init__(self, data=None, *, item, people, places, busy):
        initial = {name: getattr(item, name) for name in ("at", "talk", "at_home", "with_papers")}
        initial |= {"companion": item.companion_id or "", "place": item.place_id or ""}
        super().__init__(data, initial=initial, auto_id=f"stop-{item.pk}-%s")
        self.people, self.places = {str(one.pk): one for one in people}, {str(one.pk): one for one in places}
        named = [(pk, f"{one.name}{_busy(busy[one.pk])}") for pk, one in self.people.items()]
        self.fields["companion"].choices = [("", "一个人去"), *named]
        self.fields["place"].choices = [("", "客户所在的区域"), *((pk, one.name) for pk, one in self.places.items())]
        for name in ("companion", "place"):
            self.fields[name].error_messages["invalid_choice"] = "这一项已不在名单里，请重选。"

    def clean_companion(self):
        return self.people.get(self.cleaned_data["companion"])

    def clean_place(self):
        return self.places.get(self.cleaned_data["place"])

    def clean_talk(self):
        return clean_text(self.cleaned_data["talk"], TALK_LIMIT)


def _busy(stops):
    return f"（当天 {stops} 站）" if stops else ""


class MoveForm(Form):
    to = forms.TypedChoiceField(choices=[("up", -1), ("down", 1)], coerce={"up": -1, "down": 1}.get)


class AskForm(Form):
    """Why somebody is visited who has no right by rule."""

    use_required_attribute = False
    words = forms.CharField(
        label="为什么要上门",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="至少 20 个字：为了什么事，为什么不能请到行里",
        error_messages={"required": "请写明为什么要上门。"},
    )

    def __init__(self, data=None, *, back=None):
        """`back`: the request that was sent back and is completed."""
        super().__init__(data, auto_id="visit_%s", initial={"words": back.words} if back else None)

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])


class WeekdayForm(Form):
    weekday = forms.TypedChoiceField(
        label="上门日",
        coerce=int,
        choices=[(number, f"星期{word}") for number, word in enumerate("一二三四五", start=1)],
        error_messages={"required": "请选择星期几。", "invalid_choice": "请选择星期一到星期五。"},
    )
