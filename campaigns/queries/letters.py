"""What one manager wrote to his clients of late, greetings and 汇报 alike: a new letter is held against all of it (GRT-R3)."""

from datetime import timedelta

from campaigns.models import Greeting
from campaigns.rules.briefings import LETTER, MAIL
from campaigns.rules.greetings import Addressee, Sent
from campaigns.rules.greetings.wording import GREETING
from outbox.models import Message
from staff.calendar import midnight
from words.masking import mask_name

EARLIER_DAYS = 400
IN_THE_WAY = (Message.State.QUEUED, *Message.MAY_HAVE_ARRIVED)
FIELDS = ("text", "client__name", "client__kind", "client__salutation", "client__gender", "client__manager")


def addressee_of(client):
    return Addressee(client.name, client.salutation, client.is_business, client.title)


def letters_of(manager, day, *, but=None):
    """Those of the 400 days before `day`, whoever they went to, without the greeting `but`; read when they are asked for."""
    since = day - timedelta(days=EARLIER_DAYS)
    greetings = Greeting.objects.said().filter(manager=manager, on__gte=since).exclude(pk=but and but.pk)
    briefings = Message.objects.filter(kind=MAIL, by=manager, state__in=IN_THE_WAY, created_at__gt=midnight(since))
    yield from sent(greetings.exclude(text="").order_by("-on", "-pk"), GREETING, manager)
    yield from sent(briefings.order_by("-pk"), LETTER, manager)


def sent(rows, letter, reader=None):
    """The letters in `rows` as the rules know them; only the reader's own clients are named in full."""
    for row in rows.select_related("client").only(*FIELDS):
        yield Sent(row.text, _name(row.client, reader), addressee_of(row.client).names, letter)


def _name(client, reader):
    is_own = reader is not None and client.manager_id == reader.pk
    return client.name if is_own else mask_name(client.name, client.is_business)
