"""Key dates: entered with the client's consent; a 忌日 leaves him in peace everywhere, for one day a year."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.actions.consents import record_consent
from clients.actions.key_dates import add_key_date, delete_key_date, keep_memorials
from clients.models import Client, DoNotDisturb, KeyDate
from crm.schedule import SCHEDULE
from outbox.actions.footing import footings
from planner.queries.due import day_list
from planner.queries.plans import chances
from staff.models import AuditEvent
from tests.mail import greeting
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 24, 9, 0))
TODAY = NOW.date()
WEDDING = {"kind": "wedding", "celebrates": "solar", "month": 11, "day": 24}
MEMORIAL = {**WEDDING, "kind": "memorial"}


@pytest.fixture
def agreed(bank):
    Client.objects.filter(pk=bank.mine.pk).update(contact_interval=None)
    consent(bank.mine)
    return bank


def consent(client, status="granted"):
    about = {"purpose": "dossier", "via": "any", "evidence": "当面书面", "by": None}
    return record_consent(client, status=status, now=NOW, own_request=True, **about)


def add(bank, **about):
    return add_key_date(bank.mine, by=bank.manager, now=NOW, **(WEDDING | about))


def listed(person, day=TODAY):
    return [(row.what, row.why) for row in day_list(person, day, 20)[0]]


def test_without_the_consent_nothing_is_kept(bank):
    with pytest.raises(Refused, match="人脉档案"):
        add(bank)
    assert not KeyDate.objects.exists()


def test_it_is_entered_once_and_audited(agreed):
    row = add(agreed, year=2006)
    with pytest.raises(Refused, match="登记过"):
        add(agreed)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.client_id, event.target_id) == ("create", agreed.mine.pk, str(row.pk))
    assert KeyDate.objects.get().number == 1124


def test_the_day_stands_on_the_list_of_those_who_look_after_him(agreed):
    add(agreed, year=2006)
    Client.objects.update(tier="top")
    for person in (agreed.manager, agreed.backup, agreed.head):
        assert listed(person) == [("要紧的日子", "今天：结婚纪念日（满 20 年）")]
    assert listed(agreed.head_office) == listed(agreed.stranger) == []
    consent(agreed.mine, "withdrawn")
    assert listed(agreed.manager) == []


@pytest.mark.parametrize(
    ("ahead", "what", "words"), [(0, "key_date", "当天结婚纪念日"), (3, "key_date", "11月27日结婚纪念日")]
)
def test_the_planner_takes_it_as_it_takes_birthdays(agreed, ahead, what, words):
    add(agreed, day=24 + ahead)
    add(agreed, day=28)
    [chance] = chances(agreed.manager, TODAY)
    assert (chance.wish.what(TODAY), chance.wish.why) == (what, words)
    assert (chance.candidate.birthday_in, chance.candidate.work) == (ahead, ("greeting",))


def test_a_day_of_years_to_come_is_not_there_yet(agreed):
    add(agreed, year=2027)
    assert listed(agreed.manager) == [] and chances(agreed.manager, TODAY) == []


def test_on_a_memorial_day_nothing_asks_to_contact_him(agreed):
    """Neither list nor plan, nor a mail that waits; the day after he is there again."""
    add(agreed)
    mail = greeting(agreed.mine, agreed.manager)
    Client.objects.filter(pk=agreed.mine.pk).update(next_due_on=TODAY - timedelta(days=3))
    assert listed(agreed.manager) and footings([mail], NOW)[mail.pk][-1] == 0
    row = add_key_date(agreed.mine, by=agreed.manager, now=NOW, **MEMORIAL)
    assert listed(agreed.manager) == [] and chances(agreed.manager, TODAY) == []
    assert not Client.objects.approachable(TODAY).filter(pk=agreed.mine.pk).exists()
    assert footings([mail], NOW)[mail.pk][-1] == 1
    tomorrow = TODAY + timedelta(days=1)
    assert Client.objects.approachable(tomorrow).filter(pk=agreed.mine.pk).exists()
    days = DoNotDisturb.objects.filter(key_date=row).values_list("starts_on", "ends_on")
    assert sorted(days) == [(TODAY, TODAY), (date(2027, 11, 24), date(2027, 11, 24))]
    delete_key_date(row, by=agreed.manager, now=NOW)
    assert Client.objects.approachable(TODAY).filter(pk=agreed.mine.pk).exists()


def test_a_memorial_day_is_never_an_occasion(agreed):
    add(agreed, kind="memorial", day=25)
    assert chances(agreed.manager, TODAY) == [] and listed(agreed.manager, date(2026, 11, 25)) == []


def test_every_night_the_years_go_on_and_who_takes_his_consent_back_is_forgotten(agreed):
    row = add(agreed, kind="memorial")
    later = NOW.replace(year=2027, month=11, day=25)
    assert keep_memorials(now=NOW) == ""
    assert keep_memorials(now=later) == "忌日：补入 2 天，撤去 0 天" and keep_memorials(now=later) == ""
    assert row.silences.count() == 4
    consent(agreed.mine, "withdrawn")
    assert row.silences.count() == 0 and keep_memorials(now=later) == ""
    consent(agreed.mine)
    assert row.silences.count() == 2
    assert "keep_memorials" in SCHEDULE


def test_a_lunar_memorial_comes_in_its_own_years(agreed):
    row = add(agreed, kind="memorial", celebrates="lunar", month=12, day=30)
    assert sorted(row.silences.values_list("starts_on", flat=True)) == [date(2027, 2, 5), date(2028, 1, 25)]
