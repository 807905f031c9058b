"""What only tests use is dead: every name that a module defines occurs somewhere else in what runs."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from crm.freshness import SECONDS
from tests.test_guards import LAYERS

ROOT = Path(settings.BASE_DIR)
WORD = re.compile(r"\w+")
# Found by their place or decorator: settings, urls, and what a framework registers.
BY_PLACE = {"settings.py", "urls.py", "apps.py", "migrations", "management"}
# Classes whose methods a framework calls by name; of all others the methods are looked at, too.
BY_FRAMEWORK = {"forms", "models", "admin", "embedded", "demo", "admin.py", "admin_site.py", "filters.py", "logs.py", "cache.py",
                "middleware.py", "bulk.py", "courier.py", "wire.py", "append_only.py", "published.py"}  # fmt: skip


def sources():
    return {
        path.relative_to(ROOT): path.read_text(encoding="utf-8")
        for app in LAYERS
        for path in (ROOT / app).rglob("*.py")
    }


def names_of(path, text):
    """(name, line) of what a module defines and nobody registers."""
    if BY_PLACE & set(path.parts):
        return
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name, node.lineno
        for target in getattr(node, "targets", []):
            yield from ((each.id, node.lineno) for each in ast.walk(target) if isinstance(each, ast.Name))
        if isinstance(node, ast.ClassDef) and (node.name.endswith("QuerySet") or not BY_FRAMEWORK & set(path.parts)):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            yield from ((each.name, each.lineno) for each in methods if not each.name.startswith("__"))


def dead_in(modules, others=()):
    uses = Counter(word for text in (*modules.values(), *others) for word in WORD.findall(text))
    return [
        f"{path}:{line} {name}"
        for path, text in modules.items()
        for name, line in names_of(path, text)
        if uses[name] == 1
    ]


def test_nothing_is_used_by_tests_only():
    templates = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert dead_in(sources(), templates) == []


def test_every_age_of_a_figure_is_asked_for():
    """An entry of crm/freshness.py that no `cached` names says nothing of anything."""
    asked = " ".join(text for path, text in sources().items() if path.name != "freshness.py")
    assert [name for name in SECONDS if f'"{name}"' not in asked] == []


@pytest.mark.parametrize(
    ("line", "dead"),
    [
        ("def rate(value): return value", ["rate"]),
        ("LIMIT = 3", ["LIMIT"]),
        ("def rate(value): return value\nprint(rate(1))", []),
        ("@register.filter\ndef wan(value): return value", []),
        ("class Row:\n    def is_late(self): return True\nRow()", ["is_late"]),
    ],
)
def test_the_guard_finds_what_nobody_uses(line, dead):
    assert [found.split()[1] for found in dead_in({Path("clients/rules/x.py"): line})] == dead
