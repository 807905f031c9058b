from clients.models.assignments import Assignment
from clients.models.balances import BalanceSnapshot
from clients.models.clients import Client
from clients.models.consents import Consent, DoNotDisturb
from clients.models.contacts import ContactLog
from clients.models.drafts import Draft
from clients.models.facts import Fact
from clients.models.holdings import Holding
from clients.models.key_dates import KeyDate
from clients.models.kin import Kin
from clients.models.links import Link
from clients.models.promises import Promise
from clients.models.requests import Request
from clients.models.saved_lists import SavedList
from clients.models.search_tokens import SearchToken

__all__ = [
    "Assignment",
    "BalanceSnapshot",
    "Client",
    "Consent",
    "ContactLog",
    "DoNotDisturb",
    "Draft",
    "Fact",
    "Holding",
    "KeyDate",
    "Kin",
    "Link",
    "Promise",
    "Request",
    "SavedList",
    "SearchToken",
]
