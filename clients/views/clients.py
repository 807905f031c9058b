from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from clients.actions.clients import edit_client
from clients.actions.search import find_clients
from clients.filters import ClientFilter, order_of
from clients.forms.clients import ClientForm
from clients.models import Client
from clients.queries.kin import parted_from
from clients.queries.lists import LONGEST, open_list
from clients.queries.saved_lists import saved_lists
from clients.queries.search import matching
from staff.audit import Verb, note, traced
from staff.forms.refusals import see_anew, status_of
from staff.pages import ids_in_order, page_of, row_id
from staff.roles import EVERYTHING, Permission, Role, requires
from staff.scope import covered_ids
from words.problems import Moved, Refused

COUNTED = 1000  # of a whole bank more than this many are "over 1000": a million is never counted
TEXT = "client_text"


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def client_list(request):
    """The clients within reach. What is typed to narrow the list is posted and kept in the session, never in an address."""
    if request.method == "POST":
        return _narrowed(request)
    user, today = request.user, timezone.localdate()
    sort, order, heads = order_of(user, request.GET.get("sort", ""))
    text = request.session.get(TEXT, "") if request.GET.get("text") else ""
    rows = matching(user, text) if text else Client.objects.visible_to(user)
    filters = ClientFilter(request.GET, rows, user=user, today=today)
    found = _found(filters)
    context = {"filter": filters, "text": text, "sort": sort, "today": today, "is_narrowed": _is_narrowed(request)}
    context |= {"heads": {key: {**head, "url": _sorted(request, head["ask"])} for key, head in heads.items()}}
    context |= {"shows_money": user.can(Permission.VIEW_BALANCES), "logs": user.can(Permission.LOG_CONTACT)}
    context |= {"exports": user.can(Permission.EXPORT_CLIENTS) and not text}
    context |= {"covered": covered_ids(user), "parted": parted_from(user)}
    context |= {"owns": user.role == Role.MANAGER, "asked": urlencode(filters.asked)}
    context |= _page_and_count(request, found, order)
    context["walk"] = _walk(request, context["page"], found, order) if context["logs"] else None
    by = sorted(name for name, value in _query(request).items() if value and name in filters.filters)
    note(request, rows=len(context["page"]["rows"]), sort=sort, by=by)
    if request.htmx:
        return render(request, "clients/_client_rows.html", context)
    return render(request, "clients/client_list.html", context | {"saved": saved_lists(user)})


def _found(filters):
    """Whoever names a unit or a person out of his reach is told that there is none, and a wrong choice finds nobody, never all."""
    if filters.errors.keys() & {"unit", "manager"}:
        raise Http404
    return filters.queryset.none() if filters.errors else filters.qs


def _walk(request, page, found, order):
    """The list that is carried along: all that was found, from the first page on; a later page of a longer one begins anew."""
    now, seen = timezone.now(), [client.pk for client in page["rows"]]
    if page["next_url"] or page["previous_url"]:
        every = ids_in_order(found, sort=order, size=LONGEST)
        seen = every if set(seen) <= set(every) else seen
    return open_list(request, "clients", "客户名单", seen, now=now, url=request.get_full_path())


def _page_and_count(request, found, order):
    rows = found.select_related("unit", "manager").defer("id_hash", "hint")
    after, before = row_id(request.GET, "after"), row_id(request.GET, "before")
    page = page_of(rows, sort=order, after=after, before=before)
    count, is_many = _count(request.user, found, page)
    return {"page": {"rows": page.rows, **_neighbours(request, page)}, "count": count, "is_many": is_many}


@traced(Verb.VIEW)
@requires(Permission.EDIT_CLIENT)
@require_http_methods(["GET", "POST"])
def client_edit(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user).select_related("unit", "place"), pk=pk)
    note(request, client)
    form = ClientForm(request.POST or None, user=request.user, instance=client, initial={"seen": client.version})
    context = {"client": client, "form": form}
    template = "clients/_client_form.html" if request.htmx else "clients/client_edit.html"
    if request.method == "POST" and form.is_valid():
        try:
            edit_client(client, by=request.user, **form.cleaned_data)
        except Moved as refusal:
            context.update(conflict=str(refusal), differences=form.differences(refusal.current))
            see_anew(form, refusal.current.version)
            return render(request, template, context, status=status_of(refusal))
        messages.success(request, "已保存。")
        url = reverse("client_detail", args=[client.pk])
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    return render(request, template, context, status=422 if form.is_bound else 200)


def _count(user, rows, page):
    """(how many rows in all, whether there are more). A list on one page was counted when it was read; only a whole bank's is cut off."""
    if page.after is None and page.before is None:
        return len(page.rows), False
    rows = rows.order_by()
    count = rows[: COUNTED + 1].count() if user.role in EVERYTHING else rows.count()
    return (COUNTED, True) if user.role in EVERYTHING and count > COUNTED else (count, False)


def _narrowed(request):
    """The one form of the list: its choices become the address, its text stays in the session. The same text again is no new search."""
    query = _query(request)
    known = {name: value for name, value in request.POST.items() if name in (*ClientFilter.base_filters, "sort")}
    for name, value in known.items():
        query[name] = value
    was = request.session.get(TEXT, "") if query.pop("text", None) or request.POST.get("text") else ""
    text = request.POST.get("q", "").replace("\x00", "").strip()[:60]
    if text and text != was:
        try:
            find_clients(text, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            text = ""
    request.session[TEXT] = text
    asked = [(name, value) for name, value in query.items() if value] + [("text", "1")] * bool(text)
    return redirect(f"{request.path}?{urlencode(asked)}")


def _query(request):
    """The address's own parameters without the page cursor, to build links from."""
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query


def _sorted(request, sort):
    query = _query(request)
    query["sort"] = sort
    return f"{request.path}?{query.urlencode()}"


def _is_narrowed(request):
    return any(value for name, value in _query(request).items() if name != "sort")


def _neighbours(request, page):
    """The addresses of the next and the previous page, for the pager."""
    urls = {"next_url": "", "previous_url": ""}
    for key, name, cursor in (("next_url", "after", page.after), ("previous_url", "before", page.before)):
        if cursor is not None:
            query = _query(request)
            query[name] = cursor
            urls[key] = f"{request.path}?{query.urlencode()}"
    return urls
