from django import forms
from django.utils import timezone

from clients.models import Fact
from clients.queries.information import alike, already
from staff.forms.lines import Form
from staff.forms.people import PersonField
from staff.forms.texts import clean_text
from staff.models import User
from staff.queries.users import colleagues
from staff.roles import Permission
from words.problems import Problem, Refused

MOST = 20  # colleagues to choose from
# Set by `offer_known`: the person has seen that nearly the same stands already, and presses once more.
AGAIN = forms.BooleanField(required=False, widget=forms.HiddenInput)


def offer_known(form, client, user, kind, now, but=None):
    """Refuses once what nearly stands already (domain 4.3); the form then holds `again`. `but`: the note it comes from."""
    data = form.cleaned_data
    known = None if data["again"] else alike(client, user, kind, data["text"], timezone.localdate(now), but)
    if known and known.text != data["text"]:
        form.data = form.data.copy()
        form.data["again"] = "1"
        raise Refused(Problem("text", already(known, now)))


class DistilForm(Form):
    """One line out of a raw note."""

    use_required_attribute = False
    text = forms.CharField(
        label="提炼成一句话", error_messages={"required": "请写一句话。"}, help_text="一件事、对我们意味着什么"
    )
    again = AGAIN


class JudgeForm(Form):
    """What an information means for us; the rule says what is missing."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label="判断",
        choices=Fact.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选机会或风险。"},
    )
    dimension = forms.ChoiceField(
        label="看的是哪一面",
        choices=[("", "不分"), *Fact.Dimension.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    judgement = forms.CharField(
        label="为什么",
        error_messages={"required": "请写一句为什么这样判断。"},
        help_text="一句话，如：下游三家都在扩产",
    )


class ColleagueField(PersonField):
    def label_from_instance(self, person):
        return f"{super().label_from_instance(person)} {person.unit.name} {person.get_role_display()}"

    def to_python(self, value):
        is_number = str(value or "").isdecimal() and len(str(value)) < 18  # the database has no other
        return super().to_python(value if is_number else None)


class HandForm(Form):
    """To whom, and what for. A name that several people have brings the choice of `person`."""

    use_required_attribute = False
    to = forms.CharField(
        label="转给谁",
        help_text="姓名或工号，全行在岗的同事",
        error_messages={"required": "请写同事的姓名或工号。"},
    )
    person = ColleagueField(
        label="是哪一位", queryset=User.objects.none(), required=False, empty_label=None, widget=forms.RadioSelect
    )
    wanted = forms.CharField(
        label="请对方做什么",
        error_messages={"required": "请写明希望对方做什么。"},
        help_text="一句话，如：看看能不能给这三家报结算方案",
    )

    def __init__(self, data=None):
        super().__init__(data)
        words = str(self.data.get("to", ""))
        self.found = list(colleagues(words, Permission.ANSWER_INFORMATION)[: MOST + 1]) if data else []
        self.fields["person"].queryset = User.objects.filter(pk__in=[person.pk for person in self.found])

    @property
    def offers_choice(self):
        return 1 < len(self.found) <= MOST

    def clean(self):
        data = super().clean()
        if "to" not in data:
            return data
        words = "".join(data["to"].split())
        exact = [person for person in self.found if words in (person.name, person.employee_no)]
        chosen = data.get("person")
        if not self.found:
            self.add_error("to", "没有找到在岗的这位同事，请核对姓名或工号。")
        elif len(self.found) > MOST:
            self.add_error("to", "符合的同事太多，请写全姓名或工号。")
        elif not chosen and len(exact or self.found) > 1:
            self.add_error("person", f"有 {len(self.found)} 位同事符合，请选一位。")
        else:
            data["person"] = chosen or (exact or self.found)[0]
        return data


class AnswerForm(Form):
    """The answer, or with the other button what is missing."""

    use_required_attribute = False
    words = forms.CharField(
        label="答复", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="退回时写明还缺什么"
    )
    is_returned = forms.BooleanField(required=False)

    def __init__(self, data=None, *, pk):
        super().__init__(data, auto_id=f"answer_{pk}_%s")

    def clean_words(self):
        return clean_text(self.cleaned_data["words"], 200)
