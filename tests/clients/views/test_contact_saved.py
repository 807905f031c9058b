"""After 记一笔: where it leads to, what is said there, and taking it back."""

from datetime import timedelta

import pytest
import time_machine

from clients.models import Client, ContactLog, Fact, Promise
from tests import factories
from tests.clients.views.desk import HX, LINE, NOW, Desk, typed_in


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(bank, login):
    """The manager at 记一笔 of his client, who agreed to 人脉档案."""
    factories.consent(bank.mine, purpose="dossier", via="any")
    return Desk(login(bank.manager), bank.mine)


@pytest.mark.parametrize(("button", "at"), [({"then": "next"}, 2), ({"missed": "1"}, 2), ({}, None)])
def test_in_a_list_saving_leads_to_the_next(bank, desk, button, at):
    other = factories.client(unit=bank.east, manager=bank.manager, name="马晓燕", next_due_on=NOW.date())
    Client.objects.filter(pk=bank.mine.pk).update(next_due_on=NOW.date() - timedelta(days=2))
    walk = desk.browser.get("/clients/").context["walk"]
    typed = {**desk.read(LINE), "list": walk.name, **button}
    url = desk.browser.post(desk.path, typed, headers=HX).headers["HX-Redirect"]
    assert url == (walk.url_of(other.pk) if at else f"/clients/{bank.mine.pk}/")
    text = " ".join(desk.browser.get(url).content.decode().split())
    said = "<p>陈国强 " if at else "<p>已记下"
    assert said in text and "撤回" in text


def test_undone_within_ten_minutes_is_as_if_it_had_not_been(bank, desk, clock):
    promise = factories.promise(bank.mine, due_on=NOW.date())
    desk.save(desk.read(LINE), **{f"close-{promise.pk}-state": "kept"})
    contact = ContactLog.objects.get()
    undo = f"/contacts/{contact.pk}/undo/"
    assert undo in desk.browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    clock.shift(timedelta(minutes=9))
    assert "已撤回" in desk.browser.post(undo, follow=True).content.decode()
    contact.refresh_from_db()
    promise.refresh_from_db()
    assert (contact.strike_reason, promise.state) == ("刚记下就撤回", "open")
    assert Promise.objects.get(log=contact).state == "released" and Fact.objects.get().end_reason == "wrong"
    assert "已经作废" in desk.browser.post(undo, follow=True).content.decode()


@pytest.mark.parametrize(("person", "minutes"), [("head", 1), ("backup", 1), ("manager", 11)])
def test_only_who_wrote_it_takes_it_back_and_only_at_once(bank, desk, login, clock, person, minutes):
    desk.save(desk.read(LINE))
    desk.browser.get("/")  # its news is read
    clock.shift(timedelta(minutes=minutes))
    browser, undo = login(getattr(bank, person)), f"/contacts/{ContactLog.objects.get().pk}/undo/"
    assert undo not in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "十分钟内" in browser.post(undo, follow=True).content.decode()
    assert ContactLog.objects.not_struck().count() == 1


def test_the_aim_of_the_sheet_goes_along_until_the_line_tells_another(desk):
    desk.path = f"{desk.path}?aim=ask"
    typed = typed_in(desk.browser.get(desk.path, headers=HX).context["form"])
    desk.path = desk.path.partition("?")[0]
    assert typed["aim"] == "ask" and desk.read(LINE, typed)["aim"] == "ask"
    assert desk.read("上午给他打电话汇报了网点搬家的事，聊了五分钟", typed)["aim"] == "briefing"
    desk.browser.get(f"{desk.path}?aim=nonsense", headers=HX)
    assert ContactLog.objects.count() == 0
    desk.save(desk.read(LINE, typed))
    assert ContactLog.objects.get().aim == "ask"
