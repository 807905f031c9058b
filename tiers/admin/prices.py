from django.contrib import admin
from django.utils import timezone

from staff.admin.base import ScopedAdmin
from staff.roles import Permission
from tiers.actions.prices import end_discount, end_price, publish_discount, publish_price
from tiers.models import FeeDiscount, FeeItem


class PublishedAdmin(ScopedAdmin):
    """What was published stays as it is; head office writes the next version, or says when it ends."""

    may_view = (Permission.VIEW_CLIENTS,)
    may_add = may_change = (Permission.EDIT_POLICY,)
    for_everyone = True
    end = ""

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        return tuple(name for name in self.get_fields(request, obj) if name != self.end)


@admin.register(FeeItem)
class FeeItemAdmin(PublishedAdmin):
    end = "ended_on"
    written = (
        *("code", "name", "heading", "kind", "category", "unit", "price", "ceiling", "term"),
        *("exemptions", "risk", "sold_until", "published_as", "published_on", "effective_on"),
    )
    nothing = "还没有公布收费项目。"
    list_display = ("code", "name", "category", "price", "unit", "published_on", "effective_on", "ended_on")
    list_filter = ("kind", "category", "heading")
    search_fields = ("code", "name")
    ordering = ("code", "-effective_on")

    def get_fields(self, request, obj=None):
        return (*self.written, "ended_on") if obj else self.written

    def save_through_action(self, request, obj, form, change):
        today = timezone.localdate()
        if not change:
            publish_price(obj, by=request.user, today=today)
        elif "ended_on" in form.changed_data:
            end_price(obj, on=obj.ended_on, by=request.user, today=today)


@admin.register(FeeDiscount)
class FeeDiscountAdmin(PublishedAdmin):
    end = "ends_on"
    fields = ("item", "tier", "group", "percent", "starts_on", "ends_on", "published_as")
    nothing = "没有公布减免：各层级都按公示价收费。"
    list_display = ("item", "tier", "group", "percent", "starts_on", "ends_on")
    list_filter = ("tier", "group")
    list_select_related = ("item",)
    search_fields = ("item__code", "item__name")
    ordering = ("-starts_on", "-pk")

    def save_through_action(self, request, obj, form, change):
        today = timezone.localdate()
        if not change:
            publish_discount(obj, by=request.user, today=today)
        elif "ends_on" in form.changed_data:
            old = FeeDiscount.objects.get(pk=obj.pk)
            end_discount(old, on=obj.ends_on, by=request.user, today=today)
