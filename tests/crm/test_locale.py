"""What a field says about bad input: what is wrong and what to do, in the words of locale/ and never in Django's own."""

import gettext
import json
import re
from pathlib import Path

import django
import pytest
from django import forms
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth import password_validation
from django.urls import get_resolver

from clients.filters import ClientFilter
from staff.models import User

HERE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans/LC_MESSAGES/django"
DJANGO = Path(django.__file__).parent
CHOICES = [("call", "电话")]
# What the forms of this project are made of; a kind of field that is new here needs its messages looked at.
KINDS = {
    "BooleanField", "CharField", "ChoiceField", "ColleagueField", "CopiedField", "DateField", "DateTimeField",
    "DayField", "DecimalField", "EmailField", "FileField", "GrantsField", "IntegerField", "ModelChoiceField",
    "MoneyField", "MultipleChoiceField", "NullBooleanField", "NumberField", "PersonField", "PlaceField",
    "RegexField", "RowsField", "TimeField", "TypedChoiceField", "UsernameField",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (forms.CharField(), "", "这一项必填，请补上。"),
        (forms.CharField(), "a\x00b", "里面有看不见的空字符，请删掉后重新输入。"),
        (forms.CharField(max_length=4), "一二三四五", "最多 4 个字，现在有 5 个，请删短。"),
        (forms.CharField(min_length=2), "一", "至少 2 个字，现在有 1 个，请补足。"),
        (forms.IntegerField(), "三十", "这不是整数，请填写整数，例如 30。"),
        (forms.IntegerField(max_value=480), "481", "应小于或等于 480，请改小。"),
        (forms.IntegerField(min_value=1), "0", "应大于或等于 1，请改大。"),
        (forms.DecimalField(), "很多", "这不是数字，请填写数字，例如 1200.50。"),
        (forms.DecimalField(decimal_places=2), "1.234", "小数最多 2 位，请去掉多余的位数。"),
        (forms.DecimalField(max_digits=3), "1234", "总共不超过 3 个数字，请改短。"),
        (forms.DecimalField(max_digits=3, decimal_places=2), "12", "小数点前最多 1 位，请改小。"),
        (forms.DateField(), "2026-02-30", "不是有效的日期，请写成 2026-11-23 这样，并确认有这一天。"),
        (forms.DateTimeField(), "明天", "不是有效的日期和时间，请写成 2026-11-23 09:30 这样。"),
        (forms.TimeField(), "25:00", "不是有效的时间，请写成 09:30 这样。"),
        (forms.ChoiceField(choices=CHOICES), "dove", "「dove」不在可选的范围里，请从列出的选项中选一项。"),
        (
            forms.ModelChoiceField(User.objects.none()),
            "1",
            "选中的这一项不在可选的范围里，请从列出的选项中重新选一项。",
        ),
        (forms.EmailField(), "chen", "邮箱地址不正确，请写成 name@example.com 这样。"),
        (forms.RegexField(r"\d+"), "x", "写法不对，请照旁边的说明改写。"),
    ],
)
def test_a_field_says_what_is_wrong_and_what_to_do(field, typed, words):
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(typed)
    assert caught.value.messages == [words]


@pytest.mark.parametrize("password", ["99010100", "password123", "12345678901"])
def test_a_poor_password_is_told_how_to_be_better(password):
    with pytest.raises(forms.ValidationError) as caught:
        password_validation.validate_password(password, User(employee_no="990101", name="周敏"))
    assert all(re.search("请|至少", message) for message in caught.value.messages)


def test_a_filter_says_it_too(bank, rf):
    filters = ClientFilter({"tier": "gold"}, user=bank.head, today=bank.mine.assigned_on)
    assert filters.errors["tier"] == ["「gold」不在可选的范围里，请从列出的选项中选一项。"]


def test_the_admin_says_it_too_and_keeps_what_was_typed(bank, login):
    page = login(bank.sysadmin).post("/admin/staff/orgunit/add/", {"code": "x" * 30, "name": ""}).content.decode()
    assert "没有保存。请改正下面标出的各项" in page
    assert "最多 12 个字，现在有 30 个，请删短。" in page and "x" * 30 in page
    assert "这一项必填，请补上。" in page


def test_the_forms_are_made_of_fields_whose_messages_were_looked_at(rf):
    assert {type(field).__name__ for field in fields(rf)} <= KINDS


def test_no_field_speaks_in_djangos_words(rf):
    with (DJANGO / "conf/locale/zh_Hans/LC_MESSAGES/django.mo").open("rb") as file:
        theirs = set(gettext.GNUTranslations(file)._catalog.values())
    # A missing or empty file has its words in the form; the rest of that field is for forms with several files.
    spoken = {
        str(words)
        for field in fields(rf)
        if not isinstance(field, forms.FileField)
        for words in field.error_messages.values()
    }
    assert "这一项必填，请补上。" in spoken
    assert spoken & theirs == set()


def fields(rf):
    """Every field of the forms of this project, those that the admin makes for its editors among them."""
    get_resolver().url_patterns  # noqa: B018 (imports every form)
    request = rf.get("/")
    request.user = User(role="sysadmin")
    ours = [
        form
        for form in subclasses(forms.BaseForm)
        if form.__module__.split(".")[0]
        in ("campaigns", "clients", "crm", "imports", "partners", "planner", "staff", "tiers")
    ]
    editors = [
        editor.get_form(request) for editor in site._registry.values() if any(editor.may_change + editor.may_add)
    ]
    return [field for form in ours + editors for field in getattr(form, "base_fields", {}).values()]


def subclasses(kind):
    for below in kind.__subclasses__():
        yield below
        yield from subclasses(below)


def test_no_script_of_the_admin_speaks_english(bank, login):
    """The picker of days among them, whose week is one letter a day."""
    answer = login(bank.head).get("/admin/jsi18n/").content.decode()
    words = json.loads(re.search(r"const newcatalog = (\{.*?\});", answer, re.DOTALL)[1])
    found = {name: value[0] if isinstance(value, list) else value for name, value in words.items()}
    scripts = "".join(path.read_text() for path in (DJANGO / "contrib/admin/static/admin/js").rglob("*.js"))
    spoken = re.findall(r"""\b(?:pgettext\('(.+?)', |n?gettext(?:_noop)?\(\s*)(["'])(.+?)\2""", scripts)
    wanted = {f"{context}\x04{words}" if context else words for context, _quote, words in spoken}
    assert len(wanted) > 60
    assert {name for name in wanted if not re.search("[\u4e00-\u9fff]", found.get(name, ""))} == set()
    assert found["one letter Monday\x04M"] == "一"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_words_are_those_of_the_source(domain):
    """The .mo is committed, so that nobody needs gettext to run the site."""
    source = HERE.with_name(f"{domain}.po")
    text = source.read_text(encoding="utf-8")
    pairs = re.findall(
        r'^(?:msgctxt "(.*)"\n)?msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?msgstr(?:\[0\])? ((?:".*"\n?)+)',
        text,
        re.MULTILINE,
    )
    with source.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    found = {key[0] if isinstance(key, tuple) else key: value for key, value in compiled.items()}
    wanted = {f"{context}\x04{joined(key)}" if context else joined(key): joined(value) for context, key, value in pairs}
    assert {key: value for key, value in wanted.items() if key} == {k: v for k, v in found.items() if k}
    assert len(pairs) == text.count("msgid ")


def joined(lines):
    return "".join(line[1:-1] for line in lines.splitlines()).replace('\\"', '"')
