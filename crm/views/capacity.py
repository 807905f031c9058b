from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.rules.handovers import WARNED_FROM
from crm.queries.capacity import loads_of_units, people_of, top_of
from planner.forms.capacity import IntervalsForm
from planner.queries.capacity import feasibility, managers_of, page_of_loads
from staff.audit import Verb, note, traced
from staff.models import OrgUnit
from staff.pages import row_id
from staff.roles import Permission, requires
from tiers.queries.policies import load_policies


@traced(Verb.VIEW)
@requires(Permission.VIEW_TOTALS)
@require_safe
def capacity(request):
    """Whether the promises can be kept, and what other intervals would make of it; it changes nothing (edge O6).

    Of all within reach, or as a link asks for it of a unit and below, or of one manager.
    """
    today, user = timezone.localdate(), request.user
    top, one = top_of(user), _one(request)
    unit = top and (one.unit if one else _unit(request, top))
    is_own = bool(unit) and (bool(one) or "own" in request.GET)
    people = people_of(user, unit, is_own=is_own)
    asked = ({"unit": unit.pk} if unit != top else {}) | ({"own": 1} if is_own else {})
    asked = {"manager": one.pk} if one else asked
    here = f"{reverse('capacity')}?{urlencode(asked)}" if asked else reverse("capacity")
    context = {"unit": unit, "one": one, "asked": asked, "here": here, "warned_from": WARNED_FROM}
    if people is None:
        return _page(request, loads_of_units(unit, today), asked, context)
    terms = load_policies(today).terms
    form = IntervalsForm(request.GET, terms=terms)
    context |= {"form": form, "is_tried": form.is_tried}
    rows = feasibility(user, terms, today, form.intervals, people)
    rows = [row for row in rows if row.pk == one.pk] if one else rows  # his advice names his colleagues
    tried = {tier: request.GET[tier] for tier in terms if tier in request.GET}
    return _page(request, rows, asked | tried, context, 200 if form.is_valid() else 422)


def _one(request):
    if "manager" not in request.GET:
        return None
    return get_object_or_404(managers_of(request.user).select_related("unit"), pk=row_id(request.GET, "manager"))


def _unit(request, top):
    """The unit of the address, which must be within reach; without one the highest."""
    if "unit" not in request.GET:
        return top
    return get_object_or_404(OrgUnit.objects.visible_to(request.user), pk=row_id(request.GET, "unit"))


def _page(request, rows, asked, context, status=200):
    page = page_of_loads(rows, after=row_id(request.GET, "after"), before=row_id(request.GET, "before"))
    note(request, rows=len(page.rows))
    template = "planner/_capacity_rows.html" if request.htmx and "form" in context else "crm/capacity.html"
    context |= {"rows": page.rows, "pages": page.urls(reverse("capacity"), **asked)}
    return render(request, template, context, status=status)
