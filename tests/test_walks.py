"""Every page as every role, opened once; what is asked of all of them is asked of that one walk."""

from dataclasses import dataclass

import pytest
from django.contrib.admin import site
from django.urls import reverse

from clients.models import Client
from outbox.models import Message
from staff.models import AuditEvent, User
from tests.door_rows import rows
from tests.doors import AWAY, LOGGERS, PAGES, READERS, ROLES, ROW_PAGES, addresses
from tests.test_looks import TRACES

__all__ = ["rows"]
PHONE, EMAIL = "10012342207", "chen.guoqiang@client.example"
walks = {}  # role → his walk, which costs a thousand times what it is asked


@dataclass
class Seen:
    status: int
    headers: dict
    text: str
    traces: list


@dataclass
class Walk:
    """`pages` by their name, in the admin and elsewhere by their path; `found` is what the search box showed."""

    pages: dict
    found: str
    log: str
    audit: str
    changed: bool
    numbers: tuple  # of the bank's own client, and of the manager's colleague's


def people():
    return [list(model.objects.order_by("pk").values()) for model in (Client, User)]


@pytest.fixture
def walk(role, bank, rows, login, caplog):
    """Of the role that the test names. The first test that asks takes it."""
    if role not in walks:
        walks[role] = taken(bank, rows, login(getattr(bank, role)), caplog)
    return walks[role]


def taken(bank, rows, browser, caplog):
    Client.objects.update(phone=PHONE, email=EMAIL)
    Message.objects.update(address=EMAIL)
    places = [*addresses(rows, "own"), ("nothing", "/nowhere/"), ("healthz", "/healthz")]
    admin = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in site._registry]
    admin.append(reverse("admin:clients_client_change", args=[bank.mine.pk]))
    before = people()
    with caplog.at_level("DEBUG"):
        pages = {name: opened(browser, path) for name, path in [*places, *((path, path) for path in admin)]}
        found = "".join(browser.post(reverse("search"), {"q": asked}).content.decode() for asked in ("何丽华", PHONE))
    return Walk(
        pages=pages,
        found=found,
        log=caplog.text,
        audit=str(list(AuditEvent.objects.values())),
        changed=people() != before,
        numbers=(bank.mine.pk, bank.theirs.client_no),
    )


def opened(browser, path):
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = browser.get(path)
    traces = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))
    return Seen(answer.status_code, dict(answer.headers), answer.content.decode(), traces)


def everybody(test):
    return pytest.mark.sweep(pytest.mark.parametrize("role", ROLES)(test))


@everybody
def test_each_page_answers_each_role_as_the_table_says(walk, role):
    readers = {**PAGES, **{name: who for name, (_row, who) in ROW_PAGES.items()}}
    answers = {name: walk.pages[name].status for name in readers}
    assert answers == {name: 200 if role in who else AWAY.get((name, role), 403) for name, who in readers.items()}


@everybody
def test_lists_never_name_a_client_out_of_reach(walk, role):
    texts = [walk.pages[name].text for name, who in PAGES.items() if role in who]
    leaked = any(walk.numbers[1] in text for text in [*texts, walk.found])
    assert leaked == (role in READERS - LOGGERS)


@everybody
def test_no_page_audit_row_or_log_line_holds_a_full_phone_or_address(walk, role):
    """Masked for everybody, everywhere, in the admin too (S13)."""
    for whole in (PHONE, EMAIL):
        assert [name for name, seen in walk.pages.items() if whole in seen.text] == []
        assert whole not in walk.log
        assert whole not in walk.audit
    assert role not in LOGGERS or "100****2207" in walk.pages["client_detail"].text


@everybody
def test_looking_changes_nothing_but_the_audit(walk, role):
    """GET never writes a row that somebody could miss (S11)."""
    assert not walk.changed


@everybody
def test_every_answer_carries_the_strict_headers(walk, role):
    for name, seen in walk.pages.items():
        policy = seen.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy, name
        assert "frame-ancestors 'none'" in policy
        assert seen.headers["X-Content-Type-Options"] == "nosniff"
        assert seen.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in seen.headers["Cache-Control"], name


@everybody
def test_each_page_leaves_the_trace_that_the_table_says(bank, walk, role):
    """One row a page, by him, with the page's name; whose row it is, and how much of it a list showed (H12)."""
    for name, verb in TRACES.items():
        readers = PAGES.get(name) or ROW_PAGES.get(name, (0, ()))[1]
        traces = walk.pages[name].traces if role in readers else []
        assert [event.verb for event in traces] == ([verb] if verb and role in readers else []), name
        for event in traces:
            assert event.changes["page"] == name and event.actor_no == getattr(bank, role).employee_no
            # How many rows, or whose it was; of the system administrator's workbench there is neither.
            assert "rows" in event.changes or event.target_id or role == "sysadmin", name
            if ROW_PAGES.get(name, ("",))[0] == "client":
                assert (event.client_id, event.target_id) == (walk.numbers[0], str(walk.numbers[0]))
