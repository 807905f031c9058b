import pytest

from words.identifiers import gender_of
from words.surnames import titled


@pytest.mark.parametrize(
    ("name", "gender", "called"),
    [
        ("薛勇", "m", "薛先生"),
        ("宋爱华", "f", "宋女士"),
        ("欧阳明月", "f", "欧阳女士"),
        ("司马光", "m", "司马先生"),
        ("欧阳", "m", "欧先生"),
        ("阿依古丽·买买提", "f", "阿依古丽女士"),
        ("买买提依明江", "m", "买买提依明江先生"),
        ("John Smith", "m", "John Smith先生"),
        ("薛勇", "", ""),
        ("薛勇", "x", ""),
        ("", "m", ""),
    ],
)
def test_a_title_follows_the_surname_and_nobody_is_given_one_by_guess(name, gender, called):
    assert titled(name, gender) == called


@pytest.mark.parametrize(
    ("id_no", "gender"),
    [("990012196603190018", "m"), ("99001219660319002X", "f"), ("", ""), (None, ""), ("9900126603190018", "")],
)
def test_the_seventeenth_digit_is_kept_as_one_letter(id_no, gender):
    assert gender_of(id_no) == gender
