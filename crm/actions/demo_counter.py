"""What the demo bank's counter knows and has heard: how to look after some clients, and what one of them said yesterday."""

from datetime import datetime, time

from django.utils import timezone

from clients.actions.counter import answer_question
from clients.actions.facts import add_fact
from clients.enums.facts import FactKind, SeenBy
from clients.models import Client
from clients.queries.counter import question_of
from words.dates import ONE_DAY

HINTS = ("赶时间，先办业务，办完再聊", "业务多，先约好时间再来", "爱问利弊，一步一步讲清楚")
ANSWER = "要换零钱"


def plant_counter(staff, today):
    """`staff` {number of employee: User}. Somebody who keeps a shop, of the first manager, was asked yesterday."""
    manager, at = staff["990101"], timezone.make_aware(datetime.combine(today - ONE_DAY, time(15, 20)))
    shops = Client.objects.active().filter(manager=manager, occupation="个体经营").order_by("client_no")
    open_ones = [client for client in shops[:40] if question_of(client, today) == "merchant"]
    for client, text in zip(open_ones[1:], HINTS, strict=False):
        add_fact(client, by=manager, now=at, kind=FactKind.SERVICE, text=text, seen_by=SeenBy.COUNTER)
    if open_ones:
        answer_question(open_ones[0].pk, by=staff["990110"], now=at, code="merchant", answer=ANSWER)
