"""The demo bank's handovers: one that is finished, and one that runs, with letters written, one introduced, one who objects."""

from dataclasses import replace
from datetime import datetime, time

from django.utils import timezone

from clients.actions.handovers import Choice, start_handover
from clients.actions.introductions import client_objects, confirm_introduced, say_introduced
from clients.actions.letters import hand_over_letter
from clients.models import Client, ContactLog
from clients.queries.letters import letter_of
from clients.rules.ranks import TOP_THREE
from crm.actions.handover_runs import finish_handover
from crm.actions.handovers import give_clients
from words.dates import ONE_DAY

HEAD, GIVER, RECEIVER = "990100", "990102", "990103"
# Of each letter the four lines that only the giver can tell.
SENTENCES = (
    {
        4: "每季度初进一批货，月底前留着活钱，别劝着动。",
        6: "说话喜欢先讲结果；回话快的人最放心。",
        9: "不要在店里当着伙计的面谈事。",
        10: "先问一声铺子里的生意，再说换人的事。",
    },
    {
        4: "退休金每月十号到，年前要给孙辈备压岁。",
        6: "电话里话不多，见面才谈得开；约在上午。",
        9: "家里的事不主动问，逢年过节一声问候就够。",
        10: "先把上次答应的事说完，再介绍自己。",
    },
    {
        4: "秋后卖了粮才有进项，开春买种子要用。",
        6: "做事仔细，材料要提前一天发过去看。",
        9: "午休时不要打电话，也不要临时上门。",
        10: "先谢这些年的照应，再问今年的收成。",
    },
)
MET = "一起去见了，客户说以后有事直接找新的客户经理，让我们放心。"
OBJECTS = "客户说和原来的经理熟了，想换一位离家近的"
PLAIN, UPPER = 3, 5  # clients of the finished handover and of the running one
FINISHED_AGO, RUNNING_AGO = 24, 8  # days since they were started; both come into force two days later


def plant_handovers(staff, today):
    """`staff` {number of employee: User}. Whoever has moved on is no client of another story."""
    mine = Client.objects.active().filter(manager=staff[GIVER]).order_by("pk")
    _finished(list(mine.exclude(tier__in=TOP_THREE)[:PLAIN]), staff, today)
    _running(list(mine.filter(tier="vip")[:UPPER]), staff, today)


def _started(clients, staff, today, ago, reason):
    """Started so many days ago, and given two days later."""
    day = today - ago * ONE_DAY
    pairs = [(client.pk, staff[RECEIVER].pk) for client in clients]
    choice = Choice(staff[GIVER], pairs, reason, day + 2 * ONE_DAY)
    request = start_handover(choice, by=staff[HEAD], now=_at(day, 10))
    return request, list(request.assignments.order_by("pk")), day


def _finished(clients, staff, today):
    request, _rows, day = _started(clients, staff, today, FINISHED_AGO, "relief")
    give_clients(now=_at(day + 2 * ONE_DAY, 0))
    finish_handover(request, by=staff[HEAD], papers=True, groups=True, now=_at(day + 3 * ONE_DAY, 17))


def _running(clients, staff, today):
    """Of the five: three letters, one introduced, one who objects."""
    giver, receiver = staff[GIVER], staff[RECEIVER]
    _request, rows, day = _started(clients, staff, today, RUNNING_AGO, "rotates")
    for place, (row, said) in enumerate(zip(rows, SENTENCES, strict=False)):
        at = _at(day + ONE_DAY, 18, 7 + 11 * place)
        lines = [replace(line, sentence=said.get(line.number, "")) for line in letter_of(row, giver, at).lines]
        hand_over_letter(row, by=giver, lines=lines, now=at)
    give_clients(now=_at(day + 2 * ONE_DAY, 0))
    at = _at(day + 5 * ONE_DAY, 18, 23)
    say_introduced(rows[0], by=receiver, kind=ContactLog.Kind.CALL, words=MET, now=at, minutes=12)
    confirm_introduced(rows[0], by=giver, now=at)
    client_objects(rows[1], by=receiver, words=OBJECTS, now=at)


def _at(day, hour, minute=1):
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
