from clients.models.balances import BalanceSnapshot
from clients.models.clients import Client, SearchToken
from clients.models.consents import Consent, DoNotDisturb
from clients.models.contacts import ContactLog

__all__ = ["BalanceSnapshot", "Client", "Consent", "ContactLog", "DoNotDisturb", "SearchToken"]
