import json
from datetime import timedelta
from functools import cached_property

from django import forms
from django.utils import timezone

from clients.enums import Aim, Purpose
from clients.forms.spoken import MOMENT, READ, hear, own_fields
from clients.forms.taken import MOST, CloseRow, FactRow, PromiseRow
from clients.forms.texts import clean_text
from clients.models import Consent, ContactLog, Promise
from clients.queries.beside import consents_of
from clients.queries.promise_cards import promise_card
from clients.rules.aims import aim_of
from clients.rules.entry import entry_problems
from clients.rules.one_line import clients_in
from clients.rules.spoken import AT, day_in_words, offered_days
from staff.calendar import calendar_at_hand
from staff.forms.lines import Form, ModelForm
from words.masking import mask_text

FORM = "contact"  # of its drafts
NOT_LOGGED = (ContactLog.Kind.UNKNOWN, ContactLog.Kind.HANDOVER)
LOGGABLE = [choice for choice in ContactLog.Kind.choices if choice[0] not in NOT_LOGGED]
SOON = ((1, "下个工作日"), (7, "一周后"), (14, "两周后"), (30, "一个月后"))
RARE = ("direction", AT)  # folded away until one of them is wrong, or was said
MINUTES = (3, 5, 10, 20, 30)
LIKELY_AIMS = 6  # with 未选; the rest is folded away
MOST_ASKED = 20  # open promises that the form asks about
WRITTEN_DOWN = (Purpose.DOSSIER, Purpose.SENSITIVE)
COUNTS = {2: "两", 3: "三", 4: "四"}
EXAMPLE = "如：刚打了电话，聊了十分钟，孩子明年高考，答应周三发利率表"


class ContactForm(ModelForm):
    """记一笔: kind, outcome, one line, next step, and the rows of what goes along. Everything else has a sensible start value.

    `typed` fills the form that was not sent yet: what was read from its line, or a draft.
    """

    use_required_attribute = False  # the server says what is missing, in the same words everywhere
    line = forms.CharField(label="说一句", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    minutes = forms.IntegerField(label="时长（分钟）", min_value=1, max_value=480, required=False)
    occurred_at = forms.DateTimeField(
        label="时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    )
    line_read = forms.CharField(widget=forms.HiddenInput, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    touched = forms.CharField(widget=forms.HiddenInput, required=False)
    meant = forms.CharField(
        widget=forms.HiddenInput, required=False
    )  # the aim with which one went, until the line tells another

    class Meta:
        model = ContactLog
        fields = ("kind", "reached", "outcome", "aim", "note", "next_step", "next_on", "direction", "replied", AT)
        widgets = {
            "kind": forms.RadioSelect,
            "reached": forms.RadioSelect,
            "outcome": forms.RadioSelect,
            "aim": forms.RadioSelect,
            "direction": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 2, "placeholder": "客户说了什么，一句话"}),
            "next_step": forms.TextInput(attrs={"placeholder": "如：发大额存单利率表"}),
            "next_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, data=None, *, now, promises=(), agreed=(), typed=None, aim=""):
        """`promises`: the client's open ones, to be asked about; `agreed`: what he consents to have written down ('' 人脉档案);
        `aim`: with which he was called.
        """
        super().__init__(data, initial=typed)
        self.now, self.today, self.agreed = now, timezone.localdate(now), agreed
        self.values = typed if data is None else data
        self._set_up_fields(aim)
        if self.values is None:
            started = {name: _shown(self[name]) for name in READ}
            self.fields["was"].initial = json.dumps(started, ensure_ascii=False)
        self.promise_rows = self._rows(PromiseRow)
        self.fact_rows = self._rows(FactRow, agreed=agreed)
        self.close_rows = [CloseRow(data, promise=each, typed=typed) for each in promises]

    def _set_up_fields(self, aim):
        for name in ("note", "line"):
            self.fields[name].widget.attrs.pop("maxlength", None)  # the browser would cut what is typed without a word
        self.fields["line"].widget.attrs |= {"placeholder": EXAMPLE, "data-line": ""}
        self.fields["kind"].choices = LOGGABLE
        self.fields["kind"].initial = ContactLog.Kind.CALL
        self.fields["reached"].choices = ContactLog.Reached.choices
        self.fields["direction"].choices = ContactLog.Direction.choices
        self.fields["outcome"].choices = [("", "未选"), *ContactLog.Outcome.choices]
        self.fields["aim"].choices = [("", "未选"), *ContactLog.Aim.choices]
        self.fields["aim"].initial = self.fields["meant"].initial = aim if aim in ContactLog.Aim.values else ""
        self.fields[AT].initial = timezone.localtime(self.now)

    def _rows(self, row, **about):
        rows = []
        for number in range(MOST) if self.values is not None else ():
            found = row.posted(self.values, number)
            if found:
                filled = {"data": self.data} if self.is_bound else {"initial": found}
                rows.append(row(**filled, prefix=f"{row.noun}-{number}", today=self.today, **about))
                rows[-1].number = self._number_of(row, found)
        return rows

    def _number_of(self, row, found):
        """Which words of the line the row was heard in; 0 for none."""
        texts = [each[row.watched[0]] for each in getattr(self.heard, f"{row.noun}s", ())]
        text = row.heard_text(found)
        return self.heard.numbers.get(f"{row.noun}-{texts.index(text)}", 0) if text and text in texts else 0

    @cached_property
    def calendar(self):
        return calendar_at_hand(self.today, self.today + timedelta(days=SOON[-1][0]))

    @cached_property
    def heard(self):
        """What was read from the line; None where nothing was read yet."""
        line = (self.values or {}).get("line_read")
        return hear(line, self.now, self.calendar) if line else None

    @cached_property
    def numbers(self):
        """{field: the number of its words in the line}; 0 where nothing was heard, or a person has changed it since."""
        own = own_fields(self.values) if self.heard else READ
        return {name: 0 if name in own else self.heard.numbers.get(name, 0) for name in READ}

    def clean_line(self):
        line = clean_text(self.cleaned_data["line"])
        if (count := clients_in(line)) > 1:
            raise forms.ValidationError(
                f"这句话里像是有{COUNTS.get(count, '好几')}位客户，请分开记；别的客户到各自的页面去记。"
            )
        return line

    def clean_note(self):
        return clean_text(self.cleaned_data["note"])

    def clean_next_step(self):
        return clean_text(self.cleaned_data["next_step"])

    def clean(self):
        cleaned = super().clean()
        rows = (*self.promise_rows, *self.fact_rows, *self.close_rows)
        lacking = [row for row in rows if not row.is_valid()]
        values = {name: cleaned.get(name) for name in (AT, "reached", "outcome", "next_on")}
        texts = {name: cleaned.get(name) or "" for name in ("note", "next_step")}
        about = {"now": self.now, "today": self.today, "has_promise": any(row.is_kept for row in self.promise_rows)}
        for problem in entry_problems(**about, **values, **texts):
            if problem.field not in self.errors:
                self.add_error(problem.field, problem.sentence)
        if lacking:
            self.add_error(None, "还没有记下：下面有一处要补。")
        return cleaned

    @property
    def contact(self):
        """The cleaned data as log_talk's arguments. The first thing that we promised is the next step of the ledger's row."""
        data = dict(self.cleaned_data)
        minutes, at = data.pop("minutes"), data.pop(AT)
        for name in ("line", "line_read", "was", "touched", "meant"):
            data.pop(name)
        promises = [row.taken for row in self.promise_rows if row.is_kept]
        ours = next((each for each in promises if each["owes"] == Promise.Owes.STAFF), None)
        if ours and not data["next_on"]:
            promises.remove(ours)
            data |= {"next_step": ours["what"], "next_on": ours["due_on"]}
        closes = [row.taken for row in self.close_rows if row.taken]
        facts = [row.taken for row in self.fact_rows if row.is_kept]
        taken = {"promises": promises, "closes": closes, "facts": facts}
        return {**data, **taken, "at": at, "seconds": minutes * 60 if minutes else None}

    @property
    def soon(self):
        """[(date, words)] for the quick buttons beside the next date: the day itself or the first working day after it."""
        return [(self.calendar.next_workday(self.today + timedelta(days=days)), words) for days, words in SOON]

    @property
    def offered(self):
        """[(date, words)] for a promise whose day was not understood: three coming working days."""
        return [(day, day_in_words(day, self.today)) for day in offered_days(self.today, self.calendar)]

    @property
    def durations(self):
        return MINUTES

    @property
    def echo(self):
        """[(text, number, tone)]: the line in pieces, with what was heard in each."""
        return [(mask_text(each.text), each.number, "unsure" if each.is_unsure else "") for each in self.heard.pieces]

    @property
    def sounds_like_complaint(self):
        """Whether the line tells of a complaint that nobody has chosen as the outcome: it has a clock, and the head must know."""
        return (
            self.heard is not None
            and not self["outcome"].value()
            and aim_of("", self.values["line_read"]) == Aim.COMPLAINT
        )

    @property
    def opens_rare(self):
        """Whether what is folded away is wrong, or a time other than now was heard."""
        local = timezone.localtime(self.now)
        heard_at = self.heard.values.get(AT, local) if self.heard else local
        return heard_at != local or any(name in self.errors for name in RARE)

    @property
    def aims(self):
        """(the likely ones, the rest), each to be ticked."""
        every = list(self["aim"])
        return every[:LIKELY_AIMS], every[LIKELY_AIMS:]

    @property
    def has_rare_aim(self):
        chosen = self["aim"].value()
        return bool(chosen) and chosen not in [radio.data["value"] for radio in self.aims[0]]


def contact_form(client, user, *, now, data=None, typed=None, card=None, consents=None, aim=""):
    """The form about this client. `card` (of promise_card) and his `consents` are read where a page does not hand them over."""
    card = card or promise_card(client, user, now)
    consents = consents_of(client) if consents is None else consents
    asked = [row.promise for row in (*card["ours"], *card["theirs"]) if row.may_close][:MOST_ASKED]
    # One that somebody closed while the form was open is still named: the action says so.
    asked += [row.promise for row in card["closed"] if data and CloseRow.is_answered(data, row.promise)]
    agreed = {row.item for row in consents if row.purpose in WRITTEN_DOWN and row.status == Consent.Status.GRANTED}
    return ContactForm(data, now=now, promises=asked, agreed=agreed, typed=typed, aim=aim)


class StrikeForm(Form):
    reason = forms.CharField(label="作废原因", max_length=200)

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"])


def _shown(field):
    """The value as the browser sends it back."""
    value = field.value()
    return value.strftime(MOMENT) if hasattr(value, "strftime") else str(value if value is not None else "")
