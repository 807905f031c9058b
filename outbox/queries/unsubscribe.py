"""The address at the foot of a client's mail: signed, bound to one client and one purpose, without any personal data.

It has keys of its own, so that a new SECRET_KEY leaves the links in clients' mails alive; and it ends (S22).
"""

import time
from datetime import timedelta

from django.conf import settings
from django.core import signing

from clients.models import Client, Consent

SALT = "outbox.unsubscribe"
DAY = 86400  # seconds
VALID = timedelta(days=400)  # from the mail on: longer than from one birthday to the next


class DaySigner(signing.TimestampSigner):
    """Writes the day (UTC) and not the second: a mail that is composed again has the same foot."""

    def timestamp(self):
        return signing.b62_encode(int(time.time()) // DAY * DAY)


def token_for(client_pk, purpose):
    return _signer().sign_object([client_pk, purpose])


def client_and_purpose(token):
    """Raises SignatureExpired for an old token, BadSignature for one that is not ours, or of a client who is gone."""
    try:
        client_pk, purpose = _signer().unsign_object(token, max_age=VALID)
    except (ValueError, OverflowError) as broken:
        raise signing.BadSignature("unreadable") from broken
    client = Client.objects.filter(pk=client_pk).first()
    if client is None or purpose not in Consent.Purpose.values:
        raise signing.BadSignature("nobody")
    return client, purpose


def _signer():
    first, *older = settings.UNSUBSCRIBE_KEYS
    return DaySigner(key=first, fallback_keys=older, salt=SALT)
