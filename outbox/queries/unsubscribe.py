"""The address at the foot of a client's mail: signed, bound to one client and one purpose, without any personal data."""

from django.core import signing

from clients.models import Client, Consent

SALT = "outbox.unsubscribe"


def token_for(client_pk, purpose):
    return signing.Signer(salt=SALT).sign_object([client_pk, purpose])


def client_and_purpose(token):
    """Raises BadSignature for a token that is not ours, of another salt, or of a client who is gone."""
    try:
        client_pk, purpose = signing.Signer(salt=SALT).unsign_object(token)
    except ValueError as broken:
        raise signing.BadSignature("unreadable") from broken
    client = Client.objects.filter(pk=client_pk).first()
    if client is None or purpose not in Consent.Purpose.values:
        raise signing.BadSignature("nobody")
    return client, purpose
