"""What a letter of 主动汇报 is written from, judged by, and looked at again when its mail is about to leave."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.queries.greetings.sending import paced
from campaigns.queries.letters import IN_THE_WAY, addressee_of, letters_of
from campaigns.rules.briefings import (
    APART,
    KEPT_SHOWN,
    MAIL,
    Situation,
    briefing_problems,
    product_problem,
    skeleton,
    why_not,
)
from campaigns.rules.greetings import salutation_of
from clients.models import Client, Consent, ContactLog, DoNotDisturb, Draft
from clients.rules.cadence import is_minor
from outbox.models import Message
from staff.models import CoverPeriod
from tiers.models import TierPolicy

State = Message.State
FORM = "briefing"  # of a Draft
KEPT_SINCE = timedelta(days=180)
AGREED_TO_PRODUCTS = Exists(
    Consent.objects.filter(
        client=OuterRef("client"),
        purpose=Consent.Purpose.MARKETING,
        via=Consent.Via.EMAIL,
        status=Consent.Status.GRANTED,
    )
)
# What `briefings_against` looks at beside the outbox's own questions, as lookups and expressions from the mail.
WATCHED = ("client__manager", "client__backup", "client__tier", "client__birth_date", AGREED_TO_PRODUCTS)


@dataclass(frozen=True)
class Judge:
    """Everything the text of one briefing is held against; `against` is what no text changes."""

    client: Client
    start: str
    signature: tuple
    may_name_products: bool
    against: list
    against_copying: list
    letters: Callable = field(repr=False)

    def problems(self, text):
        return briefing_problems(
            text,
            client=addressee_of(self.client),
            start=self.start,
            earlier=self.letters(),
            signature=self.signature,
            may_name_products=self.may_name_products,
        )


def judge_of(client, user, now):
    today, signature = timezone.localdate(now), (user.unit.name, user.name)
    situation = _situation(client, user, now)
    start = skeleton(
        salutation=salutation_of(addressee_of(client)),
        done=kept_for(client, now),
        interval=interval_of(client, today),
        today=today,
        signature=signature,
    )
    return Judge(
        client=client,
        start=start,
        signature=signature,
        may_name_products=Client.objects.agreed_to_mail(Consent.Purpose.MARKETING).filter(pk=client.pk).exists(),
        against=why_not(situation),
        against_copying=why_not(situation, is_mail=False),
        letters=partial(letters_of, user, today),
    )


def kept_for(client, now):
    """[(what, day)] of the promises to the client that were kept in half a year, the newest first; never what staff owe each other."""
    rows = client.promises.owed_by_us().without_information().kept().filter(owed_to=None)
    rows = rows.filter(closed_at__gt=now - KEPT_SINCE).order_by("-closed_at")
    return [(row.what, timezone.localdate(row.closed_at)) for row in rows[: 2 * KEPT_SHOWN]]


def interval_of(client, today):
    """How often the client's tier is told of our work, in days; None where the policy names no interval."""
    return (
        TierPolicy.objects.in_force(today).filter(tier=client.tier).values_list("briefing_interval", flat=True).first()
    )


def _situation(client, user, now):
    today = timezone.localdate(now)
    mails = Message.objects.filter(client=client, kind=MAIL, state__in=IN_THE_WAY)
    return Situation(
        today=today,
        is_top=client.tier == Client.Tier.TOP,
        is_minor=is_minor(client.birth_date, today),
        is_active=client.status == Client.Status.ACTIVE,
        has_email=bool(client.email),
        has_agreed=Client.objects.agreed_to_mail().filter(pk=client.pk).exists(),
        is_quiet=DoNotDisturb.objects.silencing(today).filter(client=client).exists(),
        is_ours=_is_ours(client, user, _covered(today)),
        near=max(_near(mails, today), default=None),
    )


def _near(mails, today):
    """The days of those that left or wait, as far as they are less than thirty days away."""
    days = (timezone.localdate(mail.sent_at or mail.tried_at or mail.send_at) for mail in mails)
    return [day for day in days if day > today - APART]


def _is_ours(client, user, covered):
    """Whether this person looks after the client: his manager, B角, or who stands in for the manager today."""
    return user.pk in (client.manager_id, client.backup_id) or (user.pk, client.manager_id) in covered


def _covered(today):
    return set(CoverPeriod.objects.on(today).covered().values_list("cover", "absent"))


def briefings_against(messages, now):
    """{message id: why this briefing must not leave}; only those with an objection stand in it.

    Status, address, consent to care and 勿扰 are the outbox's own questions, whatever the mail.
    """
    today, found = timezone.localdate(now), {}
    ids = [message.client_id for message in messages]
    covered, before = _covered(today), _before(ids, [message.pk for message in messages], now)
    products = set(
        Client.objects.agreed_to_mail(Consent.Purpose.MARKETING).filter(pk__in=ids).values_list("pk", flat=True)
    )
    for message in sorted(messages, key=lambda message: message.pk):
        client = message.client
        facts = Situation(
            today=today,
            is_top=client.tier == Client.Tier.TOP,
            is_minor=is_minor(client.birth_date, today),
            is_ours=_is_ours(client, message.by, covered),
            near=max(_near(before[client.pk], today), default=None),
        )
        reasons = [*why_not(facts), product_problem(message.text, client.pk in products)]
        if reason := next(filter(None, reasons), ""):
            found[message.pk] = reason
        else:
            before[client.pk].append(message)
    return found


def _before(ids, but, now):
    """{client id: his briefings of late that may have arrived}."""
    found = defaultdict(list)
    rows = Message.objects.filter(
        client__in=ids, kind=MAIL, state__in=Message.MAY_HAVE_ARRIVED, tried_at__gt=now - 2 * APART
    )
    rows = rows.exclude(pk__in=but)
    for row in rows.defer("text", "html", "calendar"):
        found[row.client_id].append(row)
    return found


def draft_of(client, user, now):
    """The text that the person kept in the last day, '' without one."""
    row = Draft.objects.kept(FORM, now).filter(client=client, by=user).first()
    return row.values.get("text", "") if row else ""


def waiting_of(client, user):
    """The person's own briefing to this client that has not been picked up yet, or None."""
    return Message.objects.filter(client=client, by=user, kind=MAIL, state=State.QUEUED).order_by("-pk").first()


def page_about(client, user):
    """What the page shows beside the text: the last talks and the last briefings."""
    contacts = ContactLog.objects.visible_to(user).touches().filter(client=client).order_by("-occurred_at")[:2]
    told = ContactLog.objects.visible_to(user).not_struck().filter(client=client, aim=ContactLog.Aim.BRIEFING)
    mails = Message.objects.filter(client=client, kind=MAIL).order_by("-pk")[:2]
    consents = Consent.objects.filter(client=client, via=Consent.Via.EMAIL, status=Consent.Status.GRANTED)
    return {
        "contacts": contacts,
        "told": told.order_by("-occurred_at").first(),
        "mails": mails,
        "consents": list(consents.order_by("purpose")),
    }


def approvals(user, now):
    """(in the last hour, today) how many briefings this person approved: the pace of greetings (GRT-R4)."""
    return paced(Message.objects.filter(kind=MAIL, by=user), "created_at", now)
