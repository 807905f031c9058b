"""What is larger than a form is refused before it is read, but on the upload page of who may (S18)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from crm.uploads import COOKIE, PAGES, SMALL, is_pass
from tests.factories import PASSWORD

PATHS = ("/login/", "/imports/upload/", "/search/", "/healthz", "/unsubscribe/x/", "/admin/", "/nowhere/", "/logout/")


@pytest.fixture(autouse=True)
def unread(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    read = []
    monkeypatch.setattr(
        "django.http.request.HttpRequest._load_post_and_files", lambda request: read.append(request.path)
    )
    return read


def large():
    return {"file": SimpleUploadedFile("clients.csv", b"a" * (SMALL + 1))}


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_sends_no_more_than_a_form_anywhere(bank, client, unread, path):
    for answer in (
        client.post(path, large()),
        client.put(path, b"a" * (SMALL + 1)),
        client.post(path, "a=" + "a" * SMALL, content_type="application/x-www-form-urlencoded"),
    ):
        assert answer.status_code == 413 and "内容太大" in answer.content.decode()
    assert not unread


@pytest.mark.parametrize(
    ("person", "path"),
    [
        ("manager", "/imports/upload/"),
        ("auditor", "/imports/upload/"),
        ("head_office", "/search/"),
        ("head_office", "/nowhere/"),
        ("head_office", "/imports/"),
    ],
)
def test_nor_does_who_may_not_upload_or_sends_it_elsewhere(bank, login, unread, person, path):
    assert login(getattr(bank, person)).post(path, large()).status_code == 413 and not unread


def test_who_may_uploads(bank, login, monkeypatch):
    monkeypatch.undo()
    answer = login(bank.head_office).post("/imports/upload/", large())
    assert answer.status_code in (302, 422)


def test_the_upload_pages_are_pages_that_ask_for_the_permission():
    for name in PAGES:
        assert get_resolver().resolve(reverse(name)).func.required_permission


def test_the_web_server_is_told_who_may_upload_at_the_log_in(bank, client, monkeypatch):
    monkeypatch.undo()
    for person, may in (("head_office", True), ("manager", False)):
        answer = client.post("/login/", {"username": getattr(bank, person).employee_no, "password": PASSWORD})
        assert answer.status_code == 302 and (COOKIE in answer.cookies) is may
        if may:
            cookie = answer.cookies[COOKIE]
            assert is_pass(cookie.value) and cookie["httponly"] and COOKIE not in client.get("/imports/").cookies
        client.logout()
        client.cookies.clear()
