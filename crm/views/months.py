from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.forms.months import MonthForm
from crm.queries.months import month_of, people_of
from staff.audit import Verb, note, traced
from staff.roles import Permission, requires


@traced(Verb.VIEW)
@requires(Permission.REVIEW_GREETINGS)
@require_safe
def month(request):
    """A month of one's own: maintenance days, festivals, and whose day it is."""
    today = timezone.localdate()
    first = MonthForm(request.GET, today=today).first
    people = people_of(request.user, first, today)
    note(request, rows=sum(len(rows) for _day, rows in people))
    context = {"month": month_of(request.user, first, today), "people": people, "today": today, "is_page": True}
    return render(request, "crm/month.html", context)
