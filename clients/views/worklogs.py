from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.forms.worklogs import WorklogForm
from clients.queries.worklogs import SHOWS, chosen, figures_of, lines_of
from staff.audit import Verb, note, traced
from staff.models import User
from staff.roles import Permission, Role, requires
from words.dates import ONE_DAY, ONE_WEEK


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def worklog(request):
    """One's own week; a head opens that of one of his people by `who`."""
    user, form = request.user, WorklogForm(request.GET, today=timezone.localdate())
    people, wanted = _people(user), request.GET.get("who", "") or user.employee_no
    person = next((each for each in people if each.employee_no == wanted), None)
    if person is None:
        raise Http404
    monday, lines = form.monday, lines_of(person, user, form.monday)
    shown = chosen(lines, form.figure, form.on)
    note(request, rows=len(shown))
    context = {
        "person": person,
        "is_own": person == user,
        "people": people if user.role == Role.BRANCH_HEAD else (),
        "days": [monday + n * ONE_DAY for n in range(7)],
        "sunday": monday + 6 * ONE_DAY,
        "before": monday - ONE_WEEK,
        "after": monday + ONE_WEEK,
        "figures": figures_of(lines, monday),
        "lines": shown,
        "on": form.on,
        "figure": SHOWS.get(form.figure, ""),
        "here": urlencode({"week": monday.isoformat(), "who": wanted}),
        "who": urlencode({"who": wanted}),
    }
    return render(request, "clients/worklog.html", context)


def _people(user):
    """Whose week one may look at."""
    if user.role != Role.BRANCH_HEAD:
        return [user]
    return list(User.objects.visible_to(user).filter(is_active=True).order_by("employee_no"))
