"""A unit moves with everything below it."""

from staff.actions.org import save_unit
from staff.models import OrgUnit
from tests import factories


def test_what_lies_below_a_unit_moves_along(bank):
    branch, below = (factories.unit(code, parent=bank.hq, level="branch") for code in ("9970", "9980"))
    sub = factories.unit("9981", parent=below, level="sub_branch")
    outlet = factories.unit("9982", parent=sub, level="outlet")
    sub.parent = branch
    save_unit(sub)
    paths = dict(OrgUnit.objects.filter(pk__in=(sub.pk, outlet.pk, below.pk)).values_list("code", "path"))
    top = bank.hq.path
    assert paths == {"9981": f"{top}9970/9981/", "9982": f"{top}9970/9981/9982/", "9980": f"{top}9980/"}
