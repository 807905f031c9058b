"""What the documents say is so: every citation resolves, every model has its word, the picture is the contract's."""

import ast
import io
import re
import tokenize
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from docs.draw_floors import picture

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
RULES = DOCS / "rules.md"
SKIPPED = ("var", "locale")
CODE = re.compile(r"\b(?:[A-Z]{3,4}-R\d{1,2}|[AF]-\d{1,2}|[EHINORS]\d{1,2})\b")
SECTION = r"(?:\d{1,2}(?:\.\d{1,2})?|[A-Z])\b(?!-)"
SECTIONS = re.compile(rf"\b([Dd]omain|reliability) ({SECTION}(?:(?:, |–| and ){SECTION})*)")
SPAN = re.compile(rf"({CODE.pattern}|\d+\.\d+) ?[–…] ?({CODE.pattern}|\d+\.\d+)")
BARE = re.compile(r"\(\d{1,2}\.\d{1,2}[,;:) ]")
FILE = re.compile(r"[\w./-]+\.(?:md|py)\b")
MARKS = (CODE, SECTIONS, SPAN, BARE, FILE)
COMMENTS = {
    ".html": r"\{#.*?#\}|\{% comment.*?endcomment %\}",
    ".txt": r"\{#.*?#\}|\{% comment.*?endcomment %\}",
    ".js": r"/\*.*?\*/|(?<!:)//[^\n]*",
    ".css": r"/\*.*?\*/",
}


@lru_cache(None)
def remarks(path):
    """What a file says to its reader: the docstrings and comments of code, the whole of a document."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return [text]
    if path.suffix != ".py":
        return re.findall(COMMENTS[path.suffix], text, re.DOTALL)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    said = [ast.get_docstring(node) for node in ast.walk(ast.parse(text)) if isinstance(node, documented)]
    return [*filter(None, said), *comments(text)]


def comments(text):
    """To take all files to pieces takes three seconds, so of most a look at what follows a # suffices: there is nothing to find."""
    if not any(mark.search(line.partition("#")[2]) for line in text.splitlines() if "#" in line for mark in MARKS):
        return []
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def files():
    """Everything written here that may cite, without the rules themselves and what users read of changes."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in SKIPPED]
    here = [*ROOT.glob("*.*"), *(path for folder in folders for path in folder.rglob("*.*"))]
    kept = {*here} - {RULES, ROOT / "CHANGELOG.md"}
    return sorted(path for path in kept if path.suffix in (*COMMENTS, ".py", ".md"))


def codes_in(text):
    """The codes and sections that a remark cites; of a span all that lie between."""
    found = {*CODE.findall(text)}
    for document, sections in SECTIONS.findall(text):
        found |= {f"{document.lower()} {section}" for section in re.findall(SECTION, sections)}
    for first, last in SPAN.findall(text):
        stem, start = re.fullmatch(r"(.*?)(\d+)", first).groups()
        named = {f"{stem}{number}" for number in range(int(start), int(re.search(r"\d+$", last)[0]) + 1)}
        found |= named if CODE.fullmatch(first) else {f"domain {name}" for name in named}
    return found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("(domain 5.2, 5.3, F-7; edge O6)", {"domain 5.2", "domain 5.3", "F-7", "O6"}),
        ("Domain 2.5 and F-3, GRT-R3", {"domain 2.5", "F-3", "GRT-R3"}),
        ("(domain 3.1–3.3)", {"domain 3.1", "domain 3.2", "domain 3.3"}),
        ("(H8, GRT-R1 … GRT-R3)", {"H8", "GRT-R1", "GRT-R2", "GRT-R3"}),
        ("(reliability 2, domain G)", {"reliability 2", "domain G"}),
        ("UTF-8, SHA-256, domain names and 2 domains", set()),
    ],
)
def test_what_counts_as_a_citation(text, codes):
    assert codes_in(text) == codes


def test_every_citation_stands_in_the_rules_and_every_rule_is_cited():
    citing = [path for path in files() if codes_in(path.read_text(encoding="utf-8"))]  # to parse all takes four seconds
    cited = {code: path.relative_to(ROOT) for path in citing for said in remarks(path) for code in codes_in(said)}
    written = re.findall(r"^\| `([^`]+)` \|", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    assert {code: str(path) for code, path in cited.items() if code not in written} == {}
    assert sorted({*written} - {*cited}) == []
    assert len(written) == len({*written})


def test_a_citation_names_a_document_of_the_repository():
    """A section number says of what, and a file that code names is one that a reader can open."""
    lost = []
    for path in files():
        text = path.read_text(encoding="utf-8")
        for said in remarks(path) if FILE.search(text) or BARE.search(text) else ():
            names = FILE.findall(said) if path.suffix != ".md" else []
            lost += [f"{path.relative_to(ROOT)} {name}" for name in names if not stands(path, name)]
            lost += [f"{path.relative_to(ROOT)} {number}" for number in BARE.findall(said)]
    assert lost == []


def stands(path, name):
    """From the root, beside the document, or as the end of some path."""
    beside = any((folder / name).exists() for folder in (ROOT, DOCS, path.parent))
    return beside or any(ROOT.glob(f"*/{name}")) or name.startswith("var/")


def test_every_model_stands_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    models = {model for model in apps.get_models() if (ROOT / model._meta.app_label).exists()}
    assert [model.__name__ for model in models if f"`{model.__name__}`" not in glossary] == []


def test_the_glossary_names_what_is_there():
    words = re.findall(r"`(\w+)`", (DOCS / "glossary.md").read_text(encoding="utf-8"))
    known = set()
    for path in files():
        if path.suffix == ".py" and path.parts[len(ROOT.parts)] != "tests":
            known |= set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    assert sorted({*words} - known) == []


# Files that docs/house.md names as examples of what comes; one that has come fails.
NOT_YET = set()
NAMED = re.compile(r"`(\w[\w./-]*(?:\.(?:py|md|html|js|css|svg|txt)|/))`|\]\(([^)#:]+)\)")


def test_the_files_that_the_documents_name_are_there():
    documents = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
    texts = {path: path.read_text(encoding="utf-8") for path in documents}
    named = {(path, name or link) for path, text in texts.items() for name, link in NAMED.findall(text)}
    assert {name for path, name in named if not stands(path, name)} == NOT_YET


def test_the_picture_is_the_contracts():
    assert (DOCS / "floors.svg").read_text(encoding="utf-8") == picture(), "run python docs/draw_floors.py"


def test_a_change_is_told_once():
    """What a merge leaves twice, the older wording beside the newer one, begins alike."""
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    begins = Counter(line[:12] for line in lines)
    assert [begin for begin, times in begins.items() if times > 1] == []
