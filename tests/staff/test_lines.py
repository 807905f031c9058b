"""A field of one line is one line, on every page: what forms of ours and of the admin do with line ends and unseen signs."""

import pytest
from django import forms
from django.contrib import admin

from staff.forms.lines import Form, ModelForm
from staff.models import User

APPS = ("crm.", "imports.", "planner.", "campaigns.", "tiers.", "outbox.", "clients.", "staff.")
LOGIN = "LoginForm"  # writes nothing


def heirs(of):
    for heir in of.__subclasses__():
        yield heir
        yield from heirs(heir)


def test_every_form_of_ours_with_a_line_is_built_on_the_one_that_watches_it(client):
    client.get("/login/")  # reads every module with a form
    for form in heirs(forms.BaseForm):
        lines = (
            [field for field in form.base_fields.values() if isinstance(field.widget, forms.TextInput)]
            if hasattr(form, "base_fields")
            else []
        )
        if form.__module__.startswith(APPS) and lines and form.__name__ != LOGIN:
            assert issubclass(form, Form | ModelForm), form


def test_every_form_of_the_admin_watches_its_lines():
    for model, page in admin.site._registry.items():
        assert issubclass(page.form, ModelForm) and not page.list_editable, model


class Sample(Form):
    line, mail = forms.CharField(), forms.EmailField()
    text = forms.CharField(widget=forms.Textarea)
    secret = forms.CharField(widget=forms.PasswordInput)


def test_a_text_of_many_lines_and_a_password_stay_as_they_are():
    form = Sample({"line": " 好的\n", "mail": "a@bank.example", "text": "一\n二", "secret": "a\u200bb"})
    assert form.is_valid() and form.cleaned_data["line"] == "好的"


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\u200b", "\ufeff", "\u2028"])
def test_a_line_of_a_page_of_ours_is_refused_at_its_field(bank, login, sign):
    form = Sample({"line": f"好{sign}的", "mail": f"a@bank{sign}.example", "text": "一", "secret": "x"})
    assert set(form.errors) == {"line", "mail"}
    answer = login(bank.manager).post(
        f"/clients/{bank.mine.pk}/edit/", {"salutation": f"陈{sign}先生", "version": bank.mine.version}
    )
    assert answer.status_code == 422 and "只写一行" in answer.content.decode()


def test_a_line_of_the_admin_is_refused_at_its_field(bank, login):
    page = f"/admin/staff/user/{bank.manager.pk}/change/"
    browser = login(bank.sysadmin)
    form = browser.get(page).context["adminform"].form
    typed = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    typed = {name: value for name, value in typed.items() if value is not None} | {"name": "周\u200b敏"}
    answer = browser.post(page, typed)
    assert "只写一行" in str(answer.context["adminform"].form.errors["name"])
    assert User.objects.get(pk=bank.manager.pk).name == "周敏"
