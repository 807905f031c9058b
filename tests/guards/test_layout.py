"""The formatter lays the code out: it is told to leave out tables of data only, and no line grows past the screen."""

import ast
import io
import tokenize
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LONGEST = 140  # characters; the formatter cannot break a docstring, a comment or a text
TABLES = (ast.Dict, ast.List, ast.Set, ast.Tuple)
# Migrations are as Django wrote them.
SOURCES = [
    path
    for path in (*ROOT.glob("*.py"), *ROOT.glob("[a-z]*/**/*.py"))
    if not {"migrations", "var", "node_modules"} & set(path.relative_to(ROOT).parts)
]


def marks_in(source):
    """The lines that hold a mark for the formatter."""
    if "fmt:" not in source:
        return []
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    return [token.start[0] for token in comments if token.string.removeprefix("#").lstrip().startswith("fmt:")]


def table_ends(tree):
    """The last lines of the tables of data: literals that a module assigns, and the cases of a test."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, TABLES):
            yield node.end_lineno
        for decorator in getattr(node, "decorator_list", ()):
            if is_parametrize(decorator) and any(isinstance(each, TABLES) for each in decorator.args[1:]):
                yield decorator.end_lineno


def is_parametrize(node):
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "parametrize"


def misplaced_marks(source):
    marks = marks_in(source)
    return sorted(set(marks) - set(table_ends(ast.parse(source)))) if marks else []


def long_lines(source):
    return [number for number, line in enumerate(source.splitlines(), 1) if len(line) > LONGEST]


@pytest.mark.parametrize(
    "source",
    [
        "f(1)  # fmt: skip",
        "A = f(1)  # fmt: skip",
        "A = [x for x in y]  # fmt: skip",
        "# fmt: off\nA = [1]\n# fmt: on",
        "def f():\n    a = [1]  # fmt: skip",
        "@given([1])  # fmt: skip\ndef f(): ...",
    ],
)
def test_a_mark_after_anything_but_a_table_is_found(source):
    assert misplaced_marks(source)


@pytest.mark.parametrize(
    "source", ["A = {\n1: 2}  # fmt: skip", "@pytest.mark.parametrize('a', [\n1])  # fmt: skip\ndef f(a): ..."]
)
def test_a_table_may_have_its_own_layout(source):
    assert misplaced_marks(source) == []


def test_a_line_is_as_long_as_its_characters():
    assert long_lines("字" * LONGEST) == [] and long_lines("字" * (LONGEST + 1)) == [1]


@pytest.mark.parametrize("faults_in", [misplaced_marks, long_lines])
def test_the_code_keeps_to_both(faults_in):
    found = {str(path.relative_to(ROOT)): faults_in(path.read_text(encoding="utf-8")) for path in SOURCES}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_nothing_but_text_lies_beside_the_folders():
    """A package that pip fetched into the checkout goes along with every clone for ever."""
    beside = [path for path in ROOT.iterdir() if path.is_file() and path.name[0] != "."]
    assert [path.name for path in beside if b"\0" in path.read_bytes()] == []
