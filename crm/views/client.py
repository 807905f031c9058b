from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.queries.gifts import with_gifts
from clients.forms.facts import FactForm, OpenForm
from clients.forms.promises import PromiseForm
from clients.forms.reach import ways_of
from clients.models import Client, KeyDate
from clients.queries.beside import rows_beside
from clients.queries.facts import dossier_of
from clients.queries.handovers import seen_by
from clients.queries.information import chains_of
from clients.queries.key_dates import key_days
from clients.queries.lists import place_in
from clients.queries.promise_cards import promise_card
from clients.views.lists import out_of_reach
from crm.queries.client import ask_email, client_facts, moment, money_facts, timeline, with_last_kind, with_small_rows
from crm.queries.commitments import commitments_of, with_commitments
from crm.queries.methods import method_facts
from crm.queries.strategies import requests_of, strategy_of, with_strategy
from partners.queries.partnerships import partner_beside, with_partner
from staff.audit import Verb, note, traced
from staff.pages import first_of
from staff.roles import Permission, requires
from staff.scope import rows_for
from tiers.queries.signals import cautions, signals_beside, with_signals
from tiers.queries.sponsors import nearest_head, sponsor_facts, with_sponsor
from tiers.rules.commitments import broken_words

EMPTY = ("还没有联系过", "第一次联系先聊生活，不谈产品；聊完记一笔，这里就有了第一行。")
EMPTY_FOR_GOOD = ("没有联系记录", "")
KEY_DAYS, CHAINS = 6, 4  # shown on the page; the rest has a page of its own
NO_KEY_DAYS = {
    True: ("没有登记的日子", "结婚纪念日、开业周年这样的日子，临近时会出现在工作台。"),
    False: ("还不能登记", "客户同意「人脉档案」以后才能记下要紧的日子，请先问客户愿不愿意。"),
}


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def client_detail(request, pk):
    now = timezone.now()
    today = timezone.localdate(now)
    client, user = seen_by(request.user, lambda user: _whole(user, pk, now), pk, today)
    if client is None:
        return out_of_reach(request, pk)
    note(request, client)
    context = {
        "place": place_in(request, pk, now=now),
        **_timeline(user, client),
        "user": user,
        **client_facts(client, user, today),
        "promises": promise_card(client, user, now),
        **money_facts(client, user, timezone.localdate(now)),
        "logs": user.can(Permission.LOG_CONTACT),
    }
    context["partner"] = partner_beside(client, today)
    context["log_url"] = _log_url(client, context["place"])
    context["signals"] = signals_beside(client, user, now, is_silent=context["is_silent"])
    context.update(_tier(user, client, context))
    context.update(_dossier(user, client, context))
    context.update(_forms(user, client, context["consents"]))
    return render(request, "crm/client_detail.html", context)


def _tier(user, client, context):
    """What his tier means for him now, what it promises him and how that stands, and who answers for it."""
    terms, today, is_silent = (context[name] for name in ("terms", "today", "is_silent"))
    sponsor = sponsor_facts(client, user, terms)
    commitments = commitments_of(client, terms, today, is_silent=is_silent, sponsor=sponsor)
    said = [*cautions(context["signals"]), *broken_words(commitments)]
    about = {"is_silent": is_silent, "promises": context["promises"], "cautions": said}
    strategy = strategy_of(client, today, **about)
    return {"sponsor": sponsor, "commitments": commitments, "strategy": strategy, **requests_of(client)}


def _dossier(user, client, context):
    """How he is cared for; and what only those know who look after him, with his consent (domain 12.2, DOS-R1)."""
    today, terms = context["today"], context["terms"]
    if not user.can(Permission.VIEW_NAMES):
        return method_facts(client, terms, timezone.now(), [])
    dossier = dossier_of(client, user, context["consents"], today)
    agreed, promises = dossier.is_agreed, context["promises"]
    chains = first_of(chains_of(dossier.informations, promises["handed"], today), CHAINS)
    days = key_days(rows_beside(KeyDate, client.date_rows), today) if agreed else []
    shown = KEY_DAYS if user.can(Permission.LOG_CONTACT) else len(days)  # the rest is a page of those who write them
    days = {"key_days": first_of(days, shown), "no_key_days": NO_KEY_DAYS[agreed]}
    methods = method_facts(client, terms, timezone.now(), dossier.usable, promises["words"])
    return {**methods, "dossier": dossier, "chains": chains, "has_dossier": agreed, **days}


def _log_url(client, place):
    back = {"next": reverse("client_detail", args=[client.pk])} | ({"list": place.list.name} if place else {})
    return f"{reverse('contact_log_add', args=[client.pk])}?{urlencode(back)}"


def _forms(user, client, consents):
    """What this person may do on the page; a form that stands folded is fetched when it is opened, as 记一笔 is."""
    logs, edits = (user.can(permission) for permission in (Permission.LOG_CONTACT, Permission.EDIT_CLIENT))
    forms = {"ways": ways_of(client, reveals=logs), "edits": edits, "listens": user.can(Permission.RECORD_CONSENT)}
    if edits:
        forms["ask_email"] = ask_email(client, user, consents)
    if logs:
        forms |= {"promise_form": PromiseForm(), "fact_form": FactForm(), "open_form": OpenForm()}
    return forms


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def client_timeline(request, pk):
    """The next stretch of the timeline, older than `before`; the whole page for a browser without JavaScript."""
    now = timezone.now()
    client, user = seen_by(
        request.user,
        lambda user: _rows(user).filter(pk=pk).first(),
        pk,
        timezone.localdate(now),
    )
    if client is None:
        raise Http404
    note(request, client)
    context = {**_timeline(user, client, moment(request.GET.get("before", ""))), "user": user}
    return render(request, "crm/_timeline.html" if request.htmx else "crm/client_timeline.html", context)


def _timeline(user, client, before=None):
    entries, more = timeline(client, user, timezone.now(), before)
    return {
        "client": client,
        "entries": entries,
        "more": more,
        "before": before,
        "nothing": EMPTY if client.is_in_care else EMPTY_FOR_GOOD,
        "shows_money": user.can(Permission.VIEW_BALANCES),
    }


def _whole(user, pk, now):
    return next(iter(rows_for(user, _whole_rows, timezone.localdate(now), pk=pk)), None)


def _whole_rows(user, today, *, pk):
    rows = with_signals(with_strategy(with_gifts(with_small_rows(_rows(user), today), today), today))
    rows = with_commitments(with_sponsor(rows), today)
    return with_partner(rows).annotate(head_name=nearest_head("name")).filter(pk=pk)


def _rows(user):
    return with_last_kind(Client.objects.visible_to(user)).select_related(
        "unit", "manager", "backup", "sponsor", "place"
    )
