from django.contrib import admin

from staff.actions.covers import save_cover
from staff.admin.base import ScopedAdmin, ScopedRelatedFilter
from staff.forms.people import PersonField, managers_within_reach
from staff.models import CoverPeriod
from staff.roles import Permission
from words.masking import mask_text


@admin.register(CoverPeriod)
class CoverPeriodAdmin(ScopedAdmin):
    """AB角 (domain 1.5): a head arranges it within his subtree."""

    nothing = "没有代管安排：没有登记谁离岗、由谁代。"
    may_view = (Permission.VIEW_ORGANISATION,)
    may_add = may_change = (Permission.ARRANGE_COVER,)
    list_display = ("absent", "cover", "starts_on", "ends_on", "masked_reason")
    list_filter = (("absent", ScopedRelatedFilter), ("ends_on", admin.DateFieldListFilter))
    list_select_related = ("absent", "cover")
    search_fields = ("absent__name", "absent__employee_no", "cover__name", "cover__employee_no")
    ordering = ("-starts_on", "-pk")

    def get_fields(self, request, obj=None):
        reason = "reason" if self.has_change_permission(request, obj) else "masked_reason"
        return ("absent", "cover", "starts_on", "ends_on", reason)

    def get_readonly_fields(self, request, obj=None):
        return ("masked_reason",)

    @admin.display(description="事由", ordering="reason")
    def masked_reason(self, period):
        return mask_text(period.reason)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs |= {"queryset": managers_within_reach(request.user), "form_class": PersonField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_through_action(self, request, obj, form, change):
        save_cover(obj, by=request.user)
