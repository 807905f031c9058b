from django.conf import settings

from staff.cached import cached
from staff.models import OrgUnit

UNNAMED = "本行"  # before the units were taken in


def bank_name():
    """How people know the bank: the name of its root unit, or what BANK_NAME says where that is only called 总行."""
    return settings.BANK_NAME or cached("bank_name", "root", _root) or UNNAMED


def _root():
    return OrgUnit.objects.filter(parent=None).order_by("code").values_list("name", flat=True).first() or ""
