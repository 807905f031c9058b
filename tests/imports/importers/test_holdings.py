"""holdings.csv: rows in are rows taken and rows named; what the newest file holds no longer is ended, never lost (HLD-R1)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from clients.models import Holding
from imports.actions import running
from imports.actions.files import enter_local
from imports.actions.running import run_import
from imports.importers.holdings import HoldingImporter
from imports.models import ImportJob
from tests import factories
from tests.imports.samples import numbers, put, table, take

pytestmark = pytest.mark.django_db
HEADERS = "客户号,产品名称,金额,到期日,账号,起息日,数据日期,状态"
NOW = timezone.make_aware(datetime(2026, 11, 25, 10, 0))
ROW = ("77000001", "三年期大额存单", "500000", "2026-12-05", "6200001", "2023-12-05", "2026-11-20", "")


@pytest.fixture
def deliver(tmp_path, bank):
    def send(*rows, headers=HEADERS):
        return take(put(tmp_path, "holdings.csv", table(headers, *rows)), now=NOW)

    return send


def changed(**cells):
    names = ("number", "product", "amount", "matured", "account", "opened", "on", "state")
    return tuple({**dict(zip(names, ROW, strict=True)), **cells}.values())


def ended():
    return {row.product: row.ended_on and str(row.ended_on) for row in Holding.objects.all()}


def test_a_row_is_a_holding_and_the_same_file_again_changes_nothing(deliver, bank):
    assert numbers(deliver(ROW)[0]) == (1, 0, 0, 0)
    row = Holding.objects.get()
    assert (row.client, row.product, row.family) == (bank.mine, "三年期大额存单", "deposit")
    assert (row.amount, row.opened_on, row.matured_on) == (Decimal(500_000), date(2023, 12, 5), date(2026, 12, 5))
    assert "6200001" not in str(Holding.objects.values().get())
    assert numbers(deliver(ROW)[0]) == (0, 0, 1, 0) and Holding.objects.get().pk == row.pk
    assert numbers(deliver(changed(amount="480000", on="2026-11-24"))[0]) == (0, 1, 0, 0)
    assert Holding.objects.get().amount == Decimal(480_000)


def test_few_columns_are_enough_and_an_absent_one_erases_nothing(deliver):
    deliver(ROW)
    counts, _errors = deliver(ROW[:5], headers="客户号,产品名称,持有余额,到期日,账号")
    assert numbers(counts) == (0, 0, 1, 0)
    assert (Holding.objects.get().opened_on, Holding.objects.get().data_date) == (date(2023, 12, 5), date(2026, 11, 25))


def test_a_code_stands_for_a_product_without_a_name(deliver):
    headers = "client_no,product_code,contract_no,amount,opened_on,matures_on,status"
    row = ("77000001", "CD36", "6200001", "500000.00", "20231205", "20261205", "有效")
    assert numbers(deliver(row, headers=headers)[0]) == (1, 0, 0, 0)
    assert Holding.objects.values_list("product", "product_code").get() == ("CD36", "CD36")


def test_what_the_newest_file_holds_no_longer_is_ended_and_comes_back(deliver):
    other = changed(product="稳利理财", account="9")
    deliver(ROW, other)
    deliver(ROW)  # the same day again, corrected
    assert ended() == {"三年期大额存单": None, "稳利理财": "2026-11-20"}
    deliver(other, changed(on="2026-11-20"))
    assert set(ended().values()) == {None}
    deliver(changed(on="2026-11-24", matured="2029-12-05"))  # renewed: the old one matured, a new one stands
    assert sorted(Holding.objects.values_list("matured_on", "ended_on"), key=str) == [
        (date(2026, 12, 5), date(2026, 11, 24)),
        (date(2026, 12, 5), date(2026, 11, 24)),
        (date(2029, 12, 5), None),
    ]


def test_an_older_file_delivered_late_ends_nothing_and_brings_nothing_back(deliver):
    deliver(changed(on="2026-11-24"))
    counts, _errors = deliver(changed(amount="1"), changed(product="稳利理财", account="9"))
    assert numbers(counts) == (1, 0, 1, 0)
    assert ended() == {"三年期大额存单": None, "稳利理财": "2026-11-24"}
    assert Holding.objects.get(ended_on=None).amount == Decimal(500_000)


def test_a_row_that_says_it_is_settled_is_ended(deliver):
    deliver(ROW)
    settled = changed(state="已销户", amount="0", on="2026-11-24")
    assert numbers(deliver(settled, changed(account="7", state="已支取"))[0]) == (0, 1, 0, 1)  # of two days
    assert ended() == {"三年期大额存单": "2026-11-24"}


def test_a_refused_row_ends_nothing_of_its_client(deliver):
    deliver(ROW, changed(account="2"), changed(number="77000002"))
    counts, _errors = deliver(changed(account="2", on="2026-11-24"), changed(amount="五十万", on="2026-11-24"))
    assert numbers(counts) == (0, 0, 1, 1)
    assert sorted(Holding.objects.filter(ended_on=None).values_list("client__client_no", flat=True)) == 2 * ["77000001"]


def test_a_file_that_lacks_more_than_it_has_ends_nothing(deliver, bank):
    for _number in range(22):
        factories.holding(bank.mine)
    deliver(ROW)
    assert not Holding.objects.exclude(ended_on=None).exists()
    assert "不完整" in ImportJob.objects.get().message


def test_killed_before_the_end_it_ends_the_same_afterwards(deliver, tmp_path, monkeypatch):
    deliver(ROW, changed(account="2"), changed(account="3"), changed(number="77000002"), changed(account="4"))
    later = {"on": "2026-11-24"}
    rows = (changed(**later), changed(account="4", **later), changed(number="77000002", amount="-1", **later))
    monkeypatch.setattr(HoldingImporter, "chunk_size", 1)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    job = enter_local(put(tmp_path, "holdings.csv", table(HEADERS, *rows)))
    with monkeypatch.context() as patch:
        patch.setattr(running, "finish_import", die)
        with pytest.raises(KeyboardInterrupt):
            run_import(job, now=NOW)
    assert not Holding.objects.exclude(ended_on=None).exists()
    assert numbers(run_import(job, now=NOW)) == (0, 0, 2, 1)
    assert Holding.objects.filter(ended_on=date(2026, 11, 24)).count() == 2
    assert Holding.objects.get(client__client_no="77000002").ended_on is None
    job.refresh_from_db()
    assert job.message == "不再持有的 2 笔记为结清。有错误行的客户另有 1 笔，没有记为结清。"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"number": "12345678"}, "客户号不存在"),
        ({"matured": "1970-01-01"}, "不可能"),
        ({"matured": "2206-12-05"}, "不"),
        ({"matured": "2022-12-05"}, "早于起息日"),
        ({"matured": "2026-02-30"}, "不存在"),
        ({"amount": "-500000"}, "应大于 0"),
        ({"amount": "0.00"}, "应大于 0"),
        ({"amount": ""}, "不能为空"),
        ({"amount": "(500,000.00)"}, "应大于 0"),
        ({"product": ""}, "不能为空"),
        ({"on": "2026-11-26"}, "晚于今天"),
        ({"on": "2026-11-19"}, "只能是一天的"),
        ({"account": "6.2E+17"}, "科学计数法"),
        ({}, "已出现过"),
    ],
)
def test_a_row_that_may_not_be_written_is_named(deliver, cells, words):
    row = changed(**{"account": "6200002", **cells}) if cells else ROW
    counts, errors = deliver(ROW, [f'"{cell}"' for cell in row])
    assert numbers(counts) == (1, 0, 0, 1)
    assert len(errors) == 1 and words in errors[0] and errors[0].startswith("3,")


def test_one_bad_optional_cell_costs_the_cell(deliver):
    counts, _errors = deliver(changed(opened="2026-12-01"), changed(account="2", state="不知道", matured="终身"))
    assert numbers(counts) == (2, 0, 0, 0) and counts.warnings == 2
    days = set(Holding.objects.values_list("opened_on", "matured_on"))
    assert days == {(date(2023, 12, 5), None), (None, date(2026, 12, 5))}
