from clients.models import SearchToken
from clients.rules.search import tokens_of
from staff import bulk


def replace_tokens(clients):
    """Files clients anew under their search tokens: (pk, name, phone, is_new) each. Two statements, however many."""
    known = [pk for pk, _name, _phone, is_new in clients if not is_new]
    if known:
        SearchToken.objects.filter(client__in=known).delete()
    rows = [(pk, token) for pk, name, phone, _new in clients for token in tokens_of(name, phone)]
    bulk.insert(SearchToken, ["client_id", "token"], rows)
