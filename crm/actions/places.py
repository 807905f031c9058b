"""A blank of a place becomes a task of whoever answers for it."""

from django.db import transaction

from clients.actions.promises import make_promise
from crm.queries.places import TASK, tasks_of
from crm.rules.places import task_words
from staff.models import Place, User
from staff.queries.users import head_over
from words.dates import full_date
from words.problems import Problem, Refused

NOBODY = "这里还没有责任经理，请行长先指定，再交任务"
WORKS = "这里已经能付，没有空白要办；不能付了，先在区域页改回来"


@transaction.atomic
def make_task(place, *, by, now, what, due_on):
    """Who answers for the place owes it, to `by` or, where that is himself, to his head. Refuses a second open one about the
    same place, one where people can pay with us, and one for which nobody answers."""
    row = Place.objects.select_for_update(of=("self",)).select_related("unit", "manager__unit").get(pk=place.pk)
    manager = row.answering
    if row.stage == Place.Stage.WORKS:
        raise Refused(Problem("what", WORKS))
    if manager is None:
        raise Refused(Problem("what", NOBODY))
    if task := tasks_of([row]).get(row.pk):
        until = full_date(task.due_on)
        raise Refused(Problem("what", f"这里已有任务没有了结，{task.owed_by.name} {until} 前办，请先了结它"))
    waits = by if by != manager else head_over(row.unit, User.objects.filter(is_active=True)) or by
    words = task_words(row.name, what)
    return make_promise(
        None, by=by, now=now, what=words, due_on=due_on, owed_by=manager, owed_to=waits, about=f"{TASK}{row.pk}"
    )
