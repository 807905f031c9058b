"""A handover of a client from 周敏 to 李航, as it stands after the head's start, on Friday 20 November 2026."""

from datetime import date, datetime

from django.utils import timezone

from clients.actions.handovers import Choice, start_handover
from clients.models import Assignment, Client, Promise, Request
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 20, 10, 0))
STARTS_ON = date(2026, 12, 1)
DAY = date(2026, 12, 14)
THAT_DAY = timezone.make_aware(datetime(2026, 12, 14, 0, 1))


def handover(bank, **fields):
    """The head's Request; its rows are made by `planned`."""
    about = {"kind": "handover", "unit": bank.east, "asked_by": bank.head, "user": bank.manager, "state": "approved"}
    about |= {"decided_by": bank.head_office, "decided_at": NOW, "asked_at": NOW, "due_at": NOW, "reason": "rotates"}
    return Request.objects.create(**about | {"words": "岗位轮换，城关支行内部调整", "valid_from": STARTS_ON} | fields)


def planned(bank, client=None, *, request=None, tier="select", manager=None, **fields):
    """Planned, with both promises where the tier has them."""
    client, manager = client or bank.mine, manager or bank.backup
    client.tier = tier
    client.save(update_fields=["tier"])
    promises = {}
    if tier in ("top", "select", "vip"):
        about = {"made_at": NOW, "made_by": bank.head}
        promises["letter"] = factories.promise(
            client,
            "写交接信",
            due_on=date(2026, 11, 25),
            owed_by=bank.manager,
            owed_to=bank.head,
            origin="letter",
            **about,
        )
        promises["introduction"] = factories.promise(
            client, "当面介绍给客户", due_on=date(2026, 12, 14), owed_by=manager, origin="introduce", **about
        )
    about = {"giver": bank.manager, "manager": manager, "unit": bank.east, "starts_on": STARTS_ON, "made_by": bank.head}
    return Assignment.objects.create(
        client=client, request=request or handover(bank), **about | {"made_at": NOW} | promises | fields
    )


def given(row):
    """The day has come: the client is the receiver's."""
    Client.objects.filter(pk=row.client_id, backup=row.manager).update(backup=None)
    Client.objects.filter(pk=row.client_id).update(manager=row.manager, assigned_on=row.starts_on)
    Assignment.objects.filter(pk=row.pk).update(state="given")
    Promise.objects.filter(pk=row.introduction_id).update(owed_by=row.manager)
    row.refresh_from_db()
    return row


def chosen(book, *pairs, **fields):
    about = {"giver": book.manager, "reason": "rotates", "starts_on": DAY} | fields
    return Choice(pairs=[(client.pk, to.pk) for client, to in pairs], **about)


def start(book, *pairs, by=None, **fields):
    return start_handover(chosen(book, *pairs, **fields), by=by or book.head, now=NOW)
