"""Files on their way through: received from a person, previewed, run when the clock ticks."""

import contextlib
import hashlib
import logging
import shutil
import time
import uuid
from datetime import timedelta
from itertools import islice
from pathlib import Path, PurePath

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from redis.exceptions import RedisError

from imports.actions.jobs import (
    MOST_ATTEMPTS,
    ImportLost,
    add_import,
    claim_import,
    give_up_lease,
    queue_again,
    refuse_import,
    renew_lease,
    take_at_once,
)
from imports.actions.running import folder_of, run_import
from imports.kinds import file_kinds
from imports.models import ImportJob
from imports.queries.jobs import progress_key
from imports.queries.words import bank_words
from imports.readers.columns import title
from imports.readers.containers import SUFFIXES
from imports.readers.problems import EXPORT_AGAIN, BadValue
from imports.readers.reports import masked
from imports.readers.tables import Table
from staff.cached import seconds_of
from words.problems import Refused

log = logging.getLogger(__name__)
State = ImportJob.State
ENDED = (State.DONE, State.REFUSED, State.CANCELLED)
PREVIEW_ROWS = 5
PREVIEW_KEPT = timedelta(days=1)
PIECE = 1024 * 1024
RENEW_EVERY = 20  # seconds


def receive_file(upload, *, by):
    """Stores an uploaded file and looks at its head. Raises Refused, keeping nothing, if it is no bank file."""
    filename = PurePath(upload.name).name
    folder = Path(settings.MEDIA_ROOT) / "imports" / str(uuid.uuid4())
    folder.mkdir(parents=True, mode=0o700)
    suffix = PurePath(filename).suffix.lower()
    path, digest = folder / f"upload{suffix if suffix in SUFFIXES else ''}", hashlib.sha256()
    try:
        with path.open("wb") as file:
            for piece in upload.chunks(PIECE):
                digest.update(piece)
                file.write(piece)
        return enter(path, filename, digest.hexdigest(), by=by)
    except Refused:
        shutil.rmtree(folder)
        raise


def enter(path, filename, digest, **about):
    """A row for a file that can be read, with what was found out about it."""
    with Table(path, filename, bank_words()) as table:
        if next(table.rows(), None) is None:
            raise Refused(f"文件只有表头，没有数据。{EXPORT_AGAIN}")
        found = {"kind": table.kind, "encoding": table.encoding, "separator": table.separator}
    return add_import(path=path, filename=filename, digest=digest, **found, **about)


def enter_local(path):
    """A file of a folder on this machine, taken in hand at once: the caller runs it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return take_at_once(enter(path, path.name, digest, attempts=MOST_ATTEMPTS - 1))


def preview(job):
    """Headers, first rows with names, phones and numbers masked, and the headers that will not be read."""
    with Table(Path(job.path), job.filename, bank_words()) as table:
        fields = [field for field in table.fields if field]
        rows = [
            [str(cells)] if isinstance(cells, BadValue) else [masked(field, cells[field]) for field in fields]
            for _line, cells in islice(table.rows(), PREVIEW_ROWS)
        ]
        headers = [title(table.kind, field) for field in fields]
        missing = [field for field in file_kinds()[table.kind].columns if field not in fields]
        return {
            "headers": headers,
            "rows": rows,
            "unknown": table.unknown,
            "dropped": table.dropped,
            "missing": missing,
        }


class Heartbeat:
    """Tells the page how far we are, and the other workers that we live. The counts go to the cache, because nobody
    sees the rows of an open transaction."""

    def __init__(self, job):
        self.job, self.renewed = job, time.monotonic()

    def __call__(self, phase, rows, fraction):
        with contextlib.suppress(RedisError):
            state = {"phase": phase, "rows": rows, "percent": int(fraction * 100)}
            cache.set(progress_key(self.job), state, seconds_of("import_progress"))
        if phase == "check" and time.monotonic() - self.renewed > RENEW_EVERY:
            renew_lease(self.job)
            self.renewed = time.monotonic()


def run_queued_imports(*, now):
    """Runs every queued file, one after the other; called at each tick of the clock. Returns one Chinese sentence or ''."""
    discard_abandoned(now)
    sentences = []
    while ImportJob.objects.filter(state__in=(State.QUEUED, State.RUNNING)).exists() and (job := claim_import()):
        sentences.append(run_claimed(job, now))
    return "；".join(sentences)


def run_claimed(job, now):
    is_ours = True
    try:
        counts = run_import(job, now=now, progress=Heartbeat(job))
        sentence = f"新增 {counts.created}，更新 {counts.updated}，未变 {counts.unchanged}，错误 {counts.failed}"
    except Refused as refusal:
        is_ours, sentence = refuse_import(job, str(refusal), now=now), f"已拒绝：{refusal}"
    except ImportLost:
        is_ours = False
    except Exception:
        # A passing fault gets another try, which goes on; a lasting one must not stop the other files.
        log.exception("import %s failed", job.pk)
        if job.attempts < MOST_ATTEMPTS:
            queue_again(job)
            return f"{job}：出错，下一次再试"
        sentence = interrupted_words(job)
        is_ours = refuse_import(job, sentence, now=now)
    if not is_ours:  # the other worker is reading the file
        return f"{job}：已由另一个进程接手"
    forget_file(job)
    give_up_lease(job)
    return f"{job}：{sentence}"


def discard_abandoned(now):
    """Uploads nobody confirmed within a day are cancelled; what has ended, or was killed too often, loses its file.

    The bank's files hold identity numbers: they stay here no longer than needed (H1).
    """
    ImportJob.objects.filter(state=State.PREVIEW, created_at__lt=timezone.now() - PREVIEW_KEPT).update(
        state=State.CANCELLED
    )
    dead = Q(ImportJob.LAPSED, state=State.RUNNING, attempts__gte=MOST_ATTEMPTS)
    # Of an ended one its worker takes the file away, unless it was killed just then.
    for job in ImportJob.objects.filter(dead | Q(state__in=ENDED)).exclude(path=""):
        if job.state in ENDED or refuse_import(job, interrupted_words(job), now=now):
            forget_file(job)


def interrupted_words(job):
    job.refresh_from_db(fields=["created", "updated", "unchanged"])
    if not job.taken:
        return "导入中断了，没有写入任何数据，请重新导入。"
    return f"导入中断了，已写入 {job.taken:,} 行，其余没有写入。请重新导入同一个文件，已写入的行不会重复。"


def forget_file(job):
    """Removes the uploaded file and the rows read from it; a file of the bank's own folder is not ours to remove."""
    folder = folder_of(job)
    for rest in (*folder.glob("rows*"), *folder.glob("errors-*")):
        rest.unlink(missing_ok=True)
    path = Path(job.path)
    if path.is_relative_to(Path(settings.MEDIA_ROOT)):
        shutil.rmtree(path.parent, ignore_errors=True)
    ImportJob.objects.filter(pk=job.pk).update(path="")
