import django_filters as filters
from django.db.models import Q

from clients.models import Client
from clients.models.clients import STANDS
from clients.rules.ranks import UNRATED
from staff.models import OrgUnit, User
from staff.roles import Permission, Role

BANDS = {
    "0": (None, 10_000, "1 万元以下"),
    "1": (10_000, 200_000, "1–20 万元"),
    "20": (200_000, 1_000_000, "20–100 万元"),
    "100": (1_000_000, 5_000_000, "100–500 万元"),
    "500": (5_000_000, None, "500 万元以上"),
}
SORTS = {
    "due": ("next_due_on", "应联系"),
    "last": ("last_effective_on", "上次有效联系"),
    "average": ("-average", "年日均"),
    "name": ("name_key", "姓名"),
    "number": ("client_no", "客户号"),
}  # in the address "-due" is the same from its other end


class ClientFilter(filters.FilterSet):
    """What the client list can be narrowed by; choices never reach beyond the person's own rows."""

    tier = filters.ChoiceFilter(
        label="层级", choices=[*Client.Tier.choices, ("none", UNRATED)], method="of_tier", empty_label="全部层级"
    )
    due = filters.ChoiceFilter(
        label="联系",
        choices=[
            ("now", "到期与逾期"),
            ("overdue", "已逾期"),
            ("planned", "已排期"),
            ("kept", "按期"),
            ("first", "等第一次联系"),
            ("week", "7 天内到期"),
            ("never", "从未有效联系"),
            ("rest", "停联中"),
        ],
        method="by_due",
        empty_label="不限",
    )
    band = filters.ChoiceFilter(
        label="年日均",
        choices=[(key, band[2]) for key, band in BANDS.items()],
        method="in_band",
        empty_label="全部金额",
    )
    unit = filters.ModelChoiceFilter(
        label="机构", queryset=OrgUnit.objects.none(), empty_label="全部机构", method="below_unit"
    )
    manager = filters.ModelChoiceFilter(label="客户经理", queryset=User.objects.none(), empty_label="全部经理")

    class Meta:
        model = Client
        fields = ()

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if not user.can(Permission.VIEW_BALANCES):
            del self.filters["band"]
        if user.role == Role.MANAGER:
            del self.filters["unit"], self.filters["manager"]
            return
        self.filters["unit"].queryset = OrgUnit.objects.visible_to(user).order_by("path")
        managers = User.objects.visible_to(user).filter(role=Role.MANAGER).order_by("employee_no")
        if user.role != Role.BRANCH_HEAD:
            # A whole bank has thousands of managers: choose the unit first.
            unit = self.data.get("unit") or ""
            managers = (
                managers.filter(unit__path__contains=f"/{_code_of(unit)}/") if unit.isdecimal() else managers.none()
            )
        self.filters["manager"].queryset = managers

    def of_tier(self, rows, name, value):
        return rows.filter(tier="" if value == "none" else value)

    def by_due(self, rows, name, value):
        if value == "never":
            return rows.filter(last_effective_on__isnull=True)
        if value == "rest":
            return rows.resting(self.today)
        if value == "week":
            return rows.soon(self.today)
        if value in STANDS:
            return rows.approachable(self.today).filter(STANDS[value](self.today))
        return rows.due(self.today)

    def in_band(self, rows, name, value):
        low, high, _label = BANDS[value]
        within = Q() if low is None else Q(average__gte=low)
        return rows.filter(within if high is None else within & Q(average__lt=high))

    def below_unit(self, rows, name, unit):
        return rows.filter(
            unit__in=list(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
        )


def order_of(user, asked):
    """(the name of an order that this person may ask for, its field, its columns as the heads of the table).

    Sorted by amount would tell what the amounts hide. Each column: its label, its name to ask for, and how it is sorted now.
    """
    may = {key: sort for key, sort in SORTS.items() if key != "average" or user.can(Permission.VIEW_BALANCES)}
    sort = asked if asked.removeprefix("-") in may else "due"
    field = may[sort.removeprefix("-")][0]
    field = field if not sort.startswith("-") else field.removeprefix("-") if field.startswith("-") else f"-{field}"
    heads = {key: {"label": label, "ask": key, "is": ""} for key, (_field, label) in may.items()}
    now = heads[sort.removeprefix("-")]
    now["ask"] = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
    now["is"] = "descending" if field.startswith("-") else "ascending"
    return sort, field, heads


def _code_of(unit_pk):
    return OrgUnit.objects.filter(pk=unit_pk[:18]).values_list("code", flat=True).first() or "-"
