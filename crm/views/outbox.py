from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.queries.outbox import reminders_not_made
from outbox.models import Message
from outbox.queries.messages import breaker, of_last_month, waiting_rows
from staff.audit import Verb, note, traced
from staff.pages import page_of, row_id
from staff.roles import Permission

PAGE = 50


@traced(Verb.VIEW)
@require_safe
def outbox_mine(request):
    """「邮件去向」: the last 30 days' reminders to and of everyone himself, and the mails to the clients within his reach."""
    user, now = request.user, timezone.now()
    if user.can(Permission.ASK_AT_COUNTER):
        raise PermissionDenied
    page = page_of(
        of_last_month(Message.objects.visible_to(user).to_clients_or(user), now),
        sort="-created_at",
        after=row_id(request.GET, "after"),
        before=row_id(request.GET, "before"),
        size=PAGE,
    )
    note(request, rows=len(page.rows))
    context = {
        "page": page,
        "rows": waiting_rows(page.rows, now, breaker(), reader=user),
        "not_made": reminders_not_made(user, now),
        "pages": page.urls(reverse("outbox_mine")),
    }
    return render(request, "crm/outbox_mine.html", context)
