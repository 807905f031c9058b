"""One refusal for the whole house: what it takes, what it says, and one full stop however it was written."""

import pytest

from words.problems import Moved, Problem, Refused

SHORT, LONG = Problem("note", "太短"), Problem("until", "日期不能早于今天。")


@pytest.mark.parametrize(
    ("said", "problems", "sentence"),
    [
        ("不能撤回", [Problem("", "不能撤回")], "不能撤回。"),
        ("不能撤回。", [Problem("", "不能撤回。")], "不能撤回。"),
        ("文件是空的。请重新导出。", [Problem("", "文件是空的。请重新导出。")], "文件是空的。请重新导出。"),
        (SHORT, [SHORT], "太短。"),
        ([SHORT, LONG], [SHORT, LONG], "太短；日期不能早于今天。"),
        ((LONG, SHORT), [LONG, SHORT], "日期不能早于今天；太短。"),
        ((each for each in (SHORT,)), [SHORT], "太短。"),
    ],
)
def test_a_sentence_a_problem_or_several_become_problems_and_one_text(said, problems, sentence):
    refusal = Refused(said)
    assert (refusal.problems, str(refusal)) == (problems, sentence)


def test_each_problem_alone_is_a_sentence_too():
    assert [SHORT.sentence, LONG.sentence] == ["太短。", "日期不能早于今天。"]


def test_who_was_too_late_is_refused_and_learns_what_stands_now():
    with pytest.raises(Refused, match="在别处已定稿。") as refused:
        raise Moved("这封问候在别处已定稿", current="the row")
    assert (refused.value.current, refused.value.problems[0].field) == ("the row", "")
