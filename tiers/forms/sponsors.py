"""Who of head office looks after a client, too; and that he met him."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from clients.forms.texts import clean_text
from clients.models import ContactLog
from clients.rules.contacts import TALK_SECONDS, effect_problems
from staff.forms.lines import Form
from staff.forms.people import PersonField
from staff.models import User
from staff.roles import Role

SHORTEST = TALK_SECONDS[ContactLog.Kind.BRANCH] // 60  # minutes
KINDS = [(kind.value, kind.label) for kind in (ContactLog.Kind.BRANCH, ContactLog.Kind.VISIT)]


class SponsorForm(Form):
    """One of head office, or nobody: then the head does it himself."""

    use_required_attribute = False
    person = PersonField(
        label="共管人",
        queryset=User.objects.filter(is_active=True, role=Role.HEAD_OFFICE).order_by("employee_no"),
        required=False,
        empty_label="支行行长自己共管",
        error_messages={"invalid_choice": "请选总行管理岗位的在岗同事。"},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, client):
        super().__init__(data, auto_id="sponsor_%s", initial={"person": client.sponsor_id, "seen": client.version})


class MeetingForm(Form):
    """Where and when one met the client, and what was talked of."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="怎么见的", choices=KINDS, widget=forms.RadioSelect)
    on = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    minutes = forms.IntegerField(
        label="谈了几分钟",
        min_value=SHORTEST,
        max_value=600,
        error_messages={"min_value": f"不足 {SHORTEST} 分钟的不算当面谈过。", "max_value": "请核对时长。"},
    )
    note = forms.CharField(
        label="谈了什么", widget=forms.Textarea(attrs={"rows": 3}), help_text="至少 15 个字，写客户说了什么"
    )

    def __init__(self, data=None, *, now):
        today = timezone.localdate(now)
        super().__init__(data, auto_id="meeting_%s", initial={"on": today, "kind": ContactLog.Kind.BRANCH.value})
        self.now = now

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > timezone.localdate(self.now):
            raise forms.ValidationError("见面的日子不能晚于今天。")
        if on.year < 2000:
            raise forms.ValidationError("请核对年份。")
        return on

    def clean_note(self):
        """A talk that says nothing does not count as one."""
        note = clean_text(self.cleaned_data["note"])
        about = (ContactLog.Kind.BRANCH, ContactLog.Direction.OUT, ContactLog.Reached.CLIENT, SHORTEST * 60)
        if problems := effect_problems(*about, note):
            raise forms.ValidationError(problems)
        return note

    @property
    def at(self):
        """The moment of the ledger: now, or noon of the day that was typed."""
        on = self.cleaned_data["on"]
        if on == timezone.localdate(self.now):
            return self.now
        return timezone.make_aware(datetime.combine(on, time(12)))
