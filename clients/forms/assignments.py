from django import forms

from staff.forms.admin import AdminForm
from staff.forms.lines import Form
from staff.forms.people import PersonField, managers_within_reach
from staff.forms.refusals import see_anew
from staff.models import User
from words.problems import Moved


class ClientForm(AdminForm):
    """Who looks after one client. `seen` is its version as the editor saw it."""

    manager = PersonField(User.objects.none(), label="管户经理", required=False)
    backup = PersonField(User.objects.none(), label="B角", required=False)
    seen = forms.IntegerField(label="版本", widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        client = self.instance
        present = User.objects.filter(pk__in=[client.manager_id or 0, client.backup_id or 0])
        for name in ("manager", "backup"):
            if name in self.fields:
                # Those who look after the client now stay on the list, wherever they work.
                self.fields[name].queryset = (managers_within_reach(self.user) | present).distinct()
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


class AssignForm(Form):
    """Gives several clients to one manager. `seen` holds the versions the page was shown with, `12:3,13:1`."""

    manager = PersonField(User.objects.none(), label="管户经理", empty_label="请选择")
    backup = PersonField(User.objects.none(), label="B角", required=False, empty_label="保持各户原来的B角")
    seen = forms.RegexField(r"^\d{1,19}:\d{1,10}(,\d{1,19}:\d{1,10})*\Z", widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("manager", "backup"):
            self.fields[name].queryset = managers_within_reach(user)

    def clean_seen(self):
        return {
            int(pk): int(version) for pk, version in (pair.split(":") for pair in self.cleaned_data["seen"].split(","))
        }
