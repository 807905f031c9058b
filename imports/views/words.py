from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from imports.actions.words import add_tag, add_word, remove_word
from imports.forms.words import TagForm, WordForm
from imports.models import ImportJob, Word
from imports.queries.words import known_words, tag_words, words_in_force
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_GET
def word_list(request):
    return _list(request, WordForm())


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_POST
def word_add(request):
    form = WordForm(request.POST)
    if form.is_valid():
        kind, field = form.cleaned_data["column"]
        try:
            word = add_word(form.cleaned_data["header"], kind=kind, field=field, by=request.user)
        except Refused as refusal:
            put(form, refusal, "header")
        else:
            messages.success(request, f"记下了：“{word.header}”以后都认识。")
            return _back(form.cleaned_data["job"])
    return _list(request, form, status=422)


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_POST
def word_remove(request, pk):
    word = get_object_or_404(Word, pk=pk)
    remove_word(word, by=request.user)
    messages.success(request, f"去掉了“{word.header}”。")
    return redirect("word_list")


@traced(Verb.VIEW)
@requires(Permission.IMPORT_FILES)
@require_POST
def tag_add(request):
    form = TagForm(request.POST)
    if form.is_valid():
        try:
            word = add_tag(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal, "header")
        else:
            messages.success(request, f"记下了：“{word.header}”下次导入标签文件时照此办理。")
            return redirect("word_list")
    return _list(request, WordForm(), tag_form=form, status=422)


def _back(job):
    """To the file whose check asked, if it is still there."""
    is_waiting = job is not None and ImportJob.objects.filter(pk=job, state=ImportJob.State.PREVIEW).exists()
    return redirect("import_detail", job) if is_waiting else redirect("word_list")


def _list(request, form, tag_form=None, status=200):
    words = list(words_in_force())
    note(request, rows=len(words))
    context = {"form": form, "words": words, "known": known_words(), **tag_words()}
    context["tag_form"] = tag_form or TagForm(initial={"header": request.GET.get("tag", "")[:40]})
    return render(request, "imports/word_list.html", context, status=status)
