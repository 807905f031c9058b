"""What the pages of the admin hold: Chinese throughout, no secret, no client for the administrator, few questions."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.admin import site
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import GreetingPhrase, Occasion
from clients.models import Client, Holding
from crm.models import Occurrence
from imports.models import ImportJob
from staff.actions.users import save_user
from staff.admin.base import ScopedRelatedFilter
from staff.admin.covers import CoverPeriodAdmin
from staff.audit import Verb, record
from staff.models import AuditEvent, CalendarDay, CoverPeriod, OrgUnit, User
from tests import factories
from tests.crm.admin_rows import LIST_ONLY, TABLE, rows, url
from tiers.models import FeeDiscount, FeeItem, RatingRun, Standing, TierChange, TierPolicy

__all__ = ["rows"]


class Words(HTMLParser):
    """The text a person reads, without scripts, styles and what stands in attributes nobody hears."""

    def __init__(self):
        super().__init__()
        self.hidden, self.found = 0, []

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("script", "style")
        self.found += [
            value for name, value in attrs if name in ("title", "aria-label", "placeholder", "alt") and value
        ]
        self.found += [
            value for name, value in attrs if name == "value" and dict(attrs).get("type") in ("submit", "button")
        ]

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.found.append(data)


def english_in(html):
    words = Words()
    words.feed(html)
    text = re.sub(r"\S+@\S+|clients\.csv|127\.0\.0\.1|B角|AB角|Ctrl|Enter|Esc", "", " ".join(words.found))
    return set(re.findall(r"[A-Za-z]{2,}", text))


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["head", "head_office", "sysadmin", "auditor"])
def test_every_page_is_chinese_throughout(bank, rows, login, who):
    browser, (own, _) = login(getattr(bank, who)), rows
    pages = ["/admin/", "/admin/password_change/", *(f"/admin/{app}/" for app in ("staff", "clients", "tiers"))]
    for model, (may_view, may_add, _change, may_delete) in TABLE.items():
        if (model, who) in LIST_ONLY:
            pages.append(url(model, "changelist"))
        elif who in may_view:
            pages += [
                url(model, "changelist"),
                url(model, "change", own[model].pk),
                url(model, "history", own[model].pk),
            ]
        pages += [url(model, "add")] * (who in may_add) + [url(model, "delete", own[model].pk)] * (who in may_delete)
    for page in pages:
        answer = browser.get(page)
        if answer.status_code == 404 and page.count("/") == 3:
            continue  # an app in which this person has nothing to look at
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert not english_in(text), (page, english_in(text))
        assert not any(words in text for words in ("你", "来修改", "----")), page


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["head", "sysadmin"])
def test_no_page_shows_a_password_hash_or_a_whole_phone(bank, rows, login, who):
    browser, (own, _) = login(getattr(bank, who)), rows
    for model, (may_view, *_rest) in TABLE.items():
        for page in (url(model, "changelist"), url(model, "change", own[model].pk)) if who in may_view else ():
            text = browser.get(page).content.decode()
            assert "md5$" not in text
            assert bank.mine.phone not in text


def test_a_list_is_called_by_its_name_counts_its_rows_and_says_what_nothing_means(bank, rows, login):
    browser = login(bank.head)
    page = browser.get(url(Client, "changelist")).content.decode()
    assert "<title>客户 · 客户维护</title>" in page and "共 1 条" in page
    assert 'data-label="管户经理"' in page and 'class="action-checkbox" data-label' not in page
    none = browser.get(url(Client, "changelist"), {"tier__exact": "low"}).content.decode()
    assert "没有符合条件的客户，请放宽筛选或搜索。" in none and "共 0 条" not in none
    nothing = {editor.nothing for editor in site._registry.values()}
    assert len(nothing) == len(TABLE) and all(words.endswith("。") for words in nothing)
    CoverPeriod.objects.all().delete()
    assert CoverPeriodAdmin.nothing in browser.get(url(CoverPeriod, "changelist")).content.decode()
    broken = browser.get(url(CoverPeriod, "changelist"), {"ends_on__gte": "明天"}, follow=True).content.decode()
    assert "地址里的筛选条件不对" in broken


@pytest.mark.filterwarnings("error::RuntimeWarning")  # of a day without an hour
def test_a_filter_reads_days_and_numbers_in_any_spelling_and_says_what_it_cannot_read(bank, rows, login):
    browser = login(bank.head_office)
    for model, name in (
        (RatingRun, "started_at"),
        (TierChange, "at"),
        (ImportJob, "created_at"),
        (CalendarDay, "date"),
    ):
        lists = url(model, "changelist")
        for day in ("2000-01-01", "２０００-01-01"):
            assert browser.get(lists, {f"{name}__gte": day}).context["cl"].result_count >= 1, (model, day)
            assert browser.get(lists, {f"{name}__lt": day}).context["cl"].result_count == 0, (model, day)
        for words in ("明天", "2026-13-01", "0001-01-01", "9999-12-31T23:59:59-12:00", ""):
            text = browser.get(lists, {f"{name}__gte": words}, follow=True).content.decode()
            assert "地址里的筛选条件不对" in text, (model, words)
    people = browser.get(url(User, "changelist"), {"unit_no": "", "q": "９９０１０１"})
    assert people.context["cl"].result_count == 1
    number = "".join(chr(ord(sign) + 0xFEE0) for sign in bank.mine.client_no)
    for model in (Client, Holding, TierChange):
        assert browser.get(url(model, "changelist"), {"q": number}).context["cl"].result_count == 1, model
    found = browser.get(url(CoverPeriod, "changelist"), {"absent_no": "９９０１０２"})
    assert {row.absent.employee_no for row in found.context["cl"].result_list} <= {"990102"}


def test_a_filter_by_units_or_people_is_one_within_reach():
    """Django's own lists every row of the bank."""
    for editor in site._registry.values():
        for item in editor.list_filter:
            name, kind = item if isinstance(item, tuple) else (item, None)
            related = isinstance(name, str) and editor.model._meta.get_field(name).is_relation
            assert not related or issubclass(kind, ScopedRelatedFilter), (editor, name)


def test_the_system_administrator_meets_no_client_anywhere(bank, rows, login):
    browser = login(bank.sysadmin)
    for model, (may_view, *_rest) in TABLE.items():
        if "sysadmin" in may_view:
            text = browser.get(url(model, "changelist")).content.decode()
            assert bank.mine.client_no not in text
            assert bank.mine.name not in text
            assert "clients.csv" not in text


LISTS = {
    OrgUnit: 6,
    User: 7,  # who is locked out
    CoverPeriod: 8,  # and who is away in four weeks, on the working days
    CalendarDay: 6,
    AuditEvent: 9,
    Client: 7,
    ImportJob: 5,
    TierPolicy: 7,
    RatingRun: 5,
    TierChange: 5,
    Standing: 5,
    Holding: 5,
    FeeItem: 6,
    FeeDiscount: 5,
    Occurrence: 5,
    Occasion: 7,
    GreetingPhrase: 5,
}


def more_rows(bank, run):
    """Two more rows of every list."""
    for number in range(2):
        unit = factories.unit(f"99010{number + 5}", parent=bank.east, level="outlet")
        person = factories.user(unit=bank.east)
        one = factories.client(unit=unit, manager=person, backup=bank.manager)
        today = timezone.localdate()
        CoverPeriod.objects.create(absent=person, cover=bank.manager, starts_on=today, ends_on=today, reason="年假")
        CalendarDay.objects.create(date=f"2026-10-0{number + 2}", is_workday=False)
        record(Verb.VIEW, by=person, target=one)
        ImportJob.objects.create(kind="clients", filename="clients.csv", path="x", by=person)
        RatingRun.objects.create()
        factories.fee_discount(factories.fee_item(code=f"F{number}"))
        GreetingPhrase.objects.create(part="wish", text=f"愿您日日安好{number}")
        TierChange.objects.create(client=one, run=run, new="vip", value=1, sentence="达到")
        factories.holding(one)
        Standing.objects.create(client=one, run=run, month="2026-10-01", value=1, tier="vip")
        Occurrence.objects.create(rule="rate_clients", local_date=f"2026-10-0{number + 2}", due_at=timezone.now())


def test_a_list_asks_the_same_number_of_questions_for_one_row_and_for_three(bank, rows, login):
    browser, (own, _) = login(bank.head_office), rows
    browser.get("/admin/")
    browser.get(url(OrgUnit, "changelist"))  # what the frame of the page looks up once in a while is in the cache now

    def questions(model):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url(model, "changelist")).status_code == 200
        return len(asked)

    before = {model: questions(model) for model in TABLE}
    more_rows(bank, own[RatingRun])
    assert before == LISTS
    assert {model: questions(model) for model in TABLE} == LISTS


def test_the_history_of_a_row_is_our_audit_and_django_keeps_no_second_one(bank, login):
    seen = {"backup": "", "seen": bank.mine.version}
    browser = login(bank.head)
    browser.post(url(Client, "change", bank.mine.pk), seen)
    assert not LogEntry.objects.exists()
    page = browser.get(url(Client, "history", bank.mine.pk)).content.decode()
    assert "孙行长</a>改派了客户" in page and "B角：李航 → " in page and f"?client={bank.mine.pk}" in page
    assert f"auditevent/?client={bank.mine.pk}" in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "auditevent" not in login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()
    bank.manager.name = "周明"
    save_user(bank.manager, by=bank.sysadmin)
    record(Verb.VIEW, by=bank.head, target=bank.manager, client=bank.mine, changes={"page": "care_day"})
    page = login(bank.sysadmin).get(url(User, "history", bank.manager.pk)).content.decode()
    assert (
        "系统员修改了员工" in page and "姓名：周敏 → 周明" in page and "auditevent" not in page and "维护日" not in page
    )
    page = login(bank.head).get(url(User, "history", bank.manager.pk)).content.decode()
    assert "?who=990101" in page and "看了「客户维护日」" in page


def test_logging_out_and_changing_ones_password_in_the_admin_is_audited(bank, login):
    browser = login(bank.head)
    answer = browser.post(
        "/admin/password_change/",
        {"old_password": factories.PASSWORD, "new_password1": "xin-mima-2027-ok", "new_password2": "xin-mima-2027-ok"},
    )
    assert answer.status_code == 302
    bank.head.refresh_from_db()
    assert bank.head.check_password("xin-mima-2027-ok")
    assert AuditEvent.objects.get(verb="update").target_id == str(bank.head.pk)
    browser.post("/admin/logout/")
    assert AuditEvent.objects.get(verb="logout").actor_no == "990100"
