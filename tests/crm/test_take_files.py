"""What follows from an import, the work of the night, is finished by the next tick when it was broken off (point 25)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Greeting
from crm.actions.files import take_files
from crm.actions.night import NIGHT
from crm.schedule import SCHEDULE
from imports.actions.jobs import LEASE, add_import, claim_import, take_at_once
from imports.models import ImportJob
from tests.greetings import NOW, guest
from tests.imports.samples import CLIENT_HEADERS, client_row, put, table
from tiers.models import RatingRun


@pytest.fixture
def imported(bank):
    """A file that was taken in; nothing has followed yet."""
    return add_import(kind="clients", filename="clients.csv", path="", by=bank.head_office, state="done")


def test_rating_follows_an_import_once(imported):
    now = timezone.now()
    assert "评定" in take_files(now=now)
    assert take_files(now=now) == ""
    assert RatingRun.objects.count() == 1


def test_what_the_night_would_do_is_done_at_once_and_the_answer_says_so(imported, bank, login):
    browser, page = login(bank.head_office), reverse("import_detail", args=[imported.pk])
    assert "正在按新数据评级" in browser.get(page).content.decode()
    guest(bank, 1)
    assert take_files(now=NOW).endswith("今晚的工作已提前做完")
    drafts = list(Greeting.objects.values_list("pk", "state"))
    assert drafts and "今晚的工作已提前做完" in browser.get(page).content.decode()
    ImportJob.objects.update(is_followed=False)
    take_files(now=NOW)
    SCHEDULE["draft_greetings"].job(now=NOW)
    assert list(Greeting.objects.values_list("pk", "state")) == drafts


def test_the_night_is_made_of_the_clocks_own_jobs_in_their_order():
    jobs = [rule.job for rule in SCHEDULE.values() if rule.at]
    assert list(NIGHT.values()) == [job for job in jobs if job in NIGHT.values()]


@pytest.mark.parametrize("end", [RuntimeError, KeyboardInterrupt])
def test_a_rating_that_is_broken_off_is_finished_by_the_next_tick(imported, monkeypatch, end):
    def broken_off(now):
        raise end

    monkeypatch.setitem(NIGHT, "应联系日", broken_off)
    with pytest.raises(end):
        take_files(now=timezone.now())
    monkeypatch.undo()
    assert "评定" in take_files(now=timezone.now())
    assert ImportJob.objects.get().is_followed


def test_a_killed_rating_is_free_after_its_lease_and_two_ticks_do_not_rate_at_once(imported, monkeypatch):
    monkeypatch.setitem(NIGHT, "评级", lambda now: take_files(now=now) or "第二个什么也没做")
    assert "第二个什么也没做" in take_files(now=timezone.now())
    ImportJob.objects.update(is_followed=False, token="gone", lease_until=timezone.now() + timedelta(minutes=1))
    assert take_files(now=timezone.now()) == ""
    ImportJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert take_files(now=timezone.now()) != ""


def test_a_killed_import_is_free_after_its_lease_and_not_after_an_hour(imported):
    job = take_at_once(add_import(kind="clients", filename="c.csv", path="/nowhere", by=None))
    assert job.lease_until - timezone.now() <= LEASE <= timedelta(minutes=5)
    assert claim_import() is None
    ImportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert claim_import() == job


def test_a_folder_is_rated_by_its_own_command_and_not_once_more_by_the_clock(bank, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    put(tmp_path, "clients.csv", table(CLIENT_HEADERS, client_row(unit="9901", manager="990101")))
    call_command("import_files", str(tmp_path))
    assert ImportJob.objects.get().state == "done" and take_files(now=timezone.now()) == ""
    assert RatingRun.objects.count() == 1
