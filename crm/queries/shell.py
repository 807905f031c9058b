"""What the frame of every page shows: cheap, because every page pays for it."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from campaigns.queries.greetings.team import waiting_count as cosignatures
from clients.queries.kin import waiting_count
from clients.queries.requests import requests_open
from crm.queries.handover_counts import runs_of, waiting_numbers
from crm.queries.nav_counts import counts_of
from crm.templatetags.ui import clock
from outbox.queries.messages import is_paused, mails_to_judge, sending_switch
from staff.cached import cached
from staff.calendar import calendar_at_hand
from staff.queries.grants import grants_open
from staff.roles import Permission, Role

NOVEMBER = 11
RECENTLY = timedelta(days=3)  # so long everybody is told that the database was put back


def banners(user, today):
    """What those who can do something about it, or must know, read above every page."""
    return _mail_words(user) + _unknown_years(user, today)


def _mail_words(user):
    """That mail waits: greetings held by a person, for who writes or reads them; a broken way out, for who mends it.

    The system administrator, who put the database back or keeps the clock, reads that it has stopped.
    """
    operates = user.can(Permission.OPERATE_OUTBOX)
    if user.role == Role.SYSADMIN:
        return _stop_words(sending_switch())
    if not (operates or user.can(Permission.REVIEW_GREETINGS) or user.can(Permission.VIEW_GREETINGS)):
        return []
    switch = sending_switch()
    words = _stop_words(switch)
    if switch.restored_at and timezone.now() - switch.restored_at < RECENTLY:
        words.append(
            f"数据库于 {clock(switch.restored_at)} 从备份恢复：备份以后定稿的问候可能已经发出，再次定稿前请先核对。"
        )
    if switch.held_at:
        words.append(f"问候自 {clock(switch.held_at)} 起由总行暂停：{switch.held_reason}。没有发出的都在等。")
    if operates and is_paused(switch, timezone.now()):
        words.append(f"发信暂停，每半分钟自动试一封：{switch.reason}。详见「发件箱」。")
    return words


def _stop_words(switch):
    return [f"发信已停止：{switch.stop}。"] if switch.stop else []


def _unknown_years(user, today):
    """「2027 放假安排未录入」from 1 November (edge O3)."""
    if user.role not in (Role.BRANCH_HEAD, Role.HEAD_OFFICE, Role.SYSADMIN):
        return []
    last = today.replace(year=today.year + 1, day=1) if today.month >= NOVEMBER else today
    unknown = cached("unknown_years", today, lambda: sorted(calendar_at_hand(today, last).unknown_years))
    return [f"{year} 年放假安排未录入：暂按周一至周五与法定节日预估，请在「工作日历」中录入。" for year in unknown]


def nav_items(user, today):
    """Entries of the main navigation this person may use; `family` is what the names of their pages begin with, `group` draws a line."""
    if user.can(Permission.ASK_AT_COUNTER):
        return [{"name": "counter", "label": "柜面一问"}]
    manages = user.role == Role.MANAGER
    counts = counts_of(user, today) if manages else {}
    stops = counts.get("stops", 0)
    entries = [
        (
            True,
            {
                "name": "workbench",
                "label": "工作台",
                "count": counts.get("due"),
                "due": True,
                "family": ("workbench", "month"),
            },
        ),
        (user.is_staff and _sees(user), {"name": "admin:index", "label": "总览"}),
        (
            user.can(Permission.VIEW_CLIENTS),
            {"name": "client_list", "label": "客户", "count": counts.get("clients"), "family": "client_"},
        ),
        (
            user.can(Permission.LOG_CONTACT),
            {"name": "care_day", "label": "维护日", "count": counts.get("care"), "wide": stops > 0, "family": "care_"},
        ),
        (
            user.can(Permission.LOG_CONTACT),
            {
                "name": "visit_day",
                "label": "上门日",
                "count": stops or None,
                "wide": not stops,  # on the phone it stands there in place of 维护日 on its day
                "family": "visit_",
            },
        ),
        (
            user.can(Permission.VIEW_CLIENTS),
            {
                "name": "promise_list",
                "label": "承诺",
                "wide": True,
                "family": ("promise_", "information_"),
                "count": counts.get("promises"),
                "due": True,
            },
        ),
        (*_requests(user),),
        (*_handovers(user),),
        (
            manages,
            {
                "name": "greeting_list",
                "label": "问候",
                "count": counts.get("drafts"),
                "wide": True,
                "family": "greeting_",
            },
        ),
        (
            user.can(Permission.VIEW_GREETINGS),
            {
                "name": "greeting_team",
                "label": "问候",
                "wide": user.can(Permission.LOG_CONTACT),
                "count": cosignatures(user) if user.can(Permission.COSIGN_GREETINGS) else None,
                "family": "greeting_",
            },
        ),
        (
            user.can(Permission.VIEW_CLIENTS),
            {
                "name": "place_list",
                "label": "区域",
                "wide": True,
                "family": ("place_", "partner", "structure"),
                "group": manages,
            },
        ),
        (user.can(Permission.VIEW_TOTALS) and not manages, {"name": "tier_board", "label": "层级看板", "wide": True}),
        (
            user.can(Permission.VIEW_REPORTS),
            {"name": "report", "label": "报表", "wide": True, "family": ("report", "export_")},
        ),
        (
            user.can(Permission.VIEW_CLIENTS)
            and not user.can(Permission.LOG_CONTACT),  # the others have them before them
            {"name": "signal_list", "label": "信号", "wide": True, "family": "signal_"},
        ),
        (
            user.can(Permission.VIEW_CLIENTS),
            {"name": "price_list", "label": "价目", "wide": True, "family": ("price_", "concession_list")},
        ),
        (user.can(Permission.LOG_CONTACT), {"name": "worklog", "label": "工作日志", "wide": True, "group": True}),
        (user.can(Permission.VIEW_TOTALS), {"name": "capacity", "label": "工作量测算", "wide": True, "group": True}),
        (manages, {"name": "outbox_mine", "label": "邮件去向", "wide": True}),
        (
            user.can(Permission.OPERATE_OUTBOX),
            {
                "name": "outbox_list",
                "label": "发件箱",
                "count": mails_to_judge() if user.can(Permission.OPERATE_OUTBOX) else None,
                "due": True,
                "family": "outbox_",
            },
        ),
        (user.can(Permission.IMPORT_FILES), {"name": "import_list", "label": "导入", "family": "import_"}),
        (*_kin(user),),
        (user.can(Permission.DECIDE_GRANTS), _grants(user)),
        (settings.DEMO, {"name": "sink_list", "label": "演示邮箱", "wide": True, "family": "sink_"}),
        (user.is_staff and not _sees(user), {"name": "admin:index", "label": "管理", "wide": True}),
    ]
    return [entry for shown, entry in entries if shown]


def band_items(user, today):
    """Entries of the head band of the admin site, with what waits behind each."""
    requests = getattr(user, "requests_counted", None)  # by the overview, for the same answer
    if requests is None and _decides(user):
        requests = cached("requests", user.pk, lambda: requests_open(user, timezone.now()))[0]
    sees, totals = user.can(Permission.VIEW_CLIENTS), user.can(Permission.VIEW_TOTALS)
    gives = user.can(Permission.ASSIGN_CLIENT)
    entries = [
        (True, {"name": "admin:index", "label": "总览"}),
        (_decides(user), {"name": "request_list", "label": "审批", "count": requests}),
        (totals, {"name": "tier_board", "label": "层级看板"}),
        (totals, {"name": "admin:index", "label": "团队", "at": "#team"}),
        (
            gives,
            {"name": "handover_list", "label": "移交", "count": handovers_count(user)[1] if gives else None},
        ),
        (sees, {"name": "place_list", "label": "区域"}),
        (sees, {"name": "signal_list", "label": "信号"}),
        (sees, {"name": "promise_list", "label": "承诺"}),
        (True, {"name": "admin:index", "label": "台账与设置", "at": "#records"}),
    ]
    return [entry for shown, entry in entries if shown]


def _sees(user):
    return user.can(Permission.VIEW_CLIENTS)


def _decides(user):
    return user.can(Permission.DECIDE_REQUESTS) or user.can(Permission.LOG_CONTACT)


def _requests(user):
    """审批 stands there while something of one's own is in it."""
    if not _decides(user):
        return False, None
    waiting, asked = cached("requests", user.pk, lambda: requests_open(user, timezone.now()))
    return waiting + asked > 0, {
        "name": "request_list",
        "label": "审批",
        "count": waiting or None,
        "due": True,
        "family": "request_",
    }


def handovers_count(user):
    """(whether he has anything to do with handovers, how many of their clients wait for him, {handover: how many he decides})."""
    starts = user.can(Permission.ASSIGN_CLIENT)
    return cached("handovers", user.pk, lambda: (starts or runs_of(user), *waiting_numbers(user)))


def _handovers(user):
    """移交 stands there for who may start one, and for a manager while something of his own is in it."""
    if not (user.can(Permission.LOG_CONTACT) or user.can(Permission.ASSIGN_CLIENT)):
        return False, None
    running, waiting, _undecided = handovers_count(user)
    family = ("handover_", "letter_")
    return running, {
        "name": "handover_list",
        "label": "移交",
        "count": waiting or None,
        "due": True,
        "wide": True,
        "family": family,
    }


def _kin(user):
    """回避: head office's register; a head's while a client of his waits for another manager."""
    if not user.can(Permission.ASSIGN_CLIENT):
        return False, None
    count = cached("kin", user.pk, lambda: waiting_count(user))
    about = {"name": "kin_list", "label": "回避", "count": count or None, "due": True, "wide": True, "family": "kin_"}
    return count > 0 or user.role == Role.HEAD_OFFICE, about


def grants_count(user):
    """How many grants this person has to decide or look at; None for who may not."""
    return cached("grants", user.pk, lambda: grants_open(user)) if user.can(Permission.DECIDE_GRANTS) else None


def _grants(user):
    return {
        "name": "grant_list",
        "label": "授权",
        "count": grants_count(user),
        "due": True,
        "wide": True,
        "family": "grant_",
    }
