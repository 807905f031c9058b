"""No form that asks by itself stands inside what the answer replaces: a hand that still types would lose its words."""

import re
from html.parser import HTMLParser

import pytest

from tests.guards.test_templates import ROOT, templates

INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"[^%]*%}')
CODE = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%.*?%}|{{.*?}}", re.DOTALL)
ALONE = {"input", "br", "hr", "img", "link", "meta", "path"}
BY_ITSELF = re.compile(
    r"\b(change|input|keyup|every|focus|blur)\b"
)  # load: what hides a number again holds no form till then
KEPT_BY_THE_SERVER = "data-drafts"  # see static/js/contacts.js


def whole(path, depth=8):
    """The source of a template with what it includes, without its code."""
    source = path.read_text(encoding="utf-8")
    if depth:
        source = INCLUDE.sub(lambda found: whole(ROOT / "templates" / found[1], depth - 1), source)
    return CODE.sub("", source)


class Asking(HTMLParser):
    """`found`: for each element that htmx sends, its tag, its attributes, and the elements around it, the nearest last."""

    def __init__(self, source):
        super().__init__()
        self.around, self.found, self.fields = [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        here = (tag, dict(attrs))
        chain = [*self.around, here]
        if "hx-get" in here[1] or "hx-post" in here[1]:
            self.found.append((here, chain))
        if tag in ("input", "textarea", "select") and here[1].get("type") not in ("hidden", "submit"):
            self.fields.append(chain)
        if tag not in ALONE:
            self.around.append(here)

    def handle_endtag(self, tag):
        places = [place for place, (open_tag, _attrs) in enumerate(self.around) if open_tag == tag]
        if places:
            del self.around[places[-1] :]


def replaced(chain):
    """The element of the chain that the answer replaces, None where that stands elsewhere."""
    wanted = next((attrs["hx-target"] for _tag, attrs in reversed(chain) if "hx-target" in attrs), "this")
    if wanted == "this":
        return chain[-1]
    name = wanted.removeprefix("closest ").lstrip("#.")
    matching = [each for each in chain if name in (each[1].get("id"), *(each[1].get("class") or "").split(), each[0])]
    return matching[-1] if matching else None


def eaten(source):
    """The triggers of the elements that would take typed fields away while a hand is on them."""
    page = Asking(source)
    for (_tag, attrs), chain in page.found:
        trigger, taken = attrs.get("hx-trigger", ""), replaced(chain)
        lost = [field for field in page.fields if any(each is taken for each in field) and not is_kept(field)]
        if lost and BY_ITSELF.search(trigger):
            yield trigger


def is_kept(field):
    return any(KEPT_BY_THE_SERVER in attrs for _tag, attrs in field)


@pytest.mark.parametrize(
    ("source", "is_eaten"),
    [
        ('<div id="a"><form hx-get="/" hx-trigger="change" hx-target="#a"><input name="b"></form></div>', True),
        ('<form id="a" hx-post="/" hx-trigger="input delay:1s"><input name="b"></form>', True),
        ('<div id="a" hx-get="/" hx-trigger="every 2s"><form><textarea name="b"></textarea></form></div>', True),
        ('<form hx-get="/" hx-trigger="change, submit" hx-target="#b"><input name="b"></form><p id="b"></p>', False),
        ('<form id="a" hx-post="/"><input name="b"></form>', False),
    ],
)
def test_a_form_that_eats_is_told_from_one_that_does_not(source, is_eaten):
    assert bool(list(eaten(source))) == is_eaten


def test_no_form_that_asks_by_itself_is_replaced_by_the_answer():
    found = [f"{path.relative_to(ROOT)}: {trigger}" for path in templates() for trigger in eaten(whole(path))]
    assert found == []


def test_every_form_of_htmx_is_a_form_without_it():
    """Its action also names its fields, when what was typed is carried over a swap (static/js/typed.js)."""
    found = [
        f"{path.relative_to(ROOT)}: {attrs}"
        for path in templates()
        for (tag, attrs), _chain in Asking(whole(path, depth=0)).found
        if tag == "form" and not {"action", "method"} <= attrs.keys()
    ]
    assert found == []
