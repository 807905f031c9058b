"""One file from start to end: pass 1 checks every row and writes nothing, pass 2 writes all of it in one transaction."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from imports.actions.jobs import finish_import, renew_lease
from imports.kinds import file_kinds
from imports.queries.words import bank_words
from imports.readers.problems import EXPORT_AGAIN, BadValue
from imports.readers.reports import Report
from imports.readers.spool import Spool
from imports.readers.tables import Table
from imports.readers.values import Cells
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
    folder = folder_of(job)
    report, spool = Report(folder / "errors.csv", job.kind), Spool(folder)
    try:
        with Table(Path(job.path), job.filename, bank_words()) as table:
            if table.kind != job.kind:
                raise Refused(f"文件内容已经变了：现在是{file_kinds()[table.kind].label}文件。请重新上传，再导入。")
            job.encoding, job.separator = table.encoding, table.separator
            importer = file_kinds()[table.kind](report, today=timezone.localdate(now), now=now, by=job.by)
            check(table, importer, spool, progress)
        if not importer.counts.total:
            raise Refused(f"文件只有表头，没有数据。{EXPORT_AGAIN}")
        write(job, importer, spool, report, progress, message_about(table), now)
    finally:
        report.close()
        spool.close()
    return importer.counts


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
    row = importer.convert(line, cells)
    if cells.remarks:
        importer.remarks[line] = cells.remarks
    if cells.problems:
        importer.fail(line, *cells.problems)
        return None
    return line, row


@transaction.atomic
def write(job, importer, spool, report, progress, message, now):
    """Everything or nothing: killed here, the database forgets it all and the import can be run again."""
    renew_lease(job)
    done = 0
    for chunk in spool.chunks():
        importer.apply(chunk)
        done += len(chunk)
        progress("write", done, done / spool.rows)
    path = report.path if report.lines else ""
    finish_import(job, importer.counts, message=message, error_path=path, now=now)


def message_about(table):
    unknown = f"未识别的列已忽略：{'、'.join(table.unknown)}。" if table.unknown else ""
    return unknown + (f"不保存的列：{'、'.join(table.dropped)}。" if table.dropped else "")
