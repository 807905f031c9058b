from datetime import datetime

import pytest

from clients.rules.tries import Tries, missed_words


@pytest.mark.parametrize(
    ("hour", "kind", "reached", "number", "said"),
    [
        (11, "call", "nobody", 1, "11:45 未接，已记下；下午再试。"),
        (12, "call", "nobody", 2, "12:45 未接，已记下；傍晚再试。"),
        (17, "video", "nobody", 1, "17:45 未接，已记下；明天上午再试。"),
        (9, "call", "nobody", 3, "09:45 未接，已记下；已连续 3 次没联系上，换个方式：发短信、微信，或托人约。"),
        (9, "branch", "nobody", 1, "09:45 没联系上，已记下；下午再试。"),
        (9, "wecom", "nobody", 1, "09:45 没联系上，已记下；下午再试。"),
        (9, "call", "refused", 1, "09:45 拒接，已记下；下午再试。"),
        (9, "call", "wrong", 4, "09:45 空号或错号，已记下；先核对号码，或托人问一声。"),
    ],
)
def test_what_is_said_of_a_try_in_vain(hour, kind, reached, number, said):
    assert missed_words(Tries(datetime(2026, 11, 24, hour, 45), kind, reached, number)) == said
