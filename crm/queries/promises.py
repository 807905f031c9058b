"""「等您处理」: the mail to the head who has to answer a complaint, to whom a colleague handed an information, or a head an order."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from clients.queries.complaints import complaints_to_tell
from clients.queries.information import information_to_tell
from clients.queries.promises import orders_to_tell
from clients.rules.complaints import decided_by
from outbox.kinds import WantedMail
from words.dates import before_text, moment_text, month_day
from words.masking import mask_name

LEAST = timedelta(days=3)  # a complaint entered late is told all the same


def promise_mails(now):
    """One mail a complaint, a handed information and an order, to whoever owes the answer; without the client's name, phone or words."""
    for promise in complaints_to_tell(now):
        key, at = f"promise:{promise.pk}:{promise.owed_by_id}", promise.made_at
        subject, text = _complaint_words(promise)
        yield WantedMail(key, promise.owed_by, subject, text, send_at=at, expires_at=max(promise.due_at, at + LEAST))

    for promise in information_to_tell(now):
        key, at = f"promise:{promise.pk}:{promise.owed_by_id}", promise.made_at
        subject, text = _information_words(promise)
        yield WantedMail(key, promise.owed_by, subject, text, send_at=at, expires_at=at + LEAST)

    for promise in orders_to_tell(now):
        key, at = f"promise:{promise.pk}:{promise.owed_by_id}", promise.made_at
        subject, text = _order_words(promise)
        yield WantedMail(key, promise.owed_by, subject, text, send_at=at, expires_at=at + LEAST)


def _order_words(promise):
    until = before_text(promise.due_on, timezone.localdate(promise.made_at))
    text = (
        f"{promise.owed_by.name}您好：\n{promise.owed_to.name}请您在 {until}办一件事，也写了来帮您什么。"
        f"办完请写一句怎么办的。\n{settings.SITE_URL}{reverse('promise_detail', args=[promise.pk])}\n"
    )
    return f"【等您处理】{promise.owed_to.name}督办一件事，{until}办完", text


def _information_words(promise):
    sender = f"{promise.owed_to.unit.name} {promise.owed_to.name}"
    until = before_text(promise.due_on, timezone.localdate(promise.made_at))
    text = (
        f"{promise.owed_by.name}您好：\n{sender}转来一条客户信息，请您在 {until}答复；缺内容可以退回。\n"
        f"{settings.SITE_URL}{reverse('information_list')}\n"
    )
    return f"【等您处理】{sender}转来一条信息，{until}答复", text


def _complaint_words(promise):
    client, answer_at = promise.client, timezone.localtime(promise.due_at)
    received_on = timezone.localdate(promise.log.occurred_at if promise.log else promise.made_at)
    subject = f"【等您处理】{client.unit.name}客户投诉，{moment_text(answer_at)} 前首次答复"
    text = (
        f"{promise.owed_by.name}您好：\n"
        f"{month_day(received_on)}，{mask_name(client.name, client.is_business)}（{client.unit.name}）提出投诉，由您处理。\n"
        f"请在 {moment_text(answer_at)} 前首次答复客户，在 {before_text(decided_by(received_on), received_on)}处理完并告诉客户结果。\n"
        "处理期间暂停对这位客户的关怀和营销，您可以联系客户。\n"
        f"{settings.SITE_URL}{reverse('promise_detail', args=[promise.pk])}\n"
    )
    return subject, text
