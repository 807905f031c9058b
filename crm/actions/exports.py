"""The life of an export: asked for, agreed to by a second person where it is long, taken once, thrown away."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from clients.actions.requests import ask_request
from clients.models import Assignment
from clients.queries.kin import declared_since
from clients.rules.requests import words_problems
from crm.actions.export_files import forget_file, path_of
from crm.models import Export
from crm.queries import reports
from crm.queries.exports import KIND, asked_today, asked_words, chosen, client_rows
from crm.rules.exports import count_problems, day_problems, has_drifted, needs_second, until_problems
from staff.actions.claims import FREE
from staff.audit import Verb, record, record_look
from staff.models import User
from staff.roles import Permission
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

State = Export.State
AVOIDS = "提出以后登记了您要回避的人，这份文件里可能有，不能下载。请重新提出，新的文件里没有要回避的客户。"
OUT_OF_REACH = "筛选里的机构或客户经理不在您的范围内，请重新筛选再提"


def ask_export(*, asked, columns, words, audience, until, count, by, now):
    """Asks for the clients of a filter as a file; over ALONE rows a day a Request waits for a second person. What is refused is told.

    `count`: the rows that stood on the page.
    """
    try:
        return _ask(asked, columns, words, audience, until, count, by, now)
    except Refused as refusal:
        about = {"page": "export_new", "rows": count, "method": "POST", "answer": 422}
        record_look(Verb.DENIED, by=by, reason=str(refusal)[:200], changes=about)
        raise


@transaction.atomic
def _ask(asked, columns, words, audience, until, count, by, now):
    by, today = User.objects.select_for_update(of=("self",)).get(pk=by.pk), timezone.localdate(now)
    if not by.can(Permission.EXPORT_CLIENTS):
        raise Refused("您的岗位不导出名单，需要时请打印。")
    if Assignment.objects.planned().filter(giver=by.pk).exists():
        raise Refused("您的客户正在移交，移交期间不能导出名单，请打印并由行长核对。")
    found = client_rows(by, asked, today)
    if found is None:
        raise Refused(OUT_OF_REACH)
    now_count, (lists, rows) = found.count(), asked_today(by, now)
    problems = [*words_problems(words), *until_problems(until, today), *day_problems(lists)]
    problems += count_problems(now_count) or _drift_problems(count, now_count)
    if problems:
        raise Refused(problems)
    about = {"asked": asked, "columns": columns, "words": words, "audience": audience, "until": until}
    export = Export(**about, count=now_count, by=by, unit_id=by.unit_id, role=by.role, asked_at=now)
    if needs_second(export.count, rows):
        export.state, export.request = State.ASKED, _second(export, by, now)
        Export.objects.filter(request=export.request).update(state=State.STOPPED, message="退回以后已另提")
    export.save(force_insert=True)
    _record(Verb.CREATE, export, by, {"rows": export.count, "columns": _labels(export), "state": export.state}, words)
    return export


@transaction.atomic
def ask_report(*, asked, count, by, now):
    """Asks for a report as a file: figures about many, so without limit and second person. `asked` as it stands in an address."""
    about = {"kind": Export.Kind.REPORT, "asked": asked, "count": count, "asked_at": now}
    export = Export.objects.create(by=by, unit_id=by.unit_id, role=by.role, **about)
    _record(Verb.CREATE, export, by, {"rows": count, "name": reports.title_of(asked)})
    return export


def _second(export, by, now):
    """The Request that waits for the second person."""
    about = {"valid_from": timezone.localdate(now), "valid_until": export.until}
    attached = {"asked": asked_words(export, by, timezone.localdate(now))}
    return ask_request(KIND, None, words=export.words, unit=by.unit, by=by, now=now, attached=attached, **about)


def _drift_problems(before, after):
    words = f"名单刚才是 {before:,} 行，现在是 {after:,} 行，相差超过 5%，请看过再提交"
    return [Problem("", words)] if has_drifted(before, after) else []


def release_export(request, by, now):
    """The second person has agreed: it is written at the next tick."""
    Export.objects.filter(request=request, state=State.ASKED).update(state=State.QUEUED)


def end_export(request, by, now):
    """Its last day is over, or somebody ended it before: what is not taken is not given out any more."""
    for export in Export.objects.filter(request=request, taken_at=None).exclude(state=State.STOPPED):
        forget_file(export)
        Export.objects.filter(pk=export.pk).update(state=State.STOPPED, message="到「用到」那天，或已提前作废", **FREE)


@transaction.atomic
def take_export(export, *, by, now):
    """The file's path, for the one time that it is given out; refused to everybody else, and to himself a second time."""
    rows = Export.objects.visible_to(by).filter(pk=export.pk, state=State.DONE, taken_at=None, expires_at__gt=now)
    if export.kind == Export.Kind.CLIENTS and declared_since(by, export.asked_at):
        raise Refused(AVOIDS)
    if rows.exists() and not path_of(export).exists():
        raise Refused("文件已经不在了，请重新提出。")
    if not rows.update(taken_at=now):
        raise Moved("链接只能用一次，24 小时内有效；要再用请重新提出。", current=Export.objects.get(pk=export.pk))
    _record(Verb.EXPORT, export, by, {"rows": export.total, "taken": True})
    return path_of(export)


def drop_exports(now):
    """Throws away the files that were taken, or whose hours are over: one job a night. Returns one Chinese sentence or ''."""
    over = Q(taken_at__isnull=False) | Q(expires_at__lte=now)
    rows = list(Export.objects.filter(over, size__gt=0))
    for export in rows:
        forget_file(export)
    return f"清除导出文件 {len(rows)} 个" if rows else ""


def _labels(export):
    return "、".join(column.label for column in chosen(export.by, export.columns))


def _record(verb, export, by, changes, reason=""):
    record(verb, by=by, target=export, reason=mask_text(reason)[:200], changes={"kind": export.kind, **changes})
