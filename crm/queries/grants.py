"""The mail that tells somebody what he may do from now on, or that somebody else has set his password (ORG-R6)."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from outbox.kinds import WantedMail
from staff.models import Grant
from staff.queries.grants import TOLD_WITHIN, grants_to_tell
from staff.queries.org import bank_name
from words.dates import moment_text

What = Grant.What


def grant_mails(now):
    """One mail a grant that came into force, to its owner."""
    for grant in grants_to_tell(now):
        at = grant.asked_at if grant.decision == Grant.Decision.TAKEN else grant.decided_at
        subject, text = mail_words(grant, at)
        yield WantedMail(f"grant:{grant.pk}", grant.user, subject, text, send_at=at, expires_at=at + TOLD_WITHIN)


def mail_words(grant, at):
    """(subject, text) without anything secret: what was done, when and by whom, and whom to ask."""
    when = moment_text(timezone.localtime(at))
    if grant.what == What.PASSWORD:
        subject = "【账号】您的登录密码已由他人重新设置"
        done = "您的登录密码已重新设置。首次登录时，请改成只有您自己知道的密码"
    else:
        subject = f"【账号】您的岗位：{grant.get_role_display()}（{grant.unit.name}）"
        done = f"您在「客户维护」中的岗位为{grant.get_role_display()}，机构为{grant.unit.name}"
    people = f"{_who(grant.asked_by)}提出"
    if grant.decision == Grant.Decision.CONFIRMED:
        people += f"，{_who(grant.decided_by)}确认"
    text = (
        f"{grant.user.name}您好：\n{when}起，{done}。由{people}。\n"
        f"如果您不知情，请马上告诉{bank_name()}合规部门和系统管理员。\n"
        f"{settings.SITE_URL}{reverse('login')}\n"
    )
    return subject, text


def _who(person):
    return f"{person.name}（{person.employee_no}）" if person else "系统管理人员在服务器上"
