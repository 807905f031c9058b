from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.actions.exports import ask_export, take_export
from crm.forms.exports import ExportForm
from crm.models import Export
from crm.queries import exports
from crm.rules.exports import count_problems, needs_second
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@traced(Verb.VIEW)
@requires(Permission.VIEW_REPORTS)
@require_safe
def export_list(request):
    """What one has asked for in the last thirty days; for compliance and the auditors also what everybody has."""
    oversees = request.user.can(Permission.VIEW_EXPORTS)
    is_everyones = oversees and request.GET.get("show") == "all"
    rows = exports.lately(request.user, timezone.now(), is_everyones)
    note(request, rows=len(rows), **({"by": ["all"]} if is_everyones else {}))
    return render(request, "crm/export_list.html", {"rows": rows, "oversees": oversees, "is_everyones": is_everyones})


@traced(Verb.VIEW)
@requires(Permission.EXPORT_CLIENTS)
@require_http_methods(["GET", "POST"])
def export_new(request):
    """Asks for the list that the address narrows as a file; without one, for what was sent back."""
    user, now = request.user, timezone.now()
    want = exports.wanted(user, request.GET.dict(), timezone.localdate(now))
    if want is None:
        raise Http404
    form = _form(request, want, now)
    if form.is_bound and form.is_valid():
        try:
            export = ask_export(asked=want.asked, **form.asked, by=user, now=now)
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("requests", user.pk)
            messages.success(request, "已提出。")
            return redirect("export_detail", export.pk)
    if form.is_bound:
        form.see_anew(want.count)
    columns = exports.chosen(user, form["columns"].value() or ())
    (lists, before), stops = exports.asked_today(user, now), count_problems(want.count)
    is_long = needs_second(want.count, before)
    note(request, rows=min(want.count, exports.PREVIEW), by=sorted(want.filters.asked))
    context = {"form": form, "want": want, "query": urlencode(want.asked), "heads": columns}
    context |= {"stops": [problem.sentence for problem in stops]}
    context |= {"needs_second": is_long and not stops, "press": _press(want, is_long)}
    context |= {"rows": exports.preview(user, want.found, columns), "asked_today": lists}
    context |= {"only": exports.filter_words(want.filters)}
    return render(request, "crm/export_new.html", context, status=422 if form.is_bound else 200)


def _press(want, is_long):
    """What the button reads."""
    return "补充后再提" if want.former else "提交给第二人" if is_long else "提交"


def _form(request, want, now):
    """Bound when it is sent off; 预览 only shows the rows anew, and keeps what is typed."""
    typed, known = None, want.former and vars(want.former)
    if request.method == "POST" and "preview" in request.POST:
        known = {**request.POST.dict(), "columns": request.POST.getlist("columns")}
    elif request.method == "POST":
        typed = request.POST
    columns = {name: column.label for name, column in exports.columns_for(request.user).items()}
    return ExportForm(typed, columns=columns, today=timezone.localdate(now), count=want.count, known=known)


@traced(Verb.VIEW)
@requires(Permission.VIEW_REPORTS)
@require_safe
def export_detail(request, pk):
    """How far it is (a fragment that asks for itself again), then the file."""
    return _page(request, _found(request, pk))


@traced(Verb.VIEW)
@requires(Permission.VIEW_REPORTS)
@require_POST
def export_take(request, pk):
    export = _found(request, pk)
    try:
        path = take_export(export, by=request.user, now=timezone.now())
    except Refused as refusal:
        current = _found(request, pk) if isinstance(refusal, Moved) else export
        return _page(request, current, problem=str(refusal), status=status_of(refusal))
    return FileResponse(path.open("rb"), as_attachment=True, filename=exports.filename(export), content_type=XLSX)


def _found(request, pk):
    rows = Export.objects.visible_to(request.user).select_related("request__decided_by", "by")
    export = get_object_or_404(rows, pk=pk)
    note(request, export, number=export.number, name=exports.title_of(export))
    return export


def _page(request, export, *, problem="", status=200):
    if request.htmx and export.state in exports.MOVING:  # the page asks again by itself, every two seconds
        request.trace = None
    context = {"export": export, "problem": problem, **exports.export_facts(export, timezone.now())}
    template = "crm/_export.html" if request.htmx else "crm/export_detail.html"
    return render(request, template, context, status=status)
