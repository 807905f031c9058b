from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.queries.manager_days import day_of
from staff.audit import Verb, note, traced
from staff.models import User
from staff.roles import Permission, Role, requires


@traced(Verb.VIEW)
@requires(Permission.ARRANGE_CARE_DAY)
@require_safe
def manager_day(request, pk):
    """A manager's day as he sees it, to be read by his head: nothing is done here in his name."""
    now = timezone.now()
    people = User.objects.visible_to(request.user).filter(role=Role.MANAGER, is_active=True)
    person, today = get_object_or_404(people, pk=pk), timezone.localdate(now)
    found = day_of(person, request.user, now, today)
    note(request, person, rows=len(found["rows"]))
    return render(request, "crm/manager_day.html", {"person": person, "today": today, **found})
