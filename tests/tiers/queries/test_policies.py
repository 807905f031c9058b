from decimal import Decimal

from tests import factories
from tiers.models import TierPolicy
from tiers.queries.policies import explanation, load_policies


def test_the_whole_book_takes_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        policies = load_policies()
    assert list(policies.terms) == ["top", "select", "vip", "standard", "basic"]


def test_a_card_puts_the_strategy_beside_its_lawful_meaning(db):
    assert {term.strategy: term.lawful_meaning for term in load_policies().terms.values()} == {
        "屈从": "协商优先",
        "定制": "量身定制",
        "尊享": "尊享礼遇",
        "标准": "标准服务",
        "价格歧视": "公示价差异化",
    }


def test_the_terms_of_a_client_are_those_of_its_tier_and_none_before_the_first_rating(bank):
    policies = load_policies()
    assert policies.terms_of(bank.mine).client_label == "贵宾客户"
    bank.mine.tier = ""
    assert policies.terms_of(bank.mine) is None


def test_the_explanation_uses_the_lines_of_the_clients_group_and_the_banks_own_words(bank):
    TierPolicy.objects.filter(tier="select").update(label="臻选")
    shop = factories.client(unit=bank.east, kind="sole_trader", average=Decimal("350000"))
    assert (
        explanation(shop)
        == "个体、小微与合作社客户年日均 35.00 万元，达到贵宾线 30 万元，距臻选线 100 万元还差 65.00 万元"
    )
    assert explanation(bank.mine) == "没有年日均数据，暂不评定"
