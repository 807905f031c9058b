from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.queries.at_hand import at_hand
from clients.queries.lists import open_list
from crm.queries.health import health
from crm.queries.months import month_of
from crm.queries.workbench import figures, greetings_ahead
from planner.queries.due import day_list
from planner.queries.papers import names_in_full, paper_of_today
from planner.rules.backlogs import is_backlog, pace_of
from staff.audit import Verb, note, traced
from staff.pages import row_id
from staff.roles import Permission, Role
from staff.scope import covered_ids, covers_at_hand
from tiers.forms.signals import with_forms
from tiers.queries.changes import recent_changes
from tiers.queries.signals import signals_at_hand
from words.lunar import lunar_of

SHOWN = 20
PART_NAMES = {"asked": "到期", "promised": "承诺", "days": "生日等", "matures": "产品到期", "later": "顺延"}
PARTS = {
    "database": ("数据库", "保存全部数据"),
    "broker": ("消息服务", "传递定时任务"),
    "worker": ("后台进程", "评级、导入与发信"),
    "beat": ("定时器", "每分钟走一次"),
}


@traced(Verb.VIEW)
@require_safe
def workbench(request):
    """What to do today, in order, each row saying why (domain A-2)."""
    user, now = request.user, timezone.now()
    if user.can(Permission.ASK_AT_COUNTER):
        return redirect("counter")
    today = timezone.localdate(now)
    context = {"today": today, "lunar": lunar_of(today), "greeting": _greeting(timezone.localtime(now).hour)}
    if not user.can(Permission.VIEW_CLIENTS):
        context["parts"] = [(*PARTS[name], state == "ok") for name, state in health().items()]
        return render(request, "crm/workbench_technical.html", context)
    part, after = request.GET.get("part", ""), row_id(request.GET, "after") or 0
    part = part if part in PART_NAMES else ""
    rows, listed, parts = day_list(user, today, SHOWN, part=part, after=after)
    total = len(listed)
    note(request, rows=len(rows))
    if "print" in request.GET:
        return _print(request, rows, total, now)
    context.update(_day(request, rows, listed, now), part=PART_NAMES.get(part, ""), after=after)
    rest = (parts[part] if part else total) - after - len(rows)
    context.update(rest=rest, more=f"?{urlencode({**({'part': part} if part else {}), 'after': after + len(rows)})}")
    if after and request.htmx:
        return render(request, "crm/_due_more.html", context)
    found, promises = figures(user, today), at_hand(user, now, shown={row.promise for row in rows})
    context.update(
        promises=promises,
        parts=parts,
        total=total,
        figures=found,
        changes=recent_changes(user, now),
        nothing=None if rows else _nothing(user, found),
        shows_overview=user.can(Permission.ISSUE_ORDER),
        shows_totals=user.can(Permission.VIEW_TOTALS),
        covers=covers_at_hand(user) if user.role == Role.MANAGER else (),
    )
    context.update(_information(user, promises))
    context.update(_signals(user, now))
    if user.role == Role.MANAGER:
        context.update(_own(user, today, found))
    return render(request, "crm/workbench.html", context)


def _day(request, rows, listed, now):
    """The rows of today's list, with what each of them asks."""
    user, logs = request.user, request.user.can(Permission.LOG_CONTACT)
    return {
        "walk": open_list(request, "today", "今天名单", listed if logs else [], now=now, url=reverse("workbench")),
        "rows": rows,
        "shows_money": user.can(Permission.VIEW_BALANCES),
        "logs": logs,
        "covered": covered_ids(user) if logs else (),
    }


def _print(request, rows, total, now):
    """Today's list as the page shows it, on paper: without amounts and phones."""
    note(request, rows=len(rows), printed=True)
    in_full = names_in_full(request.user, request.user)
    context = {"rows": paper_of_today(rows, request.user), "rest": total - len(rows), "now": now, "in_full": in_full}
    return render(request, "crm/workbench_print.html", context)


def _nothing(user, found):
    """What an empty list says: there are no clients yet, only the lower tiers are late, or every promise is kept."""
    if not found["clients"] and user.can(Permission.IMPORT_FILES):
        words = ("还没有客户", "依次导入机构、员工、客户等文件，这里就有了名单。", reverse("import_list"), "去导入")
    elif not found["clients"]:
        words = ("您名下还没有客户", "客户由网点负责人分配，或随银行文件导入后出现在这里。", "", "")
    elif found["overdue"]:
        late = f"{reverse('client_list')}?due=overdue"
        words = ("顶级与优质客户没有到期承诺，很好", "其他层级还有逾期的客户。", late, "看逾期客户")
    else:
        words = ("今天没有到期承诺，很好", "没有要跟进的事，也没有客户今天生日。可以看看本周就要到期的客户。", "", "")
    return dict(zip(("title", "text", "url", "action"), words, strict=True))


def _information(user, promises):
    """What colleagues wait for, and what they answered."""
    waiting, late = promises["asked"] if user.can(Permission.ANSWER_INFORMATION) else (0, 0)
    return {
        "waiting": waiting,
        "late": late,
        "answers": promises["answers"] if user.can(Permission.LOG_CONTACT) else (),
    }


def _signals(user, now):
    rows, total = signals_at_hand(user, now)
    return {"signals": with_forms(rows), "signals_total": total, "here": reverse("workbench")}


def _own(user, today, found):
    days = found["week"]
    coming, to_review = greetings_ahead(user, today)
    return {
        "coming": coming,
        "to_review": to_review,
        "week": days,
        "week_title": "本周" if days[0].on <= today else "下周",
        "month": month_of(user, today.replace(day=1), today),
        "backlog": is_backlog(found["overdue"], user.daily_minutes) and pace_of(found["overdue"], user.daily_minutes),
        "is_care_day": any(day.is_today and day.is_care_day for day in days),
    }


def _greeting(hour):
    return "早上好" if hour < 11 else "中午好" if hour < 14 else "下午好" if hour < 18 else "晚上好"
