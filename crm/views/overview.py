from datetime import date, timedelta

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from clients.rules.ranks import TIER_LABELS
from crm.models import Occurrence
from crm.queries.broken import broken_of
from crm.queries.falls import falls_of
from crm.queries.figures import figures_of
from crm.queries.looks import ASKED, Look
from crm.queries.money import money_of
from crm.queries.orders import order_rows
from crm.queries.overview import place_of
from crm.queries.teams import rows_of
from crm.queries.waits import failed_imports, waits_of
from crm.rules.figures import COVERED, DEPOSITS, of_week
from crm.rules.reports import FIRST
from crm.templatetags.trends import years_of
from crm.views.tier_board import levels_of
from planner.queries.capacity import page_of_loads
from staff.audit import note
from staff.models import User
from staff.pages import row_id
from staff.queries.logins import locked
from staff.roles import Permission
from words.dates import day_text, moment_text
from words.lunar import lunar_of

LATELY = timedelta(days=7)
TROUBLED = (Occurrence.State.FAILED, Occurrence.State.MISSED)


def overview(request, context):
    """支行总览, the first page of the admin site: what waits for a head today, and how his branch stands."""
    now = timezone.now()
    if not request.user.can(Permission.VIEW_CLIENTS):
        return TemplateResponse(request, "admin/index.html", {**context, "place": None, **_technical(now)})
    place, today = place_of(request.user, request.GET), timezone.localdate(now)
    if place is None:
        raise Http404
    look = Look(place, now)
    figures, problem = _figures(look, request.GET.get("day", ""))
    is_past = figures.day < today
    waits = [] if is_past else [(wait, wait.near(today), wait.words(today)) for wait in waits_of(look)]
    if place.is_top and not is_past:
        request.user.requests_counted = len(look.requests)
    note(request, place.unit, rows=len(waits))
    context |= {"place": place, "today": today, "day": figures.day, "is_past": is_past, "problem": problem}
    context |= {"lunar": lunar_of(figures.day), "told": _told(figures, today), "waits": waits}
    if figures.stale:
        context["older_url"] = place.url("client_list", standing="active", older=figures.data_date.isoformat())
    context |= {"has_clients": bool(waits or figures.groups) or place.clients().exists()}
    context |= _numbers(look, figures, request.GET) | _board(look, is_past)
    context["orders"] = (
        order_rows(look.promises[ASKED], place.user, now) if place.is_top and place.acts and not is_past else []
    )
    context |= _money(place, figures, today, context)
    context |= {"broken": [] if is_past else broken_of(look), "week": of_week(context["groups"])}
    return TemplateResponse(request, "admin/index.html", context)


def _figures(look, asked):
    """(the Figures of the day that the address asks for, else of today, why not)."""
    place, today, day = look.place, look.today, _day(asked)
    if asked and (day is None or day > today):
        return figures_of(place.unit, today, place.user, look=look), "没有这一天，看的是今天。"
    found = figures_of(place.unit, today, place.user, day, look)
    if day and day < today and not found.groups:
        return figures_of(
            place.unit, today, place.user, look=look
        ), f"{day_text(day, today)} 还没有存下数字，看的是今天。"
    return found, ""


def _day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= FIRST else None


def _told(figures, today):
    """「余额截至 11月27日（1 户更早） · 08:20 算出」."""
    words = []
    if figures.data_date:
        older = f"（{figures.stale:,} 户更早）" if figures.stale else ""
        words.append(f"余额截至 {day_text(figures.data_date, today)}{older}")
    if not figures.groups:
        words.append("数字每晚算一次，明早就有")
    if figures.computed_at:
        words.append(f"{moment_text(timezone.localtime(figures.computed_at))} 算出")
    return " · ".join(words)


def _numbers(look, figures, query):
    totals = look.place.user.can(Permission.VIEW_TOTALS)
    groups = [(title, lines) for title, lines in figures.groups if totals or title != DEPOSITS]
    rows = rows_of(look, figures)
    found = {"groups": groups, "team": rows, "pages": None, "tiers": [TIER_LABELS[tier] for tier in COVERED]}
    if not look.place.by_unit:
        return found
    page = page_of_loads(rows, after=row_id(query, "after"), before=row_id(query, "before"))
    asked = {name: query[name] for name in ("unit", "day") if name in query}
    return found | {"team": page.rows, "pages": page.urls(reverse("admin:index"), **asked)}


def _board(look, is_past):
    """Where the clients stand and who moved since the monthly rating: the figures of 层级看板, as they are now."""
    place = look.place
    if is_past or not place.user.can(Permission.VIEW_TOTALS):
        return {"levels": [], "ways": [], "board_url": "", "run": None}
    unit = None if place.is_top else place.unit
    run = look.since.run
    levels, ways = levels_of(look.moves, unit)
    return {"levels": levels if run else [], "ways": ways, "board_url": place.url("tier_board"), "run": run}


def _money(place, figures, today, board):
    """Deposits by month, the clients whose average has moved most since the run, and where the place is losing."""
    user, run = place.user, board["run"]
    if figures.day < today or not user.can(Permission.VIEW_TOTALS):
        return {"deposits": None, "moved": None, "falls": None}
    found = money_of(place, figures.data_date, run, today)
    shows_moved = user.can(Permission.VIEW_BALANCES) and run is not None
    falls = falls_of(place, figures, found, board["ways"] if run else ())
    return {"deposits": years_of(found["months"]), "moved": found["moved"] if shows_moved else None, "falls": falls}


def _technical(now):
    """What the system administrator watches over: no client stands there."""
    jobs = Occurrence.objects.filter(state__in=TROUBLED, due_at__gte=now - LATELY).count()
    return {"locked": locked(User.objects.all(), now).count(), "jobs": jobs, "failed": len(failed_imports(now))}
