"""What every template keeps to: the strict policy, short lines, nothing decided in chains."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.defaulttags import ForNode, IfNode

ROOT = Path(settings.BASE_DIR)
LONGEST_LINE = 200  # characters
BRANCHES, DEPTH = 2, 2  # an if with its else or one elif; an if in an if, counted anew for each row of a loop


def templates():
    return [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]


def test_templates_keep_the_strict_policy():
    """No inline style or script, no handler, no remote address: the content security policy would block it (S10, S12)."""
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for bad in (' style="', "<style", "onclick=", "hx-on", "javascript:", "//cdn", 'src="http'):
            if bad in text:
                found.append(f"{path.relative_to(ROOT)} {bad}")
        if "<script" in text.replace("<script src=", ""):
            found.append(f"{path.relative_to(ROOT)} inline script")
    assert found == []


def test_no_line_is_long():
    long = [
        f"{path.relative_to(ROOT)}:{number} {len(line)}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def chains_in(nodes, depth=1):
    """The lines of the ifs that decide what a view or a query should have prepared."""
    for node in nodes:
        is_if = isinstance(node, IfNode)
        if is_if and (depth > DEPTH or len(node.conditions_nodelists) > BRANCHES):
            yield node.token.lineno
        inner = 1 if isinstance(node, ForNode) else depth + is_if
        for name in node.child_nodelists:
            yield from chains_in(getattr(node, name, ()), inner)


def chains_of(source):
    return list(chains_in(engines["django"].from_string(source).template.nodelist))


@pytest.mark.parametrize(
    ("source", "is_chain"),
    [
        ("{% if a %}1{% elif b %}2{% endif %}", False),
        ("{% if a %}1{% elif b %}2{% else %}3{% endif %}", True),
        ("{% if a %}{% if b %}1{% endif %}{% else %}{% if c %}2{% endif %}{% endif %}", False),
        ("{% if a %}{% with x=1 %}{% if b %}{% if c %}1{% endif %}{% endif %}{% endwith %}{% endif %}", True),
        ("{% if a %}{% else %}{% if b %}{% if c %}1{% endif %}{% endif %}{% endif %}", True),
        ("{% if a %}{% if b %}{% for c in d %}{% if c %}1{% endif %}{% endfor %}{% endif %}{% endif %}", False),
        (
            "{% block a %}{% for b in c %}{% if b %}1{% elif c %}2{% elif d %}3{% endif %}{% endfor %}{% endblock %}",
            True,
        ),
    ],
)
def test_a_chain_of_conditions_is_told_from_a_choice(source, is_chain):
    assert bool(chains_of(source)) == is_chain


def test_no_template_decides_in_chains():
    """Values are prepared by the view or the query that owns them; a template prints them."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in templates()
        for line in chains_of(path.read_text(encoding="utf-8"))
    ]
    assert found == []
