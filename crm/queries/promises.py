"""「等您处理」: the mail to the head who has to answer a complaint, to whom a colleague handed an information, or a head an order,
and to both managers of a handover."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clients.enums import PromiseOrigin
from clients.queries.complaints import complaints_to_tell
from clients.queries.information import information_to_tell
from clients.queries.introductions import handovers_to_tell, objections_to_tell
from clients.queries.kin import with_kin
from clients.queries.promises import orders_to_tell
from clients.rules.complaints import decided_by
from outbox.kinds import WantedMail
from staff.models import User
from staff.queries.covers import stand_ins
from staff.roles import Role
from staff.scope import avoided_ids
from words.dates import before_text, moment_text, month_day
from words.masking import mask_name

HANDED_WORDS = {PromiseOrigin.LETTER: ("交接信", "写"), PromiseOrigin.INTRODUCTION: ("介绍", "安排")}
LEAST = timedelta(days=3)  # a complaint entered late is told all the same


def promise_mails(now):
    """One mail a complaint, a handed information and an order, to whoever owes the answer; without the client's name, phone or words.

    Of a handover one a person. Who is away gets none: they go to who does his work, unless he must avoid the client.
    """
    covers = stand_ins(timezone.localdate(now))
    with_kin(covers.values())
    for promise in complaints_to_tell(now):
        to, at = _to(promise, covers), promise.made_at
        subject, text = _complaint_words(promise, to)
        expires = max(promise.due_at, at + LEAST)
        yield WantedMail(_key(promise, to), to, subject, text, send_at=at, expires_at=expires)

    for promise in information_to_tell(now):
        is_managers, at = promise.owed_by.role == Role.MANAGER, promise.made_at
        to = _to(promise, covers) if is_managers else promise.owed_by  # a head's is read by nobody else
        subject, text = _information_words(promise, to)
        yield WantedMail(_key(promise, to), to, subject, text, send_at=at, expires_at=at + LEAST)

    for promise in orders_to_tell(now):
        to, at = _to(promise, covers), promise.made_at
        subject, text = _order_words(promise, to)
        yield WantedMail(_key(promise, to), to, subject, text, send_at=at, expires_at=at + LEAST)
    yield from _handover_mails(now, covers)


def _to(promise, covers):
    cover = covers.get(promise.owed_by_id)
    return cover if cover and promise.client_id not in avoided_ids(cover) else promise.owed_by


def _key(promise, to):
    return f"promise:{promise.pk}:{to.pk}"


def _begins(promise, to):
    """「孙行长您好：」, to who stands in 「钱行长您好（您代孙行长）：」."""
    return f"{to.name}您好：" if to == promise.owed_by else f"{to.name}您好（您代{promise.owed_by.name}）："


def _handover_mails(now, covers):
    """One mail a handover to each manager, of his letters and of his introductions, and one a client who objects to the head."""
    found = handovers_to_tell(now)
    people = User.objects.in_bulk({user for _handover, user, *_about in found})
    for handover, user, origin, number, due_on, at in found:
        person = people[user]
        what, how = HANDED_WORDS[origin]
        until = before_text(due_on, timezone.localdate(at))
        text = (
            f"{person.name}您好：\n有 {number} 户客户的{what}由您来{how}，最早的请在 {until}办好。\n"
            f"{settings.SITE_URL}{reverse('handover_run', args=[handover])}\n"
        )
        key, subject = f"promise:{origin}:{handover}:{user}", f"【等您处理】移交：{number} 户的{what}，{until}"
        yield WantedMail(key, person, subject, text, send_at=at, expires_at=at + LEAST)

    for promise in objections_to_tell(now):
        at, until = promise.made_at, before_text(promise.due_on, timezone.localdate(promise.made_at))
        to = _to(promise, covers)
        text = (
            f"{_begins(promise, to)}\n移交中有一位客户不愿由新的经理接手（{promise.owed_to.name}报），请在 {until}另选。\n"
            f"{settings.SITE_URL}{reverse('introduction_owed', args=[promise.pk])}\n"
        )
        subject = f"【等您处理】移交：客户不愿，{until}另选接手人"
        yield WantedMail(_key(promise, to), to, subject, text, send_at=at, expires_at=at + LEAST)


def _order_words(promise, to):
    until = before_text(promise.due_on, timezone.localdate(promise.made_at))
    text = (
        f"{_begins(promise, to)}\n{promise.owed_to.name}请您在 {until}办一件事，也写了来帮您什么。"
        f"办完请写一句怎么办的。\n{settings.SITE_URL}{reverse('promise_detail', args=[promise.pk])}\n"
    )
    return f"【等您处理】{promise.owed_to.name}督办一件事，{until}办完", text


def _information_words(promise, to):
    sender = f"{promise.owed_to.unit.name} {promise.owed_to.name}"
    until = before_text(promise.due_on, timezone.localdate(promise.made_at))
    text = (
        f"{_begins(promise, to)}\n{sender}转来一条客户信息，请您在 {until}答复；缺内容可以退回。\n"
        f"{settings.SITE_URL}{reverse('information_list')}\n"
    )
    return f"【等您处理】{sender}转来一条信息，{until}答复", text


def _complaint_words(promise, to):
    client, answer_at = promise.client, timezone.localtime(promise.due_at)
    received_on = timezone.localdate(promise.log.occurred_at if promise.log else promise.made_at)
    subject = f"【等您处理】{client.unit.name}客户投诉，{moment_text(answer_at)} 前首次答复"
    text = (
        f"{_begins(promise, to)}\n"
        f"{month_day(received_on)}，{mask_name(client.name, client.is_business)}（{client.unit.name}）提出投诉，由您处理。\n"
        f"请在 {moment_text(answer_at)} 前首次答复客户，在 {before_text(decided_by(received_on), received_on)}处理完并告诉客户结果。\n"
        "处理期间暂停对这位客户的关怀和营销，您可以联系客户。\n"
        f"{settings.SITE_URL}{reverse('promise_detail', args=[promise.pk])}\n"
    )
    return subject, text
