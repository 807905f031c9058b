from functools import partial

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from crm.actions import clock
from crm.queries.clock import ahead_of_the_database
from crm.queries.health import TICKED_AT
from staff.turns import AGAIN_FOR, patiently


@shared_task
def tick():
    now = timezone.now()
    cache.set(TICKED_AT, now.timestamp(), None)
    patiently(partial(clock.tick, now, ahead=ahead_of_the_database(now)), seconds=AGAIN_FOR)
