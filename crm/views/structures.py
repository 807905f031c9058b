from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.models import Client
from crm.actions.structures import agree, plan_second_visit
from crm.forms.structures import AgreementForm
from crm.queries.structures import agreements_of, anchors_of, holders_of
from crm.rules.structures import ON_THE_PAGE
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.pages import row_id
from staff.roles import Permission, requires
from words.dates import month_day
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def structure(request):
    """结构机会: in the middle of which circles is somebody whom we do not have yet, and who is to be visited again."""
    form, status = AgreementForm(user=request.user), 200
    if request.method == "POST" and request.POST.get("do") == "agree":
        form = AgreementForm(request.POST, user=request.user)
        if _agreed(request, form):
            return redirect("structure")
        status = 422
    elif request.method == "POST":
        _planned(request)
        return redirect("structure")
    user, today = request.user, timezone.localdate()
    anchors, holders = anchors_of(user, today), holders_of(user, today)
    note(request, rows=len(anchors) + len(holders))
    context = {"anchors": anchors, "holders": holders, "agreements": agreements_of(user), "form": form}
    return render(request, "crm/structure.html", context | {"today": today, "exit": ON_THE_PAGE}, status=status)


def _agreed(request, form):
    if not form.is_valid():
        return False
    data = dict(form.cleaned_data)
    try:
        agree(data.pop("whom"), **data, by=request.user, now=timezone.now())
    except Refused as refusal:
        put(form, refusal)
        return False
    messages.success(request, "双方的承诺都记下了，到期会提醒。")
    return True


def _planned(request):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=row_id(request.POST, "client"))
    try:
        promise = plan_second_visit(client, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"回访记在承诺里，{month_day(promise.due_on)}。")
