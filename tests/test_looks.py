"""What opening each page leaves in the audit (H12); test_walks.py opens them all, one row a page."""

import pytest
from django.urls import get_resolver, reverse

from staff.models import AuditEvent
from tests.door_rows import rows_of
from tests.doors import ACTIONS, ELSEWHERE, PAGES, ROW_ACTIONS, ROW_PAGES
from tests.test_guards import walk

# What opening an address leaves in the audit: a look (V), or nothing, and why.
V = "view"
TRACES = {
    **dict.fromkeys({**PAGES, **ROW_PAGES}, V),
    **dict.fromkeys(
        {**ACTIONS, **ROW_ACTIONS}
    ),  # buttons: opened, they show nothing; pressed, their action has its own row
    "counter": None,  # an empty field, too
    "search": None,  # an empty field; each search leaves its own row
    "password_change": None,  # one's own
    "profile_edit": None,
    "kin_declare": None,
    "lead_add": None,  # an empty form
    "day_row_dial": None,  # opened, it is the button again; pressed, the number has its own row
}


@pytest.fixture
def rows(bank):
    return rows_of(bank)


def test_the_table_names_every_page():
    assert set(TRACES) == {*PAGES, *ROW_PAGES, *ACTIONS, *ROW_ACTIONS}


def test_a_list_says_how_much_it_showed_and_in_which_order(bank, rows, login):
    login(bank.manager).get(reverse("client_list"), {"sort": "name", "tier": "vip", "after": "7"})
    changes = AuditEvent.objects.latest("pk").changes
    assert changes == {"page": "client_list", "rows": 1, "sort": "name", "by": ["tier"]}
    login(bank.manager).get(reverse("care_day"), {"print": ""})
    changes = AuditEvent.objects.latest("pk").changes
    assert (changes["page"], changes["printed"], "rows" in changes) == ("care_day", True, True)


@pytest.mark.sweep
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_row_out_of_reach_leaves_a_trace_of_who_asked(bank, rows, login, method):
    browser = login(bank.manager)
    for name, (row, who) in {**ROW_PAGES, **ROW_ACTIONS}.items():
        if "manager" in who:
            answer = getattr(browser, method)(reverse(name, args=[rows["other"][row]]))
            if answer.status_code != 404:  # no page or no button: nothing was asked for
                continue
            event = AuditEvent.objects.latest("pk")
            expected = {"page": name, "number": rows["other"][row], "method": method.upper(), "answer": 404}
            assert (event.verb, event.actor_no, event.changes) == ("denied", bank.manager.employee_no, expected)
    before = AuditEvent.objects.count()
    browser.get(reverse("care_day"), {"manager": bank.stranger.employee_no})
    assert AuditEvent.objects.latest("pk").changes["page"] == "care_day"
    browser.get("/nowhere/")
    assert AuditEvent.objects.count() == before + 1


OTHERWISE = {  # pages of special circumstances that `traced` does not name, and what leaves their trace
    "import_errors": "the download has its own row",
    "list_again": "a button: the list that it opens is a page",
}


def test_pages_of_special_circumstances_are_traced_as_well():
    views = {pattern.name: pattern.callback for _route, pattern in walk(get_resolver().url_patterns)}
    assert {name for name in ELSEWHERE if not hasattr(views[name], "trace")} == set(OTHERWISE)


def test_a_button_that_is_refused_shows_its_row_and_leaves_a_trace_of_that(bank, rows, login):
    answer = login(bank.manager).post(reverse("promise_close", args=[rows["own"]["promise"]]), {})
    event = AuditEvent.objects.latest("pk")
    assert answer.status_code == 422 and event.verb == V
    assert (event.client_id, event.changes) == (bank.mine.pk, {"page": "promise_close"})


def test_the_admin_leaves_traces_too(bank, login):
    """Its lists, rows and histories, the audit itself among them."""
    browser = login(bank.head)
    browser.get(reverse("admin:staff_auditevent_changelist"), {"who": "990101"})
    event = AuditEvent.objects.latest("pk")
    changes = {"page": "admin:staff_auditevent_changelist", "rows": 0, "who": "990101"}
    assert (event.verb, event.changes, event.actor_no) == (V, changes, bank.head.employee_no)
    browser.get(reverse("admin:clients_client_change", args=[bank.mine.pk]))
    assert AuditEvent.objects.latest("pk").client_id == bank.mine.pk
    browser.get(reverse("admin:clients_client_history", args=[bank.mine.pk]))
    event = AuditEvent.objects.latest("pk")
    assert (event.client_id, event.changes) == (bank.mine.pk, {"page": "admin:clients_client_history"})
    login(bank.sysadmin).get(reverse("admin:staff_user_password", args=[bank.manager.pk]))
    event = AuditEvent.objects.latest("pk")
    assert (event.target_id, event.changes) == (str(bank.manager.pk), {"page": "admin:staff_user_password"})
    browser = login(bank.head)
    browser.get(reverse("admin:clients_client_change", args=[bank.theirs.pk]))
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.changes["number"]) == ("denied", bank.theirs.pk)
