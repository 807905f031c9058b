from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.handovers import Choice, start_handover
from clients.filters import ClientFilter
from clients.models import Client
from clients.queries.handovers import CHOSEN
from clients.rules.handovers import load_problems
from crm.forms.handovers import HandoverForm, asked_in
from crm.queries.handovers import possible_receivers, proposal
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.models import User
from staff.pages import row_id
from staff.roles import EVERYTHING, Permission, Role, requires
from words.problems import Moved, Problem, Refused

NOBODY = "none"
UNREAD = "没有这样的在岗客户经理，请核对工号"
CHANGED = "名单刚才变了：您看到的是 {} 户，现在是 {} 户。请核对后再发起"


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_http_methods(["GET", "POST"])
def handover_choose(request):
    """移交: whose clients, to whom, from which day on; what is typed starts it at once or asks head office."""
    today, user = timezone.localdate(), request.user
    givers = _givers(request)
    giver, is_chosen = _giver(request, givers)
    context = {"givers": givers, "giver": giver, "is_nobody": is_chosen and giver is None}
    context["unasked"] = ("manager", "unit") if giver else ("manager",)
    context |= {"is_selection": "chosen" in request.GET, "other": request.GET.get("other", "")}
    context["kept"] = [pair for pair in request.GET.items() if pair[0] not in ("giver", "giver_no")]
    if not is_chosen:
        note(request, rows=len(context["givers"]))
        return render(request, "crm/handover_choose.html", context)
    clients, filters = _clients(request, giver)
    named, unread = _named(request)
    possible = possible_receivers(user, giver, clients, named)
    wanted = set(request.GET.getlist("to")) | {str(person.pk) for person in named}
    receivers = [person for person in possible if str(person.pk) in wanted] or possible
    form, page = _form(request)
    found = proposal(giver, clients, receivers, asked_in(request.POST), today, form.day, page)
    form.initial["seen"] = found.total
    note(request, rows=found.count)
    context |= {"possible": possible, "chosen": receivers, "found": found, "unread": unread, "filter": filters}
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                return _started(request, giver, found, form)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
    return render(request, "crm/handover_choose.html", context | {"form": form}, status=status)


def _form(request):
    """(the form, the number of the page). Who turns over has not sent it yet: what he typed stays, and nothing is refused."""
    page = row_id(request.POST, "page")
    if request.method == "POST" and page is None:
        return HandoverForm(request.POST), row_id(request.POST, "at") or 1
    return HandoverForm(initial=request.POST.dict()), page or 1


def _started(request, giver, found, form):
    typed = form.cleaned_data
    if typed["seen"] != found.total:
        raise Moved(Problem("", CHANGED.format(typed["seen"], found.total)), current=None)
    if strange := found.strange_in(asked_in(request.POST)):
        raise Refused(strange)
    over = load_problems(found.rooms, found.names)
    if over and not typed["beyond"]:
        raise Refused(over)
    about = {name: typed[name] for name in ("reason", "starts_on", "words")}
    choice = Choice(giver=giver, pairs=found.pairs, **about)
    row = start_handover(choice, by=request.user, now=timezone.now(), asks=bool(over))
    request.session.pop(CHOSEN, None)
    forget("requests", request.user.pk)
    said = "已发起移交 {} 户，{}".format(
        found.count, "等总行同意。" if row.state == row.State.ASKED else "交接信和介绍已记为两位经理的承诺。"
    )
    messages.success(request, said)
    return redirect("request_detail" if row.state == row.State.ASKED else "handover_run", row.pk)


def _giver(request, givers):
    """(whose clients, whether it was said). A manager out of reach is as one who does not exist."""
    asked = "giver" if request.GET.get("giver") else "manager"
    people = User.objects.visible_to(request.user)
    if number := request.GET.get("giver_no", "").strip():
        person = people.filter(employee_no=number[:20]).first()
        return person, person is not None
    if request.GET.get(asked) in (None, "", NOBODY):
        return (None, True) if request.GET.get(asked) == NOBODY else _only_giver(request, people)
    pk = row_id(request.GET, asked)
    person = next((one for one in givers if one.pk == pk), None) or people.filter(pk=pk).first()
    if person is None:
        raise Http404
    return person, True


def _only_giver(request, people):
    """Of a list or selection that was carried here, whoever has all of its clients."""
    if not request.GET:
        return None, False
    mine = list(_narrowed(request, _chosen(request))[0].order_by().values_list("manager", flat=True).distinct()[:2])
    return (people.filter(pk=mine[0]).first(), True) if len(mine) == 1 else (None, False)


def _givers(request):
    """The managers of a head's units who have clients here; of a whole bank one is named by number."""
    if request.user.role in EVERYTHING:
        return []
    rows = _narrowed(request, _chosen(request))[0].order_by().filter(manager=OuterRef("pk"))
    return list(User.objects.visible_to(request.user).filter(Exists(rows)).order_by("employee_no"))


def _clients(request, giver):
    """The giver's clients within reach, narrowed as the client list narrows; of a selection in the admin those alone."""
    rows = _chosen(request)
    return _narrowed(request, rows.filter(manager=giver) if giver else rows.without_manager().filter(manager=None))


def _narrowed(request, rows):
    data = request.GET.copy()
    data.pop("manager", None)
    filters = ClientFilter(data, rows, user=request.user, today=timezone.localdate())
    return (filters.queryset.none() if filters.errors else filters.qs), filters


def _chosen(request):
    rows = Client.objects.visible_to(request.user)
    return rows.filter(pk__in=request.session.get(CHOSEN, [])) if request.GET.get("chosen") else rows


def _named(request):
    """([a receiver of another unit, named by number], what could not be read)."""
    number = request.GET.get("other", "").strip()
    if not number:
        return [], ""
    found = User.objects.filter(employee_no=number[:20], role=Role.MANAGER, is_active=True).first()
    return ([found], "") if found else ([], UNREAD)
