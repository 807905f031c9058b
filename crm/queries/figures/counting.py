"""The numbers counted in grouped statements, by unit and manager: of one unit and all below it, or of the whole bank.

Each source yields (unit id, manager id or None, {key: (value, base)}); what belongs together is added up here.
"""

from collections import defaultdict
from dataclasses import replace

from clients.rules.balances import freshness
from crm.queries.figures.contacts import client_groups, of_clients, of_promises
from crm.queries.figures.deposits import of_deposits, of_maturities
from crm.queries.figures.people import of_covers, of_stopped
from crm.queries.figures.scope import Scope, add
from crm.queries.figures.standings import of_moves, of_signals

SOURCES = (
    of_promises,
    of_signals,
    of_moves,
    of_deposits,
    of_maturities,
    of_covers,
    of_stopped,
)
__all__ = ["Scope", "add", "counted"]


def counted(scope):
    """({(unit id, manager id or None): {key: (value, base)}} of what each unit has itself, the data date that most balances have)."""
    clients = client_groups(scope)
    scope = replace(scope, data_date=freshness((row["balances_on"], row["clients"]) for row in clients).day)
    found = defaultdict(dict)
    for source in (of_clients(clients, scope.data_date), *(source(scope) for source in SOURCES)):
        for unit, person, values in source:
            add(found[unit, person], values)
    return found, scope.data_date
