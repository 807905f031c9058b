"""Every kind of bank file, on one screen, in the order in which the files of one folder are taken in.

A new kind is one entry here beside its own importer, which says its columns.
"""

from imports.importers.balances import BalanceImporter
from imports.importers.clients import ClientImporter
from imports.importers.contacts import ContactImporter
from imports.importers.facts import FactImporter
from imports.importers.holdings import HoldingImporter
from imports.importers.kin import KinImporter
from imports.importers.links import LinkImporter
from imports.importers.org import OrgImporter
from imports.importers.places import PlaceImporter
from imports.importers.promises import PromiseImporter
from imports.importers.risk import RiskImporter
from imports.importers.staff import StaffImporter
from imports.importers.tags import TagImporter

FILES = {
    "org": OrgImporter,
    "staff": StaffImporter,
    "places": PlaceImporter,
    "clients": ClientImporter,
    "kin": KinImporter,
    "links": LinkImporter,
    "balances": BalanceImporter,
    "holdings": HoldingImporter,
    "risk": RiskImporter,
    "contacts": ContactImporter,
    "facts": FactImporter,
    "tags": TagImporter,
    "promises": PromiseImporter,
}
