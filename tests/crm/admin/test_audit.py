import ast
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.admin.audit import PAGES, WORDS
from staff.admin import base
from staff.audit import Verb, record
from staff.models import AuditEvent
from tests.doors import names
from tests.test_guards import PUBLIC

LIST = "/admin/staff/auditevent/"
ROOT = settings.BASE_DIR
APPS = ("clients", "staff", "tiers", "campaigns", "crm")


def shown(browser, **query):
    return [row.pk for row in browser.get(LIST, query).context["cl"].result_list]


@pytest.fixture
def events(bank):
    assigned = record(Verb.ASSIGN, by=bank.head, target=bank.mine, changes={"manager": ["990101", "990102"]})
    rated = record(Verb.TIER, target=bank.mine, changes={"tier": ["vip", "select"]})
    return assigned, rated


def test_it_is_searched_by_number_of_person_or_object_and_by_what_was_done(bank, events, login):
    browser, (assigned, rated) = login(bank.head), events
    assert shown(browser, q="990100") == [assigned.pk]
    assert shown(browser, q="评级") == [rated.pk]
    assert set(shown(browser, q=str(bank.mine.pk))) == {assigned.pk, rated.pk}
    assert shown(browser, q="没有这样的词") == []


def test_it_is_filtered_by_verb_and_date(bank, events, login):
    browser, (_, rated) = login(bank.auditor), events
    assert shown(browser, verb__exact="tier") == [rated.pk]
    tomorrow = timezone.now() + timedelta(days=1)
    assert shown(browser, at__gte=tomorrow.isoformat(), at__lt=(tomorrow + timedelta(days=1)).isoformat()) == []


def test_a_row_reads_as_a_sentence_of_the_bank(bank, events, login):
    text = login(bank.head).get(f"{LIST}{events[0].pk}/change/").content.decode()
    assert "管户经理：990101 → 990102" in text
    assert f"客户 {bank.mine.pk}" in text
    assert "城关支行" in text
    assert "层级：贵宾 → 优质" in login(bank.head).get(f"{LIST}{events[1].pk}/change/").content.decode()


def test_what_is_about_no_row_reads_in_chinese_too(bank, login):
    record(Verb.SEARCH, by=bank.manager, changes={"kind": "pinyin", "length": 3, "hits": 2})
    record(Verb.REVEAL, by=bank.manager, target=bank.mine, changes={"field": "phone"})
    record(Verb.SEND, changes={"kind": "greeting", "attempts": 1, "new_word": "x"})
    text = login(bank.auditor).get(LIST).content.decode()
    for words in ("种类：拼音", "输入字数：3", "找到：2", "看了什么：手机", "尝试次数：1", "new_word：x"):
        assert words in text


def keys_written():
    """(file, key) of every `changes={…}` that the code spells out."""
    for path in sorted(ROOT.glob("*/**/*.py")):
        if path.relative_to(ROOT).parts[0] in APPS:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.keyword) and node.arg == "changes" and isinstance(node.value, ast.Dict):
                    keys = [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
                    yield from ((str(path.relative_to(ROOT)), key) for key in keys)


def test_every_word_that_is_written_down_has_a_chinese_name():
    named = {
        field.name
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for field in model._meta.fields
        if not str(field.verbose_name).isascii()
    }
    found = list(keys_written())
    assert len(found) > 30
    assert [(path, key) for path, key in found if key not in WORDS and key not in named] == []


def test_nobody_changes_it(bank, events, login):
    for who in ("head", "head_office", "compliance", "auditor", "sysadmin"):
        browser = login(getattr(bank, who))
        for page in (f"{LIST}add/", f"{LIST}{events[0].pk}/change/", f"{LIST}{events[0].pk}/delete/"):
            assert browser.post(page, {"reason": "x", "post": "yes"}).status_code == 403
    assert AuditEvent.objects.exclude(verb="denied").count() == 2


def test_no_page_counts_the_whole_table(bank, events, login, monkeypatch):
    monkeypatch.setattr(base, "MOST_ROWS_COUNTED", 1)
    browser = login(bank.auditor)
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(LIST, {"q": str(bank.mine.pk)})
    counts = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert counts
    assert all("LIMIT" in sql for sql in counts)
    assert page.context["cl"].result_count == 1


def test_every_page_has_a_chinese_name(bank, login):
    assert sorted(names() - {*PUBLIC, *PAGES}) == []
    record(Verb.VIEW, by=bank.manager, changes={"page": "admin:clients_client_changelist", "sort": "", "by": ["q"]})
    record(Verb.VIEW, by=bank.manager, changes={"page": "client_list", "sort": "due", "by": []})
    page = login(bank.compliance).get(reverse("admin:staff_auditevent_changelist")).content.decode()
    assert "管理：客户 列表" in page and "客户名单" in page and "只看：查找的词" in page and "client_list" not in page


def test_what_a_list_was_sorted_and_filtered_by_reads_in_chinese(bank, login):
    login(bank.manager).get(reverse("greeting_list"), {"code": "birthday"})
    auditor = login(bank.auditor)
    auditor.get(LIST, {"verb__exact": "view", "at__gte": "2026-01-01T00:00:00+08:00"})
    auditor.get(reverse("admin:staff_user_changelist"), {"unit__id__exact": bank.head.unit_id, "is_active__exact": 1})
    page = auditor.get(LIST).content.decode()
    assert "排序：过目日 早→晚" in page and "只看：待审阅、节日" in page
    assert "只看：时间、动作" in page and "只看：在岗可登录、机构" in page
