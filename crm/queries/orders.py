"""督办: what an order may be about, and the orders that somebody gave."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from clients.models import Client, Promise
from clients.queries.information import asked_of
from clients.queries.promises import promise_row, promises_due
from clients.rules.promises import CARE
from crm.templatetags.ui import name_for
from staff.models import User
from staff.roles import Permission, Role
from tiers.models import Signal
from words.dates import day_text
from words.masking import mask_name_in, mask_text

ANSWERED = timedelta(days=7)
SHOWN = 20
WHAT_LIMIT = Promise._meta.get_field("what").max_length


@dataclass(frozen=True)
class Thing:
    """What an order is about: its `key`, who is to do it (None: nobody who works here), the client if any, and words for both."""

    key: str
    manager: User | None
    client: Client | None
    why: str
    what: str = ""


def thing_of(kind, pk, user, today):
    """The Thing within the person's reach, or None."""
    return THINGS[kind](pk, user, today)


def _promise(pk, user, today):
    rows = Promise.objects.visible_to(user).to_clients().shown().open().filter(due_on__lt=today, pk=pk)
    row = rows.select_related("client", "owed_by").first()
    if row is None:
        return None
    words = promise_words(row, user)
    why = f"答应{name_for(row.client, user)}的「{words}」说好 {day_text(row.due_on, today)}，还没有办"
    return Thing(f"promise:{row.pk}", _works(row.owed_by, user), row.client, why, f"兑现：{words}"[:WHAT_LIMIT])


def _signal(pk, user, today):
    row = Signal.objects.visible_to(user).open().filter(pk=pk).select_related("client__manager").first()
    if row is None:
        return None
    facts = row.sentence if user.can(Permission.VIEW_BALANCES) else row.get_kind_display()
    why = f"{name_for(row.client, user)}：{facts}，{day_text(row.raised_on, today)} 发现，还没有了结"
    what = f"联系客户，弄清「{row.get_kind_display()}」的原因"
    return Thing(f"signal:{row.pk}", _works(row.client.manager, user), row.client, why, what)


def _client(pk, user, today):
    row = Client.objects.visible_to(user).in_care().filter(pk=pk).select_related("manager").first()
    if row is None:
        return None
    due = f"应联系日 {day_text(row.next_due_on, today)}" if row.next_due_on else "没有应联系日"
    return Thing(f"{CARE}{row.pk}", _works(row.manager, user), row, f"{name_for(row, user)}：{due}", "联系这位客户")


def _manager(pk, user, today):
    row = User.objects.visible_to(user).filter(pk=pk, role=Role.MANAGER, is_active=True).first()
    return row and Thing("", row, None, f"{row.name}（{row.unit.name}）")


THINGS = {"promise": _promise, "signal": _signal, "client": _client, "manager": _manager}


def _works(person, user):
    """The person, if he is a manager who works here within the reach of `user`."""
    found = person and person.is_active and person.role == Role.MANAGER
    return person if found and User.objects.visible_to(user).filter(pk=person.pk).exists() else None


def promise_words(promise, user):
    """The words of a promise, with the client's name in them as this person may read it (domain 12.2)."""
    return in_words(promise.what, promise.client, user)


def in_words(words, client, user):
    words = mask_text(words)
    if client is None or user.can(Permission.VIEW_NAMES):
        return words
    return mask_name_in(words, client.name, client.is_business)


def owed_and_asked(user, today, since):
    """What he has to do himself, what was handed to him, and what he asked others for: the open ones, and with their answers those
    closed `since` then.
    """
    lately = Q(state=Promise.State.OPEN) | Q(closed_at__gte=since)
    asked = Promise.objects.apart_from(user).filter(lately, origin=Promise.Origin.ORDER, owed_to=user.pk)
    return promises_due(user, today) | asked | asked_of(user).open().shown()


def order_rows(orders, user, now):
    """[PromiseRow] of the first SHOWN."""
    return [promise_row(row, user, now) for row in orders[:SHOWN]]


def orders_of(manager):
    """The open orders that the manager has to do."""
    return Promise.objects.open().filter(origin=Promise.Origin.ORDER, owed_by=manager)


def same_order(thing, what):
    """The open order about the same thing, or with the same words where it is about nothing but the manager."""
    rows = Promise.objects.open().filter(about=thing.key) if thing.key else orders_of(thing.manager).filter(what=what)
    return rows.select_related("owed_to").first()


def said_already(order, today):
    made_on = timezone.localdate(order.made_at)
    return f"这件事已有督办没有了结：{order.owed_to.name} {day_text(made_on, today)} 发起，{day_text(order.due_on, today)} 到期"
