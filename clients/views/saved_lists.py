"""存下的名单: kept beside the list of clients, one's own only; where it leads is that list."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clients.actions.saved_lists import drop_list, remind_weekly, save_list
from clients.filters import ClientFilter
from clients.forms.saved_lists import SavedListForm, WeeklyForm
from clients.models import Client, SavedList
from clients.queries.saved_lists import address
from staff.roles import Permission, requires
from words.problems import Refused


@requires(Permission.VIEW_CLIENTS)
@require_POST
def saved_list_add(request):
    form = SavedListForm(request.POST)
    form.is_valid()
    name, is_weekly = form.cleaned_data.get("name", ""), form.cleaned_data.get("is_weekly", False)
    asked = _asked(request, form.cleaned_data.get("asked", ""))
    try:
        save_list(name, asked, is_weekly=is_weekly, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        when = "，每周第一个工作日的早上提醒您有几位" if is_weekly else ""
        messages.success(request, f"已存下「{name.strip()}」{when}。")
    return redirect(address(asked))


@requires(Permission.VIEW_CLIENTS)
@require_POST
def saved_list_change(request, pk):
    """每周提醒我 on or off."""
    saved, form = _own(request, pk), WeeklyForm(request.POST)
    form.is_valid()
    remind_weekly(saved, form.cleaned_data["is_weekly"], by=request.user)
    said = "每周第一个工作日的早上提醒" if form.cleaned_data["is_weekly"] else "不再提醒"
    messages.success(request, f"「{saved.name}」{said}。")
    return redirect(reverse("client_list"))


@requires(Permission.VIEW_CLIENTS)
@require_POST
def saved_list_drop(request, pk):
    saved = _own(request, pk)
    drop_list(saved, by=request.user)
    messages.success(request, f"已删去「{saved.name}」，名单上的客户不受影响。")
    return redirect(reverse("client_list"))


def _own(request, pk):
    return get_object_or_404(SavedList.objects.visible_to(request.user), pk=pk)


def _asked(request, query):
    """What the list itself would understand of this address; nothing that its person may not ask."""
    rows = Client.objects.visible_to(request.user)
    return ClientFilter(QueryDict(query[:500]), rows, user=request.user, today=timezone.localdate()).asked
