"""Finding a client among those within reach by name, pinyin, initials, phone or client number."""

from django.conf import settings
from django.db.models import Case, Exists, F, OuterRef, Q, When

from clients.models import Client, Fact, SearchToken
from clients.rules.ranks import TIER_ORDER
from clients.rules.search import digest_of, parse_query
from staff.audit import Verb
from staff.models import AuditEvent
from staff.roles import Permission, Role
from words.identifiers import normalise
from words.readings import sort_key

ENOUGH = 200  # clients; nobody reads further: a longer hit list asks for one more character
MOST_SPOKEN = 2_000  # facts with the words, before consent and age are looked at
SHORTEST = 2  # characters of a word that is looked for in what is known of clients
ALIKE = 4  # tokens of one client that begin alike: pinyin and initials, in their readings
PHONE = "phone"  # the kind of a search that asked whose a whole number is


def matching(user, text):
    """The clients within reach that `text` finds, as a queryset; of very many, the first 200."""
    query, rows = parse_query(text), Client.objects.visible_to(user)
    if query.kind == "empty":
        return rows.none()
    if not user.can(Permission.VIEW_NAMES):
        return rows.filter(Q(client_no=normalise(query.raw)) | Q(name_key=sort_key(query.raw)))
    if query.kind == "digits":
        return rows.filter(pk__in=_by_digits(user, query))
    if user.role == Role.MANAGER:
        return rows.filter(*_tokens_of_the_row(query, "pk"))
    return rows.filter(pk__in=_by_tokens(user, query))


def likeliest_first(rows, text):
    """The rows of `matching` in the order in which they are shown: whom the text names exactly, by name, initials, whole pinyin
    or number; then by tier, last talk and name.
    """
    query = parse_query(text)
    exact = Q(name_key=sort_key(query.raw)) | Q(client_no=normalise(query.raw))
    if query.prefix:
        exact |= Q(_has(SearchToken.objects.filter(token=query.prefix), "pk"))
    tier = Case(*(When(tier=tier, then=place) for tier, place in TIER_ORDER.items()))
    last_talk = F("last_effective_on").desc(nulls_last=True)
    return rows.order_by(Case(When(exact, then=0), default=1), tier, last_talk, "name_key", "pk")


def told_of(user, text, today):
    """The clients within reach of whom a plain fact that still holds says `text`, each with it as `reason`; at most ENOUGH facts.

    Every word must stand in one fact; nothing for who reads masked names, or for less than two Chinese characters.
    """
    query, words = parse_query(text), text.split()
    if query.kind != "name" or min(map(len, words)) < SHORTEST:
        return []
    said = [Q(text__icontains=word) | Q(topic__icontains=word) for word in words]
    # First the words, among the facts of his clients only; consent and the rest are asked of what they find.
    near = Client.objects.visible_to(user).order_by().values("pk")
    spoken = Fact.objects.standing().filter(*said, is_sensitive=False, client__in=near).values("pk")[:MOST_SPOKEN]
    facts = Fact.objects.visible_to(user).usable(today).filter(pk__in=spoken)
    facts = facts.select_related("client__unit", "client__manager")
    found = {}
    for fact in facts[:ENOUGH]:
        fact.client.reason = fact.text
        found.setdefault(fact.client_id, fact.client)
    return list(found.values())


def kind_of(user, text):
    """The kind of the search, for the audit: PHONE when it asks whose a whole number is, which is counted."""
    query = parse_query(text)
    asks = query.phone and user.can(Permission.VIEW_NAMES) and not _by_number(user, query)
    return PHONE if asks else query.kind


def searches_since(user, moment):
    """How often this person has searched since `moment`."""
    return AuditEvent.objects.filter(actor_no=user.employee_no, verb=Verb.SEARCH, at__gt=moment).count()


def _by_digits(user, query):
    """Client number from its start, or the whole phone by its digest, or its tail.

    More digits than a tail, if a client number begins with them, mean that number.
    """
    ids, tokens = _by_number(user, query), query.tokens
    if query.phone:
        tokens = (digest_of(query.phone, settings.ID_PEPPER),)
    if ids and tokens != (query.digits,):
        return ids
    found = SearchToken.objects.visible_to(user).filter(token__in=tokens)
    return [*ids, *found.order_by("client").values_list("client", flat=True)[:ENOUGH]][:ENOUGH]


def _by_number(user, query):
    rows = Client.objects.visible_to(user).filter(client_no__startswith=query.digits)
    return list(rows.order_by("client_no").values_list("pk", flat=True)[:ENOUGH])


def _by_tokens(user, query):
    """Ids along the index of the first token: the whole bank is never read, however common the name. Exact ones come first."""
    found = SearchToken.objects.visible_to(user)
    first, *others = query.tokens or (None,)
    exact = _exactly(user, query, found)
    # Of one token the index gives the clients in order. Of a prefix it would have to sort all that begin so: a tenth of the bank.
    found = found.filter(token=first).order_by("client") if first else found.starting(query.prefix)
    conditions = [_has(SearchToken.objects.filter(token=token), "client") for token in others]
    if first and query.prefix:
        conditions.append(_has(SearchToken.objects.starting(query.prefix), "client"))
    ids = found.filter(*conditions).values_list("client", flat=True)[: ENOUGH * ALIKE]
    return list(dict.fromkeys([*exact, *ids]))[:ENOUGH]


def _exactly(user, query, found):
    """Ids of those who are called so, or of whom a whole token is what was typed."""
    if query.kind == "name":
        rows = Client.objects.visible_to(user).filter(name_key=sort_key(query.raw))
        return list(rows.values_list("pk", flat=True)[:ENOUGH])
    if query.tokens:
        return []
    return list(found.filter(token=query.prefix).order_by("client").values_list("client", flat=True)[:ENOUGH])


def _tokens_of_the_row(query, key):
    conditions = [_has(SearchToken.objects.filter(token=token), key) for token in query.tokens]
    if query.prefix:
        conditions.append(_has(SearchToken.objects.starting(query.prefix), key))
    return conditions


def _has(tokens, key):
    return Exists(tokens.filter(client=OuterRef(key)))
