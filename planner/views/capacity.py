from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from planner.forms.capacity import IntervalsForm
from planner.queries.capacity import feasibility, page_of_managers
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
    today = timezone.localdate()
    terms = load_policies(today).terms
    form = IntervalsForm(request.GET, terms=terms)
    status = 200 if form.is_valid() else 422
    unit, manager = _unit(request), row_id(request.GET, "manager")
    rows = feasibility(request.user, terms, today, form.intervals, unit=unit)
    rows = [row for row in rows if row.manager.pk == manager] if manager else rows
    page = page_of_managers(rows, after=row_id(request.GET, "after"), before=row_id(request.GET, "before"))
    note(request, rows=len(page.rows))
    whose = {name: str(pk) for name, pk in (("unit", unit and unit.pk), ("manager", manager)) if pk}
    asked = {tier: request.GET[tier] for tier in terms if tier in request.GET}
    template = "planner/_capacity_rows.html" if request.htmx else "planner/capacity.html"
    pages = page.urls(reverse("capacity"), **whose, **asked)
    context = {"form": form, "rows": page.rows, "is_tried": form.is_tried, "pages": pages, "whose": whose, "unit": unit}
    return render(request, template, context, status=status)


def _unit(request):
    if not request.GET.get("unit"):
        return None
    unit = OrgUnit.objects.visible_to(request.user).filter(pk=row_id(request.GET, "unit")).first()
    if unit is None:
        raise Http404
    return unit
