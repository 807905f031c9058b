"""Which clients a list of an export holds, and what its columns say: masked, and never a number, an address or a fact."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone

from clients.filters import ClientFilter, order_of
from clients.kinds import OFFICES, Check
from clients.models import Client, Request
from clients.rules.ranks import TIER_LABELS
from crm.models import Export
from crm.rules.exports import MOST, shown, watermark
from crm.templatetags.ui import clock
from staff.calendar import midnight
from staff.roles import Permission
from words.dates import month_day
from words.masking import mask_name, mask_text

KIND = "export"  # of Request
LATELY = timedelta(days=30)
PREVIEW = 5
CHUNK = 500  # rows read at a time
State = Export.State
MOVING = (State.QUEUED, State.RUNNING)


class Column(NamedTuple):
    """One column of the file; `needs`: the permission without which nobody may choose it."""

    label: str
    value: Callable
    width: int = 12
    needs: Permission | None = None


COLUMNS = {
    "name": Column("姓名（脱敏）", lambda client: mask_name(client.name, client.is_business), 24),
    "unit": Column("网点", lambda client: client.unit.name, 20),
    "manager": Column("客户经理", lambda client: client.manager.name if client.manager else "未分配"),
    "tier": Column("层级", lambda client: TIER_LABELS[client.tier]),
    "kind": Column("客户群", lambda client: client.get_kind_display(), 16),
    "status": Column("状态", lambda client: client.get_status_display()),
    "opened": Column("开户日期", lambda client: client.opened_on),
    "last": Column("上次有效联系", lambda client: client.last_effective_on, 14),
    "due": Column("下次应联系", lambda client: client.next_due_on),
    "average": Column("年日均（元）", lambda client: client.average, 18, Permission.VIEW_BALANCES),
}
ALWAYS = ("name", "unit")


def columns_for(user):
    """{name: Column} that this person may choose, besides those that always stand there."""
    return {
        name: column
        for name, column in COLUMNS.items()
        if name not in ALWAYS and (column.needs is None or user.can(column.needs))
    }


def chosen(user, names):
    """The columns of a file, in their order: those that always stand there, and what he asked for and still may read."""
    may = columns_for(user)
    return [column for name, column in COLUMNS.items() if name in ALWAYS or (name in names and name in may)]


def filter_of(asked, user, today):
    return ClientFilter(asked, Client.objects.visible_to(user), user=user, today=today)


def client_rows(user, asked, today):
    """The clients that the filter finds within reach, in the order of the list; None where it names what is out of reach."""
    filters = filter_of(asked, user, today)
    if filters.errors:
        return None
    _sort, order, _heads = order_of(user, asked.get("sort", ""))
    field = F(order.removeprefix("-"))
    way = field.desc(nulls_last=True) if order.startswith("-") else field.asc(nulls_last=True)
    return filters.qs.order_by(way, "pk")


def count_of(rows):
    """How many there are, no further than whether they are too many."""
    return rows.order_by()[: MOST + 1].count()


def cells(clients, columns):
    return [[column.value(client) for column in columns] for client in clients]


def preview(rows, columns):
    """The first rows, as the file shows them."""
    some = rows.select_related("unit", "manager")[:PREVIEW]
    return [[shown(cell) for cell in line] for line in cells(some, columns)]


class Want(NamedTuple):
    """What somebody is about to ask for: the address's words, its filter, the clients, how many, and what was sent back."""

    asked: dict
    filters: ClientFilter
    rows: QuerySet
    count: int
    former: Export | None


def wanted(user, asked, today):
    """What an address asks for, without one what was sent back to him; None where it names what is out of reach."""
    former = sent_back_to(user)
    asked = asked or (former.asked if former else {})
    rows, filters = client_rows(user, asked, today), filter_of(asked, user, today)
    if rows is None:
        return None
    order = {"sort": asked["sort"]} if asked.get("sort") else {}
    return Want(filters.asked | order, filters, rows, count_of(rows), former)


class Sheet(NamedTuple):
    """What stands in a file: `heads` are (label, width in signs), `pieces` yield its `total` rows some at a time."""

    title: str
    heads: list
    total: int
    pieces: Iterable


def sheet_of(export, now):
    """The export's sheet as its asker may read it now; None when he may not any more."""
    user, today = export.by, timezone.localdate(now)
    is_here = user.is_active and (user.unit_id, user.role) == (export.unit_id, export.role)
    if not is_here or not user.can(Permission.EXPORT_CLIENTS):
        return None
    rows = client_rows(user, export.asked, today)
    if rows is None:
        return None
    columns, ids = chosen(user, export.columns), list(rows.values_list("pk", flat=True)[: MOST + 1])
    return Sheet(
        "客户名单", [(column.label, column.width) for column in columns], len(ids), _pieces(user, ids, columns)
    )


def _pieces(user, ids, columns):
    """Who has left his reach in between is left out."""
    rows = Client.objects.visible_to(user).select_related("unit", "manager")
    for place in range(0, len(ids), CHUNK):
        some = rows.in_bulk(ids[place : place + CHUNK])
        yield cells([some[pk] for pk in ids[place : place + CHUNK] if pk in some], columns)


def filter_words(filters):
    """「层级：贵宾，网点：城关支行」 of what is asked; '' for nothing."""
    bound = [filters.form[name] for name in filters.asked]
    return "，".join(_choice(field) for field in bound)


def _choice(field):
    value = field.form.cleaned_data[field.name]
    if value is True:
        return field.label
    labels = dict(getattr(field.field, "choices", ())) if isinstance(value, str) else {}
    return f"{field.label}：{labels.get(value, value)}"


def mark_of(export, at):
    """What stands in each row of the file."""
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    return watermark((export.by.employee_no, export.by.name), when, export.number)


def asked_today(user, now):
    """How many lists of clients he has asked for today; what came to nothing does not count."""
    rows = Export.objects.filter(by=user.pk, kind="clients", asked_at__gte=midnight(timezone.localdate(now)))
    return rows.exclude(state=State.STOPPED).count()


def lately(user, now):
    """[(export, what became of it)] of the last days, the newest first."""
    rows = Export.objects.visible_to(user).filter(asked_at__gte=now - LATELY).select_related("request")
    return [(row, _stands(row, now)) for row in rows.order_by("-asked_at", "-pk")]


def _stands(export, now):
    if export.taken_at:
        return "已下载"
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
    columns = chosen(export.by, export.columns)
    filters = filter_of(export.asked, export.by, timezone.localdate(now))
    return {
        "part": f"crm/_export_{_part(export, now)}.html",
        "why": _why(export),
        "again": f"{reverse('export_new')}?{export.query}" if export.query else "",
        "steps": way_of(export),
        "labels": "、".join(column.label for column in columns),
        "only": filter_words(filters),
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


def filename(export):
    return f"客户名单_{timezone.localdate(export.finished_at or export.asked_at):%Y%m%d}_{export.number}.xlsx"


def sent_back_to(user):
    """The export that was sent back to him and waits to be completed; None if there is none."""
    rows = Export.objects.visible_to(user).filter(state=State.ASKED, request__state=Request.State.BACK)
    return rows.select_related("request").order_by("-pk").first()


def is_over(export, now):
    return export.state == State.DONE and (export.taken_at is not None or export.expires_at <= now)


def asked_words(export, user, today):
    """「导出 214 行：姓名（脱敏）、网点；筛选：层级：贵宾；给本机构，行内用到 12月4日」"""
    labels = "、".join(column.label for column in chosen(user, export.columns))
    only = filter_words(filter_of(export.asked, user, today)) or "没有筛选"
    who = export.get_audience_display()
    return f"导出 {export.count:,} 行：{labels}。筛选：{only}。给{who}用，用到 {month_day(export.until)}"


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
