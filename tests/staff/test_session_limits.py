"""How long a log-in lasts, and how many a person has at a time (S7)."""

import re

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client as Browser

from clients.models import ContactLog
from crm import environment
from crm.middleware import UNATTENDED
from imports.models import ImportJob
from staff.models import User
from staff.rules.sessions import Limits, is_over
from tests.factories import PASSWORD

MORNING = "2026-11-23T09:00:00+08:00"
MINUTE, HOUR = 60, 3600
HX = {"HX-Request": "true"}


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def enter(person):
    browser = Browser()
    assert browser.post("/login/", {"username": person.employee_no, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser, **more):
    return browser.get("/clients/" if "path" not in more else more.pop("path"), **more).status_code == 200


@pytest.mark.parametrize(
    ("began", "last_act", "over"),
    [
        (0, 0, False),
        (0, -29 * MINUTE, False),
        (0, -30 * MINUTE, True),
        (-12 * HOUR + 1, 0, False),
        (-12 * HOUR, 0, True),
    ],
)
def test_when_a_log_in_is_over(began, last_act, over):
    assert is_over(began, last_act, 0, Limits(30, 12, 3)) is over


def test_half_an_hour_without_an_act_ends_it_and_each_act_begins_anew(bank, clock):
    browser = enter(bank.manager)
    for _ in range(3):
        clock.shift(29 * MINUTE)
        assert is_in(browser)
    clock.shift(30 * MINUTE)
    answer = browser.get("/clients/?tier=top")
    assert answer.url == "/login/?next=/clients/%3Ftier%3Dtop"
    assert "请重新登录" in browser.get(answer.url).content.decode()


def test_twelve_hours_end_it_whatever_is_done(bank, clock):
    browser = enter(bank.manager)
    for _ in range(12 * 3 - 1):
        clock.shift(20 * MINUTE)
        assert is_in(browser, path="/password/")
    clock.shift(20 * MINUTE)
    assert not is_in(browser)


def test_an_administrator_has_a_quarter_of_an_hour_eight_hours_and_one_log_in(bank, clock):
    browser = enter(bank.sysadmin)
    clock.shift(15 * MINUTE)
    assert browser.get("/admin/").status_code == 302
    browser = enter(bank.sysadmin)
    for _ in range(8 * 5 - 1):
        clock.shift(12 * MINUTE)
        assert is_in(browser, path="/admin/password_change/")
    clock.shift(12 * MINUTE)
    assert not is_in(browser, path="/admin/")
    first, second = enter(bank.sysadmin), enter(bank.sysadmin)
    assert is_in(second, path="/admin/") and not is_in(first, path="/admin/")


def test_the_oldest_of_four_ends_and_is_told_why(bank, clock):
    browsers = [enter(bank.manager) for _ in range(4)]
    assert [is_in(browser) for browser in browsers] == [False, True, True, True]
    enter(bank.head)  # nobody else's
    assert is_in(browsers[1])
    assert "您已在别处登录" in browsers[0].get("/login/").content.decode()


def test_who_logs_out_leaves_his_place_to_the_next(bank, clock):
    first, *_others = [enter(bank.manager) for _ in range(3)]
    _others[0].post("/logout/")
    enter(bank.manager)
    assert is_in(first) and len(User.objects.get(pk=bank.manager.pk).seats) == 3


def test_a_new_password_keeps_the_log_in_counted(bank, clock):
    browser = enter(bank.manager)
    typed = {"old_password": PASSWORD, "new_password1": "xin-mima-2027", "new_password2": "xin-mima-2027"}
    assert browser.post("/password/", typed).status_code == 302
    clock.shift(30 * MINUTE)
    assert not is_in(browser)


def test_a_fragment_that_fetches_itself_keeps_nobody_in(bank, clock):
    job = ImportJob.objects.create(kind="org", filename="org.csv", state="queued", by=bank.head_office)
    browser = enter(bank.head_office)
    for _ in range(29):
        clock.shift(MINUTE)
        assert is_in(browser, path=f"/imports/{job.pk}/", headers=HX)
    clock.shift(MINUTE)
    assert not is_in(browser, path=f"/imports/{job.pk}/", headers=HX)
    browser = enter(bank.head_office)
    for _ in range(3):  # opening the page is an act, and so is what somebody types
        clock.shift(20 * MINUTE)
        assert is_in(browser, path=f"/imports/{job.pk}/") and is_in(browser, path="/imports/", headers=HX)


def test_every_fragment_that_fetches_itself_is_known():
    found = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for tag in re.findall(
            r"<[^>]*hx-trigger=[^>]*>", re.sub(r"{%[^%]*?url '(\w+)'[^%]*%}", r"\1", path.read_text())
        ):
            if re.search(r'hx-trigger="[^"]*(every|load)', tag):
                found.add(re.search(r'hx-get="(\w+)', tag).group(1))
    assert found == set(UNATTENDED)


def test_a_cache_that_forgets_ends_nothing_early_and_nothing_late(bank, clock):
    browser = enter(bank.manager)
    for _ in range(6):
        clock.shift(10 * MINUTE)
        cache.clear()
        assert is_in(browser)
    cache.clear()
    clock.shift(30 * MINUTE)
    assert not is_in(browser)


def test_reading_pages_writes_nothing_within_five_minutes(bank, clock):
    browser = enter(bank.manager)
    is_in(browser)
    before = Session.objects.get().session_data
    clock.shift(4 * MINUTE)
    is_in(browser)
    assert Session.objects.get().session_data == before


def test_what_is_sent_after_the_end_is_not_done_and_the_page_can_tell(bank, clock):
    """The form asks by HEAD whether somebody is logged in, and keeps what was typed (static/js/forms.js)."""
    browser = enter(bank.manager)
    assert browser.head("/login/").status_code == 302
    clock.shift(31 * MINUTE)
    assert browser.head("/login/").status_code == 200
    answer = browser.post(f"/clients/{bank.mine.pk}/contacts/", {"note": "客户说下周来办理"})
    assert answer.status_code == 302 and answer.url.startswith("/login/") and not ContactLog.objects.exists()


def test_the_limits_are_settings(monkeypatch):
    assert environment.numbers("SESSION_LIMITS", (30, 12, 3)) == (30, 12, 3)
    monkeypatch.setenv("SESSION_LIMITS", "20, 10, 2")
    assert environment.numbers("SESSION_LIMITS", (30, 12, 3)) == (20, 10, 2)
    for wrong in ("20", "20,10,0", "a,b,c", "1,2,3,4", "-1,2,3"):
        monkeypatch.setenv("SESSION_LIMITS", wrong)
        with pytest.raises(ImproperlyConfigured, match="3 个大于零的数字"):
            environment.numbers("SESSION_LIMITS", (30, 12, 3))
