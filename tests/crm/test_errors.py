"""What a wrong address answers: our own pages in every mode, and never an empty one."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.urls import reverse

from clients.models import Promise
from crm.views import errors, health
from staff.models import User
from tests.door_rows import rows
from tests.doors import ACTIONS, ROLES, ROW_ACTIONS, addresses
from tests.factories import PASSWORD

__all__ = ["rows"]
NOT_FOUND, BAD, REDO = "没有找到这一页", "这个请求没有被接受", "请在页面上重新操作"
DEBUG = pytest.mark.parametrize("debug", [False, True])


@DEBUG
def test_an_unknown_address_and_a_client_out_of_reach_show_our_page(bank, login, settings, debug):
    settings.DEBUG = debug
    browser = login(bank.manager)
    for path in ("/nowhere/", f"/clients/{bank.theirs.pk}/", "/greetings/999/", "/unsubscribe/"):
        answer = browser.get(path)
        assert answer.status_code == 404, path
        assert NOT_FOUND in answer.content.decode() and "回到工作台" in answer.content.decode(), path
    assert "urlconf" not in answer.content.decode().lower()


@DEBUG
def test_no_debugging_script_replaces_the_page_that_somebody_writes_on(bank, login, settings, debug):
    """django-htmx's own would put the whole answer of a 403 or 404 in the place of a form and what was typed in it."""
    settings.DEBUG = debug
    page = login(bank.manager).get("/").content.decode()
    assert "htmx-2.min.js" in page and "django-htmx.js" not in page


@DEBUG
def test_a_view_that_answers_404_keeps_its_own_words(client, db, settings, debug):
    settings.DEBUG = debug
    answer = client.get("/unsubscribe/forged/")
    assert answer.status_code == 404 and "链接无效" in answer.content.decode()


@DEBUG
def test_a_forgotten_slash_is_still_added(bank, login, settings, debug):
    settings.DEBUG = debug
    answer = login(bank.manager).get("/clients?tier=top")
    assert (answer.status_code, answer.url) == (301, "/clients/?tier=top")


@DEBUG
@pytest.mark.parametrize("path", ["/search", "/clients", "/login", "/clients/1/edit"])
def test_what_is_posted_without_the_slash_is_not_found_and_no_error(bank, login, settings, debug, path):
    settings.DEBUG = debug
    answer = login(bank.manager).post(path, {"q": "陈"})
    assert answer.status_code == 404 and NOT_FOUND in answer.content.decode()


@DEBUG
def test_a_bad_request_shows_our_page(bank, login, settings, monkeypatch, debug):
    settings.DEBUG = debug
    browser = login(bank.manager)
    too_much = browser.post(reverse("search"), {"q": "字" * 400_000}, content_type="application/x-www-form-urlencoded")
    elsewhere = browser.get("/", headers={"host": "evil.example"})
    monkeypatch.setattr(health, "health", lambda: (_ for _ in ()).throw(SuspiciousOperation("forged")))
    for answer in (too_much, elsewhere, browser.get("/healthz")):
        assert answer.status_code == 400
        assert BAD in answer.content.decode() and "请返回上一页" in answer.content.decode()


def test_an_expired_page_says_so(bank, django_test_client_strict):
    django_test_client_strict.force_login(bank.manager, backend="crm.backends.Accounts")
    answer = django_test_client_strict.post(reverse("search"), {"q": "x"})
    assert answer.status_code == 403 and "这一页已经过期" in answer.content.decode()


@pytest.fixture
def django_test_client_strict(client):
    return type(client)(enforce_csrf_checks=True)


def test_a_fault_of_the_program_keeps_the_developers_page(bank, login, settings, monkeypatch):
    settings.DEBUG = True
    browser = login(bank.manager)
    browser.raise_request_exception = False
    monkeypatch.setattr(health, "health", lambda: 1 / 0)
    answer = browser.get("/healthz")
    assert answer.status_code == 500 and "ZeroDivisionError" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "path", "above"),
    [
        ("manager", "/greetings/5/approve/", "/greetings/5/"),
        ("manager", "/care-day/items/4/", "/care-day/"),
        ("manager", "/care-day/3/switch/", "/care-day/"),
        ("manager", "/clients/quiet/3/lift/", "/clients/"),
        ("manager", "/contacts/9/strike/", "/"),
        ("manager", "/logout/", "/"),
        ("head_office", "/outbox/7/again/", "/outbox/"),
        ("head_office", "/imports/2/start/", "/imports/2/"),
        ("head_office", "/greetings/5/approve/", "/"),
    ],
)
def test_the_page_above_is_the_nearest_that_one_may_open(role, path, above):
    assert errors.page_above(path, User(role=role)) == above


@pytest.mark.sweep
@pytest.mark.parametrize("role", ROLES)
def test_opening_the_address_of_a_button_leads_to_a_page_that_says_nothing_was_done(bank, rows, login, role):
    browser = login(getattr(bank, role))
    for name, path in addresses(rows, "own"):
        who = ACTIONS.get(name) or ROW_ACTIONS.get(name, ("", ()))[1]
        if role in who:
            answer = browser.get(path, follow=True)
            assert answer.status_code == 200 and len(answer.redirect_chain) <= 3, (
                name
            )  # past a page that is not for him
            assert REDO in answer.content.decode(), name


def test_after_logging_in_again_nobody_ends_on_an_empty_page(bank, rows, client):
    """The session ran out while a button was pressed: `next` is then the button's address."""
    path = reverse("promise_close", args=[rows["own"]["promise"]])
    door = client.post(path, {"answer": "kept"}).url
    answer = client.post(door, {"username": "990101", "password": PASSWORD}, follow=True)
    assert answer.status_code == 200 and REDO in answer.content.decode()
    assert Promise.objects.get(pk=rows["own"]["promise"]).state == "open"


def test_posting_to_a_page_that_is_only_for_looking_shows_our_page(bank, login):
    answer = login(bank.manager).post(reverse("outbox_mine"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert "这个地址不能这样打开" in answer.content.decode()


def test_who_may_not_press_the_button_is_told_so(bank, login):
    assert login(bank.auditor).get("/greetings/5/approve/").status_code == 403
