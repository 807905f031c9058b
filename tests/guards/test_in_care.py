"""Who has no account is in care, and in no number: each use of the two sets chooses between them in tests/guards/in_care.py."""

import ast

import pytest

from tests.guards.in_care import CARE, HOLDERS
from tests.test_guards import ROOT, sources

NAMED = {"has_account": "holders", "WITHOUT_ACCOUNT": "holders", "is_in_care": "care", "IN_CARE": "care"}
ASKED = {"active": "holders", "in_care": "care", "approachable": "care", "due": "care", "soon": "care"}
ASKED |= {"resting": "care", "with_silence": "care"}
STATUSES = {"ACTIVE": "holders", "LEAD": "holders"}
OF_STATUS = ("Status", "ClientStatus", "self.Status", "client.Status", "Client.Status", "enums.ClientStatus")
OTHERS = ("Promise.objects", "Message.objects", "Occasion.objects")  # what has a method of the same name
WHERE_NAMED = "clients/enums/__init__.py"


def uses(name, source):
    """(file, function, set) of every place that asks for one of the two sets."""

    def walk(node, inside):
        for child in ast.iter_child_nodes(node):
            is_named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            if asked := set_of(child):
                yield name, inside or "<module>", asked
            yield from walk(child, f"{inside}.{child.name}".strip(".") if is_named else inside)

    return set(walk(ast.parse(source), ""))


def set_of(node):
    match node:
        case ast.Name(id=name):
            return NAMED.get(name)
        case ast.Attribute(attr=attr) if ast.unparse(node.value) in OF_STATUS:
            return STATUSES.get(attr)
        case ast.Attribute(attr=attr):
            return NAMED.get(attr)
        case ast.Call(func=ast.Attribute(attr=attr, value=owner)) if not ast.unparse(owner).startswith(OTHERS):
            return ASKED.get(attr)
        case ast.keyword(arg=str(arg), value=ast.Constant(value="active" | "lead")) if arg.endswith("status"):
            return "spelled out"
    return None


def told(table, name):
    return {(file, function, name) for file, (_why, functions) in table.items() for function in functions.split()}


def test_each_use_of_the_two_sets_says_why():
    found = set()
    for path in sources():
        if (name := str(path.relative_to(ROOT))) != WHERE_NAMED:
            found |= uses(name, path.read_text(encoding="utf-8"))
    differing = found ^ (told(HOLDERS, "holders") | told(CARE, "care"))
    assert "\n".join(sorted(" ".join(place) for place in differing)) == ""


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Client.objects.active()", "holders"),
        ("rows.filter(client__status__in=IN_CARE)", "care"),
        ("rows.approachable(today)", "care"),
        ("rows.filter(client__status='active')", "spelled out"),
        ("client.status == Client.Status.ACTIVE", "holders"),
        ("Promise.objects.open().due(today)", None),
    ],
)
def test_the_guard_knows_a_use(line, asked):
    assert uses("a.py", line) == ({("a.py", "<module>", asked)} if asked else set())
