"""Which grants need a second person, and who may be that person (ORG-R6)."""

import pytest

from staff.roles import EVERYTHING, Role
from staff.rules.grants import (
    COMMAND_LINE,
    NOBODY,
    TIES,
    Place,
    gains,
    needs_second_person,
    problems_of_deciding,
    reaches,
    sees_more_by_move,
    tie_problems,
)

EAST, OUTLET, WEST, WHOLE = "/9900/9901/", "/9900/9901/990101/", "/9900/9902/", "/9900/"
MANAGER, WEST_MANAGER = Place(Role.MANAGER, EAST), Place(Role.MANAGER, WEST)
HEAD, OUTLET_HEAD, WEST_HEAD = (Place(Role.BRANCH_HEAD, path) for path in (EAST, OUTLET, WEST))
OFFICE, COMPLIANCE, AUDITOR, ADMIN = (
    Place(role, WHOLE) for role in (Role.HEAD_OFFICE, Role.COMPLIANCE, Role.AUDITOR, Role.SYSADMIN)
)
WITH_CLIENTS = (MANAGER, HEAD, OFFICE, COMPLIANCE, AUDITOR)


@pytest.mark.parametrize("after", WITH_CLIENTS)
@pytest.mark.parametrize("before", [NOBODY, ADMIN])
def test_the_administrator_gives_nobody_clients_alone(before, after):
    assert needs_second_person(ADMIN, before, after)


@pytest.mark.parametrize("granter", [ADMIN, OFFICE, COMMAND_LINE])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NOBODY, HEAD), (NOBODY, OFFICE), (NOBODY, COMPLIANCE), (NOBODY, AUDITOR),
        (MANAGER, HEAD), (MANAGER, OFFICE), (HEAD, OFFICE), (HEAD, WEST_HEAD), (OUTLET_HEAD, HEAD),
        (AUDITOR, OFFICE), (OFFICE, AUDITOR), (OFFICE, COMPLIANCE), (ADMIN, OFFICE), (COMPLIANCE, HEAD),
    ],
)  # fmt: skip
def test_nobody_makes_a_head_or_head_office_alone(granter, before, after):
    assert needs_second_person(granter, before, after)


@pytest.mark.parametrize("granter", [ADMIN, OFFICE, COMMAND_LINE])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (MANAGER, WEST_MANAGER), (MANAGER, NOBODY), (OFFICE, NOBODY), (HEAD, HEAD), (HEAD, OUTLET_HEAD), (HEAD, MANAGER),
        (HEAD, WEST_MANAGER), (OFFICE, Place(Role.HEAD_OFFICE, EAST)), (NOBODY, NOBODY),
    ],
)  # fmt: skip
def test_a_managers_move_and_less_than_before_need_nobody(granter, before, after):
    assert not needs_second_person(granter, before, after)


def test_a_desk_of_head_office_is_given_by_two():
    finance, line = (Place(Role.HEAD_OFFICE, "/9900/9909/", desk) for desk in ("finance", "line"))
    assert needs_second_person(ADMIN, OFFICE, finance) and needs_second_person(COMMAND_LINE, line, finance)
    assert not needs_second_person(ADMIN, finance, OFFICE)
    assert not gains(Place(Role.MANAGER, EAST), Place(Role.MANAGER, WEST, "finance"))


def test_who_may_assign_clients_appoints_managers():
    assert not needs_second_person(OFFICE, NOBODY, MANAGER)
    assert not needs_second_person(COMMAND_LINE, NOBODY, MANAGER)
    assert not needs_second_person(HEAD, NOBODY, Place(Role.MANAGER, OUTLET))
    assert needs_second_person(HEAD, NOBODY, WEST_MANAGER)
    assert needs_second_person(COMPLIANCE, NOBODY, MANAGER)


def test_an_administrator_is_made_by_an_administrator():
    assert not needs_second_person(ADMIN, NOBODY, ADMIN)
    assert needs_second_person(OFFICE, NOBODY, ADMIN)
    assert needs_second_person(COMMAND_LINE, NOBODY, ADMIN)


def test_a_closed_granter_gives_nothing_alone():
    assert needs_second_person(NOBODY, NOBODY, MANAGER)
    assert needs_second_person(NOBODY, NOBODY, ADMIN)


@pytest.mark.parametrize(
    ("decider", "after", "may"),
    [
        (OFFICE, HEAD, True), (OFFICE, OFFICE, True), (OFFICE, ADMIN, True), (COMPLIANCE, OFFICE, True),
        (COMPLIANCE, MANAGER, True), (HEAD, MANAGER, True), (HEAD, OUTLET_HEAD, True),
        (HEAD, WEST_MANAGER, False), (HEAD, WEST_HEAD, False), (HEAD, OFFICE, False), (HEAD, AUDITOR, False),
        (HEAD, ADMIN, False), (OUTLET_HEAD, HEAD, False), (OUTLET_HEAD, MANAGER, False),
        (ADMIN, MANAGER, False), (ADMIN, ADMIN, False), (AUDITOR, MANAGER, False), (MANAGER, MANAGER, False),
        (NOBODY, MANAGER, False),
    ],
)  # fmt: skip
def test_who_decides_sees_it_himself(decider, after, may):
    found = problems_of_deciding(decider, after)
    assert (found == []) is may


@pytest.mark.parametrize("tie", TIES)
def test_nobody_decides_what_he_asked_for_or_gains_or_whom_he_entered(tie):
    assert "由另一个人确认" in problems_of_deciding(OFFICE, MANAGER, tie)[0].message
    assert "由另一个人查看" in tie_problems(tie, "查看")[0].message


@pytest.mark.parametrize("role", Role)
def test_the_same_place_gains_nothing_and_reaches_itself(role):
    place = Place(role, EAST)
    assert not gains(place, place)
    assert reaches(place, place) or role == Role.MANAGER  # a manager's clients are his own, not his unit's


@pytest.mark.parametrize(
    ("head", "old", "new", "more"),
    [(WEST, OUTLET, WEST + "990101/", True), (EAST, OUTLET, WEST + "990101/", False), (WHOLE, OUTLET, WEST + "990101/", False),
     (EAST, OUTLET, OUTLET, False), (WEST, "", WEST + "990109/", False)],
)  # fmt: skip
def test_the_head_above_the_new_place_sees_more(head, old, new, more):
    assert sees_more_by_move(head, old, new) is more


@pytest.mark.parametrize("role", EVERYTHING)
def test_the_whole_bank_is_reached_by_the_whole_bank_only(role):
    assert [reaches(holder, Place(role, EAST)) for holder in (OFFICE, HEAD, MANAGER, ADMIN)] == [
        True,
        False,
        False,
        False,
    ]
