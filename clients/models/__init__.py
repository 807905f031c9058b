from clients.models.balances import BalanceSnapshot
from clients.models.clients import Client, SearchToken
from clients.models.consents import Consent, DoNotDisturb
from clients.models.contacts import ContactLog
from clients.models.imports import ImportJob

__all__ = ["BalanceSnapshot", "Client", "Consent", "ContactLog", "DoNotDisturb", "ImportJob", "SearchToken"]
