"""Of very many people the 工号 is typed, not chosen (staff/forms/people.py)."""

from django import forms

from staff.forms import people
from staff.forms.people import PersonField
from staff.models import User
from tests import factories


class Some(forms.Form):
    person = PersonField(User.objects.none())
    why = forms.CharField()

    def __init__(self, data, queryset):
        super().__init__(data)
        self.fields["person"].queryset = queryset


def test_what_was_typed_comes_back_as_it_was_typed_and_never_as_the_row_of_that_number(bank, monkeypatch):
    monkeypatch.setattr(people, "MANY", 0)
    other = factories.user(unit=bank.east, employee_no="990177", name="别人", pk=12345)
    rows = User.objects.filter(unit=bank.east)
    for typed, shown in {
        "12345": "12345",
        " 12345\u3000": "12345",
        "１２３４５": "12345",
        bank.stranger.employee_no: bank.stranger.employee_no,
        "9" * 40: "9" * 40,
        "99\x000188": "990188",
        "9901 02": "9901 02",
        "9" * 5000: "9" * 5000,
    }.items():
        form = Some({"person_no": typed}, rows)
        assert form["person"].errors == [f"没有工号是“{shown[:20]}”的人可选，请核对工号。"]
        assert f'value="{shown}"' in str(form["person"]) and other.name not in str(form["person"])
    for typed in (bank.backup.employee_no, "９９０１０２", " 990102 "):
        form = Some({"person_no": typed}, rows)
        assert not form["person"].errors and form.cleaned_data["person"] == bank.backup
        assert 'value="990102"' in str(form["person"]) and bank.backup.name in str(form["person"])
    for forged in ("9" * 5000, "９" * 5, "\x00", "-1", str(bank.stranger.pk), str(2**63)):
        form = Some({"person": forged}, rows)
        assert form["person"].errors and 'value="' not in str(form["person"])
    assert f'value="{other.employee_no}"' in str(Some({"person": str(other.pk)}, rows)["person"])
