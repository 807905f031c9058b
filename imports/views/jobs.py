from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from imports.actions.files import preview, receive_file
from imports.actions.jobs import cancel_import, record_download, start_import
from imports.forms.files import UploadForm
from imports.forms.words import HeaderForm
from imports.kinds import choices
from imports.models import ImportJob
from imports.queries.jobs import latest_imports, progress_of, waiting_words
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused

State = ImportJob.State
MOVING = (State.QUEUED, State.RUNNING)
PARTS = {
    State.PREVIEW: "imports/_import_preview.html",
    State.QUEUED: "imports/_import_progress.html",
    State.RUNNING: "imports/_import_progress.html",
    State.DONE: "imports/_import_done.html",
    State.REFUSED: "imports/_import_refused.html",
    State.CANCELLED: "imports/_import_cancelled.html",
}


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_GET
def import_list(request):
    return _list(request, UploadForm())


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_POST
def import_upload(request):
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect("import_detail", receive_file(form.cleaned_data["file"], by=request.user).pk)
        except Refused as refusal:
            put(form, refusal, "file")
    return _list(request, form, status=422)


def _list(request, form, status=200):
    kinds = [label for _name, label in choices()]
    jobs = list(latest_imports())
    note(request, rows=len(jobs))
    context = {"form": form, "jobs": jobs, "kinds": kinds}
    return render(request, "imports/import_list.html", context, status=status)


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_GET
def import_detail(request, pk):
    """The preview, then the progress (a fragment that asks for itself again), then the result."""
    return _detail(request, get_object_or_404(ImportJob.objects.select_related("by"), pk=pk))


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_POST
def import_start(request, pk):
    return _moved(request, pk, start_import, "已排队。可以离开本页，稍后再回来看结果。")


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_POST
def import_cancel(request, pk):
    return _moved(request, pk, cancel_import, "已取消，没有导入任何数据。")


def _moved(request, pk, action, done):
    job = get_object_or_404(ImportJob, pk=pk)
    try:
        action(job, by=request.user)
    except Moved as refusal:
        messages.error(request, str(refusal))
        return _detail(request, refusal.current, status_of(refusal))
    messages.success(request, done)
    return redirect("import_detail", pk)


def _detail(request, job, status=200):
    context = {"job": job, "part": PARTS[job.state], "is_moving": job.state in MOVING}
    note(request, job)
    if request.htmx and job.state in MOVING:  # the page asks again by itself, every two seconds
        request.trace = None
    if job.state in MOVING:
        context.update(progress=progress_of(job), waiting=waiting_words(job))
    if job.state == State.PREVIEW:
        try:
            context.update(preview(job))
        except (Refused, OSError):
            raise Http404 from None
        if context["unknown"] and context["missing"]:
            context["form"] = HeaderForm(job=job, unknown=context["unknown"], missing=context["missing"])
    template = "imports/_import_job.html" if request.htmx else "imports/import_detail.html"
    return render(request, template, context, status=status)


@requires(Permission.IMPORT_FILES)
@require_GET
def import_errors(request, pk):
    job = get_object_or_404(ImportJob.objects.exclude(error_path=""), pk=pk)
    path = Path(job.error_path)
    if not path.exists():
        raise Http404
    record_download(job, by=request.user)
    name = f"导入错误-{job.get_kind_display()}-{job.pk}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
