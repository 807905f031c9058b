"""What the frame of every page shows: cheap, because every page pays for it."""

from django.core.cache import cache

from clients.models import Client
from staff.calendar import load_calendar
from staff.roles import Permission, Role

NOVEMBER = 11


def banners(user, today):
    """「2027 放假安排未录入」from 1 November, for those who can do something about it or must know (edge O3)."""
    if user.role not in (Role.BRANCH_HEAD, Role.HEAD_OFFICE, Role.SYSADMIN):
        return []
    last = today.replace(year=today.year + 1, day=1) if today.month >= NOVEMBER else today
    unknown = cache.get_or_set(f"unknown-years-{today}", lambda: sorted(load_calendar(today, last).unknown_years), 300)
    return [f"{year} 年放假安排未录入：暂按周一至周五与法定节日预估，请在「工作日历」中录入。" for year in unknown]


def nav_items(user, today):
    """Entries of the main navigation this person may use; a manager's own counts beside them."""
    items = [{"name": "workbench", "label": "工作台"}]
    if user.can(Permission.VIEW_CLIENTS):
        items.append({"name": "client_list", "label": "客户"})
    if user.role == Role.MANAGER:
        items[0].update(count=Client.objects.visible_to(user).due(today).count(), due=True)
    if user.can(Permission.IMPORT_FILES):
        items.append({"name": "import_list", "label": "导入"})
    if user.is_staff:
        items.append({"name": "admin:index", "label": "管理", "wide": True})
    return items
