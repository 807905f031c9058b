"""What the demo bank has to tell, story by story; each is looked for in the bank that test_demo.py has made."""

from collections import Counter
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from campaigns.models import Gift, Greeting
from clients.models import Client, ContactLog, Fact, Holding, KeyDate, Link, Promise, Request
from clients.queries.requests import waiting_for
from clients.rules.risk import is_expired
from crm.models import Export
from crm.queries.circles import circle_of
from crm.queries.client import trend, with_small_rows
from crm.queries.commitments import commitments_of, with_commitments
from crm.queries.holdings import holdings_card
from crm.queries.unusual import findings
from outbox.models import Message
from partners.models import Partnership
from planner.models import CarePlan
from planner.queries.due import day_list, due_row
from staff.models import AuditEvent, Place, User
from tiers.models import RatingRun, Signal, Standing, TierChange
from tiers.queries.concessions import checks
from tiers.queries.policies import load_policies
from tiers.queries.sponsors import nearest_head, sponsor_facts, with_sponsor


def the_person_is_alive(manager):
    """Each manager who knows his clients has facts, days of every kind, promises in every state; one complaint, one information."""
    promises = Promise.objects.filter(client__manager=manager)
    assert set(promises.values_list("state", flat=True)) == set(Promise.State.values)
    assert set(promises.open().values_list("owes", flat=True)) == set(Promise.Owes.values)
    assert promises.of_information().filter(fact__question="").open().get().owed_by.employee_no == "990201"
    assert promises.filter(origin="decision").open().get().owed_by.employee_no == "990100"
    facts = Fact.objects.filter(client__manager=manager)
    assert facts.usable(timezone.localdate()).count() == facts.count() > 60
    assert set(facts.values_list("kind", flat=True)) >= {
        "hobby",
        "family",
        "expertise",
        "taboo",
        "manner",
        "service",
        "need",
    }
    assert KeyDate.objects.filter(client__manager=manager).values("kind").distinct().count() == 5
    assert ContactLog.objects.filter(client__manager=manager).values("aim").distinct().count() > 6
    assert Client.objects.filter(manager=manager).resting(timezone.localdate()).count() == 1


def the_monthly_runs_have_left_their_stories(manager):
    """Somebody is watched, two will drop, one has, some rose, a month-end spike lifts nobody; requests in every state."""
    run = RatingRun.objects.of_months().first()
    rows = Standing.objects.filter(run=run, client__manager=manager, below__gte=3)
    below = list(rows.values_list("below", flat=True))
    assert len(below) >= 4 and max(below) >= 4
    moves = set(TierChange.objects.exclude(old="").values_list("old", "new"))
    assert ("standard", "vip") in moves
    spiked = Standing.objects.filter(calm__lt=F("value"))
    assert set(spiked.values_list("tier", flat=True)) <= {"standard"}
    assert Signal.objects.cohort(timezone.localdate()).filter(client__manager=manager).count() >= 4
    assert set(Signal.objects.filter(result="lost").values_list("reason", flat=True)) == {"bank", "house"}
    assert Request.objects.get(kind="policy").attached["kept"][0] > 50
    states = Counter(
        Request.objects.exclude(kind__in=["concession", "export", "handover", "gift", "visit"]).values_list(
            "state", flat=True
        )
    )
    assert states == {"asked": 3, "back": 1, "refused": 1, "approved": 1}
    kinds = [
        [
            row.kind
            for row in waiting_for(User.objects.get(employee_no=number), timezone.now())
            if row.kind not in ("export", "gift", "visit")
        ]
        for number in ("990100", "990001", "990005", "990006")
    ]
    assert [len(found) - found.count("concession") for found in kinds] == [1, 2, 1, 2]
    assert [found.count("concession") for found in kinds] == [2, 2, 2, 1]


def one_list_waits_for_a_second_person_and_one_to_be_taken(head):
    states = list(Export.objects.filter(by=head).order_by("pk").values_list("state", flat=True))
    assert states == ["done", "asked"] and Request.objects.get(kind="export").state == "asked"


def concessions_stand_in_every_state(today):
    """Asked for at each desk, given, over, sent back, refused, withdrawn; one of those that wait is stopped by a lower ceiling."""
    rows = Request.objects.filter(kind="concession")
    assert set(rows.values_list("state", flat=True)) == set(Request.State.values)
    waiting = list(rows.waiting().select_related("client"))
    failed = [row for row in waiting if any(not one.holds for one in checks(waiting, today)[row.pk])]
    assert (len(waiting), [row.item for row in failed]) == (4, ["D36"])
    assert rows.in_force(today).count() == 1 and rows.exclude(ended_at=None).count() == 1
    assert set(Promise.objects.filter(request__in=rows).values_list("state", flat=True)) == {"open", "kept"}
    assert set(Client.objects.exclude(related="").values_list("related", flat=True)) == {"shareholder", "staff_kin"}


def the_signals_are_told():
    """A fall of one of the highest and of an elder, who is near a line, a false alarm, and an old one that was settled."""
    falls = Signal.objects.open().filter(kind="fall")
    assert set(falls.values_list("severity", flat=True)) == {"red", "orange"}
    assert Signal.objects.cohort(timezone.localdate()).count() >= 3
    closed = Signal.objects.filter(state="closed").exclude(result="lost").order_by("closed_at")
    assert list(closed.values_list("result", flat=True)) == ["talked", "false"]


def the_first_morning_is_there(manager, today):
    """Drafts wait, a care day has a list, and each manager with something to do has his mail of the morning."""
    assert Greeting.objects.drafts().filter(manager=manager).exists()
    plan = CarePlan.objects.filter(manager=manager, day__gte=today, kind="care").get()
    assert plan.items.filter(state="planned").count() > 5
    assert Message.objects.filter(state="sent", send_at__lte=timezone.now()).count() > 3
    assert Message.objects.filter(user=manager, state="sent").count() == 1


def the_sponsor_of_the_first_top_client_is_late(clients, today):
    """And so his head reads it; of what the tier promises something is kept, due soon and broken."""
    head = User.objects.get(employee_no="990100")
    [(row, pk)] = [(due_row(client, head, today), client.pk) for client in clients if client.contacts.filter(by=head)]
    assert "共管客户，每 90 天当面谈一次" in row.why and "逾期 6 天" in row.why
    client = with_commitments(with_sponsor(Client.objects.annotate(head_name=nearest_head("name"))), today).get(pk=pk)
    terms = load_policies(today).terms_of(client)
    about = {"is_silent": False, "sponsor": sponsor_facts(client, head, terms)}
    found = [(line.name, line.stand.value) for line in commitments_of(client, terms, today, **about)]
    assert [name for name, stand in found if stand == "broken"] == ["联系", "共管面谈", "汇报"]
    assert [name for name, stand in found if stand == "due"] == ["面谈"]
    assert [name for name, stand in found if stand == "kept"] == ["问候", "答复"]


def nothing_is_said_twice_and_nobody_talks_twice_at_once():
    rows = list(ContactLog.objects.values_list("note", "by", "occurred_at"))
    for said in (
        Counter(note for note, _by, _at in rows),
        Counter((by, moment.replace(second=0)) for _note, by, moment in rows),
    ):
        assert [each for each, times in said.items() if times > 1] == []


def the_audit_tells_of_unusual_reading(today):
    """One manager read very much yesterday, one at night, one searched for nobody, one was refused."""
    head = User.objects.get(employee_no="990100")
    waiting, seen = findings(head, timezone.now())
    assert {row.changes["why"] for row in waiting} == {"mass", "night", "gift"} and not seen
    waiting, _seen = findings(User.objects.get(employee_no="990002"), timezone.now())
    assert {row.changes["why"] for row in waiting} == {"mass", "night", "missed", "gift"}
    assert {row.changes["on"] for row in waiting if row.changes["why"] != "gift"} == {
        (today - timedelta(days=1)).isoformat()
    }
    assert AuditEvent.objects.filter(verb="denied", changes__page="import_list").count() == 1


def what_ends_is_there(manager, today):
    """In 2, 6, 14 and 28 days; of the last two that ended one stayed. Some tests of risk are older than a year."""
    rows = Holding.objects.filter(client__manager=manager)
    ahead = [(row.matured_on - today).days for row in rows.maturing(today).order_by("matured_on")]
    assert ahead == [2, 6, 14, 28]
    asked = {row.client.pk for row in day_list(manager, today, 500)[0] if "还没有安排" in row.why}
    assert rows.get(matured_on=today + timedelta(days=2)).client_id in asked
    ended = Client.objects.filter(holdings__matured_on=today - timedelta(days=6)).order_by("pk")
    rows = with_small_rows(ended, today)
    said = [holdings_card(client, trend(client), today).outcome for client in rows]
    assert sorted("没有留住" in words for words in said) == [False, True] and all("留住" in words for words in said)
    assert {is_expired(on, today) for on in Client.objects.values_list("risk_tested_on", flat=True) if on} == {
        True,
        False,
    }


def one_handover_is_finished_and_one_runs():
    """Of the one that runs three letters are written, one client was introduced and one objects."""
    rows = Request.objects.filter(kind="handover")
    assert rows.exclude(valid_until=None).get().assignments.filter(state="given").count() == 3
    running = rows.get(valid_until=None).assignments.all()
    assert running.exclude(letter_log=None).count() == 3 and running.filter(state="objected").count() == 1
    assert running.filter(introduction__state="kept").count() == 1 and running.count() == 5


def the_ground_is_known(manager):
    """Two towns, sixteen villages, markets and a school; of some nobody answers, at some nobody can pay with us."""
    kinds = Counter(Place.objects.values_list("kind", flat=True))
    assert kinds["town"] == 2 and kinds["village"] == 16 and kinds["market"] >= 2 and kinds["school"] == 1
    seen = Place.objects.visible_to(manager)
    assert seen.with_nobody().exists() and seen.filter(stage="blank", manager=manager).exists()
    assert not Client.objects.filter(place=None).exclude(status="lead").exists()


def two_firms_stand_in_their_circles(manager, today):
    leads = Client.objects.filter(status="lead", manager=manager, partnership=None)
    firms = Client.objects.filter(links_in__kind="holds").distinct()
    assert leads.count() >= 6 and (firms.count(), Link.objects.filter(kind="holds").count()) == (2, 5)
    assert Link.objects.open().filter(kind="same").count() == 1
    circle = max((circle_of(firm, manager, today) for firm in firms), key=lambda each: len(each.gaps))
    assert len(circle.gaps) == 5 and circle.gaps[0].promise and any(row.is_old for row in circle.gaps)


def the_partners_stand_on_every_stage(today):
    """Twenty, some stuck, each step with its evidence; public officers are known as such."""
    rows = Partnership.objects.all()
    assert rows.count() == 20 and set(rows.values_list("stage", flat=True)) == set(range(6))
    assert rows.stuck(today).count() >= 3 and rows.filter(is_public_duty=True).count() >= 8
    assert not rows.filter(stage__gt=0, steps=None).exists()
    assert Client.objects.filter(partnership__isnull=False, next_due_on=None).count() == 0


def the_counter_has_heard_of_one_shop(manager):
    """What was answered yesterday waits for the manager, and some hints stand at the counter."""
    [answer] = Fact.objects.exclude(question="")
    assert answer.client.manager == manager and answer.promises.get().owed_by == manager
    assert Fact.objects.filter(seen_by="counter").count() == 3


def gifts_stand_near_and_far_from_deposits():
    """One of each end, one that the head has to explain, and one that waits for the head's word."""
    assert {*Gift.objects.values_list("state", flat=True)} == {"given", "refused", "returned"}
    [near] = Gift.objects.exclude(explained=None)
    assert near.explained.owed_by.role == "branch_head" and near.explained.state == "open"
    assert Gift.objects.given().filter(explained=None).count() >= 3
    assert Request.objects.waiting().filter(kind="gift").count() == 1
