"""A row as a mail: headers, one text part, an HTML part and a calendar entry only when there are any.

Written out with the standard library's encoders: building and flattening message objects took as long as sending the mail.
Every byte is ASCII, so any relay takes it.
"""

import base64
import re
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from outbox.actions.wire import Letter
from outbox.kinds import kind_of
from outbox.queries.unsubscribe import token_for
from outbox.rules.messages import fits_header

BOUNDARY, ENTRY_BOUNDARY = "=_part", "=_entry"  # '_' occurs in no line of base64
ENTRY = '\r\nContent-Disposition: attachment; filename="{}"'
FOLDED_AT = 76
URL = "the-unsubscribe-address"
LINE_END = re.compile("\r\n|\r|\n")


def message_id_for(dedupe_key):
    """The same for every try, and telling nothing (reliability 2)."""
    domain = _ascii_domain(_bare(settings.DEFAULT_FROM_EMAIL))
    return f"<{salted_hmac('outbox.message-id', dedupe_key, algorithm='sha256').hexdigest()[:40]}@{domain}>"


def unsubscribe_url(message):
    """The page that needs no login; its POST withdraws the consent this mail rests on."""
    return settings.SITE_URL + reverse("unsubscribe", args=[token_for(message.client_id, kind_of(message).purpose)])


def compose(message, now, bank):
    """The mail of `bank`, so called, as it goes over the wire; raises ValueError when a header cannot be written safely (S20)."""
    named = (message.by.name, message.by.email) if message.by else ("", "")
    if not all(map(fits_header, (message.subject, message.address, message.message_id, *named))):
        raise ValueError("a header would not stay one line")
    recipient, sender = _ascii_address(message.address), _bare(settings.DEFAULT_FROM_EMAIL)
    headers = {
        "From": from_header(message.by, bank),
        "To": recipient,
        "Subject": _encoded("Subject", message.subject),
        "Date": format_datetime(timezone.localtime(now)),
        "Message-ID": message.message_id,
    }
    if named[1]:
        headers["Reply-To"] = _person(*named)
    text, html = message.text, message.html
    if message.client_id is None:
        headers["Auto-Submitted"] = "auto-generated"
    elif message.unsubscribable:
        url = unsubscribe_url(message)
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        text = f"{text.rstrip()}\n\n{_footer(message, bank, 'txt').replace(URL, url)}"
        html = html and f"{html}{_footer(message, bank, 'html').replace(URL, url)}"
    lines = [f"{name}: {value}" for name, value in headers.items()]
    payload = "\r\n".join([*lines, "MIME-Version: 1.0", _content(message, text, html)])
    return Letter(sender, recipient, payload.encode("ascii"))


def from_header(by, bank):
    """「周敏（某某银行）」 for a mail somebody signs, else the bank's name; always the bank's own address (GRT-R6)."""
    name = f"{by.name}（{bank}）" if by else f"{bank}客户维护"
    return _person(name, _bare(settings.DEFAULT_FROM_EMAIL))


def _footer(message, bank, ending):
    return _rendered_footer(f"{kind_of(message).footer}.{ending}", bank)


@lru_cache
def _rendered_footer(template, bank):
    """Rendered once, with URL where the address will stand; that address has no character that HTML escapes."""
    return render_to_string(template, {"bank": bank, "url": URL})


def _content(message, text, html):
    body = _part("plain", text)
    if html:
        body = _multipart("alternative", BOUNDARY, body, _part("html", html))
    if not message.calendar:
        return body
    entry = _part("calendar", message.calendar, ENTRY.format(kind_of(message).entry_name))
    return _multipart("mixed", ENTRY_BOUNDARY, body, entry)


def _multipart(kind, boundary, *parts):
    parts = "\r\n".join(f"--{boundary}\r\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{parts}\r\n--{boundary}--\r\n'


def _part(kind, body, more=""):
    lines = LINE_END.sub("\r\n", body)
    encoded = base64.encodebytes(lines.encode()).decode("ascii").replace("\n", "\r\n")
    return f'Content-Type: text/{kind}; charset="utf-8"{more}\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}'


@lru_cache(maxsize=512)
def _person(name, address):
    address = _ascii_address(address)
    return formataddr((name, address)) if name.isascii() else f"{_encoded('Reply-To', name)} <{address}>"


def _encoded(header, value):
    """As it may stand in a header: folded, and encoded where it is not ASCII."""
    if value.isascii():
        return value
    return Header(value, "utf-8", FOLDED_AT, header).encode(linesep="\r\n")


def _ascii_address(address):
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(address)}" if domain else address


@lru_cache
def _bare(sender):
    return parseaddr(sender)[1]


@lru_cache(maxsize=2048)
def _ascii_domain(address):
    return address.rpartition("@")[2].encode("idna").decode("ascii") or "localhost"
