"""Logging in: one neutral sentence, and the account waits after five wrong tries (S6)."""

import pytest
import time_machine

from staff.queries.logins import MOST_OF_ACCOUNT
from tests.factories import PASSWORD

NUL = "\\000"  # as a quoted cookie writes it


def try_in(client, number, password=PASSWORD):
    return client.post("/login/", {"username": number, "password": password})


@pytest.mark.parametrize("number", ["990101", "000000"])
def test_wrong_and_unknown_get_the_same_sentence(bank, client, number):
    answer = try_in(client, number, "wrong")
    assert answer.status_code == 200
    assert "工号或密码不正确" in answer.content.decode()


@pytest.mark.parametrize("number", ["990101", "000000"])
def test_after_five_wrong_tries_even_the_right_password_waits(bank, client, number):
    for _ in range(5):
        answer = try_in(client, number, "wrong")
    assert answer.status_code == 429
    assert try_in(client, number).status_code == 429
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("number", ["990101", " 990101", "９９０１０１"])
def test_the_account_waits_wherever_it_is_tried_and_however_it_is_written(bank, client, number):
    for place in range(MOST_OF_ACCOUNT + 1):
        answer = client.post("/login/", {"username": number, "password": "wrong"}, REMOTE_ADDR=f"10.0.0.{place}")
    assert answer.status_code == 429
    assert (
        client.post("/login/", {"username": "990101", "password": PASSWORD}, REMOTE_ADDR="10.0.9.9").status_code == 429
    )
    assert (
        client.post("/login/", {"username": "990100", "password": PASSWORD}).status_code == 302
    )  # a colleague does not


def test_half_an_hour_later_the_door_is_open_again(bank, client):
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False) as clock:
        for _ in range(5):
            try_in(client, "990101", "wrong")
        clock.shift(29 * 60)
        assert try_in(client, "990101").status_code == 429
        clock.shift(2 * 60)
        assert try_in(client, "990101").status_code == 302


def test_a_closed_account_cannot_tell_itself_from_a_wrong_password(bank, client):
    bank.manager.is_active = False
    bank.manager.save()
    assert "工号或密码不正确" in try_in(client, "990101").content.decode()


def test_switching_an_account_off_ends_its_session(bank, login):
    browser = login(bank.manager)
    assert browser.get("/clients/").status_code == 200
    type(bank.manager).objects.filter(pk=bank.manager.pk).update(is_active=False)
    assert browser.get("/clients/").status_code == 302


def test_an_imported_person_without_a_password_cannot_log_in(bank, client):
    bank.manager.set_unusable_password()
    bank.manager.save()
    assert try_in(client, "990101", "").status_code == 200
    assert "_auth_user_id" not in client.session


def test_next_never_leads_away(bank, client):
    answer = client.post("/login/?next=https://evil.example/", {"username": "990101", "password": PASSWORD})
    assert answer.url == "/"


@pytest.mark.parametrize(
    "next_", ["/a\r\nb", "\x00", "/\x00", "/搜索/", "//evil.example", "/\x1b[2J", "/" + "a" * 5000]
)
def test_an_odd_address_to_go_on_to_is_no_error(bank, client, next_):
    answer = client.post("/login/", {"username": "990101", "password": PASSWORD, "next": next_})
    assert answer.status_code == 302 and answer.url.startswith("/") and not answer.url.startswith("//")
    assert not set("\r\n\x00\x1b") & set(answer.url) and answer.url.isascii()


@pytest.mark.parametrize("text", ["\x00", "a" * 10_000, "😀", "'; DROP TABLE staff_user; --"])
def test_odd_input_is_a_wrong_password(bank, client, text):
    assert try_in(client, text, text).status_code == 200
    assert try_in(client, text, "wrong").status_code == 200


def test_a_number_too_long_for_the_table_gets_the_same_sentence(bank, client):
    assert "工号或密码不正确" in try_in(client, "9" * 3000, "wrong").content.decode()


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_a_nul_in_a_cookie_is_a_bad_request(bank, client, name):
    answer = client.get("/", headers={"cookie": f'{name}="{NUL * 9}"'})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
