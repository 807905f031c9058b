from datetime import timedelta

from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone

from crm.models import Occurrence
from crm.queries.overview import place_of
from crm.queries.waits import failed_imports, waits_of
from staff.audit import note
from staff.queries.users import locked_count
from staff.roles import Permission
from words.lunar import lunar_of

LATELY = timedelta(days=7)
TROUBLED = (Occurrence.State.FAILED, Occurrence.State.MISSED)


def overview(request, context):
    """支行总览, the first page of the admin site: what waits for a head today, and how his branch stands."""
    now = timezone.now()
    if not request.user.can(Permission.VIEW_CLIENTS):
        return TemplateResponse(request, "admin/index.html", {**context, **_technical(now)})
    place = place_of(request.user, request.GET)
    if place is None:
        raise Http404
    today = timezone.localdate(now)
    waits = [(wait, wait.near(today), wait.words(today)) for wait in waits_of(place, now)]
    note(request, place.unit, rows=len(waits))
    context |= {"place": place, "today": today, "now": now, "lunar": lunar_of(today), "waits": waits}
    context |= {"has_clients": bool(waits) or place.clients().exists()}
    return TemplateResponse(request, "admin/index.html", context)


def _technical(now):
    """What the system administrator watches over: no client stands there."""
    jobs = Occurrence.objects.filter(state__in=TROUBLED, due_at__gte=now - LATELY).count()
    return {"locked": locked_count(now), "jobs": jobs, "failed": len(failed_imports(now))}
