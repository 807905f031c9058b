from django import forms

from clients.enums.requests import HandoverReason
from clients.forms.texts import clean_text
from clients.rules.ranks import TOP_THREE
from staff.forms.admin import AdminForm
from staff.forms.lines import Form
from staff.forms.people import PersonField, managers_within_reach
from staff.forms.refusals import see_anew
from staff.models import User
from words.problems import Moved


class ClientForm(AdminForm):
    """Who stands in for his manager. `seen` is its version as the editor saw it."""

    backup = PersonField(User.objects.none(), label="B角", required=False)
    seen = forms.IntegerField(label="版本", widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        client = self.instance
        if "backup" in self.fields:
            # Who stands in now stays on the list, wherever he works.
            present = User.objects.filter(pk=client.backup_id or 0)
            self.fields["backup"].queryset = (managers_within_reach(self.user) | present).distinct()
        if "seen" in self.fields:
            self.fields["seen"].initial = client.version

    def show(self, refusal):
        super().show(refusal)
        if isinstance(refusal, Moved):
            now = refusal.current
            self.add_error(
                None,
                f"现在的管户经理：{now.manager or '未分配'}；现在的B角：{now.backup or '无'}。再次保存将以您的选择为准。",
            )
            see_anew(self, now.version)


class ManagerForm(Form):
    """Another manager for one client, and why. `seen` is its version as the head saw it; only the upper tiers have letters."""

    use_required_attribute = False
    manager = PersonField(User.objects.none(), label="新的客户经理", empty_label="请选择")
    reason = forms.ChoiceField(label="原因", choices=[("", "请选择"), *HandoverReason.choices])
    words = forms.CharField(label="说明", required=False, max_length=150)
    is_plain = forms.BooleanField(
        label="不写交接信，也不另约介绍", required=False, help_text="客户和新的客户经理本来就熟，才这样办。"
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, user, client):
        super().__init__(data, auto_id="manager_%s", initial={"seen": client.version})
        self.fields["manager"].queryset = managers_within_reach(user).exclude(pk=client.manager_id)
        if client.tier not in TOP_THREE:
            del self.fields["is_plain"]

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])
