"""Which rows a file holds and what its columns say: of clients masked, and never a number, an address or a fact."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from clients.filters import ClientFilter, order_of
from clients.models import Client
from crm.models import Export
from crm.queries import reports
from crm.rules.exports import MOST, shown, watermark
from staff.pages import ids_in_order
from staff.roles import Permission
from words.masking import mask_name

PREVIEW = 5
CHUNK = 500  # rows read at a time


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
    "tier": Column("层级", lambda client: client.tier_words),
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


class Found(NamedTuple):
    """The clients that a filter finds within reach, and the field by which the list has them in order."""

    rows: QuerySet
    order: str

    def count(self):
        """How many there are, no further than whether they are too many."""
        return self.rows.order_by()[: MOST + 1].count()

    def ids(self, size=None):
        return ids_in_order(self.rows, sort=self.order, size=MOST + 1 if size is None else size)


def client_rows(user, asked, today):
    """The Found of a filter as it stands in an address; None where it names what is out of reach."""
    filters = filter_of(asked, user, today)
    return None if filters.errors else Found(filters.qs, order_of(user, asked.get("sort", ""))[1])


def cells(user, ids, columns):
    """The values of these clients in their order; who has left his reach in between is left out."""
    found = Client.objects.visible_to(user).select_related("unit", "manager").in_bulk(ids)
    return [[column.value(found[pk]) for column in columns] for pk in ids if pk in found]


def preview(user, found, columns):
    """The first rows, as the file shows them."""
    return [[shown(cell) for cell in line] for line in cells(user, found.ids(PREVIEW), columns)]


class Sheet(NamedTuple):
    """What stands in a file: `heads` are (label, width in signs), `pieces` yield its `total` rows some at a time."""

    title: str
    heads: list
    total: int
    pieces: Iterable


def sheet_of(export, now):
    """The export's sheet as its asker may read it now; None when he may not any more."""
    user, today = export.by, timezone.localdate(now)
    if not user.is_active or (user.unit_id, user.role) != (export.unit_id, export.role):
        return None
    if export.kind == Export.Kind.REPORT:
        return _report(user, export, today)
    return _clients(user, export, today) if user.can(Permission.EXPORT_CLIENTS) else None


def _report(user, export, today):
    table = reports.table_of(user, export.asked, today)
    heads = table and [(label, 14 if place else 24) for place, label in enumerate(table.heads)]
    return table and Sheet(reports.title_of(export.asked).split()[0], heads, len(table.rows), [table.rows])


def _clients(user, export, today):
    found = client_rows(user, export.asked, today)
    if found is None:
        return None
    columns, ids = chosen(user, export.columns), found.ids()
    pieces = (cells(user, ids[place : place + CHUNK], columns) for place in range(0, len(ids), CHUNK))
    return Sheet("客户名单", [(column.label, column.width) for column in columns], len(ids), pieces)


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
