"""What is asked for from the page of a circle: an introduction of the client, and advice of the board's office."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clients.actions.clients import locked
from clients.actions.promises import make_promise
from clients.models import Client, Promise
from clients.rules.requests import workdays_later
from crm.queries.circles import introduction_key, pledge_key
from staff.calendar import load_calendar
from staff.models import OrgUnit, User
from staff.roles import Role
from words.problems import Refused

WITHIN = timedelta(days=14)
ADVICE_WITHIN = 3  # working days
NO_OFFICE = "总行还没有董办的人员，请告诉总行管理"


@transaction.atomic
def ask_introduction(client, end, *, by, now):
    """The client owes us to introduce `end`, in two weeks; asked once. No person is named, and nobody out of reach."""
    client = locked(client)  # two taps ask once
    about, due_on = introduction_key(client, end), timezone.localdate(now) + WITHIN
    _refuse_twice(about)
    is_named = end.is_business and Client.objects.visible_to(by).filter(pk=end.pk).exists()
    what = f"引见{end.name}" if is_named else "引见一位往来"
    return make_promise(client, by=by, now=now, what=what[:80], due_on=due_on, owes="client", owed_to=by, about=about)


@transaction.atomic
def ask_board(client, *, by, now):
    """The board's office owes an answer about shares of ours that are pledged; the manager does not speak of them."""
    client = locked(client)
    today, about = timezone.localdate(now), pledge_key(client)
    _refuse_twice(about)
    people = User.objects.filter(role=Role.HEAD_OFFICE, is_active=True, unit__desk=OrgUnit.Desk.BOARD)
    person = people.order_by("employee_no").first()
    if person is None:
        raise Refused(NO_OFFICE)
    due_on = workdays_later(today, ADVICE_WITHIN, load_calendar(today, today + WITHIN))
    what = "本行股份有质押，请答复怎么和客户谈"
    return make_promise(client, by=by, now=now, what=what, due_on=due_on, owed_by=person, owed_to=by, about=about)


def _refuse_twice(about):
    if Promise.objects.open().filter(about=about).exists():
        raise Refused("已经请过了，等答复就行")
