"""What 记一笔 takes along besides the contact: promises, facts, and what became of the open promises; one row each."""

import json
from datetime import date

from django import forms

from clients.enums import Owes, PromiseState
from clients.enums.facts import FactKind
from clients.forms.texts import clean_text
from clients.models import Fact, Promise
from clients.queries.facts import ASKING
from clients.rules.facts import consent_problem, fact_problems, item_of, needs_consent, year_after
from clients.rules.promises import closing_problems, promise_problems
from clients.rules.spoken import day_in_words
from staff.forms.lines import Form

MOST = 9  # rows of a kind in one form
OWES = [(Owes.STAFF, "我们答应"), (Owes.CLIENT, "客户答应")]
OUTCOMES = [
    (PromiseState.OPEN, "还没有"),
    (PromiseState.KEPT, "办到了"),
    (PromiseState.RELEASED, "不必了"),
]
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Row(Form):
    """A row that may be unticked. `was` is how it stood when the line was read: one that a person changed is his own."""

    use_required_attribute = False
    noun, watched = "", ()
    keep = forms.BooleanField(label="记下", required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.number = 0  # where in the line it was heard

    @property
    def is_kept(self):
        """Whether it is to be written, of a row that was sent."""
        return bool(getattr(self, "cleaned_data", {}).get("keep"))

    @property
    def is_ticked(self):
        return bool(self["keep"].value())

    @classmethod
    def posted(cls, values, number):
        """{field: text} of the row with this number, as it was sent; None where there is none."""
        prefix = f"{cls.noun}-{number}-"
        found = {name: values.get(prefix + name, "") for name in cls.base_fields}
        return found if f"{prefix}{cls.watched[0]}" in values else None

    @classmethod
    def state(cls, values):
        watched = (str(values.get(name) or "") for name in cls.watched)
        return json.dumps([bool(values.get("keep")), *watched], ensure_ascii=False)

    @classmethod
    def fresh(cls, values):
        """The values of a row that was just read, with how it stands."""
        return {**values, "was": cls.state(values)}

    @classmethod
    def heard_text(cls, values):
        """The words that the line gave the row; '' of one that a person wrote himself."""
        try:
            return str(json.loads(values.get("was") or "[]")[1])
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""

    @classmethod
    def is_own(cls, values):
        """Whether a person changed the row since it was read."""
        return values.get("was") != cls.state(values)


class PromiseRow(Row):
    noun, watched = "promise", ("what", "owes", "due_on")
    owes = forms.ChoiceField(label="谁答应的", choices=OWES)
    what = forms.CharField(label="答应的事", required=False, max_length=Promise._meta.get_field("what").max_length)
    due_on = forms.DateField(label="哪天", required=False, widget=DAY)

    def clean_what(self):
        return clean_text(self.cleaned_data["what"])

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("keep"):
            self._errors.clear()
        elif not self.errors:
            asked = {"what": cleaned.get("what", ""), "due_on": cleaned.get("due_on")}
            for problem in promise_problems(**asked, today=self.today):
                self.add_error(problem.field, problem.sentence)
        return cleaned

    @property
    def said_day(self):
        """「周三 12月2日」 of the day that stands in the row; '' where it is still to be chosen."""
        return day_in_words(self.day, self.today) if self.day else ""

    @property
    def day(self):
        """The day that stands in the row, None where it is still to be chosen."""
        value = self["due_on"].value()
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return None

    @property
    def taken(self):
        data = self.cleaned_data
        return {"owes": data["owes"], "what": data["what"].strip(), "due_on": data["due_on"]}


class FactRow(Row):
    noun, watched = "fact", ("text", "kind")
    kind = forms.ChoiceField(label="类别", choices=FactKind.choices)
    text = forms.CharField(label="新知道的", required=False, max_length=Fact._meta.get_field("text").max_length)

    def __init__(self, *args, agreed, **kwargs):
        """`agreed`: the items that the client consents to have written down, '' is 人脉档案 as such."""
        super().__init__(*args, **kwargs)
        self.agreed = agreed

    @staticmethod
    def problems(kind, text, agreed, today):
        """Why the fact may not be written: what stands in it, or a consent that is missing."""
        item = item_of(text)
        about = {"is_sensitive": bool(item), "item": item, "learned_on": today, "good_until": year_after(today)}
        problems = fact_problems(kind=kind, text=text, **about, today=today)
        lacks = needs_consent(kind, item) and item not in agreed
        return problems or [consent_problem(item)] * lacks

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("keep"):
            self._errors.clear()
        elif not self.errors:
            for problem in self.problems(cleaned["kind"], cleaned["text"], self.agreed, self.today):
                self.add_error(problem.field if problem.field in self.fields else "text", problem.sentence)
        return cleaned

    @property
    def hindrance(self):
        """Why the row is not ticked by itself, in words, and how to ask; '' where nothing stands against it."""
        kind, text = self["kind"].value() or "", self["text"].value() or ""
        found = self.problems(kind, text, self.agreed, self.today)
        if not found:
            return ""
        lacks_dossier = found[0] == consent_problem("")
        return found[0].sentence + (f"可以这样问：「{ASKING}」" if lacks_dossier else "")

    @property
    def taken(self):
        return {"kind": self.cleaned_data["kind"], "text": self.cleaned_data["text"].strip()}


class CloseRow(Form):
    """What became of one open promise; nothing is chosen but 还没有."""

    use_required_attribute = False
    state = forms.ChoiceField(choices=OUTCOMES, widget=forms.RadioSelect, initial=PromiseState.OPEN, required=False)
    words = forms.CharField(label="怎么了结的", required=False, max_length=Promise._meta.get_field("words").max_length)

    def __init__(self, data=None, *, promise, typed=None):
        prefix, typed = f"close-{promise.pk}", typed or {}
        initial = {name: typed[key] for name in self.base_fields if typed.get(key := f"{prefix}-{name}")}
        super().__init__(data, prefix=prefix, initial=initial)
        self.promise = promise
        self.fields["state"].label = promise.what

    @staticmethod
    def is_answered(data, promise):
        return data.get(f"close-{promise.pk}-state", "") not in ("", PromiseState.OPEN)

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])

    def clean(self):
        cleaned = super().clean()
        state, words = cleaned.get("state") or PromiseState.OPEN, cleaned.get("words") or ""
        if state != PromiseState.OPEN:
            for problem in closing_problems(state=state, words=words, origin=self.promise.origin):
                self.add_error(problem.field, problem.sentence)
        return cleaned

    @property
    def taken(self):
        """(promise, state, words); None where it stays open."""
        state = self.cleaned_data["state"]
        return (self.promise, state, self.cleaned_data["words"]) if state not in ("", PromiseState.OPEN) else None
