"""A week has lists of two kinds: whoever reads them says of which, so that a visit changes no figure of a 维护日."""

import ast

import pytest

from tests.test_guards import ROOT, sources

TABLES = ("CarePlan", "PlanItem")
KINDS = ("care", "visiting", "stops", "to_visit")
BACKWARDS = ("care_plans", "plan_items")  # from a manager or a client to lists of both kinds

BY_ROW = "of a row that is at hand"
MADE = "the kind stands in the row that is made"
BOTH = {
    "planner/actions/care_days.py": (BY_ROW, "_open_item add_item switch_care_day"),
    "planner/actions/day_rows.py": (BY_ROW, "miss_client take_back"),
    "planner/actions/handovers.py": ("who changes hands leaves every list", "leave_care_days"),
    "planner/actions/plans.py": (BY_ROW, "_locked_plan _mark_contacted _replace"),
    "planner/actions/visits.py": (MADE, "_locked_plan _renumber locked_stop"),
    "planner/queries/care_days.py": ("which kinds there are", "items_of kinds_today"),
    "planner/queries/plans.py": (BY_ROW, "planned_days"),
    "planner/queries/visits.py": ("lists within reach, of rows that are stops", "stops_within"),
}


def readers(name, source):
    """(file, function) of every place that asks a table of the lists without a word about their kind."""

    def walk(node, inside, chosen):
        for child in ast.iter_child_nodes(node):
            is_named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            if asks(child) and not chosen:
                yield name, inside or "<module>"
            chosen_next = isinstance(child, ast.Attribute) and child.attr in KINDS
            yield from walk(child, f"{inside}.{child.name}".strip(".") if is_named else inside, chosen_next)

    return set(walk(ast.parse(source), "", False))


def asks(node):
    match node:
        case ast.Attribute(attr="objects", value=ast.Name(id=table)):
            return table in TABLES
        case ast.Attribute(attr=attr):
            return attr in BACKWARDS
        case ast.keyword(arg=str(words)) | ast.Constant(value=str(words)):
            return words.startswith(BACKWARDS)
    return False


def test_each_reader_of_the_lists_says_of_which_kind():
    found = set()
    for path in sources():
        name = str(path.relative_to(ROOT))
        if not name.startswith("planner/models/"):
            found |= readers(name, path.read_text(encoding="utf-8"))
    told = {(name, function) for name, (_why, functions) in BOTH.items() for function in functions.split()}
    assert sorted(" ".join(place) for place in found ^ told) == []


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("CarePlan.objects.filter(week=monday)", True),
        ("CarePlan.objects.care().filter(week=monday)", False),
        ("PlanItem.objects.filter(day=day).stops()", True),
        ("PlanItem.objects.stops().filter(day=day)", False),
        ("manager.care_plans.all()", True),
        ("Client.objects.filter(plan_items__state='done')", True),
        ("F('plan_items__state')", True),
    ],
)
def test_the_guard_knows_a_reader(line, is_found):
    assert bool(readers("a.py", line)) == is_found
