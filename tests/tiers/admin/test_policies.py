"""The tier policy: typed, simulated, confirmed, audited; everybody else reads it."""

from datetime import date
from decimal import Decimal

import pytest

from clients.models import Client
from staff.models import AuditEvent
from tests import factories
from tests.tiers.thresholds import COUNTY
from tiers.actions.policies import save_policies
from tiers.models import TierPolicy, TierThreshold
from tiers.queries.policies import load_policies

LIST = "/admin/tiers/tierpolicy/"
EDIT = LIST + "edit/"


@pytest.fixture
def office(bank, login):
    return login(bank.head_office)


def figures(browser, **changes):
    """What the page holds when it is opened, with some figures typed over."""
    page = browser.get(EDIT).context
    held = {name: page["form"][name].value() for name in page["form"].fields}
    return {name: "" if value is None else value for name, value in {**held, "seen": page["seen"], **changes}.items()}


def line(group, tier):
    return TierThreshold.objects.get(group=group, policy__tier=tier).minimum


def test_a_change_is_simulated_first_then_saved_and_audited_with_old_and_new(bank, office):
    for average in ("250000", "190000", "190000", "5000", None):
        factories.client(unit=bank.east, manager=bank.manager, average=average and Decimal(average))
    factories.client(unit=bank.east, kind="corporate", average=Decimal("250000"))
    typed = figures(office, minimum_person_vip="180,000", contact_interval_vip="45")

    page = office.post(EDIT, typed)
    assert page.status_code == 200
    assert line("person", "vip") == 200000
    assert not AuditEvent.objects.exists()
    text = page.content.decode()
    assert "普通 → 贵宾：2 户" in text
    assert "个人：上调 2 户，下调 0 户" in text
    assert "对公：上调 0 户，下调 0 户" in text
    assert ("贵宾", "个人门槛（元）", "200,000.00", "180,000.00") in page.context["differences"]
    assert ("贵宾", "联系间隔（天）", 60, 45) in page.context["differences"]
    assert len(page.context["differences"]) == 2

    saved = office.post(EDIT, {**typed, "confirmed": page.context["confirmed"]}, follow=True)
    assert "已保存 2 处改动" in saved.content.decode()
    assert line("person", "vip") == 180000
    assert TierPolicy.objects.get(tier="vip").contact_interval == 45
    event = AuditEvent.objects.get(verb="param")
    assert event.actor_no == "990001"
    assert event.changes == {"tier": "vip", "contact_interval": [60, 45], "minimum_person": ["200000.00", "180000"]}
    assert set(Client.objects.values_list("tier", flat=True)) == {"vip"}  # clients follow with the next run


def test_the_line_of_the_sponsor_is_typed_with_commas_and_may_be_empty(office):
    for typed, held, shown in (("30,000,000", 30_000_000, "30,000,000"), ("", None, "不设")):
        values = figures(office, sponsor_line_top=typed)
        page = office.post(EDIT, values)
        assert page.context["differences"][0][3] == shown
        office.post(EDIT, {**values, "confirmed": page.context["confirmed"]})
        assert load_policies(date.today()).terms["top"].sponsor_line == held


def test_other_figures_than_those_simulated_are_simulated_again_not_saved(office):
    typed = figures(office, minimum_person_vip="180000")
    confirmed = office.post(EDIT, typed).context["confirmed"]
    again = office.post(EDIT, {**typed, "minimum_person_vip": "170000", "confirmed": confirmed})
    assert again.status_code == 200
    assert again.context["confirmed"] != confirmed
    assert line("person", "vip") == 200000


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
    assert load_policies(date.today()).policy.thresholds == COUNTY


def test_the_second_of_two_editors_sees_the_difference_and_overwrites_nothing(bank, office):
    mine = figures(office, minimum_person_vip="180000")
    office.post(EDIT, {**(theirs := figures(office, minimum_person_vip="150000"))})
    office.post(EDIT, {**theirs, "confirmed": office.post(EDIT, theirs).context["confirmed"]})
    assert line("person", "vip") == 150000

    answer = office.post(EDIT, mine)
    assert answer.status_code == 409
    assert "刚才有别人修改了层级政策" in answer.content.decode()
    assert ("贵宾", "个人门槛（元）", "150,000.00", "180,000.00") in answer.context["differences"]
    confirmed = {**mine, "confirmed": answer.context["confirmed"]}
    assert office.post(EDIT, confirmed).status_code == 409
    assert line("person", "vip") == 150000
    assert office.post(EDIT, {**confirmed, "seen": answer.context["seen"]}).status_code == 302
    assert line("person", "vip") == 180000


def test_saving_what_is_there_already_writes_nothing(office):
    typed = figures(office)
    answer = office.post(EDIT, {**typed, "confirmed": office.post(EDIT, typed).context["confirmed"]}, follow=True)
    assert "没有改动" in answer.content.decode()
    assert not AuditEvent.objects.exclude(verb="view").exists()


@pytest.mark.parametrize("who", ["head", "other_head", "compliance", "auditor", "sysadmin", "manager"])
def test_nobody_but_head_office_edits(bank, login, office, who):
    typed = figures(office, minimum_person_vip="180000")
    confirmed = office.post(EDIT, typed).context["confirmed"]
    browser = login(getattr(bank, who))
    assert browser.get(EDIT).status_code == 403
    assert browser.post(EDIT, {**typed, "confirmed": confirmed}).status_code == 403
    assert load_policies(date.today()).policy.thresholds == COUNTY


def test_a_head_reads_the_policy_with_its_lines_and_no_button(bank, login):
    text = login(bank.head).get(LIST).content.decode()
    for words in ("协商优先", "公示价差异化", "5,000,000", "不设门槛"):
        assert words in text
    assert "修改政策与门槛" not in text
    assert "修改政策与门槛" in login(bank.head_office).get(LIST).content.decode()


def test_simulating_costs_the_same_for_one_client_and_for_three(bank, office, django_assert_num_queries):
    typed = figures(office, minimum_person_vip="180000")
    office.post(EDIT, typed)
    for _ in range(2):
        with django_assert_num_queries(7):
            office.post(EDIT, typed)
        for _ in range(2):
            factories.client(unit=bank.east, average=Decimal("190000"))


def test_the_action_itself_refuses_lines_that_do_not_rise(bank):
    from_book = load_policies(date.today())
    thresholds = {**from_book.policy.thresholds, "person": COUNTY["person"].__class__(*map(Decimal, (5, 4, 3, 2)))}
    policies = from_book.__class__(from_book.terms, from_book.policy.__class__(thresholds, from_book.policy.labels))
    with pytest.raises(Exception, match="应高于"):
        save_policies(policies, by=bank.head_office, today=date.today())
    assert load_policies(date.today()).policy.thresholds == COUNTY
