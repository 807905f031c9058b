from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from crm.queries.covers import story_of
from staff.actions.covers import read_cover
from staff.audit import Verb, note, traced
from staff.models import CoverPeriod
from staff.roles import Permission, Role, requires


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def cover_back(request, pk):
    """您不在的时候: for who has come back, for who stands in now, and for their head."""
    today, period = timezone.localdate(), _told(request, pk)
    story = story_of(period, request.user, today)
    note(request, period.absent, rows=len(story["rows"]))
    is_own = period.absent_id == request.user.pk
    context = {"period": period, **story, "is_own": is_own, "is_over": period.state == CoverPeriod.State.ENDED}
    context["is_head"] = period.absent.role == Role.BRANCH_HEAD
    return render(request, "crm/cover_back.html", context)


@requires(Permission.LOG_CONTACT)
@require_POST
def cover_read(request, pk):
    period = _told(request, pk)
    if period.absent_id != request.user.pk:
        raise PermissionDenied
    if period.state != CoverPeriod.State.ENDED:
        messages.error(request, "您的离岗还没有结束，回来以后再点「看过了」。")
        return redirect("cover_back", period.pk)
    read_cover(period, by=request.user, now=timezone.now())
    messages.success(request, "已记下您看过了。")
    return redirect("workbench")


def _told(request, pk):
    rows = CoverPeriod.objects.told_to(request.user, timezone.localdate()).select_related("absent__unit", "cover")
    return get_object_or_404(rows, pk=pk)
