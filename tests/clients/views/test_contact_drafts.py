"""What was typed into 记一笔 and not saved waits on the server for a day."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.actions.drafts import drop_old_drafts
from clients.models import ContactLog, Draft
from tests.numbers import KEPT_OUT

NOW = timezone.make_aware(datetime(2026, 11, 30, 10, 20))
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"
TYPED = {"kind": "wecom", "reached": "client", "direction": "out", "note": SAID, "occurred_at": "2026-11-30T10:00"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def path(bank, end="draft/"):
    return f"/clients/{bank.mine.pk}/contacts/{end}"


def kept(bank, login, person="manager", **changes):
    browser = login(getattr(bank, person))
    assert browser.post(path(bank), {**TYPED, **changes}).status_code == 204
    return browser


def shown(browser, url):
    form = browser.get(url).context["form"]
    return form["note"].value(), form["kind"].value()


def test_it_stands_in_the_form_and_only_for_who_wrote_it(bank, login):
    browser = kept(bank, login)
    assert shown(browser, path(bank, "")) == (SAID, "wecom")
    assert "接着写" in browser.get(path(bank, "")).content.decode()
    assert shown(login(bank.head), path(bank, ""))[0] in (None, "")


def test_the_last_words_replace_the_former(bank, login):
    kept(bank, login)
    browser = kept(bank, login, note="改过的话")
    assert shown(browser, path(bank, ""))[0] == "改过的话" and Draft.objects.count() == 1


def test_an_expired_session_costs_no_word_that_was_kept(bank, login, client):
    kept(bank, login)
    client.session.flush()
    assert client.get(path(bank, "")).status_code == 302
    assert shown(login(bank.manager), path(bank, ""))[0] == SAID


@pytest.mark.parametrize("button", [{}, {"missed": "1"}])
def test_saved_it_is_gone(bank, login, button):
    browser = kept(bank, login)
    browser.post(path(bank, ""), {**TYPED, **button})
    assert ContactLog.objects.count() == 1 and not Draft.objects.exists()


def test_a_refused_form_keeps_it(bank, login):
    browser = kept(bank, login)
    assert browser.post(path(bank, ""), {**TYPED, "note": "短"}).status_code == 422 and Draft.objects.exists()


def test_cleared_the_form_is_new(bank, login):
    browser = kept(bank, login)
    answer = browser.post(path(bank), {**TYPED, "clear": "1"})
    assert answer.status_code == 200 and answer.context["form"]["note"].value() is None and not Draft.objects.exists()


@pytest.mark.parametrize("secret", KEPT_OUT)
def test_what_no_record_may_hold_is_in_no_draft(bank, login, secret):
    kept(
        bank,
        login,
        line=f"{SAID}{secret}",
        note=secret,
        was=f'{{"note": "{secret}"}}',
        csrfmiddlewaretoken="x",
        next="/",
    )
    row = Draft.objects.get()
    assert secret not in str(row.values) and row.values["kind"] == "wecom"
    assert not {"csrfmiddlewaretoken", "next", "line", "note", "was"} & set(row.values)


def test_after_a_day_it_is_not_shown_and_at_night_deleted(bank, login, clock):
    kept(bank, login)
    clock.shift(timedelta(hours=24, minutes=1))
    assert shown(login(bank.manager), path(bank, ""))[0] in (None, "")
    assert "1 份" in drop_old_drafts(timezone.now()) and not Draft.objects.exists()
    assert drop_old_drafts(timezone.now()) == ""


def test_nobody_keeps_words_about_a_client_out_of_reach(bank, login):
    assert login(bank.stranger).post(path(bank), TYPED).status_code == 404
    assert login(bank.auditor).post(path(bank), TYPED).status_code == 403
    assert not Draft.objects.exists()


def test_very_long_names_and_texts_are_left_out(bank, login):
    kept(bank, login, **{"x" * 61: "1", "next_step": "字" * 2001})
    assert set(Draft.objects.get().values) == {*TYPED}
