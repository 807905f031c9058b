"""The mails that the demo machine's own mail sink has written down (crm/embedded/mailsink.py)."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy

from django.conf import settings

NAME = re.compile(r"[0-9T]{15,24}-[0-9]{1,10}-[0-9]{1,10}\.eml")
KINDS = {"text/plain": "文字部分", "text/html": "网页部分（源文）", "text/calendar": "日历附件"}


@dataclass(frozen=True)
class Mail:
    """One received mail; `headers` is [(name, value)], `parts` [(Chinese kind, text)]."""

    name: str
    subject: str
    to: str
    sender: str
    date: datetime | None
    headers: list
    parts: list


def folder():
    return settings.VAR_DIR / "mails"


def received(limit):
    """The newest mails, newest first, and how many there are in all."""
    names = sorted((path.name for path in folder().glob("*.eml") if NAME.fullmatch(path.name)), reverse=True)
    return [mail for name in names[:limit] if (mail := read(name))], len(names)


def read(name):
    """One mail by its file name; None when there is none of that name."""
    path = folder() / name
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    date = getattr(mail["Date"], "datetime", None)
    return Mail(
        name=name,
        subject=str(mail["Subject"] or "（没有主题）"),
        to=str(mail["To"] or ""),
        sender=str(mail["From"] or ""),
        date=date if date and date.tzinfo else None,
        headers=[(key, str(value)) for key, value in mail.items() if not key.startswith("X-")],
        parts=[(_kind(part), _text(part)) for part in mail.walk() if not part.is_multipart()],
    )


def _kind(part):
    kind, name = KINDS.get(part.get_content_type(), "附件"), part.get_filename()
    return f"{kind}（{name}）" if name else kind


def _text(part):
    if part.get_content_maintype() != "text":
        return ""
    try:
        return part.get_content()
    except (LookupError, UnicodeError):
        return part.get_payload()
