"""Somebody without an account, and why nobody looks after him any more."""

from django import forms
from django.utils import timezone

from clients.forms.consents import METHODS
from clients.forms.texts import clean_text
from clients.models import Client
from clients.rules.leads import REASON
from staff.forms.lines import Form
from staff.forms.people import PersonField, managers_within_reach
from staff.models import User
from staff.roles import Role
from words.masking import mask_phone

CONSENT = ("consent_on", "consent_way")
NAME = 60  # characters


class LeadForm(Form):
    """`client`: of whom something is corrected; without one somebody is written down, by a head for one of his managers.

    `name`: what a search for him was for, which may have been a number.
    """

    use_required_attribute = False
    kind = forms.ChoiceField(label="类型", choices=Client.Kind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="姓名或单位名称", max_length=NAME)
    phone = forms.CharField(
        label="手机或座机", required=False, max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    source = forms.CharField(label="怎么认识的", max_length=60, help_text="如：陈国强介绍、11月20日社区活动")
    manager = PersonField(User.objects.none(), label="由谁维护", empty_label="请选择")
    consent_on = forms.DateField(
        label="本人同意的日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="个人要本人同意记下来；单位不用填",
    )
    consent_way = forms.ChoiceField(
        label="怎么同意的",
        required=False,
        choices=[(word, word) for word in METHODS.values()],
        widget=forms.RadioSelect,
    )
    anyway = forms.BooleanField(label="核对过，是另一位", required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, user, client=None, name=""):
        typed = {"phone" if any(map(str.isdecimal, name)) else "name": name.strip()[:NAME]}
        initial = typed if client is None else {field: getattr(client, field) for field in self.KEPT}
        initial |= {"seen": client.version} if client else {"consent_on": timezone.localdate()}
        super().__init__(data, auto_id="lead_%s", initial=initial)
        self.fields["manager"].queryset = managers_within_reach(user)
        if client or user.role == Role.MANAGER:
            del self.fields["manager"]
        for field in CONSENT if client else ("seen",):
            del self.fields[field]
        if client and client.phone:  # nobody reads a number without a look of its own
            self.fields["phone"].help_text = f"现在是 {mask_phone(client.phone)}；空着不改"

    KEPT = ("kind", "name", "source")

    def clean_source(self):
        return clean_text(self.cleaned_data["source"])

    @property
    def asks_anyway(self):
        """Whether the box is shown: only after somebody alike was found."""
        return "anyway" in self.errors or bool(self.data.get("anyway"))


class LetGoForm(Form):
    use_required_attribute = False
    reason = forms.CharField(
        label="为什么不再联系", max_length=60, help_text=f"至少 {REASON} 个字，如：本人说不需要；30 天后删除这一行"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, client):
        super().__init__(data, auto_id="let_go_%s", initial={"seen": client.version})

    def clean_reason(self):
        return clean_text(self.cleaned_data["reason"])
