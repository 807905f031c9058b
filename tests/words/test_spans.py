import pytest

from words.dates import span_text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "1 天"),
        (89, "89 天"),
        (90, "3 个月"),
        (254, "8 个多月"),
        (364, "12 个多月"),
        (365, "1 年"),
        (400, "1 年多"),
        (876, "2 年多"),
    ],
)
def test_a_long_span_is_not_counted_in_days(days, said):
    assert span_text(days) == said
