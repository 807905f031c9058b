"""One's own password, the first login, and the password of demo mode."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from staff.actions.grants import put_password
from staff.models import AuditEvent, Grant, User
from tests.factories import PASSWORD

NEW = "ziji-de-mima-2027"
SPELLINGS = [
    "yanshi-kehu-2026",
    "Yanshi-Kehu-2026",
    "ｙanshi-kehu-２０２６",
    " yanshi-kehu-2026 ",
    "YANSHI－KEHU－2026",
]


def change(browser, old=PASSWORD, new=NEW, again=None, path="/password/"):
    return browser.post(path, {"old_password": old, "new_password1": new, "new_password2": again or new})


@pytest.mark.parametrize("who", ["manager", "head", "head_office", "compliance", "auditor", "sysadmin"])
def test_everybody_changes_his_own_and_his_other_sessions_end(bank, client, login, who):
    person = getattr(bank, who)
    elsewhere = type(client)()
    elsewhere.post("/login/", {"username": person.employee_no, "password": PASSWORD})
    browser = login(person)
    assert "修改密码" in browser.get("/").content.decode()
    answer = change(browser)
    assert (answer.status_code, answer.url) == (302, "/")
    assert "密码已修改" in browser.get("/").content.decode()
    assert elsewhere.get("/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
    event = AuditEvent.objects.get(verb="update")
    assert (event.actor_no, event.target_id, event.changes) == (
        person.employee_no,
        str(person.pk),
        {"password": "已设置"},
    )


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, None, "密码"),
        (PASSWORD, NEW, "another-mima-2027", "不一样"),
        (PASSWORD, "short", None, "密码太短"),
        (PASSWORD, PASSWORD, None, "不能与现在的密码相同"),
        (PASSWORD, "yanshi-kehu-2026", None, "不能使用演示密码"),
        (PASSWORD, "\x00" * 12, None, ""),
    ],
)
def test_a_bad_one_is_said_and_nothing_changes(bank, login, settings, old, new, again, words):
    settings.DEMO = False
    answer = change(login(bank.manager), old, new, again)
    assert answer.status_code == 422 and words in answer.content.decode()
    bank.manager.refresh_from_db()
    assert bank.manager.check_password(PASSWORD)


@pytest.fixture
def told(bank):
    """A manager whose password somebody else has set."""
    put_password(bank.manager, bank.manager.password, is_known_to_others=True)
    return bank.manager


@pytest.mark.parametrize("path", ["/", "/clients/", "/search/", "/outbox/mine/", "/nowhere/"])
def test_the_first_login_leads_to_the_password_and_nowhere_else(told, client, path):
    client.post("/login/", {"username": told.employee_no, "password": PASSWORD})
    answer = client.get(path)
    assert answer.status_code == 404 if path == "/nowhere/" else answer.url == "/password/"
    assert "别人为您设置的" in client.get("/password/").content.decode()
    assert client.post(f"/clients/{told.pk}/contacts/", {}).url == "/password/"
    assert change(client, PASSWORD, PASSWORD).status_code == 422  # the same again is no new one
    assert change(client).url == "/"
    assert client.get("/").status_code == 200


def test_who_must_change_it_may_log_out_and_an_admin_page_leads_there_too(told, bank, login):
    put_password(bank.sysadmin, bank.sysadmin.password, is_known_to_others=True)
    browser = login(bank.sysadmin)
    assert browser.get("/admin/").url == "/password/"
    assert browser.get("/healthz").status_code in (200, 503)
    assert change(browser, path="/admin/password_change/").status_code == 302
    assert browser.get("/admin/").status_code == 200
    assert login(told).post("/logout/").url == "/login/"


@pytest.mark.parametrize("text", SPELLINGS)
def test_outside_demo_mode_the_demo_password_opens_nothing_and_is_no_new_one(bank, client, settings, text):
    settings.DEMO = False
    bank.manager.set_password(text)
    bank.manager.save()
    answer = client.post("/login/", {"username": "990101", "password": text})
    assert "演示密码只能在演示模式使用" in answer.content.decode() and "_auth_user_id" not in client.session
    with pytest.raises(ValidationError, match="演示密码"):
        validate_password(text, bank.manager)


def test_what_is_said_of_the_demo_password_tells_nothing_of_the_account(bank, client, settings):
    settings.DEMO = False
    said = [
        client.post("/login/", {"username": number, "password": "yanshi-kehu-2026"}).context["form"].errors
        for number in ("990101", "000000")
    ]
    assert said[0] == said[1]


def test_outside_demo_mode_a_demo_account_is_shown_out_and_kept_out(bank, client, settings):
    User.objects.filter(pk=bank.manager.pk).update(is_demo=True)
    settings.DEMO = True
    client.post("/login/", {"username": "990101", "password": PASSWORD})
    assert client.get("/").status_code == 200
    settings.DEMO = False
    assert client.get("/").url == "/login/"
    answer = client.post("/login/", {"username": "990101", "password": PASSWORD})
    assert "演示账号" in answer.content.decode() and "_auth_user_id" not in client.session


def test_in_demo_mode_the_demo_password_is_like_any_other(bank, client, settings):
    settings.DEMO = True
    bank.manager.set_password(settings.DEMO_PASSWORD)
    bank.manager.save()
    assert client.post("/login/", {"username": "990101", "password": settings.DEMO_PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200


def command(monkeypatch, number, password=NEW):
    lines = iter([password + "\n"])
    monkeypatch.setattr("sys.stdin.readline", lambda: next(lines), raising=False)
    call_command("changepassword", number, password_stdin=True)


def test_the_command_line_sets_a_password_with_a_trace_and_opens_a_demo_account(bank, client, settings, monkeypatch):
    settings.DEMO = False
    User.objects.filter(pk=bank.head.pk).update(is_demo=True)
    command(monkeypatch, "990100")
    client.post("/login/", {"username": "990100", "password": NEW})
    assert client.get("/").url == "/password/"
    assert Grant.objects.visible_to(bank.head_office).unseen().get().what == "password"
    assert AuditEvent.objects.get(verb="grant").actor_no == ""


@pytest.mark.parametrize(("number", "password", "words"), [("1", NEW, "不存在"), ("990100", "short", "至少")])
def test_the_command_line_says_what_is_wrong(bank, monkeypatch, number, password, words):
    with pytest.raises(CommandError, match=words):
        command(monkeypatch, number, password)
    assert not Grant.objects.exists()
