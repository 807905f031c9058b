"""Who is on today's list, and who is left in peace."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.models import Client, DoNotDisturb
from crm.queries.shell import nav_items
from planner.actions.plans import build_care_plan
from planner.models import PlanItem
from planner.queries.due import day_list
from staff.models import CoverPeriod
from tests import factories

TODAY = date(2026, 11, 24)
NOW = timezone.make_aware(datetime(2026, 11, 24, 9, 0))
ONE_DAY = timedelta(days=1)


@pytest.fixture
def wanted(bank):
    """The manager's client whose promise is overdue, who has his birthday and asked to be called back."""
    Client.objects.filter(pk=bank.mine.pk).update(
        tier="top", next_due_on=TODAY - 9 * ONE_DAY, celebrates="solar", birthday=1124, birth_date=date(1970, 11, 24)
    )
    factories.contact(bank.mine, NOW - 20 * ONE_DAY, by=bank.manager, next_step="回电", next_on=TODAY - ONE_DAY)
    return bank


def hush(bank, **fields):
    fields = {"starts_on": TODAY - ONE_DAY, "reason": "丧亲", **fields}
    return DoNotDisturb.objects.create(client=bank.mine, **fields)


def listed(person, day=TODAY):
    rows, total, _parts = day_list(person, day, 20)
    assert len(total) == len(rows)
    return [row.client.client_no for row in rows]


@pytest.mark.parametrize("role", ["manager", "head", "head_office"])
def test_in_do_not_disturb_nobody_is_to_be_called_or_congratulated(wanted, role):
    person = getattr(wanted, role)
    assert listed(person) == ["77000001"]
    hush(wanted)
    assert listed(person) == []


def test_afterwards_what_was_agreed_is_on_the_list_again(wanted):
    hush(wanted, ends_on=TODAY)
    assert [listed(wanted.manager, day) for day in (TODAY, TODAY + ONE_DAY)] == [[], ["77000001"]]


def test_who_only_wants_no_calls_stays_on_the_list(wanted):
    hush(wanted, scope="calls")
    assert listed(wanted.manager) == ["77000001"]


def test_lists_and_the_count_of_the_frame_leave_him_out_too(wanted):
    def counted():
        return nav_items(wanted.manager, TODAY)[0]["count"], Client.objects.due(TODAY).count()

    assert counted() == (1, 1)
    hush(wanted)
    assert counted() == (0, 0)
    Client.objects.update(next_due_on=TODAY + ONE_DAY)
    assert list(Client.objects.soon(TODAY)) == [wanted.theirs]


@pytest.fixture
def full(bank):
    """A maintenance day with room for one: of a client due later, one with a birthday and one just talked to."""
    bank.manager.care_day_minutes, bank.manager.daily_minutes = 15, 20
    bank.manager.save()
    Client.objects.filter(pk=bank.mine.pk).update(next_due_on=TODAY)
    due = TODAY + 7 * ONE_DAY
    about = {
        "bank": {"next_due_on": due},
        "rest": {"next_due_on": due, "last_effective_on": TODAY - ONE_DAY},
        "born": {"birthday": 1126, "celebrates": "solar", "birth_date": date(1980, 11, 26)},
    }
    for number, fields in about.items():
        factories.client(unit=bank.east, manager=bank.manager, client_no=number, **fields)
    build_care_plan(bank.manager, date(2026, 11, 23), now=NOW)
    return bank


def left_over():
    return {item.client.client_no: item for item in PlanItem.objects.filter(state="overflow").select_related("client")}


def test_what_a_maintenance_day_puts_off_is_on_the_list_of_the_day_it_names(full):
    items = left_over()
    assert set(items) == {"bank", "rest", "born"}
    for number, item in items.items():
        assert number in listed(full.manager, item.moved_to)
        assert number not in listed(full.manager, item.moved_to + 2 * ONE_DAY)
    rows, *_others = day_list(full.manager, items["bank"].moved_to, 20)
    [row] = [row for row in rows if row.client.client_no == "bank"]
    days = (TODAY + 7 * ONE_DAY - items["bank"].moved_to).days
    assert (row.what, row.is_late) == ("顺延", False)
    assert row.why == f"11月24日的维护日放不下，排到今天；承诺每 60 天联系一次，还没有过有效联系，还有 {days} 天到期"
    assert items["born"].moved_to == TODAY + ONE_DAY
    rows, *_others = day_list(full.manager, TODAY + ONE_DAY, 20)
    assert "11月24日的维护日放不下，排到今天；11月26日生日" in [row.why for row in rows]


def test_who_was_contacted_since_is_no_longer_put_off(full):
    item = left_over()["bank"]
    factories.contact(item.client, NOW, by=full.manager)
    assert "bank" not in listed(full.manager, item.moved_to)


def test_others_have_what_is_put_off_only_where_they_stand_in(full):
    item = left_over()["bank"]
    Client.objects.update(backup=full.backup)
    assert "bank" not in listed(full.backup, item.moved_to)
    CoverPeriod.objects.create(
        absent=full.manager, cover=full.backup, starts_on=date(2026, 1, 1), ends_on=date(2036, 1, 1), reason="年假"
    )
    full.backup.__dict__.pop("_covers_at_hand")
    assert "bank" in listed(full.backup, item.moved_to)
    assert "bank" not in listed(full.head, item.moved_to)
