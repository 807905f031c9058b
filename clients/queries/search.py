"""Finding a client among those within reach by name, pinyin, initials, tail of the phone or client number."""

from django.db.models import Exists, OuterRef

from clients.models import Client, SearchToken
from clients.rules.search import TAIL, parse_query
from staff.roles import Permission, Role

# Who may not see a phone could feel his way along it with longer and longer tails.
TAILS = (TAIL, 11)
ENOUGH = 200  # nobody reads further; a longer hit list asks for one more character


def matching(user, text):
    """The clients within reach that `text` finds, as a queryset; of very many, the first 200."""
    query, rows = parse_query(text), Client.objects.visible_to(user)
    if query.kind == "empty":
        return rows.none()
    if query.kind == "digits":
        return rows.filter(pk__in=_by_digits(rows, user, query))
    if user.role == Role.MANAGER:
        return rows.filter(*_tokens_of_the_row(query, "pk"))
    return rows.filter(pk__in=_by_tokens(user, query))


def _by_digits(rows, user, query):
    """Client number from its start, or the whole phone or its tail."""
    ids = list(
        rows.filter(client_no__startswith=query.digits).order_by("client_no").values_list("pk", flat=True)[:ENOUGH]
    )
    if len(query.digits) in TAILS or (len(query.digits) > TAIL and user.can(Permission.LOG_CONTACT)):
        tail = SearchToken.objects.visible_to(user).filter(
            token=query.digits[-TAIL:], client__phone__endswith=query.digits
        )
        ids += tail.order_by("client").values_list("client", flat=True)[:ENOUGH]
    return ids[:ENOUGH]


def _by_tokens(user, query):
    """Ids along the index of the first token: the whole bank is never read, however common the name."""
    found = SearchToken.objects.visible_to(user)
    first, *others = query.tokens or (None,)
    # Of one token the index gives the clients in order. Of a prefix it would have to sort all that begin so: a tenth of the bank.
    found = found.filter(token=first).order_by("client") if first else found.starting(query.prefix)
    conditions = [_has(SearchToken.objects.filter(token=token), "client") for token in others]
    if first and query.prefix:
        conditions.append(_has(SearchToken.objects.starting(query.prefix), "client"))
    return list(dict.fromkeys(found.filter(*conditions).values_list("client", flat=True)[:ENOUGH]))


def _tokens_of_the_row(query, key):
    conditions = [_has(SearchToken.objects.filter(token=token), key) for token in query.tokens]
    if query.prefix:
        conditions.append(_has(SearchToken.objects.starting(query.prefix), key))
    return conditions


def _has(tokens, key):
    return Exists(tokens.filter(client=OuterRef(key)))
