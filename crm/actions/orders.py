"""督办: a head asks a manager for something until a day, and says how he helps."""

from django.db import transaction
from django.utils import timezone

from clients.actions.promises import make_promise
from clients.models import Promise
from crm.queries.orders import orders_of, said_already, same_order
from crm.rules.orders import is_near, order_problems
from staff.calendar import load_calendar
from staff.models import User
from words.problems import Refused


@transaction.atomic
def issue_order(thing, *, by, now, what, due_on, help_words):
    """Writes the order about `thing` (crm/queries/orders.py) as a promise that its manager owes `by`, and returns it.

    Refuses no help, a day that nobody works on, a second one about the same thing, and more than a manager can carry.
    """
    if thing.manager is None:
        raise Refused("没有在岗的客户经理可以督办，请先移交给在岗的客户经理。")
    today = timezone.localdate(now)
    manager = User.objects.select_for_update(of=("self",)).get(pk=thing.manager.pk)  # one at a time
    if order := same_order(thing, what.strip()):
        raise Refused(said_already(order, today))
    works = is_near(due_on, today) and load_calendar(due_on, due_on).is_workday(due_on)
    open_ones = orders_of(manager).count()
    if problems := order_problems(help_words=help_words, due_on=due_on, today=today, works=works, open_ones=open_ones):
        raise Refused(problems)
    about = {"origin": Promise.Origin.ORDER, "help_words": help_words, "about": thing.key}
    return make_promise(thing.client, by=by, now=now, what=what, due_on=due_on, owed_by=manager, owed_to=by, **about)
