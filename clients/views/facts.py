from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from clients.actions.facts import add_fact, change_fact, confirm_fact, end_fact
from clients.actions.reveals import open_fact
from clients.enums.facts import FactKind
from clients.forms.facts import ChangeForm, FactForm, OpenForm
from clients.forms.information import offer_known
from clients.models import Client, Fact
from clients.queries.facts import dossier_of
from clients.queries.handovers import seen_by
from clients.queries.information import chains_of
from clients.queries.promise_cards import promise_card
from clients.rules.reveals import SECONDS
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, status_of
from staff.pages import first_of, row_id
from staff.roles import Permission, requires
from words.problems import Refused

PAGE, CHAINS = 25, "chains"
LABELS = {"": "全部", CHAINS: "信息", **dict(FactKind.choices)}


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def fact_add(request, pk):
    """The card 人脉 with its one line. What is refused stays typed."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    form = FactForm(data)
    status = 200 if data is None else 422
    if data is not None and form.is_valid():
        try:
            offer_known(form, client, request.user, form.cleaned_data["kind"], now)
            row = add_fact(client, by=request.user, now=now, **form.fact(timezone.localdate(now)))
        except Refused as refusal:
            put(form, refusal, "text")
            status = status_of(refusal)
        else:
            words = f"已按敏感信息记下（{row.item}），查看要写理由。" if row.is_sensitive else "已记下。"
            messages.success(request, words)
            return _done(request, client)
    return _card(request, client, form, status)


@traced(Verb.VIEW)
@requires(Permission.VIEW_NAMES)
@require_safe
def fact_list(request, pk):
    """What is known of one kind, or all chains of informations; a card that is short of room fetches the next rows."""
    now, today = timezone.now(), timezone.localdate()
    client, user = seen_by(request.user, lambda user: Client.objects.visible_to(user).filter(pk=pk).first(), pk, today)
    kind, after = request.GET.get("kind", ""), row_id(request.GET, "after") or 0
    if client is None or kind not in LABELS:
        raise Http404
    dossier = dossier_of(client, user, client.consents.all(), today)
    every = _chains(client, user, dossier, now) if kind == CHAINS else dossier.of_kind(kind)
    shown = first_of(every[after:], PAGE)
    note(request, client, rows=len(shown.rows))
    context = {"client": client, "user": user, "kind": kind, "shown": shown, "count": len(every), "today": today}
    context |= {"label": LABELS[kind], "after": after + PAGE}
    if user.can(Permission.LOG_CONTACT):
        context |= {"fact_form": FactForm(), "open_form": OpenForm()}
    if request.htmx:
        return render(request, "clients/_fact_rows.html", context)
    here = f"{reverse('fact_list', args=[pk])}?kind={kind}&after="
    context["page"] = {
        "previous_url": f"{here}{max(after - PAGE, 0)}" if after else "",
        "next_url": f"{here}{after + PAGE}" if shown.rest else "",
    }
    return render(request, "clients/fact_list.html", context)


@requires(Permission.LOG_CONTACT)
@require_POST
def fact_confirm(request, pk):
    fact = _within_reach(request, pk)
    try:
        confirm_fact(fact, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已确认，再过一年提醒核对。")
    return _done(request, fact.client)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def fact_change(request, pk):
    """变了: the new sentence; or 作废, which needs none (`end`)."""
    fact = _within_reach(request, pk)
    note(request, fact.client)
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    is_wrong = data is not None and "end" in data
    form, status = ChangeForm(None if is_wrong else data, fact=fact), 200 if data is None else 422
    if is_wrong or form.is_valid():
        try:
            _change(fact, form, is_wrong, by=request.user, now=now)
        except Refused as refusal:
            status = status_of(refusal)
            if is_wrong or status == 409:
                messages.error(request, str(refusal))
                return _done(request, fact.client)
            put(form, refusal, "text")
        else:
            messages.success(request, "已去掉。" if is_wrong else "已改写，旧的一句留痕。")
            return _done(request, fact.client)
    context = {"client": fact.client, "fact": fact, "change_form": form}
    template = "clients/_fact_change.html" if request.htmx else "clients/fact_change.html"
    return render(request, template, context, status=status)


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def fact_open(request, pk):
    """A sensitive sentence after a POST with a reason, for half a minute; asked again it is covered."""
    fact = _within_reach(request, pk)
    note(request, fact.client)
    form = OpenForm(request.POST if request.method == "POST" else None)
    context = {"client": fact.client, "fact": fact, "open_form": form, "full": "", "problem": "", "seconds": SECONDS}
    status = 200
    if form.is_bound and form.is_valid():
        try:
            context["full"] = open_fact(fact, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            context["problem"], status = str(refusal), status_of(refusal)
    elif form.is_bound:
        context["problem"], status = "请选择查看理由。", 422
    if request.htmx or context["full"]:  # who opens it has his own row, and who sees it go away sees nothing
        request.trace = None
    template = "clients/_fact_open.html" if request.htmx else "clients/fact_open.html"
    answer = render(request, template, context, status=status)
    if context["full"] and not request.htmx:  # without JavaScript the page itself goes away again
        answer.headers["Refresh"] = f"{SECONDS}; url={_address(fact.client)}"
    return answer


def _chains(client, user, dossier, now):
    return chains_of(dossier.informations, promise_card(client, user, now)["handed"], timezone.localdate(now))


def _change(fact, form, is_wrong, **who):
    if is_wrong:
        end_fact(fact, reason=Fact.End.WRONG, **who)
    else:
        change_fact(fact, text=form.cleaned_data["text"], **who)


def _within_reach(request, pk):
    """The fact as the card shows it: of a client within reach, agreed to and not ended."""
    return get_object_or_404(Fact.objects.visible_to(request.user).agreed().select_related("client"), pk=pk)


def _address(client):
    return reverse("client_detail", args=[client.pk]) + "#facts"


def _done(request, client):
    """The card as it is now, with the message; without htmx the client's page at its card."""
    if not request.htmx:
        return redirect(_address(client))
    return reswap(retarget(_card(request, client, FactForm(), 200), "#facts"), "outerHTML")


def _card(request, client, form, status):
    dossier = dossier_of(client, request.user, client.consents.all(), timezone.localdate())
    context = {"client": client, "dossier": dossier, "fact_form": form, "open_form": OpenForm()}
    template = "clients/_facts.html" if request.htmx else "clients/fact_add.html"
    return render(request, template, context, status=status)
