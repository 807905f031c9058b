"""The job that writes the files of exports: claimed like an import, told how far it is, written anew when it was killed."""

import logging
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from crm.actions.workbooks import Workbook
from crm.models import Export
from crm.queries.exports import mark_of, sheet_of
from crm.rules.exports import LASTS, writing_problem
from staff.actions.claims import FREE, renew, take
from staff.audit import Verb, record
from staff.turns import give_way
from words.problems import Refused

log = logging.getLogger(__name__)
State = Export.State
LEASE, MOST_ATTEMPTS = timedelta(minutes=5), 3
INTERRUPTED = "生成时程序多次中断，请重新提出"
GONE = "提出的人已换机构、换岗位或离岗，或者筛选里的机构、客户经理已不在其范围内"


class ExportLost(Exception):
    """Another worker writes the file now; this one must not."""


def path_of(export):
    """Where its file is kept; only a download with permission reads from it."""
    folder = Path(settings.MEDIA_ROOT) / "exports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{export.pk}.xlsx"


def forget_file(export):
    path_of(export).unlink(missing_ok=True)
    Export.objects.filter(pk=export.pk).update(size=0)


def write_exports(*, now):
    """Writes every file that waits, one after the other; called at each tick. Returns one Chinese sentence or ''."""
    for export in Export.objects.filter(Export.LAPSED, state=State.RUNNING, attempts__gte=MOST_ATTEMPTS):
        _stop(export, INTERRUPTED, now)
    sentences = []
    while (export := _claimed()) is not None:
        sentences.append(_run(export, now))
    return "；".join(sentences)


@transaction.atomic
def _claimed():
    lapsed = Q(Export.LAPSED, state=State.RUNNING, attempts__lt=MOST_ATTEMPTS)
    rows = Export.objects.filter(Q(state=State.QUEUED) | lapsed).order_by("asked_at", "pk")
    export = rows.select_for_update(skip_locked=True, of=("self",)).first()
    if export is None:
        return None
    _token, taken = take(rows.order_by().filter(pk=export.pk), lease=LEASE, state=State.RUNNING, written=0)
    return Export.objects.select_related("by__unit").get(pk=export.pk) if taken else None


def _run(export, now):
    try:
        _write(export, now)
    except Refused as refusal:
        _stop(export, str(refusal), now)
        return f"{export}：没有生成"
    except ExportLost:
        return f"{export}：已由另一个进程接手"
    except Exception:
        log.exception("export %s failed", export.pk)
        if export.attempts >= MOST_ATTEMPTS:
            _stop(export, "生成时出错，请重新提出；再出错请告诉系统管理员", now)
        else:
            _mine(export).update(state=State.QUEUED, **FREE)
        return f"{export}：出错"
    finally:
        _drop(_part, export)
    return f"{export}：{export.total:,} 行"


def _write(export, now):
    """The file as its asker may see the bank at this moment; nothing is left of it when it stops half-way."""
    sheet = sheet_of(export, now)
    if sheet is None:
        raise Refused(GONE)
    if export.kind == Export.Kind.CLIENTS and (why := _problem(export, sheet.total)):
        raise Refused(why)
    export.total = sheet.total
    _sign(export, total=sheet.total)
    book = Workbook(_part(export), sheet.title, sheet.heads, mark_of(export, now))
    try:
        for rows in sheet.pieces:
            book.add(rows)
            _sign(export, written=book.row)
            give_way()
    finally:
        book.close()
    export.total = book.row
    _finish(export, now)


def _problem(export, total):
    return writing_problem(export.count, total, is_agreed=export.request_id is not None)


@transaction.atomic
def _finish(export, now):
    """The row first, which says whether the file is still ours; then the file gets its name."""
    size = _part(export).stat().st_size
    done = {"state": State.DONE, "size": size, "total": export.total, "written": export.total}
    if not _mine(export).update(**done, finished_at=now, expires_at=now + LASTS, **FREE):
        raise ExportLost
    _part(export).replace(path_of(export))
    record(Verb.EXPORT, by=export.by, target=export, changes={"kind": export.kind, "rows": export.total})


@transaction.atomic
def _stop(export, why, now):
    stopped = {"state": State.STOPPED, "message": why[:300], "finished_at": now}
    if _mine(export).update(**stopped, **FREE):
        _drop(path_of, export)
        record(Verb.EXPORT, by=export.by, target=export, reason=why[:200], changes={"state": State.STOPPED})


def _sign(export, **values):
    """How far it is; raises ExportLost when the export is no longer ours."""
    rows = _mine(export)
    if not renew(rows, LEASE):
        raise ExportLost
    rows.update(**values)


def _mine(export):
    return Export.objects.filter(pk=export.pk, token=export.token, state=State.RUNNING)


def _drop(path, export):
    """Takes a file away; a disk that takes nothing must not keep the row from its end."""
    with suppress(OSError):
        path(export).unlink(missing_ok=True)


def _part(export):
    """The unfinished file bears the run's own name: another worker may have taken it over from a frozen one."""
    path = path_of(export)
    return path.with_name(f"{export.pk}-{export.token}.part")
