"""Where a number leads: the list of exactly the rows that it counts, within the reach of whoever opens it."""

from urllib.parse import urlencode

from django.urls import reverse

from crm.rules.figures import COVERED

ACTIVE = {"standing": "active"}
UPPER = {"tier": "upper"}
CLIENTS = {
    "clients": ACTIVE,
    "cover": {**UPPER, "due": "unkept"},
    **{f"cover_{tier}": {"tier": tier, "due": "unkept"} for tier in COVERED},
    "late": {**UPPER, "due": "long"},
    "valid": {"tier": "valid", **ACTIVE},
    "unmanaged": {"unmanaged": "1", **ACTIVE},
    "alone": {**UPPER, "no_deputy": "1", **ACTIVE},
    "average": {**ACTIVE, "sort": "average"},
}
PROMISES = {
    "overdue": {"late": "clients"},
    "kept": {"kept": "missed", "by": "all"},
    "kept_basic": {"kept": "missed", "by": "tier", "key": "basic"},
}
PAGES = {"client_list": CLIENTS, "promise_list": PROMISES}


def url_of(key, unit, person=None):
    """The list of the number `key` of the unit, or of the manager's part of it (his id); "" without one."""
    for page, lists in PAGES.items():
        if key in lists:
            asked = {**lists[key], "unit": unit.pk} | ({"manager": person} if person else {})
            return f"{reverse(page)}?{urlencode(asked)}"
    return ""
