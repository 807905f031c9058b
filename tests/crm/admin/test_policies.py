"""The tier policy: typed, tried out, asked for; everybody else reads what is in force, what comes and what was."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from clients.models import Request
from staff.models import AuditEvent
from tests import factories
from tests.tiers.thresholds import COUNTY
from tests.tiers.versions import version
from tiers.queries.policies import load_policies

LIST = "/admin/tiers/tierpolicy/"
EDIT = LIST + "edit/"
NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
WHY = "贵宾线四年没有调过，周边同业都低于我行，按年报第 12 页"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(bank, login):
    return login(bank.head_office)


def figures(browser, **changes):
    """What the page holds when it is opened, with some figures typed over."""
    page = browser.get(EDIT).context
    held = {name: page["form"][name].value() for name in page["form"].fields}
    return {name: "" if value is None else value for name, value in {**held, "seen": page["seen"], **changes}.items()}


def line(group, tier):
    return load_policies(NOW.date()).policy.thresholds[group].of(tier)


def test_a_change_is_tried_out_first_and_then_asked_for(bank, office):
    for average in ("250000", "190000", "190000", "5000", None):
        factories.client(unit=bank.east, manager=bank.manager, average=average and Decimal(average))
    factories.client(unit=bank.east, kind="corporate", average=Decimal("250000"))
    kept = factories.client(unit=bank.east, manager=bank.manager, average=Decimal("190000"))
    decided = {"state": "approved", "decided_by": bank.head, "decided_at": NOW}
    factories.override(kept, bank.manager, tier="select", due_at=NOW, **decided)
    typed = figures(office, minimum_person_vip="180,000", contact_interval_vip="45")

    page = office.post(EDIT, typed)
    assert page.status_code == 200 and not Request.objects.filter(kind="policy").exists()
    text = page.content.decode()
    assert "普通 → 贵宾" in text and "上调 2 户，下调 0 户" in text and "城关支行" in text
    assert "另有 1 户本来会动，因为有层级调整不动" in text
    found = page.context["effects"]
    assert ["贵宾", "个人门槛（元）", "200,000.00", "180,000.00"] in found["differences"]
    assert ["贵宾", "联系间隔（天）", 60, 45] in found["differences"] and len(found["differences"]) == 2

    confirmed = page.context["confirmed"]
    thin = office.post(EDIT, {**typed, "confirmed": confirmed})
    assert thin.status_code == 422 and "理由至少 20 个字" in str(thin.context["form"].errors["words"])
    asked = office.post(EDIT, {**typed, "words": WHY, "confirmed": confirmed}, follow=True).content.decode()
    assert "等总行的另一个人批准" in asked and "您提的，要由别人来定" in asked and "普通 → 贵宾" in asked
    assert line("person", "vip") == 200000
    again = office.post(EDIT, {**typed, "words": WHY, "confirmed": confirmed})
    assert again.status_code == 422 and "已有一版层级政策在等审批" in again.content.decode()


def test_the_line_of_the_sponsor_is_typed_with_commas_and_may_be_empty(office):
    for typed, shown in (("30,000,000", "30,000,000"), ("", "不设")):
        page = office.post(EDIT, figures(office, sponsor_line_top=typed))
        assert page.context["effects"]["differences"] == [["顶级", "总行共管线（元）", "20,000,000", shown]]


def test_other_figures_than_those_tried_out_are_tried_out_again_not_asked_for(office):
    typed = figures(office, minimum_person_vip="180000", words=WHY)
    confirmed = office.post(EDIT, typed).context["confirmed"]
    again = office.post(EDIT, {**typed, "minimum_person_vip": "170000", "confirmed": confirmed})
    assert again.status_code == 200
    assert again.context["confirmed"] != confirmed
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "where", "words"),
    [
        ("minimum_person_vip", "1000000", "minimum_person_top", "优质线 100 万元应高于贵宾线 100 万元"),
        ("minimum_corporate_top", "1", "minimum_corporate_top", "应高于"),
        ("minimum_person_standard", "0", "minimum_person_standard", "0.01"),
        ("minimum_person_standard", "abc", "minimum_person_standard", "数字"),
        ("minimum_person_standard", "NaN", "minimum_person_standard", "数字"),
        ("minimum_person_top", "1" + "0" * 30, "minimum_person_top", "不超过 18 个数字"),
        ("contact_interval_vip", "0", "contact_interval_vip", "1 到 366 天"),
        ("contact_interval_vip", "367", "contact_interval_vip", "1 到 366 天"),
        ("contact_interval_vip", "-3", "contact_interval_vip", "0"),
        ("briefing_interval_vip", "367", "briefing_interval_vip", "1 到 366 天"),
        ("tries_vip", "21", "tries_vip", "1 到 20 次"),
        ("rest_days_vip", "0", "rest_days_vip", "1 到 366 天"),
        ("rest_days_vip", "", "rest_days_vip", "必填"),
        ("effective_on", "2026-11-18", "effective_on", "至少从明天起"),
        ("effective_on", "2025-01-01", "effective_on", "已经过去的不改写"),
        ("effective_on", "2028-01-01", "effective_on", "一年以内"),
        ("effective_on", "明年", "effective_on", "日期"),
        ("client_label_basic", "低 端客户", "client_label_basic", "不能有「低端」"),
        ("client_label_basic", "歧視", "client_label_basic", "不能有「歧视」"),
        ("words", "证件 110101199003070011", "words", "身份证号码"),
        ("face_interval_vip", "367", "face_interval_vip", "1 到 366 天"),
        ("sponsor_interval_top", "0", "sponsor_interval_top", "1 到 366 天"),
        ("sponsor_interval_top", "", "sponsor_interval_top", "请同时填共管面谈间隔"),
        ("sponsor_line_vip", "1,000,000", "sponsor_interval_vip", "请同时填共管面谈间隔"),
        ("sponsor_line_top", "0", "sponsor_line_top", "1 到 1,000,000,000,000 元"),
        ("sponsor_line_top", "-1", "sponsor_line_top", "0"),
        ("sponsor_line_top", "2千万", "sponsor_line_top", "整数"),
        ("sponsor_line_top", "20000000.5", "sponsor_line_top", "整数"),
        ("answer_days_basic", "11", "answer_days_basic", "1 到 10 个工作日"),
        ("answer_days_basic", "", "answer_days_basic", "必填"),
        ("label_vip", "", "label_vip", "必填"),
        ("label_vip", "长" * 11, "label_vip", "10"),
        ("explanation_vip", "有\x00字", "explanation_vip", "空字符"),
    ],
)
def test_bad_figures_are_refused_at_the_field_and_kept_as_typed(office, field, value, where, words):
    answer = office.post(EDIT, figures(office, **{field: value}))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[where])
    assert answer.context["form"][field].value() == value
    assert load_policies(NOW.date()).policy.thresholds == COUNTY


def test_the_second_of_two_editors_sees_the_difference_and_overwrites_nothing(bank, office):
    mine = figures(office, minimum_person_vip="180000", words=WHY, effective_on="2026-12-20")
    version(date(2026, 12, 1), vip={"lines": {"person": 150_000}})

    answer = office.post(EDIT, mine)
    assert answer.status_code == 409
    assert "刚才又有一版层级政策批准了" in answer.content.decode()
    assert ["贵宾", "个人门槛（元）", "150,000.00", "180,000.00"] in answer.context["effects"]["differences"]
    confirmed = {**mine, "confirmed": answer.context["confirmed"]}
    assert office.post(EDIT, confirmed).status_code == 409
    assert office.post(EDIT, {**confirmed, "seen": answer.context["seen"]}).status_code == 302


def test_asking_for_what_there_is_already_is_refused(office):
    typed = figures(office, words=WHY)
    answer = office.post(EDIT, {**typed, "confirmed": office.post(EDIT, typed).context["confirmed"]})
    assert answer.status_code == 422 and "没有改动" in answer.content.decode()
    assert not AuditEvent.objects.exclude(verb="view").exists()


@pytest.mark.parametrize("who", ["head", "other_head", "compliance", "auditor", "sysadmin", "manager"])
def test_nobody_but_head_office_edits(bank, login, office, who):
    typed = figures(office, minimum_person_vip="180000")
    confirmed = office.post(EDIT, typed).context["confirmed"]
    browser = login(getattr(bank, who))
    assert browser.get(EDIT).status_code == 403
    assert browser.post(EDIT, {**typed, "confirmed": confirmed}).status_code == 403
    assert load_policies(NOW.date()).policy.thresholds == COUNTY


def test_a_head_reads_the_policy_with_its_lines_and_no_button(bank, login):
    text = login(bank.head).get(LIST).content.decode()
    for words in ("协商优先", "公示价差异化", "5,000,000", "不设门槛"):
        assert words in text
    assert "提出一版新的" not in text
    assert "提出一版新的" in login(bank.head_office).get(LIST).content.decode()


def test_trying_out_costs_the_same_for_one_client_and_for_three(bank, office, django_assert_num_queries):
    typed = figures(office, minimum_person_vip="180000", contact_interval_vip="45")
    office.post(EDIT, typed)
    for _ in range(2):
        with django_assert_num_queries(11):
            office.post(EDIT, typed)
        for _ in range(2):
            factories.client(unit=bank.east, average=Decimal("190000"))


def test_what_is_in_force_what_comes_and_what_was_stand_apart(bank, login):
    version(date(2026, 11, 1), vip={"client_label": "亲情客户"})
    version(date(2026, 12, 1), vip={"client_label": "金桂客户"})
    browser = login(bank.head)
    for query, shown in (("", "亲情"), ("?version=coming", "金桂"), ("?version=past", "贵宾")):
        text = browser.get(LIST + query).content.decode()
        assert [name for name in ("贵宾", "亲情", "金桂") if f"{name}客户" in text] == [shown], query
    assert "12月1日起有新的一版" in text
    everything = browser.get(f"{LIST}?version=all").content.decode()
    assert "启用时" in everything and "2026年12月1日" in everything
