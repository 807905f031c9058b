"""The demo bank: fictional, the same each time, and alive on every screen."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Q
from django.utils import timezone

from clients.models import (
    BalanceSnapshot,
    Client,
    Consent,
    ContactLog,
    DoNotDisturb,
    Promise,
)
from clients.rules.birthdays import next_birthday
from crm.actions.first_day import begin_the_day
from crm.demo.bank import write_files
from imports.models import ImportJob
from outbox.models import Message
from planner.models import CarePlan
from staff.models import AuditEvent, CalendarDay, CoverPeriod, Grant, User
from staff.queries.users import left_from_demo
from staff.roles import Role
from tests import factories
from tests.crm import demo_stories as stories
from tests.greetings import at
from words.identifiers import id_problems, uscc_problems

DAYS = [date(2026, 11, 23), date(2027, 1, 1), date(2028, 2, 29), date(2026, 3, 1)]
FILES = ("org", "staff", "clients", "balances", "holdings", "risk", "contacts", "places")


@pytest.fixture(autouse=True)
def demo_mode(settings, tmp_path):
    settings.DEMO = settings.DEBUG = True
    settings.MEDIA_ROOT = tmp_path / "files"


def run(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


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


@pytest.mark.django_db
def test_the_demo_bank_is_alive_and_its_accounts_log_in(settings, rf, sink):
    today = timezone.localdate()
    said = run()
    manager = User.objects.get(employee_no="990101")
    mine = Client.objects.visible_to(manager)
    assert Client.objects.exclude(status="lead").count() == 600
    assert not ImportJob.objects.exclude(failed=0).exists()
    assert {user.employee_no for user in User.objects.all()} >= {number for _role, number in settings.DEMO_ACCOUNTS}
    assert all(user.check_password(settings.DEMO_PASSWORD) for user in User.objects.filter(is_active=True))
    assert not User.objects.filter(Q(is_demo=False) | Q(must_change_password=True)).exists()
    assert [(grant.user.employee_no, grant.decision) for grant in Grant.objects.all()] == [("990204", "")]
    assert User.objects.get(role=Role.SYSADMIN).employee_no == "990004"
    assert settings.DEMO_PASSWORD in said
    assert set(Client.objects.exclude(status__in=("deceased", "lead")).values_list("tier", flat=True)) == set(
        Client.Tier.values
    )
    assert mine.filter(tier="top", next_due_on__lt=today).exists()
    stories.the_sponsor_of_the_first_top_client_is_late(mine.filter(tier="top", next_due_on__lt=today), today)
    assert Promise.objects.visible_to(manager).to_clients().due(today).exists()
    assert mine.filter(last_effective_on=None, tier="vip").exists()
    assert CoverPeriod.objects.on(today).filter(cover=manager).exists()
    assert mine.filter(status="deceased").exists()
    assert DoNotDisturb.objects.filter(client__in=mine).exists()
    assert {soon(client, today) for client in mine} >= {0, 1, 3}
    assert {client.celebrates for client in mine if soon(client, today) == 0} >= {"solar", "lunar"}
    stories.the_person_is_alive(manager)
    stories.one_handover_is_finished_and_one_runs()
    stories.two_firms_stand_in_their_circles(manager, today)
    stories.concessions_stand_in_every_state(today)
    stories.one_list_waits_for_a_second_person_and_one_to_be_taken(User.objects.get(employee_no="990100"))
    stories.the_first_morning_is_there(manager, today)
    stories.the_monthly_runs_have_left_their_stories(manager)
    stories.the_signals_are_told()
    stories.the_counter_has_heard_of_one_shop(manager)
    stories.gifts_stand_near_and_far_from_deposits()
    stories.the_ground_is_known(manager)
    stories.the_partners_stand_on_every_stage(today)
    stories.the_audit_tells_of_unusual_reading(today)
    stories.nothing_is_said_twice_and_nobody_talks_twice_at_once()
    assert mine.filter(average__range=(185_000, 199_999), tier="standard").count() >= 2
    stories.what_ends_is_there(manager, today)
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
