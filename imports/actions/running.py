"""One file from start to end: pass 1 checks every row and writes nothing, pass 2 writes chunk by chunk.

Each chunk and how far the file is in stand together or not at all; a run that was killed goes on behind the last (decision 15).
"""

from dataclasses import fields
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from imports.actions.jobs import finish_import, note_progress, renew_lease
from imports.importers.importer import Counts
from imports.kinds import file_kinds
from imports.queries.words import bank_words
from imports.readers.problems import EXPORT_AGAIN, BadValue
from imports.readers.reports import Report
from imports.readers.spool import Spool
from imports.readers.tables import Table
from imports.readers.values import Cells
from staff.turns import give_way
from words.problems import Refused


def folder_of(job):
    """Where what belongs to the job is kept; only downloads with permission read from it."""
    folder = Path(settings.MEDIA_ROOT) / "imports" / f"job-{job.pk}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def run_import(job, *, now, progress=lambda phase, rows, fraction: None):
    """Takes in the file of a claimed job. Raises Refused, with nothing written, if the file as a whole cannot be read.

    `progress(phase, rows, fraction)` is called after each chunk, phase 'check' or 'write'.
    """
    folder, goes_on = folder_of(job), job.chunks is not None
    # Until pass 1 is over the files bear the run's own name: another worker may have taken a file over from a frozen one.
    own = "" if goes_on else f"-{job.token}"
    report = Report(folder / f"errors{own}.csv", job.kind, size=job.report_size)
    spool = Spool(folder / f"rows{own}", kept=goes_on)
    try:
        about = {"today": timezone.localdate(now), "now": now, "by": job.by, "number": job.pk}
        importer = file_kinds()[job.kind](report, **about)
        if goes_on:
            importer.go_on(Counts(**{field.name: getattr(job, field.name) for field in fields(Counts)}))
        else:
            check_file(job, importer, spool, progress)
        write(job, importer, spool, progress)
        finish_import(job, importer, error_path=report.path if report.size else "", now=now)
    finally:
        report.close()
        spool.close()
    return importer.counts


def check_file(job, importer, spool, progress):
    """Pass 1. Afterwards the good rows lie in the spool and the others in the error file, also for a run that goes on."""
    with Table(Path(job.path), job.filename, bank_words()) as table:
        if table.kind != job.kind:
            raise Refused(f"文件内容已经变了：现在是{file_kinds()[table.kind].label}文件。请重新上传，再导入。")
        check(table, importer, spool, progress)
        found = {"encoding": table.encoding, "separator": table.separator, "message": message_about(table)[:300]}
    if not importer.counts.total:
        raise Refused(f"文件只有表头，没有数据。{EXPORT_AGAIN}")
    folder, size = folder_of(job), importer.report.keep()
    with transaction.atomic():
        renew_lease(job)
        spool.keep(folder / "rows")
        importer.report.move(folder / "errors.csv")
        note_progress(job, importer.counts, chunks=0, report_size=size, **found)


def check(table, importer, spool, progress):
    waiting = []
    for line, cells in table.rows():
        importer.counts.total += 1
        row = converted(importer, line, cells)
        if row is not None:
            waiting.append(row)
        if len(waiting) >= importer.chunk_size:
            spool.add(resolved(importer, waiting))
            waiting = []
            progress("check", importer.counts.total, table.fraction())
    spool.add(resolved(importer, waiting))


def resolved(importer, waiting):
    good = importer.resolve(waiting)
    importer.warn_of_remarks()
    return good


def converted(importer, line, cells):
    """(line, values), or None when the row went to the error file."""
    if isinstance(cells, BadValue):
        importer.fail(line, (None, "", str(cells)))
        return None
    cells = Cells(cells, importer.refusing)
    importer.numbers[line] = cells.text("client_no")
    row = importer.convert(line, cells)
    if cells.remarks:
        importer.remarks[line] = cells.remarks
    if cells.problems:
        importer.fail(line, *cells.problems)
        return None
    return line, row


def write(job, importer, spool, progress):
    """Pass 2. Between two chunks other writers get their turn."""
    good = importer.counts.total - importer.counts.failed
    done = job.taken
    for chunk in spool.chunks(skipped=job.chunks):
        write_chunk(job, importer, chunk)
        done += len(chunk)
        progress("write", done, done / good)
        give_way()


@transaction.atomic
def write_chunk(job, importer, chunk):
    """Everything or nothing: killed here, the database forgets the chunk, and the next run begins with it."""
    renew_lease(job)
    importer.apply(chunk)
    note_progress(job, importer.counts, chunks=job.chunks + 1, report_size=importer.report.keep())


def message_about(table):
    unknown = f"未识别的列已忽略：{'、'.join(table.unknown)}。" if table.unknown else ""
    return unknown + (f"不保存的列：{'、'.join(table.dropped)}。" if table.dropped else "")
