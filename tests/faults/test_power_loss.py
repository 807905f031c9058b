"""The power cut of tests/flows/test_power_loss.py at full size."""

import pytest
from django.db import connection

from tests import power
from tests.faults.harness import IS_LARGE, report
from tests.flows.test_power_loss import cut

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not IS_LARGE, reason="its short form stands in tests/flows: make faults"),
    pytest.mark.skipif(connection.vendor != "sqlite" or not power.is_possible(), reason="for SQLite only"),
]


def test_a_power_cut_after_a_morning_of_greetings_doubles_nothing(bank, sink, transactional_db, tmp_path):
    most, states = cut(bank, sink, tmp_path, "FULL", 200)
    report(
        "断电",
        "SQLite 发完 200 封后断电，只留下已落盘的内容",
        "重复 0，状态全部为已送出",
        f"每人至多 {most} 封，{states}",
    )
    assert (most, states) == (1, {"sent": 200})
