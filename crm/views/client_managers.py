from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.forms.assignments import ManagerForm
from clients.models import Client
from clients.queries.assignments import assignments_of
from crm.actions.handovers import change_manager
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def client_manager(request, pk):
    """谁管过: who looked after the client; a head gives him to another manager here, at once and with the reason."""
    rows = Client.objects.visible_to(request.user).select_related("unit", "manager", "backup")
    client, may = get_object_or_404(rows, pk=pk), request.user.can(Permission.ASSIGN_CLIENT)
    note(request, client)
    status = 200
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = ManagerForm(request.POST or None, user=request.user, client=client) if may else None
    if form and form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _given(request, client, form)
            except Refused as refusal:
                put(form, refusal, "manager" if not isinstance(refusal, Moved) else None)
                status = status_of(refusal)
                if isinstance(refusal, Moved):
                    see_anew(form, refusal.current.version)
    context = {"client": client, "form": form, "rows": assignments_of(client, request.user)}
    return render(request, "crm/client_manager.html", context, status=status)


def _given(request, client, form):
    typed = form.cleaned_data
    row = change_manager(client, by=request.user, now=timezone.now(), **typed)
    forget("handovers", request.user.pk)
    said = f"已换为{typed['manager'].name}，马上生效。"
    if row.promises.exists():
        said += "交接信和介绍已记为两位经理的承诺。"
    messages.success(request, f"{said}客户的通知请看过再放行。")
    return redirect("handover_run", row.pk)
