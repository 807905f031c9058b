"""Who is told by mail that he has another manager, who gets none and why, and what speaks against one at the last moment (ORG-R10)."""

from collections import namedtuple

from django.conf import settings
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from clients.enums import GONE
from clients.models import Assignment, DoNotDisturb, Request
from crm.rules.notices import MAIL, notice_text
from outbox.kinds import WantedMail
from outbox.models import Message
from staff.queries.org import bank_name
from staff.roles import Permission
from words.masking import mask_name

State = Assignment.State
Notices = namedtuple("Notices", "text count without without_number refused released sent")
NAMED = 30  # clients without an address that are named for a call


def key_of(request_id, client_id):
    """One notice a client and handover."""
    return f"{MAIL}:{request_id}:{client_id}"


def refuses_contact():
    """勿扰 without an end, which the client wanted himself: he gets nothing at all."""
    rows = DoNotDisturb.objects.filter(client=OuterRef("client"), scope=DoNotDisturb.Scope.ALL, ends_on=None)
    return Exists(rows.filter(complaint=None, key_date=None))


def told_rows(request):
    """The clients of the handover who change hands."""
    rows = Assignment.objects.filter(request=request, state__in=(State.PLANNED, State.GIVEN))
    return rows.exclude(client__status__in=GONE).annotate(refuses=refuses_contact())


def held_for(head, unit):
    """The rows whose notice waits for this head (id) of that unit (id), of a handover that he started or of his own unit."""
    key = Concat(Value(f"{MAIL}:"), Cast("request", CharField()), Value(":"), Cast("client", CharField()))
    released = Message.objects.filter(dedupe_key=OuterRef("notice_key"))
    rows = Assignment.objects.filter(Q(request__unit=unit) | Q(request__asked_by=head))
    rows = rows.filter(request__state=Request.State.APPROVED, state__in=(State.PLANNED, State.GIVEN))
    rows = rows.exclude(client__status__in=GONE).exclude(client__email="").annotate(notice_key=key)
    return rows.exclude(refuses_contact()).exclude(Exists(released))


def notices_of(request, user):
    """What the head looks at before it is released."""
    reads = user.can(Permission.VIEW_NAMES)
    rows = told_rows(request)
    told, mute = Q(refuses=False), Q(client__email="")
    counts = rows.aggregate(
        mailed=Count("pk", filter=told & ~mute),
        without=Count("pk", filter=told & mute),
        refused=Count("pk", filter=Q(refuses=True)),
    )
    named = rows.visible_to(user).select_related("client", "manager", "unit").order_by("pk")
    first = named.filter(told & ~mute).first()
    without = named.filter(told & mute)[:NAMED] if counts["without"] else ()
    queued = Message.objects.filter(kind=MAIL, dedupe_key__startswith=f"{MAIL}:{request.pk}:")
    states = list(queued.values_list("state", flat=True))
    return Notices(
        text=words_to(first) if first else "",
        count=counts["mailed"],
        without=[row.client.name if reads else mask_name(row.client.name, row.client.is_business) for row in without],
        without_number=counts["without"],
        refused=counts["refused"],
        released=len(states),
        sent=states.count(Message.State.SENT),
    )


def words_to(row):
    client = row.client
    return notice_text(
        named=client.name if client.is_business else client.title,
        starts_on=row.starts_on,
        manager=row.manager.name,
        number=row.manager.employee_no,
        unit=row.unit.name,
        phone=settings.SERVICE_PHONE,
        bank=bank_name(),
    )


def notices(request, *, send_at, expires_at, subject):
    """[WantedMail] to every client who changes hands, has an address and has not refused all contact."""
    rows = told_rows(request).filter(refuses=False).exclude(client__email="")
    return [
        WantedMail(
            key_of(request.pk, row.client_id), None, subject, words_to(row), send_at, expires_at, client=row.client
        )
        for row in rows.select_related("client", "manager", "unit").order_by("pk")
    ]


def notices_against(messages, now):
    """{message id: why}: he did not change hands, went on to another, or wants no contact at all."""
    pairs = {message.pk: message.dedupe_key.split(":")[1:] for message in messages}
    given = Assignment.objects.given().filter(
        client__in=[message.client_id for message in messages], client__manager=F("manager")
    )
    holds = {
        (str(row.request_id), str(row.client_id)): row.refuses for row in given.annotate(refuses=refuses_contact())
    }
    found = {}
    for pk, pair in pairs.items():
        if tuple(pair) not in holds:
            found[pk] = "移交没有生效，或客户又换了经理，没有通知"
        elif holds[tuple(pair)]:
            found[pk] = "客户要求不再联系"
    return found
