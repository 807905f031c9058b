"""The demo bank: fictional, the same each time, and alive on every screen."""

from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F, Q
from django.utils import timezone

from campaigns.models import Greeting
from clients.models import (
    BalanceSnapshot,
    Client,
    Consent,
    ContactLog,
    DoNotDisturb,
    Fact,
    Holding,
    KeyDate,
    Promise,
    Request,
)
from clients.queries.requests import waiting_for
from clients.rules.birthdays import next_birthday
from clients.rules.risk import is_expired
from crm.actions.first_day import begin_the_day
from crm.demo.bank import write_files
from crm.queries.client import trend, with_small_rows
from crm.queries.commitments import commitments_of, with_commitments
from crm.queries.holdings import holdings_card
from imports.models import ImportJob
from outbox.models import Message
from planner.models import CarePlan
from planner.queries.due import day_list, due_row
from staff.models import AuditEvent, CalendarDay, CoverPeriod, Grant, User
from staff.queries.users import left_from_demo
from staff.roles import Role
from tests import factories
from tests.greetings import at
from tiers.models import RatingRun, Signal, Standing, TierChange
from tiers.queries.concessions import checks
from tiers.queries.policies import load_policies
from tiers.queries.sponsors import nearest_head, sponsor_facts, with_sponsor
from words.identifiers import id_problems, uscc_problems

DAYS = [date(2026, 11, 23), date(2027, 1, 1), date(2028, 2, 29), date(2026, 3, 1)]
FILES = ("org", "staff", "clients", "balances", "holdings", "risk", "contacts")


@pytest.fixture(autouse=True)
def demo_mode(settings, tmp_path):
    settings.DEMO = settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path / "files"


def run(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def the_person_is_alive(manager):
    """Each manager who knows his clients has facts, days of every kind, promises in every state; one complaint, one information."""
    promises = Promise.objects.filter(client__manager=manager)
    assert set(promises.values_list("state", flat=True)) == set(Promise.State.values)
    assert set(promises.open().values_list("owes", flat=True)) == set(Promise.Owes.values)
    assert promises.of_information().open().get().owed_by.employee_no == "990201"
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
    states = Counter(Request.objects.exclude(kind="concession").values_list("state", flat=True))
    assert states == {"asked": 3, "back": 1, "refused": 1, "approved": 1}
    kinds = [
        [row.kind for row in waiting_for(User.objects.get(employee_no=number), timezone.now())]
        for number in ("990100", "990001", "990005", "990006")
    ]
    assert [len(found) - found.count("concession") for found in kinds] == [1, 2, 1, 2]
    assert [found.count("concession") for found in kinds] == [2, 2, 2, 1]


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
    plan = CarePlan.objects.filter(manager=manager, day__gte=today).get()
    assert plan.items.filter(state="planned").count() > 5
    assert Message.objects.filter(state="sent", send_at__lte=timezone.now()).count() > 3
    assert Message.objects.filter(user=manager, state="sent").count() == 1


@pytest.mark.parametrize(
    ("now", "care_day", "called", "morning"),
    [
        ("2026-11-25T10:00", "2026-11-25", 3, "2026-11-25"),
        ("2026-11-25T06:00", "2026-11-25", 0, "2026-11-24"),
        ("2026-11-28T10:00", "2026-11-30", 0, "2026-11-27"),
    ],
)
def test_a_newcomer_finds_a_care_day_in_progress_whenever_he_starts(bank, now, care_day, called, morning):
    due = date.fromisoformat(morning)
    for number in range(4):
        factories.client(
            unit=bank.east, manager=bank.manager, name=f"王{number}春", assigned_on=due - timedelta(days=90)
        )
    assert begin_the_day(bank.manager, now=at(now)) == at(f"{morning}T07:30")
    plan = CarePlan.objects.get(manager=bank.manager, day=care_day)
    assert (ContactLog.objects.count(), plan.items.count() >= 4) == (called, True)
    assert Message.objects.filter(user=bank.manager).count() == 1


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


@pytest.mark.django_db
def test_the_demo_bank_is_alive_and_its_accounts_log_in(settings, rf, sink):
    today = timezone.localdate()
    said = run()
    manager = User.objects.get(employee_no="990101")
    mine = Client.objects.visible_to(manager)
    assert Client.objects.count() == 600
    assert not ImportJob.objects.exclude(failed=0).exists()
    assert {user.employee_no for user in User.objects.all()} >= {number for _role, number in settings.DEMO_ACCOUNTS}
    assert all(user.check_password(settings.DEMO_PASSWORD) for user in User.objects.all())
    assert not User.objects.filter(Q(is_demo=False) | Q(must_change_password=True)).exists()
    assert [(grant.user.employee_no, grant.decision) for grant in Grant.objects.all()] == [("990203", "")]
    assert User.objects.get(role=Role.SYSADMIN).employee_no == "990004"
    assert settings.DEMO_PASSWORD in said
    assert set(Client.objects.exclude(status="deceased").values_list("tier", flat=True)) == set(Client.Tier.values)
    assert mine.filter(tier="top", next_due_on__lt=today).exists()
    the_sponsor_of_the_first_top_client_is_late(mine.filter(tier="top", next_due_on__lt=today), today)
    assert Promise.objects.visible_to(manager).to_clients().due(today).exists()
    assert mine.filter(last_effective_on=None, tier="vip").exists()
    assert CoverPeriod.objects.on(today).filter(cover=manager).exists()
    assert mine.filter(status="deceased").exists()
    assert DoNotDisturb.objects.filter(client__in=mine).exists()
    assert {soon(client, today) for client in mine} >= {0, 1, 3}
    assert {client.celebrates for client in mine if soon(client, today) == 0} >= {"solar", "lunar"}
    the_person_is_alive(manager)
    concessions_stand_in_every_state(today)
    the_first_morning_is_there(manager, today)
    the_monthly_runs_have_left_their_stories(manager)
    the_signals_are_told()
    nothing_is_said_twice_and_nobody_talks_twice_at_once()
    assert mine.filter(average__range=(185_000, 199_999), tier="standard").count() >= 2
    what_ends_is_there(manager, today)
    assert mine.exclude(backup=None).exists()
    assert mine.exclude(salutation="").exists()
    assert 0.38 < Consent.objects.filter(status="granted", purpose="care").count() / 600 < 0.52
    assert 0.04 < Client.objects.filter(next_due_on__lt=today).count() / 600 < 0.25
    assert BalanceSnapshot.objects.filter(client=mine.first()).values("data_date").distinct().count() == 13
    assert ContactLog.objects.filter(occurred_at__date__lt=today - timedelta(days=500)).exists()
    assert CalendarDay.objects.filter(date__year=2026).exists()
    assert AuditEvent.objects.filter(verb="import").count() == len(FILES)
    for _role, number in settings.DEMO_ACCOUNTS:
        assert authenticate(rf.post("/login/"), username=number, password=settings.DEMO_PASSWORD)


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


def soon(client, today):
    """Days until the birthday, None if none is kept."""
    day = next_birthday(client.birthday, client.celebrates, today)
    return (day - today).days if day else None


@pytest.mark.django_db
def test_a_bank_with_users_is_left_alone(bank):
    with pytest.raises(CommandError, match="已有用户"):
        run()
    assert Client.objects.count() == 2


@pytest.mark.parametrize("off", ["DEMO", "DEBUG"])
@pytest.mark.parametrize("arguments", [(), ("--hint",)])
def test_outside_demo_mode_it_is_refused_in_one_sentence(settings, off, arguments):
    setattr(settings, off, False)
    with pytest.raises(CommandError, match="只能在演示模式"):
        run(*arguments)


def test_the_hint_says_whom_to_log_in_as_and_touches_nothing(settings):
    lines = run("--hint").splitlines()
    assert len(lines) == len(settings.DEMO_ACCOUNTS)
    assert lines[0] == f"登录：客户经理 990101，密码 {settings.DEMO_PASSWORD}"


@pytest.mark.parametrize("day", DAYS)
def test_the_same_seed_and_day_give_the_same_bytes(tmp_path, day):
    def made(name, seed):
        folder = tmp_path / name
        folder.mkdir()
        write_files(folder, seed=seed, today=day)
        return [(folder / f"{stem}.csv").read_bytes() for stem in FILES]

    first = made("a", 1)
    assert first == made("b", 1)
    assert first[2] != made("c", 2)[2]


@pytest.mark.parametrize("day", DAYS)
def test_nobody_in_it_can_be_real(tmp_path, day):
    for person in write_files(tmp_path, seed=7, today=day):
        assert person.phone.startswith("100")
        assert "9900" in person.id_no[:6]
        problems = id_problems(person.id_no, person.birth, today=day) if person.birth else uscc_problems(person.id_no)
        assert problems == []


@pytest.mark.parametrize("demo", [True, False])
def test_a_start_outside_demo_mode_counts_the_accounts_of_demo_mode(bank, settings, demo):
    settings.DEMO = demo
    User.objects.filter(employee_no__in=["990101", "990100"]).update(is_demo=True)
    assert ("有 2 个演示账号" in left_from_demo()) is not demo
