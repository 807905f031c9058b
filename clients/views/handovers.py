from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.handovers import undo_handover
from clients.forms.handovers import UndoForm
from clients.queries.handovers import handovers_within, may_lead, named
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Refused

NAMED = 5  # clients named who do not come back


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_http_methods(["GET", "POST"])
def handover_undo(request, pk):
    """Takes a whole handover back, within thirty days; who went on meanwhile is named."""
    row = get_object_or_404(handovers_within(request.user), pk=pk)
    if not may_lead(request.user, row):
        raise PermissionDenied
    note(request, row)
    form, status = UndoForm(request.POST or None), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _undone(request, row, **form.cleaned_data)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
    return render(request, "clients/handover_undo.html", {"row": row, "form": form}, status=status)


def _undone(request, row, why):
    count, moved = undo_handover(row, by=request.user, now=timezone.now(), why=why)
    messages.success(request, f"已撤回 {count} 户；已经移交的马上转回，几分钟内办完。")
    if moved:
        messages.warning(request, f"{named(moved, request.user, NAMED)}后来又换了经理，没有动。")
    return redirect("handover_run", row.pk)
