from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from crm.actions.exports import ask_report
from crm.forms.reports import ReportForm
from crm.queries.overview import place_of
from crm.queries.reports import reports_for, table_of
from staff.audit import Verb, note, traced
from staff.roles import Permission, requires


@traced(Verb.VIEW)
@requires(Permission.VIEW_REPORTS)
@require_safe
def report(request):
    """报表: one table, to read, to print, or to take along as a file."""
    form, place, table = _asked(request)
    note(request, place.unit, rows=len(table.rows) if table else 0)
    context = {"form": form, "place": place, "table": table, "query": urlencode(form.asked)}
    context["title"] = dict(form.fields["kind"].choices).get(form.data["kind"], "报表")
    return render(request, "crm/report.html", context, status=200 if table else 422)


@traced(Verb.VIEW)
@requires(Permission.VIEW_REPORTS)
@require_POST
def report_export(request):
    """The same table as a file, by the same job as a list of clients."""
    form, _place, table = _asked(request)
    if table is None or not table.rows:
        return redirect(f"{request.path.removesuffix('export/')}?{urlencode(form.asked)}")
    export = ask_report(asked=form.asked, count=len(table.rows), by=request.user, now=timezone.now())
    messages.success(request, "已排队，20 秒内开始生成。")
    return redirect("export_detail", export.pk)


def _asked(request):
    """(form, place, table); no table where something is typed wrongly."""
    user, today = request.user, timezone.localdate()
    place = place_of(user, request.GET)
    if place is None:
        raise Http404
    form = ReportForm(request.GET, reports=reports_for(user), units=place.units, today=today)
    return form, place, table_of(user, form.asked, today) if form.is_valid() else None
