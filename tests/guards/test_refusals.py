"""Who tried and may not reads words.problems; whatever else is raised passes between two parts of ours."""

import ast
from pathlib import Path

from django.conf import settings

from tests.test_guards import LAYERS

ROOT = Path(settings.BASE_DIR)
ERRORS = {
    "words.problems.Refused": "the one refusal",
    "words.problems.Moved": "the one refusal, when somebody was quicker",
    "crm.hashers.Busy": "says to who logs in that he should come again, from below every form (middleware answers 503)",
    "crm.embedded.system.CannotStart": "said to who starts the system, before there is one",
    "crm.actions.export_files.ExportLost": "another worker writes the file, and this one stops",
    "imports.actions.jobs.ImportLost": "another worker has the file, and this one stops",
    "imports.readers.problems.BadValue": "one cell of a file, which becomes a line of the list of errors",
    "outbox.actions.wire.NotOurs": "the mail was taken from us while it was on the wire",
    "planner.actions.reminders.RemindersFailed": "tells the clock to try again",
}
OURS = {name.rpartition(".")[2] for name in ERRORS}


def errors_in(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if any(map(is_error, getattr(node, "bases", ()))):
            yield f"{module}.{node.name}"


def is_error(base):
    name = ast.unparse(base).rpartition(".")[2]
    return name in OURS or name.endswith(("Exception", "Error", "Http404"))


def test_there_is_one_refusal():
    paths = [path for app in LAYERS for path in (ROOT / app).rglob("*.py")]
    assert {name for path in paths for name in errors_in(path)} == set(ERRORS)


def test_what_a_form_says_ends_with_one_full_stop():
    """A rule may leave it out, so a form asks for the sentence."""
    paths = [path for app in LAYERS for path in (ROOT / app / "forms").rglob("*.py")]
    assert {text for path in paths for text in said_in(path) if not is_sentence(text)} == set()


def said_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "error_messages" and isinstance(node.value, ast.Dict):
            yield from filter(None, map(words_of, node.value.values))
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".add_error", "ValidationError")):
            yield from filter(None, map(words_of, node.args[-1:]))


def words_of(node):
    """Of a literal; and a rule's message handed on as it is, which may lack its stop."""
    if isinstance(node, ast.Constant):
        return node.value
    return ast.unparse(node) if ast.unparse(node).endswith(".message") else None


def is_sentence(text):
    return text.endswith("。") and not text.endswith("。。")
