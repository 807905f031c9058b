from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.forms.capacity import IntervalsForm
from campaigns.queries.capacity import feasibility
from staff.roles import Permission, requires
from tiers.queries.policies import load_policies


@requires(Permission.VIEW_TOTALS)
@require_safe
def capacity(request):
    """Whether the promises can be kept, and what other intervals would make of it; it changes nothing (edge O6)."""
    cards = load_policies().cards
    form = IntervalsForm(request.GET, cards=cards)
    status = 200 if form.is_valid() else 422
    rows = feasibility(request.user, cards, timezone.localdate(), form.intervals)
    template = "campaigns/_capacity.html" if request.htmx else "campaigns/capacity.html"
    return render(request, template, {"form": form, "rows": rows, "is_tried": form.is_tried}, status=status)
