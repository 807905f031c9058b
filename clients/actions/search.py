from datetime import timedelta
from types import MappingProxyType

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from clients.models import SearchToken
from clients.queries.reveals import looks_on
from clients.queries.search import PHONE, kind_of, likeliest_first, matching, searches_since, told_of
from clients.rules.reveals import USED_UP, is_used_up
from clients.rules.search import MOST_AN_HOUR, SHOWN, TOO_MANY, digest_of, tokens_of
from staff import bulk
from staff.audit import Verb, record, record_look
from staff.cached import seconds_of
from staff.models import User
from staff.roles import Permission, Role
from staff.turns import AWAY
from words.problems import Refused

NOT_NOW = "现在记不下这次查找，请稍等几秒再试。"


def find_clients(text, *, by, now, manager=None):
    """The clients within reach that `text` finds, the likeliest first, one more than a page shows.

    It leaves an audit row without the words (S13). After the names come those of whom a fact says it, with the fact as `reason`;
    of one `manager`'s clients the names only.
    A search that goes on, letter by letter, stands in the audit once.

    Refuses who reads masked names after MOST_AN_HOUR, and whose a whole number is after as many looks as a day has.
    """
    kind = kind_of(by, text)
    if kind == PHONE or not by.can(Permission.VIEW_NAMES):
        try:
            return _counted(text, kind, by, now, manager)
        except AWAY as trouble:  # whose searches are counted does not search uncounted
            raise Refused(NOT_NOW) from trouble
    found, about = _found(text, kind, by, now, manager)
    if not _goes_on(text, by):
        record_look(Verb.SEARCH, by=by, changes=about)
    return found


@transaction.atomic
def _counted(text, kind, by, now, manager):
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two tabs must not both be the last
    if kind == PHONE and is_used_up(looks_on(by, timezone.localdate(now))):
        raise Refused(USED_UP)
    if kind != PHONE and searches_since(by, now - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise Refused(TOO_MANY)
    found, about = _found(text, kind, by, now, manager)
    whose = found[0] if kind == PHONE and len(found) == 1 else None
    record(Verb.SEARCH, by=by, client=whose, changes=about)
    return found


def _found(text, kind, by, now, manager):
    """The clients, and what the audit says of the search."""
    rows = likeliest_first(matching(by, text), text).select_related("unit", "manager")
    found = list((rows.filter(manager=manager) if manager else rows)[: SHOWN + 1])
    if not manager and (not found or (by.role == Role.MANAGER and len(found) <= SHOWN)):
        # a branch is read only when no name is found
        named = {client.pk for client in found}
        found += [client for client in told_of(by, text, timezone.localdate(now)) if client.pk not in named]
        found = found[: SHOWN + 1]
    return found, {"kind": kind, "length": len(text), "hits": len(found)}


def _goes_on(text, by):
    """Whether this only lengthens what the same person typed just now, and so shows what that search had found, or less.

    The cache holds a digest, never the words.
    """
    key = f"search_typed-{by.pk}"
    was = cache.get(key)
    cache.set(key, digest_of(text, settings.ID_PEPPER), seconds_of("search_typed"))
    return was is not None and any(digest_of(text[:end], settings.ID_PEPPER) == was for end in range(1, len(text) + 1))


def replace_tokens(clients, beside=MappingProxyType({})):
    """Files clients anew under their search tokens: (pk, name, phone, is_new) each. Two statements, however many.

    `beside`: {pk: (the bank's other phone, the WeCom name)} of those who have one.
    """
    known = [pk for pk, _name, _phone, is_new in clients if not is_new]
    if known:
        SearchToken.objects.filter(client__in=known).delete()
    pepper, nothing = settings.ID_PEPPER, ("", "")
    rows = [(pk, token) for pk, name, phone, _new in clients for token in tokens_of(name, phone, pepper)]
    for pk, name, phone, _new in clients if beside else ():
        other, wecom = beside.get(pk, nothing)
        more = tokens_of(wecom, other, pepper) - tokens_of(name, phone, pepper)
        rows += [(pk, token) for token in more]
    bulk.insert(SearchToken, ["client_id", "token"], rows)
