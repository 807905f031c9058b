from datetime import date

import pytest

from staff.rules.places import market_days, market_of, market_words, may_answer, standing_problems


@pytest.mark.parametrize(
    ("text", "market", "words"),
    [
        ("农历逢三、八", "lunar:3,8", "农历逢三、八"),
        ("逢3、8", "lunar:3,8", "农历逢三、八"),
        ("阴历逢八逢三赶集", "lunar:3,8", "农历逢三、八"),
        ("公历每逢５，１０", "solar:5,0", "公历逢五、十"),
        ("逢五十赶集", "lunar:5,0", "农历逢五、十"),
        ("阳历一四七", "solar:1,4,7", "公历逢一、四、七"),
        ("农历单日", "lunar:1,3,5,7,9", "农历逢一、三、五、七、九"),
        ("公历双日", "solar:2,4,6,8,0", "公历逢二、四、六、八、十"),
        ("  ", "", ""),
    ],
)
def test_market_days_are_read_as_people_write_them(text, market, words):
    assert market_of(text) == market and market_words(market) == words


@pytest.mark.parametrize(
    "text",
    ["每周六", "逢集", "三三", "农历公历逢三", "13、18", "天天", "123456", "逢十一", "农历初一、十五", "逢二十五"],
)
def test_what_is_no_market_day_is_refused_in_words(text):
    with pytest.raises(ValueError, match="集日请写成"):
        market_of(text)


def test_the_next_four_days_of_a_market():
    """29 November 2026 is the 21st of the tenth lunar month; todays counts."""
    today = date(2026, 11, 29)
    assert market_days("lunar:3,8", today) == [date(2026, 12, n) for n in (1, 6, 11, 16)]
    assert market_days("lunar:1,6", today)[0] == today
    assert market_days("solar:1", date(2026, 12, 30))[:2] == [
        date(2027, 1, 1),
        date(2027, 1, 11),
    ]  # no market on the 31st
    assert market_days("", today) == []
    assert market_days("lunar:3", date(2101, 1, 20)) == [] or len(market_days("lunar:3", date(2101, 1, 20))) < 4
    assert len(market_days("lunar:0", date(2026, 11, 29))) == 4


def test_where_a_place_may_stand():
    def problems(kind, parent_kind="town", path="", parent_path="/A/B/"):
        found = standing_problems(path=path, kind=kind, parent_path=parent_path, parent_kind=parent_kind)
        return [problem.message for problem in found]

    assert problems("village") == problems("school") == problems("market", "park") == problems("town", "county") == []
    assert problems("village", path="/A/") == ["上级区域不能是自己或自己的下级"]
    assert problems("town", path="/A/B/") == ["上级区域不能是自己或自己的下级"]
    assert problems("town", "village") == ["上级区域是村，下面不能放乡镇街道"]
    assert problems("village", "community") == ["上级区域是社区，下面不能放村"]
    assert problems("village", "market") == ["上级区域是市场，下面不能放村"]
    assert problems("school", parent_path="/1/2/3/4/5/6/") == ["区域最多 6 级，请放到上一级"]


def test_who_may_answer_for_a_place():
    assert may_answer("manager", True, "/1/2/", "/1/2/3/") and may_answer("manager", True, "/1/2/3/", "/1/2/")
    assert not may_answer("manager", True, "/1/2/", "/1/4/")
    assert not may_answer("manager", False, "/1/2/", "/1/2/")
    assert not may_answer("branch_head", True, "/1/2/", "/1/2/")
    assert not may_answer("manager", True, "", "/1/2/")
