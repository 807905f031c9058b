"""Rules decide on values: no rows, no clock, no chance, no request, and nothing of ours that has any of these."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_guards import LAYERS

ROOT = Path(settings.BASE_DIR)
RULES = [*ROOT.glob("*/rules/**/*.py"), *ROOT.glob("words/*.py")]
# What reads rows, the clock, chance or the request; a rule gets values, and the moment as an argument.
IMPURE = {"now", "today", "localdate", "localtime", "time_ns", "monotonic", "perf_counter", "random", "uniform",
          "using", "select_related", "values_list", "urlopen", "open"}  # fmt: skip


def impure_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (isinstance(node, ast.Call) and called(node) in IMPURE) or getattr(node, "attr", "") == "objects":
            yield f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"


# Of ours a rule may know other rules, fixed words, what each role may do, and what a kind of mail is: the contract names what is forbidden,
# this what is allowed, so that a file beside the layers (staff/calendar.py reads the days off) is no way round.
KNOWN = re.compile(r"(?:\w+\.rules\b.*|\w+\.enums\b.*|words\b.*|outbox\.kinds|clients\.kinds|staff\.roles)")


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" if node.module in LAYERS else node.module for name in node.names)
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def strangers_in(path):
    ours = (name for name in imported_by(path) if name.partition(".")[0] in LAYERS)
    return [f"{path.name}: {name}" for name in ours if not KNOWN.fullmatch(name)]


def called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


@pytest.mark.parametrize(
    ("line", "is_impure"),
    [
        ("rows = Client.objects.filter(tier='top')", True),
        ("day = date.today()", True),
        ("spread = random.uniform(-1, 1)", True),
        ("text = open('law.txt')", True),
        ("due = last + timedelta(days=interval)", False),
        ("late = facts.now > due", False),
        ("def late(today): return today > due", False),
    ],
)
def test_the_guard_tells_a_rule_from_a_look_at_the_world(tmp_path, monkeypatch, line, is_impure):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "rule.py").write_text(line)
    assert bool(list(impure_in(tmp_path / "rule.py"))) == is_impure


@pytest.mark.parametrize(
    ("line", "is_stranger"),
    [
        ("from staff.calendar import load_calendar", True),
        ("from staff import calendar", True),
        ("import clients.models", True),
        ("from clients.enums import Tier", False),
        ("from clients import enums", False),
        ("from planner.rules.scores import MINUTES", False),
        ("from words.dates import month_day", False),
        ("from datetime import date", False),
    ],
)
def test_the_guard_tells_what_a_rule_may_know(tmp_path, line, is_stranger):
    (tmp_path / "rule.py").write_text(line)
    assert bool(strangers_in(tmp_path / "rule.py")) == is_stranger


def test_rules_are_pure():
    assert len(RULES) > 40
    assert [line for path in RULES for line in [*impure_in(path), *strangers_in(path)]] == []


def test_tests_of_rules_get_no_database():
    asking = []
    for path in [*ROOT.glob("tests/*/rules/*.py"), *ROOT.glob("tests/words/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) for arg in node.args.args}
        asking += [f"{path.relative_to(ROOT)}: {name}" for name in names & {"db", "bank", "login", "transactional_db"}]
        asking += [path.relative_to(ROOT).as_posix()] if "django_db" in path.read_text(encoding="utf-8") else []
    assert asking == []
