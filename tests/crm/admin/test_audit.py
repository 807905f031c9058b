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
from crm.queries.audit import events_of, history_of
from staff.actions.org import save_unit
from staff.actions.profiles import set_skills
from staff.actions.users import arrange_care_day, save_user
from staff.audit import Verb, event, record, record_many
from staff.models import AuditEvent
from tests import factories
from tests.doors import names
from tests.test_guards import PUBLIC

PAGE, LIST = "admin:staff_auditevent_changelist", "/admin/staff/auditevent/"
ROOT = settings.BASE_DIR
APPS = ("clients", "staff", "tiers", "campaigns", "crm")


def shown(browser, **query):
    return [row.pk for row in browser.get(LIST, query).context["cl"].result_list]


@pytest.fixture
def events(bank):
    assigned = record(Verb.ASSIGN, by=bank.head, target=bank.mine, changes={"manager": ["990101", "990102"]})
    rated = record(Verb.TIER, target=bank.mine, changes={"tier": ["vip", "select"]})
    return assigned, rated


def test_it_is_asked_by_client_person_days_kind_and_page(bank, events, login):
    browser, (assigned, rated) = login(bank.head), events
    looked = record(Verb.VIEW, by=bank.manager, target=bank.mine, changes={"page": "client_detail"})
    answer = browser.post(LIST, {"whom": " 77000001", "person": "孙行长", "since": "2020-01-01", "ask": "1"})
    assert answer.url == f"{LIST}?since=2020-01-01&who=990100&client={bank.mine.pk}"  # numbers, never a name
    assert [row.pk for row in browser.get(answer.url).context["cl"].result_list] == [assigned.pk]
    assert browser.post(LIST, {"whom": "陈国强", "ask": "1"}).url == f"{LIST}?client={bank.mine.pk}"
    assert {assigned.pk, rated.pk, looked.pk} < set(shown(browser, client=bank.mine.pk))  # and who read it
    assert shown(browser, verb="tier") == [rated.pk]
    assert shown(browser, page="client_detail", who="990101") == [looked.pk]
    today = timezone.localdate()
    assert assigned.pk in shown(browser, since=today, until=today)
    assert shown(browser, since=today + timedelta(days=1)) == shown(browser, until=today - timedelta(days=1)) == []
    last = AuditEvent.objects.latest("pk")  # what was asked of the audit stands in it, too
    assert last.changes == {"page": PAGE, "rows": 0, "until": str(today - timedelta(days=1))}
    browser.get(LIST, {"client": bank.mine.pk, "who": "990101"})
    last = AuditEvent.objects.latest("pk")
    assert (last.client_id, last.changes["who"]) == (bank.mine.pk, "990101")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2026-11-25", "until": "2026-11-24"}, "「到」早于「从」"),
        ({"since": "昨天"}, "请按「2026-11-25」的样子填日期。"),
        ({"until": "0001-01-01"}, "请填 2000 年以后的日期。"),
        ({"until": "9999-12-31"}, "请填 2099 年以前的日期。"),
        ({"verb": "x"}, "没有这一项"),
        ({"client": "9" * 40}, "没有这一项"),
        ({"who": "a\u0301"}, "没有这一项"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(bank, events, login, asked, said):
    answer = login(bank.auditor).get(LIST, asked)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert list(answer.context["cl"].result_list) == []


def test_whom_nobody_knows_or_several_are_called_is_said(bank, login):
    browser, other = login(bank.head), factories.client(unit=bank.east, manager=bank.manager, name="陈国强")
    answer = browser.post(LIST, {"whom": "何丽华", "person": "吴琴", "ask": "1"})  # both of another branch
    text = answer.content.decode()
    assert answer.status_code == 422 and "没有找到这位员工" in text and "990201" not in text
    assert "没有找到这位客户" in browser.post(LIST, {"whom": "77000002", "ask": "1"}).content.decode()
    text = browser.post(LIST, {"whom": "陈国强", "verb": "view", "ask": "1"}).content.decode()
    assert "不止一位" in text and f"?verb=view&amp;client={other.pk}" in text and f"陈国强（{other.client_no}）" in text
    text = login(bank.auditor).post(LIST, {"whom": "陈国强", "ask": "1"}).content.decode()
    assert "陈*强（77000001）" in text and "陈国强" not in text.replace('value="陈国强"', "")
    assert login(bank.sysadmin).post(LIST, {"person": "周敏", "ask": "1"}).status_code == 403


def test_a_row_is_a_sentence_with_names_by_right_of_the_reader(bank, events, login):
    text = login(bank.head).get(LIST).content.decode()
    mine = f'<a href="/clients/{bank.mine.pk}/">'
    assert f"孙行长</a>改派了客户：{mine}陈国强（77000001）</a>" in text
    assert "管户经理：周敏 → 李航" in text and "层级：贵宾 → 优质" in text
    assert f"系统评定了客户：{mine}" in text
    text = login(bank.auditor).get(f"{LIST}{events[0].pk}/change/").content.decode()
    assert "陈*强（77000001）" in text and "陈国强" not in text and "城关支行" in text
    bank.mine.unit, bank.mine.manager, bank.mine.backup = bank.west, bank.stranger, None
    bank.mine.save()
    text = login(bank.head).get(LIST).content.decode()
    assert "一位不在您范围内的客户" in text and "陈国强" not in text


def test_what_is_about_no_client_reads_in_chinese_too(bank, login):
    record(Verb.SEARCH, by=bank.manager, changes={"kind": "pinyin", "length": 3, "hits": 2})
    missed = record(Verb.SEARCH, by=bank.manager, changes={"kind": "name", "length": 2, "hits": 0})
    assert shown(login(bank.auditor), missed="on", who="990101") == [
        missed.pk
    ]  # the page of one's look-ups that failed
    record(Verb.REVEAL, by=bank.manager, target=bank.mine, changes={"field": "phone"})
    record(Verb.SEND, changes={"kind": "greeting", "attempts": 1, "new_word": "x"})
    record(Verb.UPDATE, by=bank.manager, changes={"letter": "read", "notices": 23, "papers": True})
    text = login(bank.auditor).get(LIST).content.decode()
    for words in ("交接信：读过了", "放行的通知：23", "核对过存单和资料：是"):
        assert words in text
    for words in ("按拼音），找到 2 位", "输入字数：3", "没有找到", "的完整手机", "尝试次数：1", "new_word：x"):
        assert words in text


def test_a_refusal_says_who_wanted_what_and_why_not(bank, login):
    browser = login(bank.manager)
    browser.get("/imports/")
    browser.get("/admin/imports/importjob/")
    browser.get(f"/clients/{bank.theirs.pk}/")
    browser.get(f"/clients/{bank.mine.pk}/")
    record(Verb.DENIED, target=bank.manager, changes={"page": "login"})
    text = login(bank.auditor).get(LIST).content.decode()
    assert "周敏</a>想打开「导入」，没有权限" in text and "想打开「管理：导入 列表」，没有权限" in text
    assert "何*华（77000002）</a>，没有这一条，或不在可看的范围内" in text
    assert "有人用周敏（990101）的工号登录，没有成功" in text
    assert "看了「客户页」：" in text and "「admin:" not in text
    page = login(bank.head).get(LIST).content.decode()
    assert f"编号 {bank.theirs.pk}" in page and "何丽华" not in page  # of another branch: the number that was typed


def test_a_change_of_a_person_or_unit_says_what_it_was_before_and_after_and_nothing_else(bank, login):
    bank.manager.name, bank.manager.daily_minutes = "周明", 90
    save_user(bank.manager, by=bank.sysadmin)
    bank.manager.care_weekday = 3
    arrange_care_day(bank.manager, by=bank.head)
    bank.outlet.name = "新街分理处"
    save_unit(bank.outlet, by=bank.sysadmin)
    set_skills(bank.manager, ["高考志愿"])
    said = list(AuditEvent.objects.order_by("pk").values_list("changes", flat=True))
    assert said == [
        {"name": ["周敏", "周明"], "daily_minutes": [150, 90]},
        {"care_weekday": [None, 3]},
        {"name": ["老街分理处", "新街分理处"]},
        {"skills": ["", "高考志愿"]},
    ]
    text = login(bank.auditor).get(LIST).content.decode()
    assert "修改了" in text and "员工：" in text and "姓名：周敏 → 周明" in text and "客户维护日：空 → 周三" in text
    assert "机构</a>：新街分理处" in text and "一技之长：空 → 高考志愿" in text


def test_every_page_costs_the_same_and_counts_nothing(bank, events, login):
    for _each in range(120):
        record(Verb.VIEW, by=bank.manager, target=bank.mine, changes={"page": "client_detail"})
    browser = login(bank.auditor)
    with CaptureQueriesContext(connection) as asked:
        first = browser.get(LIST)
    assert len(asked) <= 12 and not [query for query in asked if "COUNT(" in query["sql"]]
    second = browser.get(LIST + first.context["cl"].urls["next_url"].removeprefix(LIST))
    seen = [[row.pk for row in page.context["cl"].result_list] for page in (first, second)]
    assert [len(page) for page in seen] == [50, 50] and not set(seen[0]) & set(seen[1]) and min(seen[0]) > max(seen[1])
    back = browser.get(second.context["cl"].urls["previous_url"])
    assert [row.pk for row in back.context["cl"].result_list] == seen[0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL tells its plan so")
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "staff_audit_latest"),
        ({"client": 1}, "staff_audit_of_client"),
        ({"who": "990101"}, "staff_audit_of_actor"),
        ({"verb": "tier"}, "staff_audit_of_verb"),
        ({"page": "client_list"}, "staff_audit_of_page"),
        (None, "staff_audit_of_row"),
    ],
)
def test_every_question_has_its_index(bank, asked, index):
    rows = history_of(bank.manager, bank.auditor) if asked is None else events_of(bank.auditor, **asked)
    # Of a handful of rows, or of a table never counted, every index is as good as another.
    record_many([event(Verb.EXPORT, target=bank.head, changes={"page": "other"}) for _each in range(3000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE staff_auditevent")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        assert index in rows.order_by("-at")[:51].explain()


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


def test_every_page_has_a_chinese_name(bank, login):
    assert sorted(names() - {*PUBLIC, *PAGES}) == []
    record(Verb.VIEW, by=bank.manager, changes={"page": "admin:clients_client_changelist", "sort": "", "by": ["q"]})
    record(Verb.VIEW, by=bank.manager, changes={"page": "client_list", "sort": "due", "by": []})
    page = login(bank.compliance).get(reverse("admin:staff_auditevent_changelist")).content.decode()
    assert (
        "看了「管理：客户 列表」" in page
        and "看了「客户名单」" in page
        and "只看：查找的词" in page
        and "「client_list" not in page
    )


def test_what_a_list_was_sorted_and_filtered_by_reads_in_chinese(bank, login):
    login(bank.manager).get(reverse("greeting_list"), {"code": "birthday"})
    auditor = login(bank.auditor)
    auditor.get(reverse("admin:staff_user_changelist"), {"unit__id__exact": bank.head.unit_id, "is_active__exact": 1})
    auditor.get(LIST, {"verb": "view", "who": "990100", "page": "client_list", "after_complaint": "90"})
    page = auditor.get(LIST).content.decode()
    assert "排序：过目日 早→晚" in page and "只看：待审阅、节日" in page and "只看：在岗可登录、机构" in page
    assert "动作：查看" in page and "谁做的：孙行长" in page and "只看页面：客户名单" in page and "投诉之后：是" in page
