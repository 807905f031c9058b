"""「等您处理」: the mail to who may decide a request, or countersign it; to who asked, what became of it."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clients.kinds import kind_of
from clients.models import Request
from clients.queries.kin import with_kin
from clients.queries.requests import ABOUT, deciders, may_countersign, told, who_decide
from outbox.kinds import WantedMail
from staff.models import User
from staff.roles import Role
from words.dates import moment_text
from words.masking import mask_name

TOLD_WITHIN = timedelta(days=3)


def request_mails(now):
    """One mail a request and person, again to the deputies after its time; without terms, names in full or words."""
    fresh = Q(asked_at__gte=now - 4 * TOLD_WITHIN) | Q(due_at__range=(now - TOLD_WITHIN, now))
    people, signers = who_decide(now), _signers()
    for row in Request.objects.waiting().filter(fresh).select_related(*ABOUT).order_by("pk"):
        signing = [one for one in signers if _signs(one, row)]
        for person in [*signing, *(one for one in told(deciders(row, now, people)) if one not in signing)]:
            yield _mail(row, person, max(row.asked_at, now - TOLD_WITHIN))
    lately = Request.objects.filter(decided_at__gte=now - TOLD_WITHIN).exclude(decided_by=None).select_related(*ABOUT)
    for row in lately.exclude(client__kin__user=F("asked_by")).order_by("pk"):
        yield _answer(row)


def _signers():
    """Compliance, and the desks of head office."""
    found = User.objects.filter(is_active=True, role__in=(Role.COMPLIANCE, Role.HEAD_OFFICE))
    return with_kin(list(found.exclude(role=Role.HEAD_OFFICE, unit__desk="").order_by("employee_no")))


def _signs(person, row):
    return row.countersigned_by_id is None and may_countersign(person, row)


def _mail(row, person, at):
    what, due = _what(row), moment_text(timezone.localtime(row.due_at))
    text = f"{person.name}您好：\n{row.asked_by.name}提出{what}，请在 {due} 前办。\n{_address(row)}\n"
    key = f"request:{_number(row)}:{person.pk}"
    expires = max(row.due_at, at) + TOLD_WITHIN
    return WantedMail(key, person, f"【等您处理】{what}，{due} 前", text, send_at=at, expires_at=expires)


def _answer(row):
    what, state = _what(row), row.get_state_display()
    text = f"{row.asked_by.name}您好：\n您提出的{what}，{row.decided_by.name}已办：{state}。\n{_address(row)}\n"
    at = row.decided_at
    key = f"request:{_number(row)}:answer"
    return WantedMail(key, row.asked_by, f"【已办】{what}：{state}", text, send_at=at, expires_at=at + TOLD_WITHIN)


def _number(row):
    """Of each round a mail of its own."""
    return f"{row.pk}.{len(row.rounds)}" if row.rounds else row.pk


def _what(row):
    client = row.client
    return (
        f"{kind_of(row).label}（{mask_name(client.name, client.is_business)}，{row.unit.name}）"
        if client
        else kind_of(row).label
    )


def _address(row):
    return f"{settings.SITE_URL}{reverse('request_detail', args=[row.pk])}"
