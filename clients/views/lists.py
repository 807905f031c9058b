from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clients.models import Client
from clients.queries.lists import list_named, open_list, place_in, put_off, walked, who_has
from staff.audit import Verb, note, traced
from staff.roles import Permission, requires

GONE = "名单只保留当天，请从名单里重新打开客户。"


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def list_done(request, name):
    """名单走完了: what was done, counted from the ledger."""
    walk = list_named(request, name, now=timezone.now())
    if walk is None:
        return _gone(request)
    note(request, rows=len(walk.ids))
    return render(request, "clients/list_done.html", {"walk": walk, "done": walked(walk, request.user)})


@requires(Permission.LOG_CONTACT)
@require_POST
def list_later(request, pk):
    """先放一放: nothing is written about the client."""
    get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    place = place_in(request, pk, now=timezone.now())
    return redirect(put_off(request, place)) if place else _gone(request)


@requires(Permission.LOG_CONTACT)
@require_POST
def list_again(request, name):
    """Those who were not reached become a list of their own."""
    now = timezone.now()
    walk = list_named(request, name, now=now)
    missed = walked(walk, request.user).missed_ids if walk else []
    again = open_list(request, "again", "没联系上的", missed, now=now, url=walk.url) if missed else None
    return redirect(again.url_of(again.ids[0])) if again else _gone(request)


def out_of_reach(request, client_id):
    """Instead of a client who was handed over while his list was walked; Http404 where no list of one's own holds him."""
    place = place_in(request, client_id, now=timezone.now())
    if place is None:
        raise Http404
    return render(request, "clients/list_gone.html", {"place": place, "gone": who_has(client_id)}, status=404)


def _gone(request):
    messages.warning(request, GONE)
    return redirect("workbench")
