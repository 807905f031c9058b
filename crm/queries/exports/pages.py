"""What stands on the pages of exports and in the Request for a long one."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from clients.filters import ClientFilter, order_of
from clients.kinds import OFFICES, Check
from clients.models import Request
from crm.models import Export
from crm.queries import reports
from crm.queries.exports.rows import Found, chosen, client_rows, filter_of, filter_words
from crm.templatetags.ui import clock
from staff.calendar import midnight
from staff.roles import Permission
from words.dates import month_day
from words.masking import mask_text

KIND = "export"  # of Request
LATELY = timedelta(days=30)
MOST = 500  # on the list
State = Export.State
MOVING = (State.QUEUED, State.RUNNING)
NOTHING = (Request.State.BACK, Request.State.REFUSED, Request.State.WITHDRAWN)


class Want(NamedTuple):
    """What somebody is about to ask for: the address's words, its filter, the clients, how many, and what was sent back."""

    asked: dict
    filters: ClientFilter
    found: Found
    count: int
    former: Export | None


def wanted(user, asked, today):
    """What an address asks for, without one what was sent back to him; None where it names what is out of reach."""
    former = sent_back_to(user)
    asked = asked or (former.asked if former else {})
    found, filters = client_rows(user, asked, today), filter_of(asked, user, today)
    if found is None:
        return None
    order = {"sort": order_of(user, asked["sort"])[0]} if asked.get("sort") else {}
    return Want(filters.asked | order, filters, found, found.count(), former)


def asked_today(user, now):
    """(lists of clients, their rows) that he has asked for today; what came to nothing does not count."""
    rows = Export.objects.filter(by=user.pk, kind=Export.Kind.CLIENTS, asked_at__gte=midnight(timezone.localdate(now)))
    rows = rows.exclude(state=State.STOPPED).exclude(state=State.ASKED, request__state__in=NOTHING)
    found = rows.aggregate(lists=Count("pk"), rows=Sum("count", default=0))
    return found["lists"], found["rows"]


def lately(user, now, is_everyones=False):
    """[(export, its title, what became of it)] of the last days, the newest first; everybody's for who oversees, at most MOST."""
    rows = Export.objects.overseen_by(user) if is_everyones else Export.objects.visible_to(user)
    rows = rows.filter(asked_at__gte=now - LATELY).select_related("request", "by__unit")
    return [(row, title_of(row), _stands(row, now)) for row in rows.order_by("-asked_at", "-pk")[:MOST]]


def _stands(export, now):
    if export.taken_at:
        return f"{clock(export.taken_at)} 已下载"
    if export.state == State.ASKED:
        return export.request.get_state_display()
    return "已失效" if is_over(export, now) else export.get_state_display()


def way_of(export):
    """[(step, whether it is here)] of the way to the file."""
    steps = ["提交", *(["第二人同意"] if export.request_id else []), "生成", "下载"]
    here = {State.ASKED: "第二人同意", State.QUEUED: "生成", State.RUNNING: "生成", State.DONE: "下载"}
    return [(step, step == here.get(export.state)) for step in steps]


def export_facts(export, now):
    """What its page shows besides the row."""
    is_list = export.kind == Export.Kind.CLIENTS
    columns = chosen(export.by, export.columns) if is_list else ()
    only = filter_words(filter_of(export.asked, export.by, timezone.localdate(now))) if is_list else ""
    return {
        "title": title_of(export),
        "is_list": is_list,
        "part": f"crm/_export_{_part(export, now)}.html",
        "why": _why(export),
        "again": f"{reverse('export_new' if is_list else 'report')}?{export.query}",
        "steps": way_of(export),
        "labels": "、".join(column.label for column in columns),
        "only": only,
        "percent": 100 * export.written // max(export.total, 1),
        "filename": filename(export),
    }


def _part(export, now):
    """Which piece its page shows: how far it is, whom it waits for, the file, or that it is over."""
    if export.state in MOVING:
        return "progress"
    if export.state == State.ASKED and export.request.state == Request.State.ASKED:
        return "waiting"
    return "ready" if export.state == State.DONE and not is_over(export, now) else "over"


def _why(export):
    """The one sentence about an export that is over."""
    if export.taken_at:
        return f"这个文件您在 {clock(export.taken_at)} 已下载，链接只能用一次。要再用请重新提出。"
    if export.state == State.DONE:
        return f"链接在 {clock(export.expires_at)} 失效，没有下载。要用请重新提出。"
    if export.state == State.STOPPED:
        return f"没有生成文件。{export.message.removesuffix('。')}。"
    row = export.request
    said = f"{row.decided_by.name} {clock(row.decided_at)}：{mask_text(row.decision)}" if row and row.decided_by else ""
    return f"{row.get_state_display()}，没有生成文件。{said}" if row else ""


def title_of(export):
    return reports.title_of(export.asked) if export.kind == Export.Kind.REPORT else export.get_kind_display()


def filename(export):
    return f"{title_of(export).split()[0]}_{timezone.localdate(export.finished_at or export.asked_at):%Y%m%d}_{export.number}.xlsx"


def sent_back_to(user):
    """The export that was sent back to him and waits to be completed; None if there is none."""
    rows = Export.objects.visible_to(user).filter(state=State.ASKED, request__state=Request.State.BACK)
    return rows.select_related("request").order_by("-pk").first()


def is_over(export, now):
    return export.state == State.DONE and (export.taken_at is not None or export.expires_at <= now)


def asked_words(export, user, today):
    """「导出 214 行：姓名（脱敏）、网点。筛选：层级：贵宾。给谁用：本机构，行内；用到 12月4日」"""
    labels = "、".join(column.label for column in chosen(user, export.columns))
    only = filter_words(filter_of(export.asked, user, today)) or "没有筛选"
    who = export.get_audience_display()
    return f"导出 {export.count:,} 行：{labels}。筛选：{only}。给谁用：{who}；用到 {month_day(export.until)}"


def decided_at(request):
    return OFFICES


def request_words(request):
    return request.attached["asked"]


def checks(requests, today):
    """{id: [Check]}: whether he who asks could still ask, and whether its last day is not over."""
    return {request.pk: _checks(request, today) for request in requests}


def _checks(request, today):
    asker = request.asked_by
    is_here = asker.is_active and asker.can(Permission.EXPORT_CLIENTS) and asker.unit_id == request.unit_id
    return [
        Check("提出的人还在原来的机构和岗位", is_here),
        Check("还没有过「用到」那一天", request.valid_until >= today, f"用到 {month_day(request.valid_until)}"),
    ]
