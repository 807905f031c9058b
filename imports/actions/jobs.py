"""The life of an import as a row: uploaded → queued → running → done, refused or cancelled. Reading files is imports/readers."""

from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from imports.models import ImportJob
from staff.actions.claims import FREE, renew, take
from staff.audit import Verb, record, record_look
from words.masking import mask_text
from words.problems import Moved

State = ImportJob.State
LEASE, FOLLOWING_LEASE = timedelta(minutes=5), timedelta(minutes=1)
MOST_ATTEMPTS = 3


class ImportLost(Exception):
    """Another worker has taken the import over; this one must write nothing."""


@transaction.atomic
def add_import(*, kind, filename, path, by=None, **about):
    job = ImportJob.objects.create(kind=kind, filename=filename[-120:], path=str(path), by=by, **about)
    record(Verb.CREATE, by=by, target=job, changes={"kind": kind, **_file(job)})
    return job


def start_import(job, *, by):
    _move(job, State.PREVIEW, State.QUEUED, by, "这个文件已经开始导入或已结束，不能再次开始。")


def cancel_import(job, *, by):
    """Only what has not begun can be cancelled: of what has begun, rows may stand in the database."""
    _move(job, (State.PREVIEW, State.QUEUED), State.CANCELLED, by, "导入已经开始，不能取消。", chunks=None)


@transaction.atomic
def _move(job, before, after, by, words, **still):
    before = (before,) if isinstance(before, str) else before
    if not ImportJob.objects.filter(pk=job.pk, state__in=before, **still).update(state=after):
        raise Moved(words, current=ImportJob.objects.get(pk=job.pk))
    was, job.state = job.state, after
    record(Verb.UPDATE, by=by, target=job, changes={"state": [str(was), str(after)]})


def record_download(job, *, by):
    record_look(Verb.VIEW, by=by, target=job, reason="下载错误文件")


@transaction.atomic
def claim_import():
    """The next import to run, taken for this process, or None. Two workers never get the same one."""
    abandoned = Q(ImportJob.LAPSED, state=State.RUNNING, attempts__lt=MOST_ATTEMPTS)
    open_jobs = ImportJob.objects.filter(Q(state=State.QUEUED) | abandoned).order_by("created_at", "pk")
    job = open_jobs.select_for_update(skip_locked=True, of=("self",)).first()
    if job is None:
        return None
    _token, taken = take(open_jobs.order_by().filter(pk=job.pk), lease=LEASE, state=State.RUNNING)
    if not taken:
        return None
    job.refresh_from_db()
    return job


def take_at_once(job):
    """An import that its caller runs himself, and renews as a worker does."""
    take(ImportJob.objects.filter(pk=job.pk), lease=LEASE, state=State.RUNNING)
    job.refresh_from_db()
    return job


def renew_lease(job):
    """Also the fence before each writing: raises ImportLost if the import is no longer ours."""
    mine = ImportJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)
    if not renew(mine, LEASE):
        raise ImportLost


def note_progress(job, counts, *, chunks, report_size, **values):
    """How far the file is in; called inside the transaction that writes a chunk, so both stand or neither."""
    values |= {**asdict(counts), "chunks": chunks, "report_size": report_size}
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


@transaction.atomic
def finish_import(job, importer, *, error_path, now):
    """The end of a file whose rows are all written or named, together with what follows from the whole of it."""
    renew_lease(job)
    job.message = f"{job.message}{importer.finish()}"[:300]
    job.state, job.error_path, job.finished_at = State.DONE, str(error_path), now
    job.save(update_fields=["state", "error_path", "finished_at", "message"])
    record(Verb.IMPORT, by=job.by, target=job, changes={"kind": job.kind, **_file(job), **_counts(job)})


@transaction.atomic
def refuse_import(job, reason, *, now):
    """The file is not gone on with; what was written of it stays, and is counted. False if the import is no longer ours."""
    mine = ImportJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)
    if not mine.update(state=State.REFUSED, message=reason[:300], finished_at=now):
        return False
    job.refresh_from_db()
    counts = _counts(job) if job.taken else {}
    record(Verb.IMPORT, by=job.by, target=job, reason=reason[:200], changes=_file(job) | counts)
    return True


def _counts(job):
    return {name: getattr(job, name) for name in ("total", "created", "updated", "unchanged", "failed", "warnings")}


def _file(job):
    """Which file it was, for the audit: a name may hold a client's number."""
    return {"file": mask_text(job.filename), "sha256": job.digest}


def queue_again(job):
    ImportJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING).update(state=State.QUEUED)


def give_up_lease(job):
    """What has ended is nobody's any more."""
    ImportJob.objects.filter(pk=job.pk, token=job.token).update(**FREE)


def take_unfollowed():
    """The imports after which tiers and due dates are still to be computed, taken for this process; their token, '' for none.

    A process that is killed in the middle leaves them to a tick after the lease. What a folder's own command has imported
    stays with that command for as long as its lease.
    """
    free = Q(lease_until__isnull=True) | Q(ImportJob.LAPSED)
    token, taken = take(ImportJob.objects.filter(free, state=State.DONE, is_followed=False), lease=FOLLOWING_LEASE)
    return token if taken else ""


def leave_unfollowed(token):
    """The computing failed: the next tick tries again."""
    ImportJob.objects.filter(token=token, state=State.DONE).update(attempts=0, **FREE)


def note_followed(token=None):
    """Tiers and due dates are up to date: with the imports of this token, or with all."""
    rows = ImportJob.objects.filter(state=State.DONE, is_followed=False)
    (rows.filter(token=token) if token else rows).update(is_followed=True, **FREE)
