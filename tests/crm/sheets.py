"""Facts, promises and days of one client, for tests of 见面提示."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from clients.models import Client, Fact, KeyDate, Promise
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 30, 8, 30))
TODAY = NOW.date()


def days(number):
    return TODAY + timedelta(days=number)


def fact(client, kind, text, *, learned=-20, **fields):
    fields = {"source": "told", "good_until": days(300)} | fields
    return Fact.objects.create(client=client, kind=kind, text=text, learned_on=days(learned), **fields)


def promise(client, what, due=3, *, by, owes="staff", **fields):
    sides = {"owed_by": by} if owes == "staff" else {"owed_to": by}
    fields = {"origin": "hand", "made_at": NOW - timedelta(days=20)} | sides | fields
    return Promise.objects.create(client=client, owes=owes, what=what, due_on=days(due), **fields)


def kept(client, what, *, by, ago=10, **fields):
    closing = {"state": "kept", "closed_at": NOW - timedelta(days=ago), "closed_by": by}
    return promise(client, what, -ago, by=by, **closing, **fields)


def key_date(client, number, kind="wedding", **fields):
    return KeyDate.objects.create(client=client, kind=kind, celebrates="solar", number=number, **fields)


def complaint(client, *, head, by, ago=2):
    """A complaint and what the head owes for it; returns the two promises."""
    log = factories.contact(
        client, NOW - timedelta(days=ago), by=by, outcome="complaint", note="大堂的机器吞卡，等了五十分钟没人管。"
    )
    about = {"by": head, "log": log}
    return (
        promise(client, "给陈先生第一次答复", 0, origin="answer", due_at=NOW.replace(hour=17, minute=0), **about),
        promise(client, "把吞卡的事处理好", 13, origin="decision", **about),
    )


def talked(client, ago, note="孙子今年上小学，每天接送，放学在校门口等。", **fields):
    """The last effective contact, so many days ago."""
    return factories.contact(client, NOW - timedelta(days=ago), note=note, **fields)


def agrees(client):
    """To 人脉档案."""
    return factories.consent(client, purpose="dossier", via="any")


def told(client, *, by):
    """陈国强 as a client about whom much is known."""
    Client.objects.filter(pk=client.pk).update(
        salutation="陈叔", birth_date=date(1970, 12, 8), tier="top", celebrates="solar", birthday=1208
    )
    client.refresh_from_db()
    agrees(client)
    talked(client, 26, "女儿年底办婚礼，酒席还没有订。", by=by, kind="call", seconds=300)
    fact(client, "family", "女儿腊月办婚礼")
    fact(client, "hobby", "早上去水库钓鱼")
    fact(client, "work", "合作社评上县级示范社", source="seen")
    fact(client, "expertise", "果树修剪")
    fact(client, "manner", "先说结论，三分钟说完", source="seen")
    fact(client, "taboo", "与供销社的旧账")
    promise(client, "把两种存期的利息测算表发给他", -3, by=by)
    promise(client, "带合作社公章来补签对账单", 4, by=by, owes="client")


def page(browser, client):
    answer = browser.get(reverse("call_sheet", args=[client.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def sheet_of(browser, client):
    return browser.get(reverse("call_sheet", args=[client.pk])).context["sheet"]


def press(browser, client, what, **data):
    return browser.post(reverse(f"call_sheet_{what}", args=[client.pk]), data)


def screen(part):
    return [line.words for line in part.lines]


def paper(sheet):
    """Every word that is printed."""
    parts = (sheet.owed, sheet.topics, sheet.thanks, sheet.services, sheet.manners, sheet.days)
    lines = (
        [line for part in parts for line in part.lines] + sheet.donts.lines + [sheet.goal, *filter(None, [sheet.last])]
    )
    return " ".join([sheet.masked, *(line.paper for line in lines)])
