from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clients.actions.drafts import keep_draft
from clients.actions.facts import use_facts
from clients.models import Client, Fact
from clients.queries.lists import place_in
from clients.views.lists import out_of_reach
from crm.actions.complaints import log_complaint_talk
from crm.forms.call_sheets import AimForm, UsedForm, WalkForm
from crm.queries.call_sheets import call_sheets, clients_of
from crm.queries.sheet_rows import FORM
from planner.models import CarePlan
from staff.audit import Verb, note, note_each, traced
from staff.forms.refusals import put, status_of
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def call_sheet(request, pk):
    """见面提示: the one page before a talk."""
    sheet = _within_reach(request, pk)
    return _page(request, sheet) if sheet else out_of_reach(request, pk)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def call_sheet_aim(request, pk):
    """Why one is going: kept for the person for a day."""
    sheet = _sheet(request, pk)
    form = AimForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return _page(request, sheet, aim_form=form, status=422)
    keep_draft(sheet.client, by=request.user, form=FORM, values=form.cleaned_data, now=timezone.now())
    messages.success(request, "目的已记下，今天再打开还在。")
    return _again(request, pk)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def call_sheet_used(request, pk):
    """聊到了: the topics that rest from now on."""
    sheet = _sheet(request, pk)
    form = UsedForm(
        request.POST, facts=Fact.objects.visible_to(request.user).agreed().filter(client=pk, is_sensitive=False)
    )
    if not form.is_valid():
        return _page(request, sheet, used_form=form, status=422)
    use_facts(form.cleaned_data["used"], on=sheet.today, by=request.user)
    messages.success(request, "聊到的已记下，30 天里不再提。")
    return _again(request, pk)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_POST
def call_sheet_walk(request, pk):
    """A talk about a complaint, with the steps walked; 「这件事算办完」 with the client's own words."""
    sheet = _sheet(request, pk)
    form = WalkForm(request.POST, now=timezone.now())
    if not form.is_valid():
        return _page(request, sheet, walk_form=form, status=422)
    if form.talk["settles"] and sheet.complaint and not sheet.may_settle:
        raise PermissionDenied
    try:
        log_complaint_talk(sheet.client, by=request.user, now=timezone.now(), **form.talk)
    except Refused as refusal:
        put(form, refusal)
        return _page(request, sheet, walk_form=form, status=status_of(refusal))
    messages.success(
        request, "投诉已办结，客户的话已记下。" if form.talk["settles"] else "已记下，走过的步骤在联系记录里。"
    )
    return _again(request, pk)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def call_sheet_booklet(request, pk):
    """All sheets of a maintenance day as one page to print, in the order of its list."""
    now = timezone.now()
    plans = CarePlan.objects.care().visible_to(request.user).select_related("manager")
    plan = get_object_or_404(plans, pk=pk)
    order = clients_of(plan, request.user, timezone.localdate(now))
    found = call_sheets(Client.objects.visible_to(request.user).filter(pk__in=order), request.user, now)
    sheets = [found[client] for client in order if client in found]
    note_each(request, [sheet.client for sheet in sheets], plan.manager)
    return render(request, "crm/call_sheet_booklet.html", {"plan": plan, "sheets": sheets, "now": now})


def _within_reach(request, pk):
    """The sheet of a client within reach, or None."""
    found = call_sheets(Client.objects.visible_to(request.user).filter(pk=pk), request.user, timezone.now())
    if found:
        note(request, found[pk].client)
    return found.get(pk)


def _sheet(request, pk):
    sheet = _within_reach(request, pk)
    if sheet is None:
        raise Http404
    return sheet


def _page(request, sheet, *, status=200, **forms):
    now = timezone.now()
    context = {"sheet": sheet, "client": sheet.client, "now": now, "used_form": None, "is_page": True}
    context |= _walk(request, sheet.client.pk, now, sheet.aim)
    context |= {"aim_form": AimForm(sheet=sheet), "walk_form": WalkForm(now=now), **forms}
    return render(request, "crm/call_sheet.html", context, status=status)


def _again(request, pk):
    """The sheet once more, at its place in the list that is walked."""
    return redirect(reverse("call_sheet", args=[pk]) + _walk(request, pk, timezone.now())["query"])


def _walk(request, pk, now, aim=""):
    """Where the client stands in the list that is walked from sheet to sheet; 记一笔 takes the `aim` along and comes back."""
    place = place_in(request, pk, now=now, page="call_sheet")
    query = place.query if place else ""
    back = {"next": reverse("call_sheet", args=[pk]) + query} | ({"list": place.list.name} if place else {})
    back |= {"aim": aim} if aim else {}
    return {"place": place, "query": query, "log_url": f"{reverse('contact_log_add', args=[pk])}?{urlencode(back)}"}
