from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from crm.actions.unusual import see_unusual
from crm.forms.unusual import SeenForm
from crm.queries.unusual import findings
from crm.rules.unusual import Why, label_of, sentence_of
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.VIEW_AUDIT)
@require_safe
def unusual_list(request):
    """异常查看: who read unusually much, at night, or whom he should not; heads of their people, overseers of all."""
    return _page(request)


@traced(Verb.VIEW)
@requires(Permission.DECIDE_REQUESTS)
@require_POST
def unusual_seen(request, pk):
    """看过了, in a sentence."""
    finding = next((row for rows in findings(request.user, timezone.now()) for row in rows if row.pk == pk), None)
    if finding is None:
        raise Http404
    form = SeenForm(request.POST, auto_id=f"{pk}_%s")
    try:
        if not form.is_valid():
            return _page(request, form, pk, 422)
        see_unusual(finding, form.cleaned_data["words"], by=request.user)
    except Refused as refusal:
        put(form, refusal, field="words")
        return _page(request, form, pk, status_of(refusal))
    forget("unusual", request.user.pk)
    messages.success(request, "已记下，您的话也留痕了。")
    return redirect("unusual_list")


def _page(request, form=None, pk=None, status=200):
    waiting, seen = findings(request.user, timezone.now())
    note(request, rows=len(waiting) + len(seen))
    may = request.user.can(Permission.DECIDE_REQUESTS)
    context = {
        "waiting": [{**_line(row), "form": _form(row, pk, form) if may else None} for row in waiting],
        "seen": [_line(row) for row in seen],
    }
    return render(request, "crm/unusual_list.html", context, status=status)


def _form(row, pk, form):
    """Empty, or as it was posted for the finding `pk`."""
    return form if form and row.pk == pk else SeenForm(auto_id=f"{row.pk}_%s")


def _line(row):
    about = row.changes
    asked = {"who": about["who"], "since": about["on"], "until": about["on"]}
    asked |= {"missed": "on"} if about["why"] == Why.MISSED else {}
    url = f"{reverse('admin:staff_auditevent_changelist')}?{urlencode(asked)}"
    said = {"label": label_of(about["why"]), "said": sentence_of(about["why"], about["count"], about["mean"])}
    return {"row": row, "url": url, **said}
