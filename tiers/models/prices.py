from django.db import models
from django.db.models import F, Q

from clients.enums import Tier
from tiers.enums import ClientGroup, PriceCategory, PriceKind
from tiers.rules.prices import Listed


class FeeItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A published price says nothing about anybody."""
        return self.all()

    def in_force(self, day):
        """The version of each item that counts on `day`: the one that took effect last, unless it has ended."""
        later = self.model.objects.filter(
            code=models.OuterRef("code"), effective_on__lte=day, effective_on__gt=models.OuterRef("effective_on")
        )
        started = self.filter(effective_on__lte=day).exclude(models.Exists(later))
        return started.filter(Q(ended_on=None) | Q(ended_on__gte=day))

    def coming(self, day):
        """Published, and not in force yet."""
        return self.filter(published_on__lte=day, effective_on__gt=day)


class FeeItem(models.Model):
    """价目 (domain 3.8): one published price, rate or product, in the version that is in force from a day. Nothing here knows a client.

    `price` 元, of a rate % a year; `ceiling` is what it may at most be. A new price is a new row; the old one stays.
    """

    Kind, Category = PriceKind, PriceCategory

    code = models.CharField("项目代码", max_length=20)
    name = models.CharField("项目", max_length=40)
    heading = models.CharField("分组", max_length=20)
    kind = models.CharField("种类", max_length=8, choices=Kind, default=Kind.FEE)
    category = models.CharField("定价方式", max_length=10, choices=Category)
    unit = models.CharField("单位", max_length=20, help_text="如：元/张/年；利率写 %/年")
    price = models.DecimalField("公示价", max_digits=14, decimal_places=4)
    ceiling = models.DecimalField("上限", max_digits=14, decimal_places=4, null=True, blank=True)
    term = models.PositiveSmallIntegerField("期限（月）", null=True, blank=True)
    exemptions = models.TextField("免收情形", max_length=600, blank=True, help_text="一行一种")
    risk = models.CharField("风险等级", max_length=2, choices=[(f"R{n}", f"R{n}") for n in range(1, 6)], blank=True)
    sold_until = models.DateField("卖到", null=True, blank=True)
    published_as = models.CharField("公示文号", max_length=40)
    published_on = models.DateField("公示日期")
    effective_on = models.DateField("生效日期")
    ended_on = models.DateField("停用日期", null=True, blank=True)

    objects = FeeItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "价目"
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_on"], name="tiers_one_price_an_item_and_day"),
            models.CheckConstraint(condition=Q(price__gte=0), name="tiers_a_price_is_never_negative"),
            models.CheckConstraint(
                condition=Q(ceiling__isnull=True) | Q(ceiling__gte=F("price")), name="tiers_a_price_keeps_its_ceiling"
            ),
            models.CheckConstraint(condition=~Q(category="free") | Q(price=0), name="tiers_what_is_free_costs_nothing"),
            models.CheckConstraint(
                condition=Q(effective_on__gte=F("published_on")), name="tiers_a_price_is_published_before_it_counts"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("effective_on")),
                name="tiers_a_price_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.effective_on:%Y-%m-%d} 起）"

    @property
    def listed(self):
        """The version as a value for the rules."""
        return Listed(self.name, self.unit, self.price, tuple(self.exempt), self.published_as)

    @property
    def exempt(self):
        return [line.strip() for line in self.exemptions.splitlines() if line.strip()]


class FeeDiscountQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all()

    def in_force(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class FeeDiscount(models.Model):
    """优惠: so many per cent less for everybody of a tier, or of a client group. There is no column for a surcharge or a person."""

    item = models.ForeignKey(FeeItem, models.PROTECT, related_name="discounts", verbose_name="项目")
    tier = models.CharField("层级", max_length=8, choices=Tier, blank=True)
    group = models.CharField("客户群", max_length=10, choices=ClientGroup, blank=True)
    percent = models.PositiveSmallIntegerField("优惠（%）")
    starts_on = models.DateField("从")
    ends_on = models.DateField("到")
    published_as = models.CharField("公示文号", max_length=40)

    objects = FeeDiscountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "价目优惠"
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="tiers_a_discount_is_at_most_the_price"),
            models.CheckConstraint(
                condition=~Q(tier="") | ~Q(group=""), name="tiers_a_discount_is_for_a_tier_or_group"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="tiers_a_discount_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["ends_on", "starts_on"], name="tiers_discounts_by_day")]

    def __str__(self):
        return f"{self.item.name} −{self.percent}%"
