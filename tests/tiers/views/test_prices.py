"""价目: the list of a day, one price with its reason, the print in the client's words, and what no path can store."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.models import Client
from staff.models import AuditEvent, User
from tests import factories
from tiers.actions.prices import end_discount, end_price, publish_discount, publish_price
from tiers.models import FeeDiscount, FeeItem
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 30, 9, 0))
TODAY = NOW.date()
WORDS_OF_STAFF = ("低端", "顶级", "屈从", "价格歧视", "普通<", ">优质", ">贵宾<")


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def listed(bank):
    """存款证明, half price for VIPs until February; it will cost 25 元 from March on."""
    item = factories.fee_item(code="CERT", exemptions="子女入学用，首份\n")
    factories.fee_discount(item)
    factories.fee_item(
        code="CERT",
        effective_on=date(2027, 3, 1),
        price=25,
        published_on=date(2026, 11, 20),
        published_as="2026年第 9 号",
    )
    return item


def page(browser, **asked):
    answer = browser.get("/prices/", asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_list_of_a_day_and_one_price_with_its_reason(bank, listed, login):
    browser = login(bank.manager)
    text = page(browser, item="CERT", tier="vip", group="person", exempt="", on="2026-11-30")
    assert "10 元/份。公示价 20 元/份，贵宾客户优惠 50%，见 2026年第 3 号，到 2027年2月28日。" in text
    assert "将要变的" in text and "20 → 25 元/份" in text and "快到期的优惠" in text
    assert "20 元/份，就是公示价" in page(browser, item="CERT", tier="basic", group="person")
    assert "不收钱：子女入学用" in page(browser, item="CERT", tier="basic", group="person", exempt="子女入学用，首份")
    later = page(browser, item="CERT", tier="vip", group="person", on="2027-03-02")
    assert "25 元/份，就是公示价（2026年第 9 号）" in later
    assert "这一天还没有价目" in page(browser, on="2020-01-01")


@pytest.mark.parametrize(
    "asked", [{"on": "很快"}, {"on": "0001-01-01"}, {"item": "NONE", "tier": "vip"}, {"item": "CERT", "tier": "x"}]
)
def test_nonsense_in_the_address_is_no_error(bank, listed, login, asked):
    assert "存款证明" in page(login(bank.manager), **asked)


def test_the_print_holds_no_word_of_the_staff(bank, listed, login):
    answer = login(bank.manager).get("/prices/?print=1").content.decode()
    sheet = answer[answer.index("<main") : answer.index("</main>")]
    assert (
        "2026年11月30日 打印" in sheet
        and "尊崇客户" in sheet
        and "基础客户" in sheet
        and not [word for word in WORDS_OF_STAFF if word in sheet]
    )
    assert AuditEvent.objects.filter(changes__printed=True).exists()


@pytest.mark.parametrize("others", [1, 4])
def test_the_list_costs_the_same_for_many(bank, listed, login, django_assert_num_queries, others):
    for number in range(others):
        factories.fee_discount(factories.fee_item(code=f"F{number}"))
    browser = login(bank.manager)
    page(browser)
    with django_assert_num_queries(11):
        page(browser)


def test_no_table_can_hold_the_price_of_a_person():
    for model in (FeeItem, FeeDiscount):
        keys = {field.related_model for field in model._meta.get_fields() if field.many_to_one}
        assert not keys & {Client, User}
    prices = [
        field
        for model in apps.get_app_config("tiers").get_models()
        for field in model._meta.fields
        if "surcharge" in field.name
    ]
    assert prices == []


@pytest.mark.parametrize(
    "changes",
    [{"percent": 101}, {"tier": "", "group": ""}, {"ends_on": date(2026, 1, 1)}],
)
def test_the_database_refuses_what_is_no_discount(listed, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.fee_discount(listed, **({"tier": "select"} | changes))


@pytest.mark.parametrize(
    "changes", [{"price": -1}, {"price": 20, "ceiling": 10}, {"category": "free"}, {"effective_on": date(2025, 1, 1)}]
)
def test_the_database_refuses_what_is_no_price(listed, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.fee_item(code="X", **changes)


def version(**changes):
    about = {
        "code": "cert ",
        "name": "存款证明",
        "heading": "服务",
        "kind": "fee",
        "category": "market",
        "unit": "元/份",
        "exemptions": "子女入学用，首份",
    }
    about |= {"price": Decimal(15), "published_as": "2026年第 10 号", "published_on": TODAY, "effective_on": TODAY}
    return FeeItem(**(about | changes))


def test_a_lower_price_counts_at_once_a_higher_one_in_three_months(bank, listed):
    publish_price(version(), by=bank.head_office, today=TODAY)
    assert FeeItem.objects.in_force(TODAY).get().price == 15
    with pytest.raises(Refused, match="公示满三个月，最早 2027年2月28日"):
        publish_price(version(price=Decimal(16), effective_on=date(2027, 1, 1)), by=bank.head_office, today=TODAY)
    with pytest.raises(Refused, match="已经有这个项目的一版"):
        publish_price(version(), by=bank.head_office, today=TODAY)
    assert AuditEvent.objects.filter(verb="param", target_type="tiers.FeeItem").count() == 1


def test_what_was_published_ends_and_never_changes(bank, listed, login):
    browser = login(bank.head_office)
    path = f"/admin/tiers/feeitem/{listed.pk}/change/"
    browser.post(path, {"price": "1", "ended_on": "2026-12-31"})
    listed.refresh_from_db()
    assert (listed.price, listed.ended_on) == (20, date(2026, 12, 31))
    with pytest.raises(Moved):
        end_price(listed, on=date(2026, 12, 31), by=bank.head_office, today=TODAY)
    discount = FeeDiscount.objects.get()
    with pytest.raises(Refused, match="只能提前结束"):
        end_discount(discount, on=date(2028, 1, 1), by=bank.head_office, today=TODAY)
    end_discount(discount, on=date(2026, 12, 1), by=bank.head_office, today=TODAY)
    discount.refresh_from_db()
    assert discount.ends_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tier": "", "group": ""}, "不给某一位"),
        ({"percent": 101}, "0 到 100"),
        ({"starts_on": date(2026, 1, 1)}, "不能从过去"),
        ({"ends_on": date(2026, 11, 1)}, "结束不能早于开始"),
    ],
)
def test_a_discount_is_for_a_kind_of_client_from_today_on(bank, listed, changes, words):
    about = {
        "item": listed,
        "tier": "select",
        "percent": 50,
        "starts_on": TODAY,
        "ends_on": date(2027, 11, 30),
        "published_as": "2",
    }
    with pytest.raises(Refused, match=words):
        publish_discount(FeeDiscount(**(about | changes)), by=bank.head_office, today=TODAY)
    publish_discount(FeeDiscount(**about), by=bank.head_office, today=TODAY)
    assert FeeDiscount.objects.in_force(TODAY).count() == 2


def test_of_a_rate_there_is_no_discount(bank):
    rate = factories.fee_item(
        code="CD12", kind="rate", unit="%/年", price=Decimal("1.10"), ceiling=Decimal("1.20"), term=12
    )
    with pytest.raises(Refused, match="利率见公示的上限"):
        publish_discount(
            FeeDiscount(item=rate, tier="top", percent=1, starts_on=TODAY, ends_on=TODAY, published_as="2"),
            by=bank.head_office,
            today=TODAY,
        )


def test_no_detour_leads_around_the_three_months(bank, listed):
    """20 元 now, 25 元 from March on, as published in November."""

    def publish(**changes):
        publish_price(version(**changes), by=bank.head_office, today=TODAY)

    with pytest.raises(Refused, match="另立一个项目代码"):
        publish(kind="rate", price=Decimal(30))
    publish(price=Decimal(18), effective_on=date(2026, 12, 20))  # lower
    with pytest.raises(Refused, match="2026年12月20日起的那一版就成了涨价"):
        publish(price=Decimal(5), effective_on=date(2026, 12, 1))
    publish(price=Decimal(19), effective_on=date(2026, 12, 1))


def test_what_will_be_published_is_not_said_to_be_published(bank, listed, login):
    for day in (date(2026, 12, 1), date(9999, 12, 1)):
        with pytest.raises(Refused, match="公示日期不能晚于今天"):
            publish_price(version(code="N", published_on=day, effective_on=day), by=bank.head_office, today=TODAY)
    FeeItem.objects.filter(price=25).update(published_on=date(2026, 12, 5))
    assert "将要变的" not in page(login(bank.manager))


def test_an_end_that_was_published_is_not_taken_back(bank, listed, login):
    end_price(listed, on=date(2026, 12, 31), by=bank.head_office, today=TODAY)
    answer = login(bank.head_office).post(f"/admin/tiers/feeitem/{listed.pk}/change/", {"ended_on": ""})
    assert answer.status_code == 422 and "公布新的一版" in answer.content.decode()


@pytest.mark.parametrize("word", ["低端客户免收", "价格歧视", "屈从价"])
def test_what_clients_read_holds_no_word_of_the_staff(bank, word):
    for changes in ({"name": word}, {"exemptions": f"学生\n{word}"}, {"heading": word}):
        with pytest.raises(Refused, match="给客户看的"):
            publish_price(version(code="NEW", category="set", **changes), by=bank.head_office, today=TODAY)
