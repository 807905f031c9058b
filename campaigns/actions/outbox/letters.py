"""A row as a mail: headers, one text part, an HTML part only when there is one."""

from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from campaigns.actions.outbox.wire import Letter
from campaigns.queries.unsubscribe import token_for
from campaigns.rules.outbox import PURPOSE, fits_header


def message_id_for(dedupe_key):
    """The same for every try, and telling nothing (reliability.md: Message-ID)."""
    domain = _ascii_domain(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return f"<{salted_hmac('campaigns.message-id', dedupe_key, algorithm='sha256').hexdigest()[:40]}@{domain}>"


def unsubscribe_url(message):
    """The page that needs no login; its POST withdraws the consent this mail rests on."""
    return settings.SITE_URL + reverse("unsubscribe", args=[token_for(message.client_id, PURPOSE[message.kind])])


def compose(message, now):
    """The mail as it goes over the wire; raises ValueError when a header cannot be written safely (S20)."""
    named = message.by.name if message.by else ""
    if not all(map(fits_header, (message.subject, message.address, named))):
        raise ValueError("a header would not stay one line")
    headers = {"Message-ID": message.message_id, "Date": format_datetime(timezone.localtime(now))}
    text, html = message.text, message.html
    if message.client_id is None:
        headers["Auto-Submitted"] = "auto-generated"
    elif message.unsubscribable:
        url = unsubscribe_url(message)
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        about = {"bank": settings.BANK_NAME, "url": url}
        text = f"{text.rstrip()}\n\n{render_to_string('campaigns/mail/footer.txt', about)}"
        html = html and f"{html}{render_to_string('campaigns/mail/footer.html', about)}"
    mail = EmailMultiAlternatives(message.subject, text, from_header(message.by), [message.address], headers=headers)
    if message.by and message.by.email:
        mail.reply_to = [formataddr((message.by.name, message.by.email))]
    if html:
        mail.attach_alternative(html, "text/html")
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Letter(sender, _ascii_address(message.address), mail.message().as_bytes(linesep="\r\n"))


def from_header(by):
    """「周敏（某某银行）」 for a mail somebody signs, else the bank's name; always the bank's own address (GRT-R6)."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    name = f"{by.name}（{settings.BANK_NAME}）" if by else f"{settings.BANK_NAME}客户维护"
    return formataddr((name, address))


def _ascii_address(address):
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ascii_domain(address)}" if domain else address


def _ascii_domain(address):
    return address.rpartition("@")[2].encode("idna").decode("ascii") or "localhost"
