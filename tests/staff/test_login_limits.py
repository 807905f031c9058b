"""Strangers lock nobody out of his own desk, a spray over accounts stops, and passwords take no more than half of the threads."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.utils import timezone

from crm import hashers
from staff.queries.logins import MOST_OF_ACCOUNT, MOST_OF_ADDRESS
from tests.factories import PASSWORD

DESK, STRANGER = "10.1.0.5", "203.0.113.9"


def try_in(client, number, password=PASSWORD, place=DESK, agent="x"):
    typed = {"username": number, "password": password}
    return client.post("/login/", typed, REMOTE_ADDR=place, headers={"user-agent": agent}).status_code


def test_five_posts_of_a_stranger_lock_out_the_stranger_only(bank, client):
    for number in range(6):
        status = try_in(client, "990101", "wrong", STRANGER, agent=str(number))
    assert status == 429 and try_in(client, "990101", place=STRANGER) == 429
    assert try_in(client, "990101") == 302


def test_many_strangers_lock_an_account_but_not_at_the_desk_where_it_is_used(bank, client):
    assert try_in(client, "990101") == 302
    client.post("/logout/")
    for number in range(MOST_OF_ACCOUNT):
        try_in(client, "990101", "wrong", f"203.0.113.{number}")
    assert try_in(client, "990101", place="198.51.100.1") == 429
    assert try_in(client, "990101") == 302


def test_many_strangers_and_an_account_that_nobody_has_used_here(bank, client):
    for number in range(MOST_OF_ACCOUNT):
        try_in(client, " 990101" if number % 2 else "９９０１０１", "wrong", f"203.0.113.{number}")
    assert try_in(client, "990101") == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert try_in(client, "990101") == 302


def test_a_spray_over_accounts_stops_and_no_password_is_tried_any_more(bank, client, monkeypatch):
    for number in range(MOST_OF_ADDRESS):
        assert try_in(client, f"88{number:04}", "chuntian-2026", STRANGER) == 200
    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", lambda *about, **more: 1 / 0)
    assert [try_in(client, f"99010{number}", PASSWORD, STRANGER) for number in range(3)] == [429] * 3


def test_a_branch_behind_one_address_goes_on_where_its_people_are_known(bank, client):
    assert try_in(client, "990101") == 302
    client.post("/logout/")
    for number in range(MOST_OF_ADDRESS):
        try_in(client, f"88{number:04}", "wrong", DESK)
    assert try_in(client, "990101") == 302
    client.post("/logout/")
    assert try_in(client, "990102") == 429


@pytest.fixture
def slow(settings):
    settings.PASSWORD_HASHERS = ["crm.hashers.FewAtATime"]
    slots = hashers.SLOTS._initial_value
    for _ in range(slots):
        hashers.SLOTS.acquire()
    yield
    for _ in range(slots):
        hashers.SLOTS.release()


@pytest.mark.parametrize("number", ["990101", "000000"])
def test_who_comes_while_half_of_the_threads_check_passwords_is_asked_to_come_again(bank, client, slow, number):
    bank.manager.password = "pbkdf2_sha256$1$salt$x"
    bank.manager.save()
    answer = client.post("/login/", {"username": number, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "请过几秒再试一次" in answer.content.decode()
    assert client.get("/login/").status_code == 200


def test_a_new_password_waits_for_nobody_either(bank, login, slow):
    bank.manager.password = "pbkdf2_sha256$1$salt$x"
    bank.manager.save()
    typed = {"old_password": PASSWORD, "new_password1": "xin-mima-2027", "new_password2": "xin-mima-2027"}
    assert login(bank.manager).post("/password/", typed).status_code == 503


def test_passwords_are_checked_as_many_at_a_time_as_may_be(settings, monkeypatch):
    """As many as there are slots stay in the middle of it; the next is turned away at once, and the slots come back."""
    slots, inside, go_on = hashers.SLOTS._initial_value, threading.Semaphore(0), threading.Event()
    assert 1 <= slots <= settings.WEB_THREADS / 2

    def encode(hasher, *about):
        inside.release()
        go_on.wait(60)
        return "done"

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", encode)
    threads = [threading.Thread(target=hashers.FewAtATime().encode, args=("kehu", "salt")) for _ in range(slots)]
    for thread in threads:
        thread.start()
    assert all(inside.acquire(timeout=60) for _ in threads)
    with pytest.raises(hashers.Busy):
        hashers.FewAtATime().encode("kehu", "salt")
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert hashers.FewAtATime().encode("kehu", "salt") == "done"


def test_a_password_is_still_djangos(settings):
    settings.PASSWORD_HASHERS = ["crm.hashers.FewAtATime"]
    kept = hashers.FewAtATime().encode("kehu", "salt", iterations=1000)
    assert check_password("kehu", kept) and kept.startswith("pbkdf2_sha256$1000$")
