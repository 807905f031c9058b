from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from crm.actions.places import make_task
from crm.forms.places import TaskForm
from crm.queries.place_sheets import paper_of
from crm.queries.places import Region, first_of, found_by, people_of, with_nobody
from partners.enums import PartnerStage
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.models import Place
from staff.roles import Permission, requires
from words.problems import Refused

LONGEST, ALONE = 30, 100  # characters asked for; places for which nobody answers


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def place_list(request):
    """区域: the tree, with the place that concerns the reader most."""
    return _page(request, first_of(request.user))


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def place_detail(request, pk):
    """The tree, with this place."""
    return _page(request, _within_reach(request, pk))


@traced(Verb.VIEW)
@requires(Permission.LOOK_AT_PLACES)
@require_safe
def place_print(request, pk):
    """区域市场渠道清单 on A4: partners, missing kinds and blanks of the place and below, to be checked by hand."""
    place = _within_reach(request, pk)
    region = Region(request.user, place, timezone.localdate())
    paper = paper_of(region)
    note(request, place, rows=paper.partners, printed=True)
    return render(request, "crm/place_print.html", {"place": place, "region": region, "paper": paper})


@traced(Verb.VIEW)
@requires(Permission.LOOK_AT_PLACES)
@require_http_methods(["GET", "POST"])
def place_task(request, pk):
    """A blank of a scene as a task."""
    place, form = _within_reach(request, pk), TaskForm(request.POST if request.method == "POST" else None)
    if not place.is_scene:
        raise Http404
    note(request, place)
    if form.is_bound and form.is_valid():
        try:
            task = make_task(place, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            messages.success(request, f"已记为{task.owed_by.name}的任务，到期会提醒。")
            return redirect("place_detail", place.pk)
    return render(request, "crm/place_task.html", {"place": place, "form": form}, status=422 if form.is_bound else 200)


def _page(request, place):
    user, today = request.user, timezone.localdate()
    arranges = user.can(Permission.ARRANGE_PLACES)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    lonely = with_nobody(user) if arranges else None
    listed = found_by(user, asked) if asked else lonely[:ALONE] if "alone" in request.GET and arranges else None
    note(request, place, rows=1 if place else 0)
    context = {
        "region": place and Region(user, place, today),
        "place": place,
        "listed": listed,
        "asked": asked,
        "arranges": arranges,
        "stage_words": PartnerStage.labels,
        "lonely": lonely.count() if arranges else 0,
    }
    return render(request, "crm/place_detail.html", context)


def _within_reach(request, pk):
    return get_object_or_404(people_of(Place.objects.visible_to(request.user)), pk=pk)
