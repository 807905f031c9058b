from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.models import Client
from partners.actions.partnerships import check_partnership, end_partnership, save_partnership, step_partnership
from partners.forms.partnerships import EndForm, NextForm, PartnershipForm, StepForm
from partners.models import Partnership
from partners.queries.partnerships import listed, partner_of, partner_tabs, steps_of
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused

SHOWN = 100


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def partner_list(request):
    """The partners within reach, who is due first; those who are stuck, dormant, or to be confirmed."""
    today = timezone.localdate()
    tabs = partner_tabs(request.user, today)
    show = request.GET.get("show", "") if request.GET.get("show") in tabs else "all"
    counts = {name: rows.count() for name, (_label, rows) in tabs.items()}
    partners = listed(tabs[show][1], today, SHOWN)
    note(request, rows=len(partners))
    context = {
        "tabs": [{"name": name, "label": tabs[name][0], "number": counts[name]} for name in tabs],
        "show": show,
        "partners": partners,
        "more": counts[show] > len(partners),
    }
    return render(request, "partners/partner_list.html", context)


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def partnership_edit(request, pk):
    """A client as a partner: his kind, his place, how often he is seen."""
    client = _client(request, pk)
    stored = Partnership.objects.visible_to(request.user).filter(client=client).select_related("place").first()
    form = PartnershipForm(_typed(request), user=request.user, row=stored, place=client.place)

    def save(said):
        save_partnership(client, **said, by=request.user, now=timezone.now())
        return "已保存；见面频度从今天起算。"

    row = None if stored is None or stored.ended_on else stored
    return _answer(request, client, form, save, "partners/partnership_edit.html", {"row": row})


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def partnership_step(request, pk):
    """One step of a partner with its evidence, and the earlier ones."""
    client, row = _partner(request, pk)
    form = StepForm(_typed(request), row=row.partnership)

    def save(said):
        step = step_partnership(row.partnership, **said, by=request.user, now=timezone.now())
        return f"已记为「{step.get_stage_display()}」，凭据留着。"

    context = {"row": row, "steps": steps_of(row.partnership)}
    return _answer(request, client, form, save, "partners/partnership_step.html", context)


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def partnership_check(request, pk):
    """盘点: he is still a partner; what follows is promised."""
    client, row = _partner(request, pk)
    form = NextForm(_typed(request), auto_id="check_%s")

    def save(said):
        check_partnership(row.partnership, **said, by=request.user, now=timezone.now())
        return "已盘点，半年后再看。"

    return _answer(request, client, form, save, "partners/partnership_check.html", {"row": row})


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def partnership_end(request, pk):
    """He is a partner no more, with a reason."""
    client, row = _partner(request, pk)

    def save(said):
        end_partnership(row.partnership, **said, by=request.user, now=timezone.now())
        return "已不再是伙伴；资料和凭据都留着。"

    return _answer(request, client, EndForm(_typed(request)), save, "partners/partnership_end.html", {"row": row})


def _answer(request, client, form, save, template, context):
    """The form, saved by `save` or shown with what was wrong."""
    note(request, client)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            said = save(form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
            status = status_of(refusal)
            if isinstance(refusal, Moved):
                see_anew(form, refusal.current.stage)
        else:
            messages.success(request, said)
            return redirect("client_detail", client.pk)
    return render(request, template, {"client": client, "form": form, **context}, status=status)


def _typed(request):
    return request.POST if request.method == "POST" else None


def _client(request, pk):
    return get_object_or_404(Client.objects.visible_to(request.user).select_related("place"), pk=pk)


def _partner(request, pk):
    client = _client(request, pk)
    row = partner_of(client, timezone.localdate())
    if row is None:
        raise Http404
    return client, row
