"""Of whom the numbers are counted, and how they add up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from crm.rules.figures import KINDS
from staff.scope import apart


@dataclass(frozen=True)
class Scope:
    """Whose rows are counted: of the `units` (ids; None: of all), without those whom `user` must avoid (None: nobody).

    `reckoned_on`: of this data date the night has written the deposits already, so they are not added up again. `read`: the Look
    of a page that has read some of it already.
    """

    today: date
    units: list | None = None
    user: object = None
    data_date: date | None = None
    reckoned_on: date | None = None
    read: object = None

    def of(self, rows, else_unit=""):
        """The rows about clients within the scope; those about no client by the unit that `else_unit` leads to."""
        path = rows.all().to_client
        within = Q() if self.units is None else Q(**{f"{path}unit__in": self.units})
        if else_unit and self.units is not None:
            within |= Q(client=None, **{f"{else_unit}__in": self.units})
        return rows.filter(within & (apart(self.user, path) if self.user else Q())).order_by()


def add(values, more):
    """Adds the figures `more` to `values`, {key: (value, base or None)}."""
    for key, (value, base) in more.items():
        if key in values:
            old, whole = values[key]
            value = max(old, value) if KINDS[key].is_largest else old + value
            base = None if base is None else whole + base
        values[key] = value, base
