from datetime import date

from partners.rules.certificates import Certificate, drawn
from partners.rules.honours import Merit, first_third, quarter_of, quarter_words


def test_the_first_third_is_named_and_nobody_who_did_nothing():
    merits = {
        1: Merit(1, 0, 0),
        2: Merit(0, 2, 1),
        3: Merit(0, 0, 0),
        4: Merit(0, 0, 1),
        5: Merit(0, 0, 0),
        6: Merit(2, 0, 0),
    }
    assert first_third(merits) == [2, 6]
    assert first_third({1: Merit(1, 0, 0), 2: Merit(0, 0, 0), 3: Merit(0, 0, 0)}) == [1]
    assert first_third({pk: Merit(1, 0, 0) for pk in range(6)}) == []  # all alike: no third of them is better
    assert first_third({}) == []


def test_facts_count_up_to_six_and_no_money_counts():
    assert Merit(0, 0, 100).points == 30 and Merit(1, 1, 1).points == 35
    assert Merit(3, 0, 4).words == "参加例会 3 次、提供有用的信息 4 条"


def test_quarters():
    assert quarter_of(date(2026, 11, 29)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_of(date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 3, 31))
    assert quarter_words(date(2026, 10, 1)) == "2026 年四季度"


def test_a_certificate_is_the_same_pdf_each_time():
    certificate = Certificate(
        "9901-20264-000001", "张福来", "2026 年四季度", "听课 2 节", "栖云农商行", "云溪支行", date(2026, 11, 29)
    )
    file = drawn(certificate)
    assert file.startswith(b"%PDF-") and b"STSong-Light" in file and file == drawn(certificate)
    assert len(file) < 20_000
