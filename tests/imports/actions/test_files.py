"""The database is the queue: a file is run by one worker, once, whatever the clock does."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clients.models import BalanceSnapshot
from imports.actions import files as jobs
from imports.actions.files import receive_file, run_queued_imports
from imports.actions.jobs import cancel_import, claim_import, start_import
from imports.models import ImportJob
from imports.queries.jobs import progress_of
from tests.imports.samples import BALANCE_HEADERS, png, table
from words.problems import Refused

NOW = timezone.now
pytestmark = pytest.mark.django_db


@pytest.fixture
def job(bank):
    content = table(
        BALANCE_HEADERS, ("77000001", "2026-11-20", "活期", "10", "10"), ("1", "2026-11-20", "活期", "10", "10")
    )
    return receive_file(SimpleUploadedFile("balances.csv", content.encode("gb18030")), by=bank.head_office)


def test_an_upload_waits_until_somebody_starts_it(job, bank):
    assert (job.kind, job.state, job.encoding, job.by) == ("balances", "preview", "GB18030", bank.head_office)
    assert run_queued_imports(now=NOW()) == ""
    start_import(job, by=bank.head_office)
    assert "新增 1，更新 0，未变 0，错误 1" in run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert (job.state, job.total, job.created, job.failed) == ("done", 2, 1, 1)
    assert run_queued_imports(now=NOW()) == ""


def test_the_uploaded_file_is_gone_afterwards_and_the_error_file_stays(job, bank):
    uploaded = Path(job.path)
    assert uploaded.exists()
    start_import(job, by=bank.head_office)
    run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert not uploaded.parent.exists()
    assert Path(job.error_path).exists()


def test_a_refused_upload_leaves_no_file_and_no_row(bank, settings):
    for name, content in (
        ("a.csv", png()),
        ("a.xlsx", b"PK\x03\x04"),
        ("a" * 300 + ".exe", b"MZ"),
        ("../../x.csv", b"a,b\n1,2\n"),
    ):
        with pytest.raises(Refused):
            receive_file(SimpleUploadedFile(name, content), by=bank.head_office)
    assert not ImportJob.objects.exists()
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []


def test_two_workers_never_take_the_same_file(job, bank):
    start_import(job, by=bank.head_office)
    first, second = claim_import(), claim_import()
    assert first.pk == job.pk
    assert second is None


def test_a_file_whose_worker_died_is_taken_over_and_the_dead_one_is_fenced_off(job, bank):
    start_import(job, by=bank.head_office)
    dead = claim_import()
    ImportJob.objects.update(lease_until=NOW() - timedelta(seconds=1))
    assert "新增 1" in run_queued_imports(now=NOW())
    jobs.run_claimed(dead, NOW())
    job.refresh_from_db()
    assert (job.state, job.created, BalanceSnapshot.objects.count()) == ("done", 1, 1)


def test_a_passing_fault_is_tried_again_and_a_lasting_one_ends(job, bank, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk")

    start_import(job, by=bank.head_office)
    monkeypatch.setattr(jobs, "run_import", fail)
    sentence = run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("refused", 3)
    assert "没有写入任何数据" in job.message
    assert "再试" in sentence


def test_a_worker_that_dies_every_time_does_not_go_on_for_ever(job, bank):
    start_import(job, by=bank.head_office)
    claim_import()
    ImportJob.objects.update(lease_until=NOW() - timedelta(seconds=1), attempts=3)
    run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert job.state == "refused"
    assert not BalanceSnapshot.objects.exists()


def test_a_file_that_turned_bad_is_refused_with_the_reason(job, bank):
    Path(job.path).write_bytes(png())
    start_import(job, by=bank.head_office)
    assert "图片" in run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert job.state == "refused"


def test_an_upload_nobody_confirms_is_thrown_away(job):
    uploaded = Path(job.path)
    ImportJob.objects.update(created_at=NOW() - timedelta(days=2))
    run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not uploaded.exists()


def test_a_cancelled_upload_loses_its_file(job, bank):
    cancel_import(job, by=bank.head_office)
    run_queued_imports(now=NOW())
    assert not Path(job.path).exists()


def test_progress_is_seen_from_outside_the_transaction(job, bank):
    start_import(job, by=bank.head_office)
    running = claim_import()
    jobs.Heartbeat(running)("check", 2000, 0.25)
    assert progress_of(running) == {"phase": "check", "rows": 2000, "percent": 25}
    running.state = "done"
    assert progress_of(running) is None


def test_a_command_line_import_that_was_killed_is_not_run_by_the_clock(bank, tmp_path):
    path = tmp_path / "balances.csv"
    path.write_text(table(BALANCE_HEADERS, ("77000001", "2026-11-20", "活期", "10", "10")), "utf-8")
    killed = jobs.enter_local(path)
    ImportJob.objects.update(lease_until=NOW() - timedelta(seconds=1))
    run_queued_imports(now=NOW())
    killed.refresh_from_db()
    assert (killed.state, BalanceSnapshot.objects.count()) == ("refused", 0)
    assert path.exists()


@pytest.mark.parametrize("trouble", [Refused("文件坏了"), OSError("disk"), None])
def test_who_lost_a_file_to_another_worker_leaves_it_to_him(job, bank, monkeypatch, trouble):
    """Whatever has become of it in his hands, the other one is reading it."""
    start_import(job, by=bank.head_office)
    ImportJob.objects.update(attempts=1)
    slow = claim_import()
    ImportJob.objects.update(lease_until=NOW() - timedelta(seconds=1), attempts=1)
    other = claim_import()
    slow.attempts = 3

    def fail(*args, **kwargs):
        raise trouble

    if trouble:
        monkeypatch.setattr(jobs, "run_import", fail)
    assert jobs.run_claimed(slow, NOW()) == f"{slow}：已由另一个进程接手"
    other.refresh_from_db()
    assert (other.state, Path(other.path).exists()) == ("running", True)


def test_a_file_whose_worker_died_at_every_try_is_not_tried_once_more(job, bank):
    """Also when the last lease is over just after the clock has looked for such files."""
    start_import(job, by=bank.head_office)
    claim_import()
    ImportJob.objects.update(lease_until=NOW() - timedelta(seconds=1), attempts=3)
    assert claim_import() is None


def test_a_worker_killed_right_after_the_end_leaves_no_file_behind(job, bank, monkeypatch):
    start_import(job, by=bank.head_office)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "forget_file", lambda job: None)
        run_queued_imports(now=NOW())
    job.refresh_from_db()
    assert job.state == "done" and Path(job.path).exists()
    run_queued_imports(now=NOW())
    assert not Path(job.path).exists()
    job.refresh_from_db()
    assert (job.state, job.path) == ("done", "")
