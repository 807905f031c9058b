from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from clients.models import BalanceSnapshot
from tests.imports.samples import BALANCE_HEADERS, numbers, put, table, take

pytestmark = pytest.mark.django_db
HEADERS = BALANCE_HEADERS


@pytest.fixture
def deliver(tmp_path, bank):
    def send(*rows, headers=HEADERS):
        return take(put(tmp_path, "balances.csv", table(headers, *rows)))

    return send


def figures(client):
    client.refresh_from_db()
    return client.balance, client.average, str(client.balances_on)


def test_the_clients_figures_are_the_sums_of_the_newest_date(deliver, bank):
    counts, _errors = deliver(
        ("77000001", "2026-11-20", "活期", '"1,000.50"', "900"),
        ("77000001", "2026-11-20", "定期", "2000", "2000"),
        ("77000001", "2026-10-31", "活期", "99999", "99999"),
        ("77000002", "20261031", "demand", "5", "5"),
    )
    assert numbers(counts) == (4, 0, 0, 0)
    assert figures(bank.mine) == (Decimal("3000.50"), Decimal("2900.00"), "2026-11-20")
    assert figures(bank.theirs) == (Decimal("5.00"), Decimal("5.00"), "2026-10-31")


def test_the_same_file_again_changes_nothing_and_a_new_figure_replaces_the_old(deliver, bank):
    row = ("77000001", "2026-11-20", "活期", "1000.55", "900.10")
    deliver(row)
    assert numbers(deliver(row)[0]) == (0, 0, 1, 0)
    assert numbers(deliver((*row[:3], "1000.56", "900.10"))[0]) == (0, 1, 0, 0)
    assert BalanceSnapshot.objects.get().balance == Decimal("1000.56")
    assert figures(bank.mine)[0] == Decimal("1000.56")


def test_an_older_date_delivered_late_does_not_move_the_clients_figures(deliver, bank):
    deliver(("77000001", "2026-11-20", "活期", "10", "10"))
    deliver(("77000001", "2026-11-19", "活期", "99", "99"))
    assert figures(bank.mine) == (Decimal("10.00"), Decimal("10.00"), "2026-11-20")


def test_a_negative_balance_counts_as_nothing_and_is_mentioned(deliver, bank):
    counts, errors = deliver(("77000001", "2026-11-20", "活期", "-37200.00", "-37200.00"))
    assert (numbers(counts), counts.warnings) == ((1, 0, 0, 0), 1)
    assert "'-37200.00" in errors[0]
    assert figures(bank.mine)[:2] == (Decimal("0.00"), Decimal("0.00"))


def test_bad_rows_go_to_the_error_file(deliver):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    good = ("77000001", "2026-11-20", "活期", "1", "1")
    counts, errors = deliver(
        good,
        ("12345678", "2026-11-20", "活期", "1", "1"),
        ("77000001", tomorrow, "活期", "1", "1"),
        ("77000001", "2026-11-20", "股票", "1", "1"),
        ("77000001", "2026-11-20", "定期", "十万", "1"),
        good,
    )
    assert numbers(counts) == (1, 0, 0, 5)
    reasons = dict(sorted((int(line.split(",")[0]), line) for line in errors))
    assert "客户号不存在" in reasons[3]
    assert "晚于今天" in reasons[4]
    assert "应为：活期" in reasons[5]
    assert "金额应为数字" in reasons[6]
    assert "已出现过" in reasons[7]


def test_a_file_without_averages_keeps_those_already_here(deliver, bank):
    deliver(("77000001", "2026-11-20", "活期", "10", "8"))
    deliver(("77000001", "2026-11-20", "活期", "11"), headers="客户号,数据日期,产品类别,余额")
    assert figures(bank.mine)[:2] == (Decimal("11.00"), Decimal("8.00"))
