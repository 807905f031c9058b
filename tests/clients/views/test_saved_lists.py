"""Saved lists: one's own, asked anew each time, counted each week in the morning mail."""

from datetime import date

import pytest

from clients.models import Client, SavedList
from clients.queries.saved_lists import reminded_on
from clients.rules.saved_lists import MOST
from planner.actions.mornings import sections_of
from planner.queries.plans import calendar_for
from staff.models import AuditEvent, User
from tests import factories

ADD, MONDAY = "/clients/lists/", date(2026, 11, 23)


def save(browser, name="贵宾", asked="tier=vip&sort=name&after=7", **fields):
    return browser.post(ADD, {"name": name, "asked": asked, **fields}, follow=True)


def test_what_is_asked_is_saved_under_a_name_and_leads_back_to_its_rows(bank, login):
    factories.client(unit=bank.east, manager=bank.manager, tier="top", name="赵文博")
    browser = login(bank.manager)
    page = browser.get("/clients/?tier=vip").content.decode()
    assert "存下这组条件" in page and 'name="asked" value="tier=vip"' in page
    assert "存下这组条件" not in browser.get("/clients/?sort=name").content.decode()
    answer = save(browser, is_weekly="1")
    saved = SavedList.objects.get()
    assert (saved.owner, saved.name, saved.asked, saved.is_weekly) == (bank.manager, "贵宾", {"tier": "vip"}, True)
    assert "已存下「贵宾」" in answer.content.decode() and 'href="/clients/?tier=vip"' in answer.content.decode()
    save(browser, asked="tier=top&no_email=1")
    saved.refresh_from_db()
    assert SavedList.objects.count() == 1 and saved.asked == {"tier": "top", "no_email": "1"} and not saved.is_weekly
    assert AuditEvent.objects.filter(target_type="clients.SavedList").latest("pk").changes["by"] == ["no_email", "tier"]


@pytest.mark.parametrize(
    ("name", "asked", "says"),
    [
        ("", "tier=vip", "起个名字"),
        ("长" * 21, "tier=vip", "最多 20 个字"),
        ("空", "", "还没有选条件"),
        ("空", "tier=nonsense", "还没有选条件"),
        ("空", "sort=name&text=1", "还没有选条件"),
        ("别人的", "manager=1", "还没有选条件"),
        ("卡号 4111111111111111", "tier=vip", "卡号"),
        ("13812345678", "tier=vip", "不写电话"),
        ("信佛教的客户", "tier=vip", "不记宗教信仰"),
        ("又一组", "tier=vip", "已存满 20 组"),
    ],
)
def test_what_is_no_list_is_not_saved_and_says_why(bank, login, name, asked, says):
    if "存满" in says:
        SavedList.objects.bulk_create(SavedList(owner=bank.manager, name=str(n), asked={}) for n in range(MOST))
    before = SavedList.objects.count()
    assert says in save(login(bank.manager), name, asked).content.decode()
    assert SavedList.objects.count() == before


@pytest.mark.parametrize("asked", [{"unit": "999999"}, {"band": "old"}, {"due": "old"}])
def test_a_condition_that_is_none_any_more_finds_nobody_and_stops_no_mail(bank, asked):
    Client.objects.update(next_due_on=MONDAY, average=1)
    SavedList.objects.create(owner=bank.manager, name="旧的", asked=asked, is_weekly=True)
    SavedList.objects.create(owner=bank.manager, name="贵宾", asked={"tier": "vip"}, is_weekly=True)
    assert [each.name for each in reminded_on(MONDAY, [bank.manager])[bank.manager.pk]] == ["贵宾"]


def test_nobody_else_sees_changes_or_drops_it(bank, login):
    saved = SavedList.objects.create(owner=bank.manager, name="贵宾", asked={"tier": "vip"})
    for person in (bank.head, bank.backup, bank.compliance):
        browser = login(person)
        assert "存下的名单" not in browser.get("/clients/").content.decode()
        for path in (f"{ADD}{saved.pk}/", f"{ADD}{saved.pk}/drop/"):
            assert browser.post(path, {"is_weekly": "1"}).status_code == 404
    browser = login(bank.manager)
    browser.post(f"{ADD}{saved.pk}/", {"is_weekly": "1"})
    saved.refresh_from_db()
    assert saved.is_weekly
    browser.post(f"{ADD}{saved.pk}/drop/")
    assert not SavedList.objects.exists() and Client.objects.filter(manager=bank.manager).exists()


def test_it_is_counted_within_reach_at_that_moment(bank):
    asked = {"tier": "vip", "unit": str(bank.east.pk)}
    for owner in (bank.manager, bank.head, bank.stranger):
        SavedList.objects.create(owner=owner, name="城关贵宾", asked=asked, is_weekly=True)
    SavedList.objects.create(owner=bank.manager, name="不提醒", asked={"tier": "vip"})
    users = [bank.manager, bank.head, bank.stranger]
    found = reminded_on(MONDAY, users)
    assert {pk: [(each.name, each.count) for each in lists] for pk, lists in found.items()} == {
        bank.manager.pk: [("城关贵宾", 1)],
        bank.head.pk: [("城关贵宾", 1)],
    }
    assert found[bank.manager.pk][0].url == f"/clients/?tier=vip&unit={bank.east.pk}"
    Client.objects.filter(pk=bank.mine.pk).update(manager=bank.stranger, unit=bank.west)
    assert reminded_on(MONDAY, users) == {}


def test_the_mail_of_the_week_s_first_working_day_says_how_many(bank):
    User.objects.filter(role="manager").update(care_weekday=4)
    SavedList.objects.create(owner=bank.manager, name="贵宾", asked={"tier": "vip"}, is_weekly=True)
    said = {
        day: [part.heading for section in sections for part in section.parts]
        for day in (MONDAY, date(2026, 11, 24))
        for sections in [sections_of(day, calendar_for(day), {}, {}).get(bank.manager, [])]
    }
    assert said == {MONDAY: ["您存下的名单「贵宾」现在有 1 位"], date(2026, 11, 24): []}
    covered = sections_of(MONDAY, calendar_for(MONDAY), {bank.manager.pk: bank.backup}, {})
    assert covered == {}  # a person's own list is not his cover's to read
