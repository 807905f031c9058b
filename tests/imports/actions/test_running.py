"""Two passes, chunk by chunk: killed anywhere, an import goes on where it was, and no row is lost or told twice."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from clients.models import Client, Consent, SearchToken
from imports.actions import running
from imports.actions.files import enter_local, run_claimed
from imports.actions.jobs import ImportLost, cancel_import
from imports.actions.running import run_import
from imports.importers.clients import ClientImporter
from imports.models import ImportJob
from staff.models import AuditEvent
from tests.imports.samples import CLIENT_HEADERS, client_row, numbers, put, table, take
from tests.laws import AT_NIGHT
from words.problems import Moved, Refused

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def many(count):
    return [client_row(str(n), "张建国", id_no="", birth="") for n in range(1, count + 1)]


@pytest.fixture
def two_chunks(monkeypatch):
    monkeypatch.setattr(ClientImporter, "chunk_size", 10)


def state():
    return Client.objects.count(), SearchToken.objects.count(), Consent.objects.count(), AuditEvent.objects.count()


KILLED = {  # where, and how many rows then stand in the database
    "in pass one": 0,
    "before writing": 0,
    "in the second chunk": 10,
    "after the second chunk": 20,
    "before the end": 25,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("killed_at", "standing"), KILLED.items())
def test_an_import_killed_anywhere_goes_on_where_it_was(tmp_path, bank, monkeypatch, two_chunks, killed_at, standing):
    """Rows in = rows taken + rows named, and what people are told is what an import without the kill tells them."""
    rows = [
        client_row("77000001", "陈国强", id_no="", birth="", manager="990102"),
        *many(24),
        client_row("x" * 30, "张建国"),
    ]
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *rows)))
    begun, applied, real = Client.objects.count(), [], ClientImporter.apply

    def apply(self, chunk):
        if len(applied) == 2 and killed_at == "after the second chunk":
            raise KeyboardInterrupt
        real(self, chunk)
        applied.append(chunk)
        if len(applied) == 2 and killed_at == "in the second chunk":
            self.warn(0, "name", "", "goes with its chunk")
            self.report.keep()
            raise KeyboardInterrupt

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ClientImporter, "apply", apply)
        if killed_at in ("in pass one", "before writing"):
            patch.setattr(running, "note_progress" if killed_at == "in pass one" else "write", die)
        elif killed_at == "before the end":
            patch.setattr(running, "finish_import", die)
        with pytest.raises(KeyboardInterrupt):
            run_import(job, now=timezone.now())
    job.refresh_from_db()
    new = max(standing - 1, 0)
    assert (job.state, job.taken, Client.objects.count()) == ("running", standing, begun + new)
    assert numbers(run_import(job, now=timezone.now())) == (24, 1, 0, 1)
    job.refresh_from_db()
    assert (job.state, job.total, job.taken, job.failed, job.warnings) == ("done", 26, 25, 1, 1)
    assert Client.objects.count() == begun + 24
    lines = Path(job.error_path).read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["行号", "27", "2"]


@pytest.mark.django_db
def test_of_an_import_that_ends_for_good_the_rows_are_counted(tmp_path, bank, monkeypatch, two_chunks):
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(25))))
    real = ClientImporter.apply

    def apply(self, chunk):
        if self.counts.created == 10:
            raise OSError("disk")
        real(self, chunk)

    monkeypatch.setattr(ClientImporter, "apply", apply)
    sentence = run_claimed(job, timezone.now())
    job.refresh_from_db()
    assert (job.state, job.taken, job.total) == ("refused", 10, 25)
    assert "已写入 10 行" in job.message and job.message in sentence
    assert AuditEvent.objects.get(verb="import").changes["created"] == 10
    assert list(running.folder_of(job).iterdir()) == []


@pytest.mark.django_db
def test_what_has_begun_waits_for_its_next_try_and_cannot_be_cancelled(tmp_path, bank):
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(1))))
    ImportJob.objects.update(state="queued", chunks=1)
    with pytest.raises(Moved, match="不能取消"):
        cancel_import(job, by=bank.head_office)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere nobody waits for another's rows")
@pytest.mark.django_db(transaction=True)
def test_between_two_chunks_others_write(tmp_path, bank, two_chunks):
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(25))))
    seen = []

    def look(*about):
        seen.append((connection.in_atomic_block, ImportJob.objects.get().taken))

    run_import(job, now=timezone.now(), progress=look)
    assert seen == [(False, 0), (False, 0), (False, 10), (False, 20), (False, 25)]


@pytest.mark.django_db(transaction=True)
def test_pass_one_writes_nothing(tmp_path, bank, monkeypatch):
    seen = []
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(25))))
    before = state()
    real = running.write
    monkeypatch.setattr(running, "write", lambda *args: (seen.append(state()), real(*args)))
    run_import(job, now=timezone.now())
    assert seen == [before]


@pytest.mark.django_db(transaction=True)
def test_an_import_taken_over_by_another_worker_writes_nothing(tmp_path, bank):
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(3))))
    ImportJob.objects.update(token="somebody-else")
    with pytest.raises(ImportLost):
        run_import(job, now=timezone.now())
    assert not Client.objects.filter(name="张建国").exists()


@pytest.mark.django_db
def test_progress_is_told_chunk_by_chunk(tmp_path, bank, two_chunks):
    told = []
    job = enter_local(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(25))))
    run_import(job, now=timezone.now(), progress=lambda *about: told.append(about))
    assert [(phase, rows) for phase, rows, _fraction in told] == [
        ("check", 10),
        ("check", 20),
        ("write", 10),
        ("write", 20),
        ("write", 25),
    ]
    assert all(0 < fraction <= 1 for _phase, _rows, fraction in told)


@pytest.mark.django_db
def test_a_file_of_headers_only_is_refused(tmp_path, bank):
    with pytest.raises(Refused, match="没有数据"):
        enter_local(put(tmp_path, "clients.csv", CLIENT_HEADERS + "\n"))


@pytest.mark.django_db
def test_a_file_exchanged_for_another_kind_is_refused(tmp_path, bank):
    path = put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *many(1)))
    job = enter_local(path)
    put(tmp_path, "clients.csv", "客户号,数据日期,产品类别,余额\n1,20261120,活期,5\n")
    with pytest.raises(Refused, match="余额文件"):
        run_import(job, now=timezone.now())


@pytest.mark.sweep
@pytest.mark.django_db
def test_of_each_row_only_its_client_number_stays_in_memory(tmp_path, bank, monkeypatch):
    monkeypatch.setattr(ClientImporter, "chunk_size", 250)

    def peak(count):
        path = put(
            tmp_path,
            "clients.csv",
            table(CLIENT_HEADERS, *[client_row(str(n), "张建国", manager="?", id_no="") for n in range(count)]),
        )
        job = enter_local(path)
        tracemalloc.start()
        run_import(job, now=timezone.now())
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(100)
    assert (peak(4_500) - peak(1_500)) / 3_000 < 400  # bytes a row: a million rows fit below 400 MB


def of_the_first_clients(folder):
    """The bank's files in `folder`: at night whole, by day the rows of its first clients only; ({stem: rows}, overdrafts)."""
    lines = {path.stem: path.read_bytes().splitlines(keepends=True) for path in SHARED.glob("*.csv")}
    first = {line.split(b",")[0] for line in lines["clients"][1 : None if AT_NIGHT else 2_001]}
    for stem in ("clients", "balances", "contacts"):
        header, *rows = lines[stem]
        lines[stem] = [header, *(row for row in rows if row.split(b",")[0] in first)]
    for stem, kept in lines.items():
        (folder / f"{stem}.csv").write_bytes(b"".join(kept))
    return {stem: len(kept) - 1 for stem, kept in lines.items()}, sum(b",-" in row for row in lines["balances"])


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="no shared data beside the checkout")
@pytest.mark.django_db
def test_the_records_of_a_real_bank(db, tmp_path):
    rows, overdrafts = of_the_first_clients(tmp_path)
    results = {stem: take(tmp_path / f"{stem}.csv")[0] for stem in ("org", "staff", "clients", "balances", "contacts")}
    assert {stem: counts.created for stem, counts in results.items()} == rows
    assert sum(counts.failed for counts in results.values()) == 0
    assert results["balances"].warnings == overdrafts
    again = take(tmp_path / "clients.csv")[0]
    assert numbers(again) == (0, 0, rows["clients"], 0)
    if AT_NIGHT:
        assert rows == {"org": 8, "staff": 49, "clients": 36_168, "balances": 36_168, "contacts": 39_986}
        assert overdrafts == 3_314
    with connection.cursor() as cursor:
        # PostgreSQL checks the foreign keys of all these rows at the end, by plans it made when the tables were empty: four
        # minutes, had it not counted them since.
        cursor.execute("ANALYZE")


@pytest.mark.slow
def test_the_readers_start_without_a_database():
    code = "import imports.readers.texts, imports.readers.archives, imports.readers.containers"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
