from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from clients.actions.matches import confirm_match, refuse_match
from clients.models import Client
from clients.queries.matches import open_matches
from staff.roles import Permission, requires
from words.problems import Refused

SAME = "same"
ANSWERS = (SAME, "other")


@requires(Permission.EDIT_CLIENT)
@require_POST
def match_settle(request, pk):
    """The same person or another: answered by whoever looks after the one without an account."""
    link = get_object_or_404(open_matches().visible_to(request.user).select_related("one", "other"), pk=pk)
    seen, now = Client.objects.visible_to(request.user), timezone.now()
    lead = next((end for end in (link.one, link.other) if end.status == Client.Status.LEAD), None)
    if lead is None or not seen.filter(pk=lead.pk).exists():
        raise Http404
    answer, whose = request.POST.get("answer"), lead
    if answer not in ANSWERS:
        messages.error(request, "请点「是同一人」或「不是」。")
        return redirect("client_detail", lead.pk)
    is_same = answer == SAME
    try:
        if is_same:
            whose = confirm_match(link, by=request.user, now=now)
        else:
            refuse_match(link, by=request.user, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("client_list")
    messages.success(request, "已合为一位，原来的往来都在。" if is_same else "记下了，是两位，不再提示。")
    return redirect("client_detail", whose.pk) if seen.filter(pk=whose.pk).exists() else redirect("client_list")
