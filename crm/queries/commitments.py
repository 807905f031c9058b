"""服务承诺 of the client page: what the policy promises, and the ledger that proves it, read in the statement that reads the client."""

from datetime import date

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from campaigns.models import Greeting
from clients.models import Client, ContactLog, DoNotDisturb
from clients.queries.beside import Beside, rows_beside
from clients.queries.touches import touch, touch_of
from clients.rules.contacts import FACE_TO_FACE, WRITTEN
from clients.rules.promises import OF_HANDOVER
from clients.rules.requests import workdays_later
from crm.rules.promised import promised_to
from staff.calendar import calendar_at_hand, midnight
from tiers.queries.policies import load_policies
from tiers.queries.sponsors import meetings
from tiers.rules.commitments import GREETED_EVERY, NOT_GREETED, Matter, Touch, answers, every
from tiers.rules.pledges import pledges, who_words
from words.dates import ONE_DAY

PLEDGED = ("contact_interval", "face_interval", "sponsor_interval", "briefing_interval", "answer_days")
LATELY = 90 * ONE_DAY
MOST = 50  # matters that a client came with lately
Aim, Direction = ContactLog.Aim, ContactLog.Direction


def with_commitments(clients, today):
    """Adds the last touch of each kind that something is promised of, and what the client came with lately."""
    mine = OuterRef("pk")
    effective, rows = ContactLog.objects.latest_effective(mine), ContactLog.objects.not_struck().filter(client=mine)
    rows = rows.order_by("-occurred_at", "-pk")
    greeted = Q(greeting__isnull=False) | Q(message__kind=Greeting.MAIL) | Q(aim=Aim.CARE, is_effective=True)
    return clients.annotate(
        talked=touch(effective),
        faced=touch(effective.filter(kind__in=FACE_TO_FACE)),
        sponsor_met=touch(meetings(mine)),
        briefed=touch(rows.filter(aim=Aim.BRIEFING, reached=ContactLog.Reached.CLIENT)),
        greeted=touch(rows.filter(greeted)),
        asked_rows=Beside(_asked(rows, today)),
    )


def _asked(rows, today):
    """What the client himself came with: the day, and that of our next touch which reached him."""
    replies = ContactLog.objects.touches().filter(direction=Direction.OUT, reached=ContactLog.Reached.CLIENT)
    replies = replies.filter(client=OuterRef("client"), occurred_at__gt=OuterRef("occurred_at")).order_by("occurred_at")
    answered_on = Subquery(replies.values(on=TruncDate("occurred_at"))[:1])
    asked = rows.filter(direction=Direction.IN, occurred_at__gte=midnight(today - LATELY))
    return asked.annotate(came_on=TruncDate("occurred_at"), answered_on=answered_on)[:MOST]


def commitments_of(client, terms, today, *, is_silent, sponsor):
    """The lines of 服务承诺, [] of whom is not active or not rated. Needs with_commitments; `sponsor` of sponsor_facts."""
    if terms is None or client.status != Client.Status.ACTIVE:
        return []
    paused = "勿扰期内不主动联系" if is_silent else "停联期内不主动联系" if client.rests_on(today) else ""
    lines = [
        *_contact(client, today, paused),
        *_regularly("面谈", terms.face_interval, client.faced, client, today, paused),
        *_sponsor(client, sponsor, today, paused),
        *_regularly("汇报", terms.briefing_interval, client.briefed, client, today, paused),
    ]
    if client.tier not in NOT_GREETED:
        promise = "生日或节日，每年至少一次"
        last = _touch(client.greeted)
        lines.append(every("问候", promise, GREETED_EVERY, last, client.assigned_on, today, paused=paused))
    promise = f"客户提的事 {terms.answer_days} 个工作日内先答复"
    return [*lines, answers("答复", promise, _matters(client, terms.answer_days, today), today)]


def _contact(client, today, paused):
    if not client.contact_interval or client.next_due_on is None:
        return ()
    promise, last = f"每 {client.contact_interval} 天一次", _touch(client.talked)
    about = {"due_on": client.next_due_on, "paused": paused}
    return (every("联系", promise, client.contact_interval, last, client.assigned_on, today, **about),)


def _regularly(name, interval, found, client, today, paused):
    if not interval:
        return ()
    return (every(name, f"每 {interval} 天一次", interval, _touch(found), client.assigned_on, today, paused=paused),)


def _sponsor(client, sponsor, today, paused):
    if not sponsor:
        return ()
    meeting, promise = sponsor["meeting"], f"每 {sponsor['meeting'].interval} 天一次"
    about = {"due_on": meeting.due_on, "paused": paused}
    last = _touch(client.sponsor_met)
    return (every("共管面谈", promise, meeting.interval, last, client.assigned_on, today, **about),)


def _matters(client, days, today):
    rows = rows_beside(ContactLog, client.asked_rows)
    if not rows:
        return []
    calendar = calendar_at_hand(today - LATELY, today)
    found = []
    for row in rows:
        came_on = date.fromisoformat(row.came_on)
        found.append(Matter(workdays_later(came_on, days, calendar), _answer(row, came_on)))
    return found


def _answer(row, came_on):
    """A talk is its own first answer; what he wrote, or tried, waits for the next touch that reached him."""
    if row.is_effective or row.replied or (row.kind not in WRITTEN and row.reached == ContactLog.Reached.CLIENT):
        return Touch(came_on)
    return Touch(date.fromisoformat(row.answered_on)) if row.answered_on else None


def _touch(found):
    found = touch_of(found)
    return found and Touch(*found)


def pledge_facts(client, today):
    """What 服务承诺书 says: the `rows`, none with a `stop` that says why nothing is handed over. Needs `head_name`."""
    terms = load_policies(today).terms_of(client)
    stop = _stop(client, terms, today)
    if stop:
        return {"rows": [], "stop": stop}
    named = {name: getattr(terms, name) for name in PLEDGED}
    sponsor = f"本行的{client.sponsor.name}" if client.sponsor else "支行行长"
    rows = pledges(**named, is_greeted=client.tier not in NOT_GREETED, sponsor=sponsor)
    who = who_words(
        client.unit.name, *(person and person.name for person in (client.manager, client.backup)), client.head_name
    )
    about = {"label": terms.client_label, "named": client.title or client.name, "who": who}
    return {"rows": rows, "stop": "", **about, "promised": promised_to(_promised(client), client.name, today)}


def _promised(client):
    """[(what, until when)] of what we owe him still; a letter about him, and an introduction, are no promise that he knows."""
    rows = client.promises.open().to_clients().shown().exclude(origin__in=OF_HANDOVER)
    return rows.order_by("due_on", "pk").values_list("what", "due_on")


def _stop(client, terms, today):
    if client.status != Client.Status.ACTIVE:
        return f"客户状态是「{client.get_status_display()}」，不打印承诺书。"
    if terms is None:
        return "客户还没有评定层级，评定以后再打印。"
    is_silent = DoNotDisturb.objects.silencing(today).filter(client=client).exists()
    return "客户在勿扰期，承诺书等勿扰期过后再当面交给客户。" if is_silent else ""
