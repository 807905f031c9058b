"""What is looked up again before a greeting is approved, and once more when its mail is about to leave (domain 6.4, I6, I9)."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from campaigns.models import Greeting
from campaigns.queries.greetings.candidates import of_households, quiet_on, why_household
from campaigns.rules.greetings.timing import GAP_DAYS, ONE_DAY
from campaigns.rules.occasions import silent_reason
from clients.models import Client, Consent
from outbox.models import Message
from words.problems import Problem

State = Greeting.State
ARRIVING = Q(state__in=(State.APPROVED, State.SENT))


def greetings_against(messages, now):
    """{message id: why the greeting behind it must not leave}; only those with an objection stand in it.

    Whether the occasion is on, its tone and the approved text are read as they are at this moment. Of two approved ones
    for one household the first leaves, and none after a mail that may have arrived.
    """
    rows = Greeting.objects.filter(message__in=[message.pk for message in messages]).select_related(
        "occasion", "client"
    )
    by_message = {row.message_id: row for row in rows}
    relatives = of_households(by_message.values()).said().filter(ARRIVING).annotate(mail=F("message__state"))
    relatives = list(relatives) if by_message else []
    found = {}
    for message in messages:
        if row := by_message.get(message.pk):
            before = [other for other in relatives if _goes_before(other, row)]
            if reason := _why_not(row, message, timezone.localdate(now)) or why_household(row, before):
                found[message.pk] = reason
    return found


def _goes_before(other, row):
    return other.state != State.APPROVED or other.mail in Message.MAY_HAVE_ARRIVED or other.pk < row.pk


def _why_not(row, message, today):
    if row.state != State.APPROVED:
        return "问候已撤回，没有发出"
    if row.approved_hash != message.body_hash:
        return "内容与定稿时不一致，已拦下"
    if row.client.manager_id != row.manager_id:
        return "客户已换管户经理，没有以原经理的名义发出"
    if today != row.on:
        return "已不是节日当天"
    return why_closed(row)


def why_closed(greeting):
    """Why nobody is greeted on this occasion after all, as the calendar stands now; '' when all is well."""
    occasion = greeting.occasion
    if not occasion.is_active:
        return f"总行已停用「{occasion.name}」问候"
    return silent_reason(greeting.tone if occasion.is_birthday else occasion.tone, greeting.on)


def objections(greeting, now):
    """Why this greeting cannot be approved whatever its text is: tier, consent, quiet, another one within the week."""
    client, today = greeting.client, timezone.localdate(now)
    agreed = Consent.objects.filter(
        client=client, purpose=Consent.Purpose.CARE, via=Consent.Via.EMAIL, status=Consent.Status.GRANTED
    )
    near = (greeting.on - (GAP_DAYS - 1) * ONE_DAY, greeting.on + (GAP_DAYS - 1) * ONE_DAY)
    others = Greeting.objects.filter(client=client, on__range=near, state__in=(State.APPROVED, State.SENT))
    other = others.said().exclude(pk=greeting.pk).select_related("occasion").first()
    family = why_household(greeting, of_households([greeting]).said().filter(ARRIVING))
    checks = (
        (client.tier == Client.Tier.TOP, BY_HAND_ONLY),
        (client.status != Client.Status.ACTIVE, "客户状态不是「正常」，不能发送"),
        (not client.email, "客户没有邮箱，请用电话、企业微信或贺卡"),
        (not agreed.exists(), "客户没有同意用邮件接收问候，不能发送"),
        (client.manager_id != greeting.manager_id, "客户已换管户经理，明早会以新经理的名义重新起草"),
        (greeting.on < today, "节日已过，不再发送"),
        (quiet_on(greeting.on).filter(client=client).exists(), "那一天在客户的勿扰期内，不能发送"),
        (bool(family), family),
        (other is not None, other and f"{GAP_DAYS} 天内已有{other.occasion.name}的问候"),
    )
    found = [message for refused, message in checks if refused]
    if closed := why_closed(greeting):
        found.append(closed)
    return [Problem("", message) for message in found]


BY_HAND_ONLY = "顶级客户不发邮件问候：请打电话、登门或手写贺卡，完成后在这里记下"


def approvals(user, now):
    """(in the last hour, today) how many greetings this person approved (GRT-R4)."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    hour = now - timedelta(hours=1)
    mine = Greeting.objects.filter(approved_by=user, approved_at__gte=min(today, hour))
    moments = list(mine.values_list("approved_at", flat=True))
    return sum(moment > hour for moment in moments), sum(moment >= today for moment in moments)
