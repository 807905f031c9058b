from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.actions.kin import declare_kin, lift_kin
from clients.forms.kin import KinForm, LiftForm
from clients.models import Kin
from clients.queries import kin as queries
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put
from staff.roles import Permission, Role, requires
from words.problems import Refused

SHOWN = 200


@require_http_methods(["GET", "POST"])
def kin_declare(request):
    """One's own page: who of the clients is oneself or a relative. The answer is the same whether there is such a client."""
    form = KinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            declare_kin(request.user, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("navigation", f"{request.user.pk}-{timezone.localdate()}")
            messages.success(request, "已登记。对得上的客户从现在起您不再看到，也不再由您管户。")
            return redirect("kin_declare")
    context = {"form": form, "rows": queries.declared_by(request.user), "parted": queries.parted_from(request.user)}
    return render(request, "clients/kin_declare.html", context, status=422 if form.is_bound else 200)


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_safe
def kin_list(request):
    """Head office reads every declaration, a head the clients who wait for another manager because of one."""
    return _list(request)


@traced(Verb.VIEW)
@requires(Permission.EDIT_POLICY)
@require_POST
def kin_lift(request, pk):
    row = get_object_or_404(Kin.objects.visible_to(request.user).select_related("user"), pk=pk)
    note(request, row.client or row)
    form = LiftForm(request.POST, pk=pk)
    if form.is_valid():
        try:
            lift_kin(row, by=request.user, now=timezone.now(), why=form.cleaned_data["why"])
        except Refused as refusal:
            put(form, refusal, "why")
        else:
            forget("kin", request.user.pk)
            messages.success(request, "已解除，留痕。")
            return redirect("kin_list")
    return _list(request, pk, form)


def _list(request, pk=None, form=None):
    rows = list(queries.kin_list(request.user)[: SHOWN + 1])
    rest, rows = len(rows) > SHOWN, rows[:SHOWN]
    lifts = request.user.role == Role.HEAD_OFFICE
    lines = [(row, (form if row.pk == pk else LiftForm(pk=row.pk)) if lifts else None) for row in rows]
    note(request, rows=len(rows))
    context = {"lines": lines, "lifts": lifts, "most": SHOWN if rest else None}
    return render(request, "clients/kin_list.html", context, status=422 if form else 200)
