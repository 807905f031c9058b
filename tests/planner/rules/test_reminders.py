from datetime import date, timedelta

import pytest

from planner.rules.reminders import short_reason

TUESDAY = date(2026, 11, 24)
LATE = TUESDAY - timedelta(days=6)


@pytest.mark.parametrize(
    ("what", "wanted_on", "words"),
    [
        ("follow_up", TUESDAY, "承诺当天到期"),
        ("follow_up", LATE, "承诺逾期 6 天"),
        ("overdue", LATE, "逾期 6 天"),
        ("birthday", LATE, "生日，联系逾期 6 天"),
        ("birthday", None, "生日"),
        ("moved", None, "上次改期"),
        ("due", TUESDAY + timedelta(days=2), "到期"),
        ("added", None, "手工加入"),
    ],
)
def test_the_reason_in_a_mail_is_a_code(what, wanted_on, words):
    assert short_reason(what, wanted_on, TUESDAY) == words
