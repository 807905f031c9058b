import time
from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.utils import timezone

from crm.actions import clock
from crm.queries import health
from crm.tasks import tick
from outbox.models import MailBreaker
from tests.factories import PASSWORD


def test_it_answers_a_stranger_in_json_without_people(db, client):
    answer = client.get("/healthz")
    assert set(answer.json()) == {"status", "database", "broker", "worker", "beat", "mail", "clock"}
    assert answer.status_code == 503  # no worker runs in a test
    assert (answer.json()["database"], answer.json()["broker"]) == ("ok", "ok")


@pytest.mark.parametrize(
    ("switch", "says"),
    [
        ({}, "ok"),
        ({"paused_until": timezone.now() + timedelta(hours=1), "reason": "连续 5 次没有发成"}, "paused"),
        ({"paused_until": timezone.now() - timedelta(hours=1), "reason": "连续 5 次没有发成"}, "ok"),
        ({"failures_in_a_row": 5, "reason": "连续 5 次没有发成"}, "paused"),
        ({"held_at": timezone.now(), "held_reason": "全国哀悼日"}, "held"),
    ],
)
def test_it_says_that_mail_waits_and_does_not_call_that_down(db, client, monkeypatch, switch, says):
    monkeypatch.setattr("crm.views.health.health", lambda: {"database": "ok"})
    MailBreaker.objects.create(pk=1, **switch)
    answer = client.get("/healthz")
    expected = {"status": "ok", "database": "ok", "mail": says, "clock": "ok"}
    assert (answer.status_code, answer.json()) == (200, expected)


def test_it_says_why_all_mail_is_stopped(db, client):
    went_back = timezone.now() - timedelta(hours=1)
    clock.look(timezone.now())
    clock.look(went_back)
    answer = client.get("/healthz").json()
    assert (answer["mail"], answer["clock"]) == ("stopped", "back") and "此前已经走到" in answer["why"]


def test_the_page_says_it_and_an_operator_confirms_the_time(bank, login, client):
    clock.look(timezone.now() + timedelta(days=1))
    clock.look(timezone.now())
    assert "此前已经走到" in login(bank.manager).get("/").content.decode()
    browser = login(bank.head_office)
    assert "时间无误，继续发信" in browser.get("/outbox/").content.decode()
    assert browser.post("/clock/confirm/").status_code == 302
    assert "发信正常" in browser.get("/outbox/").content.decode()
    assert client.get("/healthz").json()["clock"] == "ok"


def test_monitoring_need_not_speak_tls(db, client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 503
    assert client.get("/login/").status_code == 301


def test_beat_is_alive_while_ticks_arrive(db):
    assert health.health()["beat"] == "down"
    tick()
    assert health.health()["beat"] == "ok"
    cache.set(health.TICKED_AT, time.time() - health.BEAT_SILENCE - 1, None)
    assert health.health()["beat"] == "down"


@pytest.fixture
def no_broker(settings):
    settings.CACHES = {"default": {"BACKEND": "crm.cache.ForgetfulCache", "LOCATION": "redis://127.0.0.1:1/0"}}


def test_a_broker_out_of_reach_is_said_not_raised(db, no_broker, client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["broker"], answer.json()["database"]) == (503, "down", "ok")


def test_the_greetings_can_be_stopped_without_the_cache(bank, no_broker, login):
    browser = login(bank.head_office)
    assert browser.post("/outbox/hold/", {"reason": "全国哀悼"}).status_code == 302
    assert MailBreaker.objects.get().held_at
    assert browser.post("/outbox/release/").status_code == 302


REFUSALS = {
    "READONLY": (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]),
    "OOM": (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
    "NOREPLICAS": (["CONFIG", "SET", "min-replicas-to-write", "1"], ["CONFIG", "SET", "min-replicas-to-write", "0"]),
}


@pytest.fixture(params=REFUSALS)
def refusing_redis(request, settings):
    """A Redis that answers and takes nothing, as in the middle of a fail-over."""
    begin, end = REFUSALS[request.param]
    server = redis.Redis.from_url(settings.REDIS_URL)
    server.execute_command(*begin)
    yield
    server.execute_command(*end)


def test_pages_answer_while_redis_refuses_writes(bank, refusing_redis, login):
    browser = login(bank.manager)
    for path in ("/", "/clients/", f"/clients/{bank.mine.pk}/", "/greetings/", "/care-day/"):
        assert browser.get(path).status_code == 200, path
    typed = {"username": bank.manager.employee_no, "password": PASSWORD}
    assert browser.post("/login/", typed).status_code == 302
    answer = browser.get("/healthz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "down")


def test_every_page_answers_without_the_cache(bank, no_broker, login):
    """Redis carries wake-ups and copies, never work (I10)."""
    assert login(bank.head).get("/").status_code == 200
    assert cache.get("anything", "missing") == "missing"
    assert cache.add("anything", 1) is False and cache.delete("anything") is False
    assert cache.get_or_set("anything", 7) == 7
