from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clients.actions.contacts import log_talk, strike_contact
from clients.actions.drafts import drop_draft, keep_draft
from clients.forms.contacts import FORM, StrikeForm, contact_form
from clients.forms.spoken import MOMENT, hear, is_unread, read_into
from clients.models import Client, ContactLog
from clients.queries.beside import consents_of, with_consents
from clients.queries.complaints import complaint_words
from clients.queries.contacts import what_came_of
from clients.queries.drafts import with_draft
from clients.queries.lists import place_in
from clients.queries.promise_cards import promise_card
from clients.queries.tries import tries_now
from clients.rules.contacts import effect_problems, may_undo, written_words
from clients.rules.reach import FIELDS, MASKS, found_in, known_of
from clients.rules.spoken import AT, day_in_words
from clients.rules.tries import missed_words
from clients.views.back import back_to, go
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, Role, requires
from words.masking import mask_text
from words.problems import Refused

UNDONE = "刚记下就撤回"
BESIDES = ("next_", "promise-", "fact-", "close-", "line")  # what 没联系上 takes along


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def contact_log_add(request, pk):
    client = _client(request, pk)
    if request.method == "GET":
        about = {"typed": client.draft, "aim": request.GET.get("aim", "")}
        return _shown(request, client, contact_form(client, request.user, now=timezone.now(), **about))
    if "missed" in request.POST:
        return _missed(request, client)
    if is_unread(request.POST):  # nothing is saved that nobody saw
        return _read(request, client, status=422)
    return _saved(request, client, contact_form(client, request.user, now=timezone.now(), data=request.POST))


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def contact_log_read(request, pk):
    """The form, filled in with what its line says. Nothing is saved; who has the form open has left his trace."""
    client = _client(request, pk)
    if request.htmx:
        request.trace = None
    return _read(request, client)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def contact_log_draft(request, pk):
    """Keeps what stands in the form until it is saved; 清掉重填 forgets it and shows the form anew."""
    client, now = _client(request, pk), timezone.now()
    if "clear" in request.POST:
        drop_draft(client, by=request.user, form=FORM)
        client.draft = None
        return _shown(request, client, contact_form(client, request.user, now=now))
    keep_draft(client, by=request.user, form=FORM, values=dict(request.POST.items()), now=now)
    return HttpResponse(status=204)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def contact_log_undo(request, pk):
    """撤回: one's own row of the last ten minutes, struck with UNDONE as its reason."""
    row = get_object_or_404(ContactLog.objects.visible_to(request.user).select_related("client"), pk=pk)
    now = timezone.now()
    try:
        if not may_undo(written_at=row.created_at, is_own=row.is_typed_by(request.user), now=now):
            raise Refused("只有刚才记下的人能在十分钟内撤回；过后请在这条记录上点「作废」。")
        strike_contact(row, by=request.user, reason=UNDONE, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤回：{row.client.name}的这条记录作废，随它记下的承诺和信息也不算数了。")
    return go(request, _back(request, row.client), row.client_id)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def contact_log_strike(request, pk):
    """作废, with its reason; a row of the timeline that is opened fetches the form."""
    row = get_object_or_404(ContactLog.objects.visible_to(request.user).select_related("client"), pk=pk)
    note(request, row.client)
    if row.by_id != request.user.pk and request.user.role != Role.BRANCH_HEAD:
        raise PermissionDenied
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"contact": row, "client": row.client, "form": form}
        template = "clients/_contact_strike.html" if request.htmx else "clients/contact_log_strike.html"
        return render(request, template, context, status=422 if form.is_bound else 200)
    try:
        strike_contact(row, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已作废，应联系日已按其余记录重算。")
    return redirect("client_detail", row.client_id)


def _client(request, pk):
    rows = with_draft(Client.objects.visible_to(request.user), request.user, FORM, timezone.now())
    client = get_object_or_404(with_consents(rows).select_related("unit", "manager"), pk=pk)
    note(request, client)
    return client


def _shown(request, client, form, status=200):
    place = place_in(request, client.pk, now=form.now)
    context = {"client": client, "form": form, "next": _back(request, client), "place": place}
    template = "clients/_contact_form.html" if request.htmx else "clients/contact_log_add.html"
    return render(request, template, context, status=status)


def _read(request, client, status=200):
    """The form filled in with what its line says; a line that no record may hold stays in it with the reason."""
    now = timezone.now()
    about = {"now": now, "card": promise_card(client, request.user, now), "consents": consents_of(client)}
    asked = contact_form(client, request.user, data=request.POST, **about)
    if "line" in asked.errors:
        return _shown(request, client, asked, status=422)
    said = hear(asked.cleaned_data["line"], now, asked.calendar)
    typed = read_into(request.POST, said=said, now=now, agreed=asked.agreed)
    return _shown(request, client, contact_form(client, request.user, typed=typed, **about), status)


def _missed(request, client):
    """没联系上 by one tap: what was typed beside it is kept, as the note and as it stands in the form."""
    now = timezone.now()
    usual = {
        "kind": ContactLog.Kind.CALL,
        "direction": ContactLog.Direction.OUT,
        AT: timezone.localtime(now).strftime(MOMENT),
    }
    words = request.POST.get("note", "").strip() or request.POST.get("line", "").strip()
    typed = {name: request.POST.get(name) or value for name, value in usual.items()}
    besides = {name: value for name, value in request.POST.items() if name.startswith(BESIDES)}
    data = {**besides, **typed, "note": words, "reached": ContactLog.Reached.NOBODY}
    form = contact_form(client, request.user, now=now, data=data)
    return _saved(request, client, form)


def _saved(request, client, form):
    """Writes what the form says, or shows it with what is wrong."""
    if not form.is_valid():
        return _shown(request, client, form, status=422)
    try:
        row = log_talk(client, by=request.user, now=form.now, **form.contact)
    except Refused as refusal:
        put(form, refusal)
        return _shown(request, client, form, status=status_of(refusal))
    return _written(request, client, row)


def _written(request, client, row):
    """Where to go after saving, with what was written said there."""
    drop_draft(client, by=request.user, form=FORM)
    for moved in row.unclosed:
        messages.warning(request, str(moved))
    goes_on = "missed" in request.POST or request.POST.get("then") == "next"
    place = place_in(request, client.pk, now=timezone.now()) if goes_on else None
    words = f"{client.name} {_words(row)}" if place else _words(row)
    messages.success(request, words, extra_tags=reverse("contact_log_undo", args=[row.pk]))
    return go(request, place.next_url if place else _back(request, client), client.pk)


def _words(row):
    """What was written, in a line."""
    today = timezone.localdate()
    said = [_missed_words(row, today) or _written_words(row, today)]
    if row.outcome == ContactLog.Outcome.COMPLAINT:
        said.append(complaint_words(row))
    promises, closed, facts = what_came_of(row)
    made = [f"{day_in_words(each.due_on, today)} {mask_text(each.what)}" for each in promises]
    said += [f"答应的事：{'；'.join(made)}。"] if made else []
    said += [f"了结承诺 {closed} 件。"] if closed else []
    said += [f"新知道的 {facts} 件记进人脉。"] if facts else []
    return "".join([*said, _new_reach(row)])


def _new_reach(row):
    """A number or address in the note is never registered by itself: where it can be."""
    found = found_in(row.note, known_of(row.client), demo=settings.DEMO)
    named = "、".join(f"{FIELDS[field]} {MASKS[field](value)}" for field, value in found.items())
    return f"里面的{named}还没有登记，要用它就到客户页「往来」里点「登记」。" if found else ""


def _written_words(row, today):
    problems = effect_problems(row.kind, row.direction, row.reached, row.seconds, row.note, row.replied)
    due_on = row.client.next_due_on
    return written_words(problems, day_in_words(due_on, today) if due_on else "")


def _missed_words(row, today):
    """Of who was not reached: when, and what to try instead; no rules."""
    if row.reached not in (ContactLog.Reached.NOBODY, ContactLog.Reached.WRONG, ContactLog.Reached.REFUSED):
        return ""
    tries = tries_now(row.client, today)
    return missed_words(tries) if tries else f"已记下：{row.get_reached_display()}。"


def _back(request, client):
    return back_to(request, reverse("client_detail", args=[client.pk]))
