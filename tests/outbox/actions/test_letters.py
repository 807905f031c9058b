"""A row as bytes: what a mail program reads back is what was written, and every byte is ASCII."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Greeting
from clients.models import Client
from outbox.actions.letters import BOUNDARY, ENTRY_BOUNDARY, compose, unsubscribe_url
from outbox.models import Message
from outbox.rules.messages import fits_header
from tests.greetings import approve, draft, plant
from tests.laws import examples
from tests.mail import NOW, TEXT, greeting, reminder
from words.problems import Refused

BANK = "栖云农村商业银行"
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n.-=_"), max_size=300)
HEADERS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1, max_size=120)
ONCE = examples(by_day=100, at_night=500)


def read(letter):
    return message_from_bytes(letter.payload, policy=policy.default)


def parts(letter):
    return [
        part.get_payload(decode=True).decode().replace("\r\n", "\n")
        for part in read(letter).walk()
        if not part.is_multipart()
    ]


def signed(letter):
    """By the older parser: the newer one reads a space where an encoded name was folded (RFC 2047, 6.2)."""
    name, _address = parseaddr(message_from_bytes(letter.payload)["From"])
    return str(make_header(decode_header(name)))


@ONCE
@given(subject=HEADERS.filter(fits_header), name=HEADERS.filter(fits_header), text=LINES, html=LINES)
def test_what_is_read_is_what_was_written(bank, subject, name, text, html):
    user = bank.manager
    user.name = name
    message = Message(
        kind="reminder",
        user=user,
        by=user,
        address="a@b.example",
        subject=subject,
        text=text,
        html=html,
        message_id="<1@b.example>",
    )
    letter = compose(message, NOW, BANK)
    assert letter.payload.isascii() and not re.search(rb"(?<!\r)\n|\r(?!\n)", letter.payload)
    assert max(map(len, letter.payload.split(b"\r\n"))) <= 998
    assert parts(letter) == ([text, html] if html else [text])
    mail = read(letter)
    assert mail["Subject"] == subject and signed(letter) == f"{name}（{BANK}）"
    assert mail["Reply-To"].addresses[0].addr_spec == user.email
    assert {
        key: len(mail.get_all(key)) for key in ("From", "To", "Reply-To", "Subject", "Message-ID")
    } == dict.fromkeys(("From", "To", "Reply-To", "Subject", "Message-ID"), 1)


@pytest.mark.parametrize("html", ["", "<p>明天</p>"])
def test_a_calendar_entry_is_one_attachment_beside_the_body(bank, html):
    calendar = f"BEGIN:VCALENDAR\r\nX:--{ENTRY_BOUNDARY}--维护日\r\nEND:VCALENDAR\r\n"
    letter = compose(reminder(bank.manager, html=html, calendar=calendar), NOW, BANK)
    assert letter.payload.isascii() and not re.search(rb"(?<!\r)\n|\r(?!\n)", letter.payload)
    mail = read(letter)
    [entry] = mail.iter_attachments()
    assert entry.get_payload(decode=True).decode() == calendar
    assert (entry.get_content_type(), dict(entry["Content-Type"].params)) == ("text/calendar", {"charset": "utf-8"})
    assert (entry.get_content_disposition(), entry.get_filename()) == ("attachment", "care-day.ics")
    types = [part.get_content_type() for part in mail.walk()]
    body = ["multipart/alternative", "text/plain", "text/html"] if html else ["text/plain"]
    assert types == ["multipart/mixed", *body, "text/calendar"]
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == TEXT


def test_the_foot_of_every_greeting_has_its_own_way_out(bank):
    rows = [greeting(bank.mine, html="<p>一</p>"), greeting(bank.theirs, html=f"<p>--{BOUNDARY}--</p>")]
    addresses = [unsubscribe_url(row) for row in rows]
    assert addresses[0] != addresses[1]
    for row, address in zip(rows, addresses, strict=True):
        text, html = parts(compose(row, NOW, BANK))
        assert text.rstrip().endswith(address) and f'<a href="{address}">' in html and row.html in html


@pytest.mark.parametrize(
    ("field", "value"),
    [("subject", "a\r\nBcc: x@y.example"), ("address", "a@b.example\nX: y"), ("message_id", "<1@b>\r\nX: y")],
)
def test_a_header_that_would_not_stay_one_line_is_refused(bank, field, value):
    row = reminder(bank.manager)
    setattr(row, field, value)
    with pytest.raises(ValueError, match="one line"):
        compose(row, NOW, BANK)


FORGED = {  # as long as a form of address may be
    "陈\r\nBcc: x@evil.cn": False,
    "陈先生\nSubject: 转账": False,
    "陈\u2028To: x@evil.cn": False,
    "=?utf-8?q?=0aBcc:?=": False,
    "陈先生, x@evil.cn": True,
    "To: <x@evil.example>": True,
    "{称呼}": False,
}


@pytest.mark.parametrize(("forged", "leaves"), FORGED.items())
@pytest.mark.parametrize("field", ["salutation", "name"])
def test_a_forged_name_adds_no_header_to_an_approved_greeting(bank, field, forged, leaves):
    """S20, through the action that a manager's button calls: it is refused, or stays words inside the one Subject."""
    plant()
    row = draft(bank)
    Client.objects.filter(pk=row.client_id).update(**{"salutation": "", field: forged})
    row = Greeting.objects.get()
    try:
        row = approve(row)
    except Refused:
        assert not leaves and not Message.objects.exists()
        return
    assert leaves or field == "name"
    mail = read(compose(row.message, NOW, BANK))
    for header in ("From", "To", "Subject"):
        assert len(mail.get_all(header)) == 1
    assert mail["To"] == row.client.email and mail["Bcc"] is None and mail["Cc"] is None
    # By his bare name nobody is called, so it stands in no mail; a form of address does.
    assert mail["Subject"] == row.message.subject and (forged in row.message.subject) == (field == "salutation")
