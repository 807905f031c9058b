"""How clients stand on a day, as conditions on them: who is due, at rest, put off, kept or overdue."""

from django.db import models

from clients.rules.birthdays import numbers_on
from staff.calendar import midnight


def has_birthday(day):
    """Whose birthday, in the calendar he keeps, falls on `day`; status and 勿扰 are not looked at."""
    kept = models.Q(pk__in=[])
    for celebrates, numbers in numbers_on(day).items():
        kept |= models.Q(celebrates=celebrates, birthday__in=numbers)
    return kept


def at_rest(day):
    """Whom the cadence leaves in peace on `day`, because he was not reached so often: is_resting, as a condition."""
    return models.Q(resting_until__gt=day, tries__isnull=False)


def planned_later(day):
    """Whose contact was put on a day after `day`: until then nobody is pressed for it."""
    return models.Q(planned_on__gt=day)


def put_off_on(day):
    """Whom somebody put off on `day` himself, with all that was wanted of that day but what is promised anew."""
    return planned_later(day) & models.Q(put_off_at__gte=midnight(day))


def asked_for(day):
    """Whom the cadence or a plan asks to contact on `day` or before; 勿扰 is not looked at."""
    due = models.Q(next_due_on__lte=day) & ~planned_later(day)
    return due | models.Q(planned_on__lte=day) & ~at_rest(day)


def wanted_within(first, last):
    """Put on one of these days, or due on it and put on no day."""
    days = (first, last)
    return models.Q(planned_on__range=days) | models.Q(planned_on=None, next_due_on__range=days)


def overdue_on(day):
    """Promised for before `day`, and not put on `day` or later."""
    return models.Q(next_due_on__lt=day) & (models.Q(planned_on=None) | models.Q(planned_on__lt=day))


def waits_planned(day):
    """Promised for before `day`, but put on `day` or later."""
    return models.Q(next_due_on__lt=day, last_effective_on__isnull=False, planned_on__gte=day)


def waits_first(day):
    """Never contacted, and the day of the first contact is not over."""
    return models.Q(last_effective_on=None) & (
        models.Q(next_due_on__gte=day) | models.Q(next_due_on__isnull=False, planned_on__gte=day)
    )


def is_kept(day):
    """Contacted within what his tier promises."""
    return models.Q(next_due_on__gte=day, last_effective_on__isnull=False)


# How a promised contact stands on a day: each client to whom one is promised is in exactly one of these.
STANDS = {"kept": is_kept, "overdue": overdue_on, "planned": waits_planned, "first": waits_first}


def has_nobody():
    """Nobody looks after him: no manager, or one who is here no more."""
    return models.Q(manager=None) | models.Q(manager__is_active=False)
