from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from clients.models import Request
from crm.actions.demo_prices import plant_prices
from tests import factories
from tests.tiers.versions import version
from tiers.models import FeeItem, TierPolicy
from tiers.models.policies import FIRST_DAY
from tiers.queries.policies import load_policies
from tiers.rules.client_words import label_problems, staff_word_problems

TODAY = date(2026, 11, 20)


def test_the_whole_book_takes_one_query(db, django_assert_num_queries):
    version(TODAY)
    with django_assert_num_queries(1):
        policies = load_policies(TODAY)
    assert list(policies.terms) == ["top", "select", "vip", "standard", "basic"]


@pytest.mark.parametrize(
    ("day", "interval"), [(date(2026, 11, 30), 60), (date(2026, 12, 1), 45), (date(2027, 2, 1), 30)]
)
def test_the_version_that_began_last_is_in_force(db, day, interval):
    version(date(2027, 2, 1), vip={"contact_interval": 30})
    version(date(2026, 12, 1), vip={"contact_interval": 45, "lines": {"person": 180_000}})
    assert load_policies(day).terms["vip"].contact_interval == interval


def test_a_version_that_waits_is_in_force_on_no_day(bank):
    with pytest.raises(IntegrityError), transaction.atomic():
        version(None)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(FIRST_DAY)
    about = {
        "unit": bank.east,
        "asked_by": bank.head_office,
        "due_at": factories.ASKED,
        "words": "…",
        "valid_from": TODAY,
    }
    version(None, request=Request.objects.create(kind="policy", **about), vip={"contact_interval": 45})
    assert load_policies(date(2099, 1, 1)).terms["vip"].contact_interval == 60


def test_a_card_puts_the_strategy_beside_its_lawful_meaning(db):
    assert {term.strategy: term.lawful_meaning for term in load_policies(TODAY).terms.values()} == {
        "屈从": "协商优先",
        "定制": "量身定制",
        "尊享": "尊享礼遇",
        "标准": "标准服务",
        "价格歧视": "公示价差异化",
    }


def test_the_terms_of_a_client_are_those_of_its_tier_and_none_before_the_first_rating(bank):
    policies = load_policies(TODAY)
    assert policies.terms_of(bank.mine).client_label == "贵宾客户"
    bank.mine.tier = ""
    assert policies.terms_of(bank.mine) is None


def test_the_explanation_uses_the_lines_of_the_clients_group_and_the_banks_own_words(bank):
    TierPolicy.objects.filter(tier="select").update(label="臻选")
    shop = factories.client(unit=bank.east, kind="sole_trader", average=Decimal("350000"))
    policies = load_policies(TODAY)
    assert (
        policies.explanation(shop)
        == "个体、小微与合作社客户年日均 35.00 万元，达到贵宾线 30 万元，距臻选线 100 万元还差 65.00 万元"
    )
    assert policies.explanation(bank.mine) == "没有年日均数据，暂不评定"


def test_what_a_bank_begins_with_and_what_is_shown_ranks_no_client_in_his_own_eyes(db):
    plant_prices(TODAY)
    labels = dict(TierPolicy.objects.values_list("tier", "client_label"))
    prices = {str(item): f"{item.name}{item.heading}{item.unit}{item.exemptions}" for item in FeeItem.objects.all()}
    assert label_problems(labels) == [] == staff_word_problems(prices)
