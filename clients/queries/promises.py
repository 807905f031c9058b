"""What was promised to and by a client, and what one has to do or waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clients.models import Client, Promise
from clients.queries.information import information_tab
from clients.rules.promises import (
    IN_WORDS,
    OF_COMPLAINT,
    OF_HANDOVER,
    due_words,
    may_take_back,
    said_words,
    when_words,
)
from clients.rules.why import why_follow_up
from staff.models import OrgUnit, User
from staff.roles import Permission, Role
from staff.scope import covered_ids, reach, stands_in_for, subtree_ids
from words.dates import day_text, moment_text

INFORMATION = "information"
FIELDS = ("words", "due_on", "why")
ABOUT = ("client", "owed_by", "owed_to", "closed_by", "log", "proof")


@dataclass(frozen=True)
class Typed:
    """What stands in a field of the row, and why it was refused."""

    value: str = ""
    errors: Sequence[str] = ()


@dataclass(frozen=True)
class PromiseRow:
    """One promise as a person sees it, and what he may do about it. `form` holds what he typed and was refused."""

    promise: Promise
    today: date
    may_close: bool
    may_take_back: bool
    names_client: bool = False  # beyond the client's own page
    order_url: str = ""  # where a head asks for it
    sees_client: bool = True
    form: object = None
    problem: str = ""
    is_whole: bool = False  # its forms stand in the row, and are not fetched

    @property
    def shows_forms(self):
        return self.is_whole or self.form is not None

    @property
    def is_open(self):
        return self.promise.state == Promise.State.OPEN

    @property
    def is_ours(self):
        return self.promise.owes == Promise.Owes.STAFF

    @property
    def is_late(self):
        """Red only for what we owe: nobody presses a client."""
        return self.is_open and self.is_ours and self.promise.due_on < self.today

    @property
    def when(self):
        if self.is_open:
            return when_words(self.promise.due_on, self.promise.owes, self.today)
        return day_text(timezone.localdate(self.promise.closed_at), self.today)

    @property
    def is_in_words(self):
        """Closed with words only, and never put off."""
        return self.promise.origin in IN_WORDS

    @property
    def order(self):
        """「孙知秋督办，来帮您：我来约客户」 of an order, else ''."""
        row = self.promise
        return f"{row.owed_to.name}督办，来帮您：{row.help_words}" if row.origin == Promise.Origin.ORDER else ""

    @property
    def page(self):
        """Where it is kept, of a letter or an introduction; '' of one with its buttons in the row."""
        pages = {Promise.Origin.LETTER: "letter_owed", Promise.Origin.INTRODUCTION: "introduction_owed"}
        name = pages.get(self.promise.origin) if self.is_open else None
        return reverse(name, args=[self.promise.pk]) if name else ""

    @property
    def other_word(self):
        return "写结果了结…" if self.is_in_words else "没办到、改期…"

    @property
    def done_word(self):
        return "办到了" if self.is_ours else "客户办了"

    @property
    def why(self):
        return why_follow_up(self.promise.what, self.promise.due_on, self.today)

    @property
    def said(self):
        """「11月4日 电话里答应，周敏办，说好 11月27日 星期五」."""
        row, log = self.promise, self.promise.log
        made_on = timezone.localdate(log.occurred_at if log else row.made_at)
        said = said_words(made_on, log.kind if log else "", row.owes, self.today)
        who = f"{row.owed_by.name}办" if row.owed_by else "头天提醒一声，不催"
        waits = f"{row.owed_to.name}等着" if row.owed_to and self.is_ours else ""
        due = due_words(row.due_on, row.due_at and timezone.localtime(row.due_at), self.today)
        return "，".join(filter(None, (said, who, waits, due)))

    @property
    def result(self):
        """「周敏 11月18日 10:02 记为办到了：已送到；凭据：11月18日 08:41 企业微信」."""
        row, proof = self.promise, self.promise.proof
        who = f"{row.closed_by.name} " if row.closed_by else ""
        closed = f"{who}{moment_text(timezone.localtime(row.closed_at))} 记为{row.get_state_display()}"
        words = f"：{row.words}" if row.words else ""
        how = (
            f"；凭据：{moment_text(timezone.localtime(proof.occurred_at))} {proof.get_kind_display()}" if proof else ""
        )
        return f"{closed}{words}{how}"

    @property
    def typed(self):
        """{field: Typed} of the forms in the row."""
        if not self.form:
            return dict.fromkeys(FIELDS, Typed())
        return {name: Typed(self.form.data.get(name, ""), self.form.errors.get(name, ())) for name in FIELDS}


def promise_row(promise, user, now, **about):
    closes = promise.state == Promise.State.OPEN and may_close(promise, user)
    takes_back = may_take_back(closed_at=promise.closed_at, is_own=promise.closed_by_id == user.pk, now=now)
    if user.can(Permission.ISSUE_ORDER) and _wants_order(promise, user, now):
        about["order_url"] = reverse("order_promise", args=[promise.pk])
    return PromiseRow(promise, timezone.localdate(now), closes, takes_back, **about)


def _wants_order(promise, user, now):
    """Somebody else owes it to the client, and its day is over."""
    to_client = promise.owes == Promise.Owes.STAFF and promise.owed_to_id is None and promise.client_id is not None
    is_his = promise.owed_by_id == user.pk or promise.origin in OF_COMPLAINT
    return to_client and not is_his and promise.state == Promise.State.OPEN and promise.due_on < timezone.localdate(now)


def may_close(promise, user):
    """A complaint is the head's, or his who stands in for him.

    Between colleagues the two concerned decide, else whoever keeps the client's ledger.
    """
    if promise.origin in OF_COMPLAINT:
        return user.role == Role.BRANCH_HEAD or promise.owed_by_id in (user.pk, *stands_in_for(user))
    if promise.origin in OF_HANDOVER:
        return False  # kept on the page of the handover, with its proof
    if promise.origin == Promise.Origin.FACT:
        return promise.owed_to_id in (user.pk, *_stands_in_for(user))  # who was asked answers on his own page
    if {promise.owed_by_id, promise.owed_to_id} & {user.pk, *_stands_in_for(user)}:
        return True
    between_us = promise.owes == Promise.Owes.STAFF and promise.owed_to_id
    return promise.client_id is not None and not between_us and user.can(Permission.LOG_CONTACT)


def readable_by(user):
    """Not an information about a client whom he looks after no more."""
    reached = reach(user, "client__")
    return ~Q(origin=Promise.Origin.FACT) | reached if reached else Q()


def presses_on(day):
    """What stands first on the workbench of `day`: what is due, and a complaint or an order from its first hour."""
    return Q(due_on__lte=day) | Q(origin__in=IN_WORDS)


def promises_due(user, today):
    """Of what one has to do: what presses today."""
    return _to_do(user, concerned_by(user)).asking(today).filter(presses_on(today))


def orders_overdue(user, today, unit=None):
    """What the person asked others for, and the day is over; of a `unit` (its id) and below whoever asked for it."""
    if unit is None:
        return Promise.objects.apart_from(user).filter(is_order_late(today), owed_to=user.pk)
    path = OrgUnit.objects.filter(pk=unit).values_list("path", flat=True).first() or "-"
    below = list(OrgUnit.objects.filter(path__startswith=path).values_list("pk", flat=True))
    of_unit = Q(client__unit__in=below) | Q(client=None, owed_by__unit__in=below)
    return Promise.objects.visible_to(user).filter(is_order_late(today) & of_unit)


def is_order_late(day):
    return Q(origin=Promise.Origin.ORDER, state=Promise.State.OPEN, due_on__lt=day)


def orders_to_tell(now):
    """The open orders given lately: a mail of each goes to whoever has to do it."""
    lately = {"made_at__gte": now - timedelta(days=3), "due_on__gte": timezone.localdate(now) - timedelta(days=31)}
    rows = Promise.objects.open().filter(origin=Promise.Origin.ORDER, **lately)
    return rows.select_related("owed_by", "owed_to").order_by("pk")


def _to_do(user, people):
    """What the people have to do, as the user may see it."""
    return _open_for(user).without_information().filter(owed_by__in=people)


def _open_for(user):
    return Promise.objects.apart_from(user).open().select_related(*ABOUT)


def promise_lists(user, today):
    """{name: (heading, open promises)}: what one has to do, what one waits for, and of a head what his people have to do.

    An information to be answered stands on its own page; who handed it on waits for it here.
    """
    concerned, about = concerned_by(user), _open_for(user)
    lists = {
        "due": ("到期的与投诉" if user.role == Role.BRANCH_HEAD else "到期的", promises_due(user, today)),
        "mine": ("我要办的", _to_do(user, concerned)),
        "waiting": ("等别人的", about.asking(today).shown().filter(readable_by(user), owed_to__in=concerned)),
    }
    if user.role == Role.BRANCH_HEAD:
        people = User.objects.filter(unit__in=subtree_ids(user)).exclude(pk=user.pk).values("pk")
        lists["team"] = ("我的人要办的", _to_do(user, people))
    return lists


def promise_tabs(lists, user, now, here=""):
    """The lists and, where somebody asked lately, 转来的信息: each with name, label, number and url; `here` is among them."""
    url = reverse("promise_list")
    tabs = [(name, label, rows.count(), f"{url}?show={name}") for name, (label, rows) in lists.items()]
    asked = information_tab(user, now) if user.can(Permission.ANSWER_INFORMATION) else None
    if asked is not None or here == INFORMATION:
        tabs.append((INFORMATION, "转来的信息", asked or 0, reverse("information_list")))
    return [dict(zip(("name", "label", "number", "url"), tab, strict=True)) for tab in tabs]


def rows_of(promises, user, now, **about):
    """The rows of a list; one's own reach decides whether a client is named in full."""
    wanted = {each.client_id for each in promises if each.client_id}
    seen = set(Client.objects.visible_to(user).filter(pk__in=wanted).values_list("pk", flat=True))
    about.setdefault("names_client", True)
    return [promise_row(each, user, now, sees_client=each.client_id in seen, **about) for each in promises]


def concerned_by(user):
    """Whose promises are this person's to keep and to wait for: his own, and those of whom he stands in for."""
    return [user.pk, *_stands_in_for(user)]


def _stands_in_for(user):
    return covered_ids(user) if user.role == Role.MANAGER else ()
