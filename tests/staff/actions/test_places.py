import pytest
from django.db import IntegrityError, transaction

from staff.actions.places import give_place, look_at_scene, save_place
from staff.models import AuditEvent, Place
from tests import factories
from tests.mail import NOW
from words.problems import Moved, Refused

TODAY = NOW.date()


def saved(**fields):
    by = fields.pop("by")
    return save_place(Place(**fields), by=by, today=TODAY)


def test_a_place_is_added_moved_with_all_below_it_and_never_within_itself(bank):
    head = bank.head
    about = {"unit": bank.east, "by": head}
    town = saved(code="T1", name="云溪镇", kind="town", **about)
    other = saved(code="T2", name="上河镇", kind="town", **about)
    village = saved(code="V1", name="柳渡村", kind="village", parent=town, households=412, counted_on=TODAY, **about)
    shop = saved(code="S1", name="柳渡超市", kind="market", parent=village, **about)
    assert (village.path, shop.path, shop.stage, village.stage) == ("/T1/V1/", "/T1/V1/S1/", "blank", "")
    village.parent = other
    save_place(village, by=head, today=TODAY)
    shop.refresh_from_db()
    assert shop.path == "/T2/V1/S1/"
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.unit_id, event.changes) == (
        "update",
        bank.east.pk,
        {"parent_id": [town.pk, other.pk]},
    )
    for place, parent in ((other, other), (other, village), (town, village)):
        place.parent = parent
        with pytest.raises(Refused) as refusal:
            save_place(place, by=head, today=TODAY)
        assert refusal.value.problems[0].field == "parent"
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=town.pk).update(parent=town.pk)
    with pytest.raises(Refused, match="一起填"):
        saved(code="T3", name="甲镇", kind="town", latitude=31, **about)


def test_what_lies_below_goes_along_and_has_to_fit(bank):
    """A path holds six places at most, whoever is moved; and a town with villages becomes no market."""
    head, deep, deeper = bank.head, None, None
    for number in range(4):
        deep = factories.place(bank.east, parent=deep, kind="park", code=f"D{number}")
        deeper = factories.place(bank.east, parent=deeper, kind="park", code=f"E{number}")
    top = Place.objects.get(code="E0")
    top.parent = deep
    with pytest.raises(Refused, match="最多 6 级"):
        save_place(top, by=head, today=TODAY)
    top.parent = Place.objects.get(code="D1")
    assert save_place(top, by=head, today=TODAY).path == "/D0/D1/E0/"
    town = factories.place(bank.east, kind="town")
    factories.place(bank.east, parent=town)
    for kind in ("market", "village"):
        town.kind = kind
        with pytest.raises(Refused, match="下面有村，不能改成"):
            save_place(town, by=head, today=TODAY)


def test_exactly_one_manager_of_its_units_answers_for_it(bank):
    place = factories.place(bank.east)
    given = {"by": bank.head, "seen": None}
    for person, said in ((bank.stranger, "不在这个区域的机构里"), (bank.head, "不是客户经理")):
        with pytest.raises(Refused, match=said):
            give_place(place, manager=person, **given)
    give_place(place, manager=bank.manager, **given)
    with pytest.raises(Moved, match="刚才已改成周敏"):
        give_place(place, manager=bank.backup, **given)
    event = AuditEvent.objects.get(verb="assign", target_type="staff.Place")
    assert event.changes == {"manager": ["", "990101"]}
    visible = Place.objects.visible_to(bank.head)
    assert visible.answered().get().answering == bank.manager and not visible.with_nobody()
    bank.backup.is_active = False
    bank.backup.save()
    with pytest.raises(Refused, match="已离岗"):
        give_place(place, manager=bank.backup, by=bank.head, seen=bank.manager.pk)
    bank.manager.unit = bank.west  # moved away: nobody answers any more
    bank.manager.save()
    found = visible.with_nobody().select_related("manager__unit", "unit").get()
    assert found.answering is None and found.lacks_somebody


def test_whose_places_somebody_sees(bank):
    own, below = factories.place(bank.east), factories.place(bank.outlet)
    other = factories.place(bank.west)
    assert set(Place.objects.visible_to(bank.manager)) == set(Place.objects.visible_to(bank.head)) == {own, below}
    assert set(Place.objects.visible_to(bank.stranger)) == {other}
    assert Place.objects.visible_to(bank.head_office).count() == 3


def test_what_somebody_saw_at_a_scene_is_noted_with_its_day(bank):
    scene, village = factories.place(bank.east, kind="school"), factories.place(bank.east)
    look = {"by": bank.manager, "now": NOW}
    row = look_at_scene(scene, stage="works", seen="blank", **look)
    assert (row.stage, row.stage_on) == ("works", TODAY)
    with pytest.raises(Moved, match="刚才已有人记为「能付」"):
        look_at_scene(scene, stage="planned", seen="blank", **look)
    with pytest.raises(Refused, match="日常场景"):
        look_at_scene(village, stage="works", seen="", **look)
