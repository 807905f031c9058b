from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from staff.actions.places import give_place, look_at_scene, save_place
from staff.audit import Verb, note, traced
from staff.cached import forget
from staff.forms.places import GiveForm, PlaceForm, SceneForm
from staff.forms.refusals import put, see_anew, status_of
from staff.models import Place
from staff.roles import Permission, requires
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.ARRANGE_PLACES)
@require_http_methods(["GET", "POST"])
def place_add(request):
    """A new area or scene."""
    return _edit(request, Place())


@traced(Verb.VIEW)
@requires(Permission.ARRANGE_PLACES)
@require_http_methods(["GET", "POST"])
def place_edit(request, pk):
    """What a place is and where it lies."""
    return _edit(request, _within_reach(request, pk))


def _edit(request, place):
    is_new = place.pk is None
    note(request, None if is_new else place, rows=1)
    form = PlaceForm(request.POST or None, instance=place, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            save_place(form.instance, by=request.user, today=timezone.localdate())
        except Refused as refusal:
            put(form, refusal)
        else:
            forget("place_sums", "bank")
            messages.success(request, f"已保存{form.instance.name}。")
            return redirect("place_give" if is_new else "place_detail", form.instance.pk)
    context = {"form": form, "place": None if is_new else place}
    return render(request, "staff/place_edit.html", context, status=422 if form.is_bound else 200)


@traced(Verb.VIEW)
@requires(Permission.ARRANGE_PLACES)
@require_http_methods(["GET", "POST"])
def place_give(request, pk):
    """Who alone answers for a place."""
    place = _within_reach(request, pk)
    note(request, place)
    form = GiveForm(request.POST or None, place=place, user=request.user)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            give_place(place, manager=asked["manager"], seen=asked["seen"], by=request.user)
        except Refused as refusal:
            put(form, refusal)
            if isinstance(refusal, Moved):
                see_anew(form, refusal.current.manager_id)
            status = status_of(refusal)
        else:
            messages.success(request, f"{place.name}由{asked['manager'].name}负责。")
            return redirect("place_detail", place.pk)
    context = {"form": form, "place": place}
    return render(request, "staff/place_give.html", context, status=status)


@requires(Permission.LOOK_AT_PLACES)
@require_POST
def place_look(request, pk):
    """能付、在谈、空白, as somebody saw it today."""
    place = _within_reach(request, pk)
    form = SceneForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请点「空白」「在谈」「能付」之一。")
        return redirect("place_detail", pk)
    asked = form.cleaned_data
    try:
        row = look_at_scene(place, stage=asked["stage"], seen=asked["seen"], by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        forget("place_sums", "bank")
        messages.success(request, f"{place.name}：记为「{row.get_stage_display()}」。")
    return redirect(f"{reverse('place_detail', args=[asked['back'] or pk])}#scenes")


def _within_reach(request, pk):
    return get_object_or_404(Place.objects.visible_to(request.user).select_related("unit", "manager", "parent"), pk=pk)
