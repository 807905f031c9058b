"""risk.csv: the latest test counts, and nobody types one (HLD-R4)."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.models import Client
from tests.imports.samples import numbers, put, table, take

pytestmark = pytest.mark.django_db
HEADERS = "客户号,风险等级,测评日期"
NOW = timezone.make_aware(datetime(2026, 11, 25, 10, 0))
ROW = ("77000001", "C3", "2026-05-01")


@pytest.fixture
def deliver(tmp_path, bank):
    def send(*rows, headers=HEADERS):
        return take(put(tmp_path, "risk.csv", table(headers, *rows)), now=NOW)

    return send


def known(client):
    return Client.objects.values_list("risk_level", "risk_tested_on").get(pk=client.pk)


def test_the_latest_test_counts_and_the_same_file_again_changes_nothing(deliver, bank):
    counts, _errors = deliver(ROW, ("77000001", "C2", "2025-04-01"), ("77000002", "r2（稳健型）", "20260601"))
    assert numbers(counts) == (0, 2, 1, 0)
    assert known(bank.mine) == ("C3", date(2026, 5, 1)) and known(bank.theirs) == ("R2", date(2026, 6, 1))
    assert numbers(deliver(ROW)[0]) == (0, 0, 1, 0)
    assert numbers(deliver(("77000001", "C1", "2025-12-01"))[0]) == (0, 0, 1, 0)
    assert numbers(deliver(("77000001", "C4", "2026-11-25"), headers="客户编号,风险承受能力,测评时间")[0]) == (
        0,
        1,
        0,
        0,
    )
    assert known(bank.mine) == ("C4", date(2026, 11, 25))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("12345678", *ROW[1:]), "客户号不存在"),
        (("77000002", "C6", ROW[2]), "应为 C1–C5 或 R1–R5"),
        (("77000002", "稳健型", ROW[2]), "应为 C1–C5 或 R1–R5"),
        (("77000002", "3", ROW[2]), "应为 C1–C5 或 R1–R5"),
        (("77000002", "", ROW[2]), "不能为空"),
        (("77000002", "C3", "1970-01-01"), "不可能"),
        (("77000002", "C3", "2026-11-26"), "晚于今天"),
        (("77000002", "C3", ""), "不能为空"),
        (("77000001", "C4", ROW[2]), "已出现过"),
    ],
)
def test_a_row_that_may_not_be_written_is_named(deliver, bank, row, words):
    counts, errors = deliver(ROW, row)
    assert numbers(counts) == (0, 1, 0, 1) and words in errors[0]
    assert known(bank.theirs) == ("", None)
