import pytest

from words.numerals import bounds_of, number_of


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("十二", 12), ("二十三", 23), ("廿三", 23), ("俩", 2), ("一百二十", 120), ("一百零五", 105), ("三十", 30), ("二三", None), ("", None)],
)  # fmt: skip
def test_a_numeral_is_read_as_people_say_it(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("两三", (2, 3)), ("十五六", (15, 16)), ("四五十", (40, 50)), ("三五", (3, 5)), ("3-5", (3, 5)), ("七", (7, 7))],
)
def test_two_numerals_side_by_side_are_the_least_and_the_most(text, bounds):
    assert bounds_of(text) == bounds
