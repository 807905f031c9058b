"""Handovers as requests: who decides about one, what is asked, and whose they are."""

from django.db.models import Count, F, Q
from django.utils import timezone

from clients.enums import PromiseState
from clients.kinds import HEAD, HEAD_OFFICE, Check
from clients.models import Assignment, Client, Request
from staff.roles import EVERYTHING, Permission, Role
from staff.scope import reader_of, subtree_ids
from words.dates import day_text
from words.masking import mask_name

KIND = "handover"
CHOSEN = "handover_clients"  # in the session: the clients ticked in the admin's list
State = Assignment.State


def handovers_within(user):
    """The handovers that the user reads: his own as giver or receiver, of his units as a head, all of them at head office."""
    rows = Request.objects.filter(kind=KIND).select_related("user__unit", "unit", "asked_by", "decided_by")
    if not user.is_active:
        return rows.none()
    if user.role in EVERYTHING:
        return rows
    if user.role == Role.BRANCH_HEAD:
        return rows.filter(Q(unit__in=subtree_ids(user)) | Q(asked_by=user.pk))
    received, anew = (
        Assignment.objects.filter(request__isnull=False, **{who: user.pk}).values("request")
        for who in ("manager", "introduction__owed_by")
    )
    return (
        rows.filter(Q(user=user.pk) | Q(pk__in=received) | Q(pk__in=anew)) if user.role == Role.MANAGER else rows.none()
    )


def reads_on(user, client, today):
    """Whether he handed this client (id) on and still reads him: while the introduction is open, to the last day of it at most.

    A client who does not want the receiver is introduced to the next one, by him, too."""
    if user.role != Role.MANAGER or not user.is_active:
        return False
    gone = (State.GIVEN, State.OBJECTED, State.HELD)
    rows = Assignment.objects.filter(giver=user.pk, client=client, reads_until__gte=today, state__in=gone)
    return rows.filter(introduction__state=PromiseState.OPEN).exists()


def seen_by(user, found, pk, today):
    """(what `found` says of the client to this reader or None, as whom he is read).

    Who handed him on may read on while he introduces the next one, and write no more.
    """
    client = found(user)
    if client is None and reads_on(user, pk, today):
        user = reader_of(user, pk)
        client = found(user)
    return client, user


def may_lead(user, request):
    """Whether the user starts, changes and takes back this handover."""
    return leads_in(user, request.unit_id)


def leads_in(user, *units):
    """Whether handovers in one of the units (ids) are the user's to lead: the heads above, and head office."""
    if not (user.is_active and user.can(Permission.ASSIGN_CLIENT)):
        return False
    return user.role == Role.HEAD_OFFICE or not set(units).isdisjoint(subtree_ids(user))


def decided_at(request):
    """One that stays within the head's own units was decided when he started it; what waits is head office's."""
    return HEAD_OFFICE if request.state == Request.State.ASKED else HEAD


def asked_words(request):
    """「周敏的客户，轮岗，12月14日 生效」."""
    giver = f"{request.user.name}的客户" if request.user else "没有经理的客户"
    reason = f"，{request.get_reason_display()}" if request.reason else ""
    day = day_text(request.valid_from, timezone.localdate(request.asked_at))
    return f"{giver}{reason}，{day} 生效"


def checks(requests, today):
    """Whether the receivers work here and are within the people to whom clients may go, and whether the giver still has them."""
    ids = [request.pk for request in requests]
    rows = Assignment.objects.planned().filter(request__in=ids)
    away = dict(_counted(rows.exclude(manager__is_active=True, manager__role=Role.MANAGER)))
    left = dict(_counted(rows.filter(giver__isnull=False).exclude(client__manager=F("giver"))))
    found = {}
    for pk in ids:
        found[pk] = [
            Check("接手人都在岗", not away.get(pk), f"{away[pk]} 户的接手人不在岗" if away.get(pk) else ""),
            Check("客户都还在移出人名下", True, f"{left[pk]} 户已另行改派，到日子跳过" if left.get(pk) else ""),
        ]
    return found


def _counted(rows):
    return rows.order_by().values_list("request").annotate(Count("pk"))


def givers():
    """Those (ids, as a subquery) whose own clients are about to go to others."""
    return Assignment.objects.planned().filter(giver__isnull=False).values("giver")


def moving_words(person):
    """Why nobody hands clients on to somebody who is on the move."""
    return f"{person.name}自己的客户也在移交，不能接手，请换一位"


def on_the_move(ids):
    """Those of the people (ids) whose own clients are about to go to others."""
    return set(givers().filter(giver__in=ids).values_list("giver", flat=True))


def called(client, user):
    """「陈国强（77000001）」, the name as this person may read it."""
    name = client.name if user.can(Permission.VIEW_NAMES) else mask_name(client.name, client.is_business)
    return f"{name}（{client.client_no}）"


def named(clients, user, most=3):
    """「陈国强（77000001）、马浩然（77000003）等 5 户」; whom the user does not reach, or must avoid, is counted and not named."""
    seen = Client.objects.visible_to(user).filter(pk__in=[client.pk for client in clients])
    seen = set(seen.values_list("pk", flat=True))
    shown = [called(client, user) for client in clients if client.pk in seen][:most]
    if not shown:
        return f"{len(clients)} 户"
    return "、".join(shown) + (f" 等 {len(clients)} 户" if len(shown) < len(clients) else "")


def planned_already(clients):
    """The planned rows of these clients (ids), in another handover."""
    return Assignment.objects.planned().filter(client__in=clients).select_related("client", "request__user")


def due_rows(today):
    """The planned rows whose day has come, of handovers that were decided."""
    return Assignment.objects.planned().filter(starts_on__lte=today, request__state=Request.State.APPROVED)
