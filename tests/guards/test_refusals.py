"""Who tried and may not reads words.problems; whatever else is raised passes between two parts of ours."""

import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("crm", "imports", "planner", "campaigns", "tiers", "outbox", "clients", "staff", "words")
ERRORS = {
    "words.problems.Refused": "the one refusal",
    "words.problems.Moved": "the one refusal, when somebody was quicker",
    "crm.embedded.system.CannotStart": "said to who starts the system, before there is one",
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
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert {name for path in paths for name in errors_in(path)} == set(ERRORS)
