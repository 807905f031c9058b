from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.actions.letters import ask_about_letter, hand_over_letter, keep_letter, read_letter
from clients.forms.letters import LetterForm, QuestionForm
from clients.queries.letters import letter_of, letters_for, next_letter
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.masking import mask_name, mask_name_in
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def letter_detail(request, pk):
    """The letter: who writes it completes its lines, and who takes over reads it."""
    row, now = _within_reach(request, pk), timezone.now()
    letter = letter_of(row, request.user, now)
    if request.method == "GET":
        return _page(request, letter)
    form = LetterForm(request.POST, lines=letter.lines)
    if not form.is_valid():
        return _page(request, letter, form=form, status=422)
    try:
        return _saved(request, letter, form, now)
    except Refused as refusal:
        if isinstance(refusal, Moved):
            letter, form = letter_of(_within_reach(request, pk), request.user, now), None
            return _page(request, letter, problem=str(refusal), status=409)
        put(form, refusal)
        return _page(request, letter, form=form, status=422)


def _saved(request, letter, form, now):
    row, sentences = letter.assignment, form.sentences
    if "done" not in request.POST:
        keep_letter(row, by=request.user, sentences=sentences, now=now)
        messages.success(request, "已存下，随时可以接着写；写好了请点「写好了」。")
        return redirect("letter_detail", row.pk)
    lines = [replace(line, sentence=sentences[line.name]) for line in letter.kept]
    hand_over_letter(row, by=request.user, lines=lines, now=now)
    messages.success(request, f"{letter.name}的交接信已交给{letter.receiver.name}。")
    return _on(request, row)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def letter_print(request, pk):
    """The same on A4: it may leave the desk, so the name is masked."""
    letter = letter_of(_within_reach(request, pk), request.user, timezone.now())
    note(request, letter.assignment.client, printed=True)
    client = letter.assignment.client
    masked = mask_name(client.name, client.is_business)
    rows = [
        (line, *(mask_name_in(words, client.name, client.is_business) for words in (line.paper, line.sentence)))
        for line in letter.lines
    ]
    context = {"letter": letter, "client": client, "rows": rows, "masked": masked}
    return render(request, "clients/letter_print.html", context)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def letter_of_log(request, pk):
    """From the ledger to the letter that was kept there."""
    return _there(request, letter_log=pk)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def letter_owed(request, pk):
    """From the promise to write it."""
    return _there(request, letter=pk)


def _there(request, **about):
    row = letters_for(request.user).filter(**about).order_by("pk").first()
    if row is None:
        raise Http404
    note(request, row.client)
    return redirect("letter_detail", row.pk)


@requires(Permission.LOG_CONTACT)
@require_POST
def letter_read(request, pk):
    return _answered(request, pk, lambda row, now: read_letter(row, by=request.user, now=now), "已记下您读过了。")


@requires(Permission.LOG_CONTACT)
@require_POST
def letter_ask(request, pk):
    row, form = _within_reach(request, pk), QuestionForm(request.POST)
    said = f"已问{row.giver.name}，下个工作日前答复您。"
    if not form.is_valid():
        return _page(request, letter_of(row, request.user, timezone.now()), question=form, status=422)
    question = form.cleaned_data["question"]
    return _answered(
        request, pk, lambda row, now: ask_about_letter(row, by=request.user, question=question, now=now), said, form
    )


def _answered(request, pk, action, said, form=None):
    row, now = _within_reach(request, pk), timezone.now()
    try:
        action(row, now)
    except Refused as refusal:
        problem = str(refusal)
        if form and not isinstance(refusal, Moved):
            put(form, refusal, "question")
            problem = ""
        letter = letter_of(_within_reach(request, pk), request.user, now)
        return _page(request, letter, problem=problem, question=form, status=status_of(refusal))
    messages.success(request, said)
    return redirect("letter_detail", row.pk) if form else _on(request, row)


def _on(request, row):
    """To the next letter of the same kind, else back to the handover."""
    following = next_letter(row, request.user)
    if following:
        return redirect("letter_detail", following)
    return redirect(_back(row))


def _back(row):
    if row.request_id:
        return reverse("handover_run", args=[row.request_id])
    return reverse("client_detail", args=[row.client_id])


def _within_reach(request, pk):
    row = get_object_or_404(letters_for(request.user), pk=pk)
    note(request, row.client)
    return row


def _page(request, letter, *, form=None, question=None, problem="", status=200):
    context = {
        "letter": letter,
        "row": letter.assignment,
        "client": letter.assignment.client,
        "form": form or LetterForm(lines=letter.lines),
        "question": question or QuestionForm(),
        "problem": problem,
        "back": _back(letter.assignment),
    }
    return render(request, "clients/letter_detail.html", context, status=status)
