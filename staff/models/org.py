from django.core.validators import RegexValidator
from django.db import models

from staff.scope import OrganisationQuerySet
from words import dates

WEEKDAYS = [(number, f"周{name}") for number, name in enumerate(dates.WEEKDAYS[:5], start=1)]


class UnitQuerySet(OrganisationQuerySet):
    to_unit = ""


def lineage_of(path):
    """The paths above this one, of units or of places, and its own, the highest first."""
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1)]


def path_of(code, parent_path):
    """The path of a unit or a place right below that of its parent, which is '' at the top."""
    return f"{parent_path or '/'}{code}/"


class OrgUnit(models.Model):
    """机构 (domain 1.1). `path` is `/0300/0301/`, so a subtree is one prefix."""

    class Level(models.TextChoices):
        HQ = "hq", "总行"
        BRANCH = "branch", "分行"
        SUB_BRANCH = "sub_branch", "支行"
        OUTLET = "outlet", "网点"

    class Desk(models.TextChoices):
        """Which desk of head office a unit is: its people give what only that desk may."""

        FINANCE = "finance", "计财"
        BOARD = "board", "董办"
        STAFF = "staff", "人力"
        LINE = "line", "条线"

    code = models.CharField(
        "机构号",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Za-z]{4,12}\Z", "机构号为 4–12 位数字或字母。")],
    )
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级机构", null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=120, editable=False, db_index=True)
    desk = models.CharField("总行部门", max_length=8, choices=Desk, blank=True, help_text="只有总行的部门才填")
    care_weekday = models.PositiveSmallIntegerField("默认客户维护日", choices=WEEKDAYS, default=2)
    visit_weekday = models.PositiveSmallIntegerField("上门日", choices=WEEKDAYS, default=4)
    visit_weekday_on = models.DateField("上门日改于", null=True, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level="hq") | models.Q(parent__isnull=False),
                name="staff_only_the_head_office_has_no_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(desk__in=["", "finance", "board", "staff", "line"]), name="staff_desk_is_one_of_four"
            ),
            models.CheckConstraint(
                condition=models.Q(care_weekday__range=(1, 5)), name="staff_unit_care_day_is_a_weekday"
            ),
            models.CheckConstraint(
                condition=models.Q(visit_weekday__range=(1, 5)), name="staff_unit_visit_day_is_a_weekday"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def lineage(self):
        """The paths of the units above it and its own, the highest first."""
        return lineage_of(self.path)

    @property
    def rank(self):
        """0 for head office, growing downwards; a parent's rank is smaller than its child's."""
        return list(self.Level).index(self.level)

    def is_along(self, other):
        """Whether one of the two lies above the other, or they are the same."""
        return self.path.startswith(other.path) or other.path.startswith(self.path)

    @property
    def branch_path(self):
        """The path of the branch that it belongs to, right below head office; head office's own is its own."""
        return self.lineage[:2][-1]
