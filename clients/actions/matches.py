"""Whoever was looked after without an account is told again when the bank's file brings one; a person says whether it is he (LEAD-R3)."""

from django.db import transaction
from django.db.models import Q, UniqueConstraint
from django.utils import timezone

from clients.actions.cadence import move_clock
from clients.actions.clients import assignment_problem, give_client, locked
from clients.actions.search import replace_tokens
from clients.models import Assignment, Client, Consent, Link, Promise, Request, SearchToken
from clients.rules.cadence import shorter
from clients.rules.links import ends_of
from clients.rules.matches import marks_of, matched
from clients.rules.promises import about_instead
from clients.rules.reach import registered
from staff.audit import Verb, record
from words.problems import Moved, Refused

Kind, Status = Link.Kind, Consent.Status
ANSWERED = "已经有人答过了，页面已更新"
WAITS_TWICE = "两边都有「{}」在等答复，请先撤回一件或等答复，再合为一位"
GOES_TWICE = "两边都排着移交，请先做完或取消一边，再合为一位"
STRICTEST = (Status.WITHDRAWN, Status.REFUSED, Status.GRANTED)
KEPT = (
    "source",
    "hint",
    "salutation",
    "place_id",
    "partner_interval",
)  # what people wrote, where the account has nothing yet


def propose_matches(leads, fresh, *, by, now):
    """`leads` of leads_by_mark, `fresh` {client id: {column: value}} of new accounts."""
    marks = {
        pk: marks_of(row["unit_id"], row["name"], row.get("phone", ""), row.get("id_hash", ""))
        for pk, row in fresh.items()
    }
    pairs = matched(leads, marks) if leads else ()
    today = timezone.localdate(now)
    about = {"kind": Kind.SAME, "source": Link.Source.FILE, "verified_on": today, "by": by}
    rows = [Link(one_id=min(pair), other_id=max(pair), **about) for pair in pairs]
    Link.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def refuse_match(link, *, by, now):
    """They are two: the pair is not proposed again."""
    if not Link.objects.open().filter(pk=link.pk).update(until=timezone.localdate(now)):
        raise Moved(ANSWERED, current=link)
    record(
        Verb.UPDATE, by=by, target=link, client=link.one, changes={"until": ["", timezone.localdate(now).isoformat()]}
    )


@transaction.atomic
def confirm_match(link, *, by, now):
    """They are one: all that hangs on the one without an account goes to the account, and our number is given up.

    Returns the account.
    """
    if not Link.objects.open().select_for_update().filter(pk=link.pk, kind=Kind.SAME).exists():
        raise Moved(ANSWERED, current=link)
    ends = [locked(end) for end in sorted((link.one, link.other), key=lambda end: end.pk)]
    lead = next((end for end in ends if end.status == Client.Status.LEAD), None)
    account = next((end for end in ends if end.has_account), None)
    if not lead or not account:
        raise Refused("两边都没有开户，或都已开户，不能合成一位")
    _refuse_twice(lead, account)
    _settle_consents(lead, account)
    _move_links(lead, account)
    for relation in keys_to_clients():
        if relation.related_model not in (Consent, Link, SearchToken):
            _move(relation, lead, account)
    _keep_asked(lead, account)
    _take_over(lead, account, by, now)
    record(Verb.DELETE, by=by, target=lead, client=account, changes={"client_no": [lead.client_no, account.client_no]})
    Client.objects.filter(pk=lead.pk).delete()
    move_clock(account, today=timezone.localdate(now))
    return account


def _refuse_twice(lead, account):
    """What is asked for of both at once, or goes to two people, is not decided by this answer."""
    waiting = Request.objects.filter(state__in=(Request.State.ASKED, Request.State.BACK))
    if twice := waiting.filter(client=lead, kind__in=waiting.filter(client=account).values("kind")).first():
        raise Refused(WAITS_TWICE.format(twice.get_kind_display()))
    if Assignment.objects.planned().filter(client__in=(lead, account)).count() > 1:
        raise Refused(GOES_TWICE)


def keys_to_clients():
    """Every relation of another row to a client."""
    fields = Client._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and (field.one_to_many or field.one_to_one)]


def _move(relation, lead, account):
    """The rows of one key go over; one that the account has already is dropped, as the table's own constraints tell."""
    key, rows = relation.field.name, relation.related_model._base_manager.filter(**{relation.field.name: lead})
    if relation.one_to_one and relation.related_model._base_manager.filter(**{key: account}).exists():
        rows.delete()  # the account has its own, which stays
    for rule in relation.related_model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and key in rule.fields:
            rest = [name for name in rule.fields if name != key]
            theirs = relation.related_model._base_manager.filter(rule.condition or Q(), **{key: account})
            for known in theirs.values(*rest):
                rows.filter(rule.condition or Q(), **known).delete()
    rows.update(**{key: account})


def _settle_consents(lead, account):
    """Of two answers the stricter stands; of two alike the account's."""
    stand = {(row.purpose, row.via, row.item): row for row in account.consents.all()}
    for row in lead.consents.all():
        known = stand.get((row.purpose, row.via, row.item))
        if known and STRICTEST.index(row.status) < STRICTEST.index(known.status):
            known.delete()
            known = None
        if known is None:
            Consent.objects.filter(pk=row.pk).update(client=account)


def _move_links(lead, account):
    """Without the pair itself, and each as it is kept: the same both ways once, and none twice."""
    Link.objects.between(lead, account).delete()
    for link in Link.objects.of(lead):
        one, other = (account.pk if pk == lead.pk else pk for pk in (link.one_id, link.other_id))
        one, other = ends_of(link.kind, one, other)
        if link.until is None and Link.objects.open().filter(one=one, other=other, kind=link.kind).exists():
            continue  # goes with the lead
        Link.objects.filter(pk=link.pk).update(one=one, other=other)
    Link.objects.filter(told_by=lead).update(told_by=account)


def _keep_asked(lead, account):
    """What was asked for of the lead, or of those around about him, stands under the account, so that nobody asks twice."""
    links = Link.objects.of(account)
    near = Q(client=account) | Q(client__in=links.values("one")) | Q(client__in=links.values("other"))
    for row in Promise.objects.filter(near, about__gt="").order_by("pk"):
        about = about_instead(row.about, lead.pk, account.pk)
        is_twice = row.state == Promise.State.OPEN and Promise.objects.open().filter(about=about).exists()
        if about != row.about and not is_twice:
            Promise.objects.filter(pk=row.pk).update(about=about)


def _take_over(lead, account, by, now):
    if account.manager is None and not assignment_problem(account, lead.manager, None):
        give_client(account, manager=lead.manager, backup=account.backup, by=by, now=now)
    fields = [name for name in KEPT if not getattr(account, name) and getattr(lead, name)]
    new = {name: getattr(lead, name) for name in fields}
    new["contact_interval"] = shorter(account.contact_interval, new.get("partner_interval"))
    if lead.phone and not account.phone:
        how = {"source": lead.phone_source or "told", "learned_on": lead.phone_learned_on or lead.assigned_on}
        new |= registered(vars(account), "phone", lead.phone, **how)
    for name, value in new.items():
        setattr(account, name, value)
    account.version += 1
    account.save(update_fields=[*new, "version"])
    replace_tokens(
        [(account.pk, account.name, account.phone, False)], {account.pk: (account.bank_phone, account.wecom)}
    )
