import django_filters as filters
from django.conf import settings
from django.forms import CheckboxInput, DateInput
from django.utils.module_loading import import_string

from clients.models import Client
from clients.queries.narrowing import BANDS, BESIDE, TIERS, narrowed
from clients.rules.ranks import UNRATED
from staff.models import OrgUnit, User
from staff.roles import Permission, Role

MORE = {
    "born",
    "standing",
    "meets",
    "near",
    "no_email",
    "silent",
    "no_deputy",
    "unmanaged",
    "maturing",
    "place",
    "wanted",
    "older",
    "no_balance",
}  # asked for less often: they open on demand
SORTS = {
    "due": ("next_due_on", "应联系"),
    "last": ("last_effective_on", "上次有效联系"),
    "average": ("-average", "年日均"),
    "name": ("name_key", "姓名"),
    "number": ("client_no", "客户号"),
}  # in the address "-due" is the same from its other end


def _standings():
    """[(word, label)] of what the tier board counts."""
    return [(word, state.label) for word, state in import_string(settings.STANDINGS).items()]


class ClientFilter(filters.FilterSet):
    """What the client list can be narrowed by; choices never reach beyond the person's own rows."""

    tier = filters.ChoiceFilter(
        label="层级",
        choices=[*Client.Tier.choices, ("none", UNRATED), *((word, label) for word, (label, _tiers) in TIERS.items())],
        method="narrow",
        empty_label="全部层级",
    )
    due = filters.ChoiceFilter(
        label="联系",
        choices=[
            ("now", "到期与逾期"),
            ("overdue", "已逾期"),
            ("long", "逾期超过 7 个工作日"),
            ("unkept", "没按时联系（含等第一次）"),
            ("planned", "已排期"),
            ("kept", "按期"),
            ("first", "等第一次联系"),
            ("week", "7 天内到期"),
            ("never", "从未有效联系"),
            ("rest", "停联中"),
            ("promised", "没到期，今天有承诺"),
            ("days", "没到期，今天生日或要紧日子"),
            ("matures", "没到期，有产品要到期"),
        ],
        method="narrow",
        empty_label="不限",
    )
    band = filters.ChoiceFilter(
        label="年日均",
        choices=[(key, band[2]) for key, band in BANDS.items()],
        method="narrow",
        empty_label="全部金额",
    )
    unit = filters.ModelChoiceFilter(
        label="机构", queryset=OrgUnit.objects.none(), empty_label="全部机构", method="narrow"
    )
    manager = filters.ModelChoiceFilter(
        label="客户经理", queryset=User.objects.none(), empty_label="全部经理", method="narrow"
    )
    born = filters.ChoiceFilter(
        label="生日",
        choices=[(str(month), f"{month}月") for month in range(1, 13)],
        method="narrow",
        empty_label="不限",
    )
    standing = filters.ChoiceFilter(label="看板名单", choices=_standings, method="narrow", empty_label="不限")
    meets = filters.ChoiceFilter(label="共管", choices=(), method="narrow", empty_label="不限")
    maturing = filters.ChoiceFilter(
        label="30 天内到期",
        choices=[("any", "有产品要到期"), ("open", "还没有安排"), ("planned", "都有安排")],
        method="narrow",
        empty_label="不限",
    )
    place = filters.CharFilter(label="区域号", method="narrow", max_length=20)
    near = filters.BooleanFilter(label="离升级不到 10 万元", method="narrow", widget=CheckboxInput)
    no_email = filters.BooleanFilter(label="没有邮箱", method="narrow", widget=CheckboxInput)
    silent = filters.BooleanFilter(label="勿扰中", method="narrow", widget=CheckboxInput)
    no_deputy = filters.BooleanFilter(label="没有B角", method="narrow", widget=CheckboxInput)
    unmanaged = filters.BooleanFilter(label="没有管户经理", method="narrow", widget=CheckboxInput)

    wanted = filters.DateFilter(
        label="应联系的那天", method="narrow", widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    older = filters.DateFilter(
        label="余额日期早于", method="narrow", widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    no_balance = filters.BooleanFilter(label="没有余额", method="narrow", widget=CheckboxInput)

    class Meta:
        model = Client
        fields = ()

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        if not user.can(Permission.VIEW_BALANCES):
            del self.filters["band"], self.filters["near"]
        self.filters["meets"].extra["choices"] = [(str(user.pk), "该您当面谈的")]
        if user.role not in (Role.BRANCH_HEAD, Role.HEAD_OFFICE):
            del self.filters["meets"]
        if user.role == Role.MANAGER:
            del self.filters["unit"], self.filters["manager"]
            return
        due = self.filters["due"].extra
        due["choices"] = [pair for pair in due["choices"] if pair[0] not in BESIDE]  # of one's own list of the day
        self.filters["unit"].queryset = OrgUnit.objects.visible_to(user).order_by("path")
        managers = User.objects.visible_to(user).filter(role=Role.MANAGER).order_by("employee_no")
        if user.role != Role.BRANCH_HEAD:
            # A whole bank has thousands of managers: choose the unit first.
            unit = self.data.get("unit") or ""
            managers = (
                managers.filter(unit__path__contains=f"/{_code_of(unit)}/") if unit.isdecimal() else managers.none()
            )
        self.filters["manager"].queryset = managers

    def narrow(self, rows, name, value):
        return narrowed(rows, {name: getattr(value, "pk", value)}, self.today)

    @property
    def parts(self):
        """The fields that always stand there, and the others."""
        fields = list(self.form)
        return [field for field in fields if field.name not in MORE], [field for field in fields if field.name in MORE]

    @property
    def asks_more(self):
        return bool(self.asked.keys() & MORE)

    @property
    def asked(self):
        """{name: value} of what is asked, as it stands in an address and in a saved list."""
        cleaned = self.form.cleaned_data if self.is_valid() else {}
        return {
            name: "1" if value is True else str(getattr(value, "pk", value)) for name, value in cleaned.items() if value
        }


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
