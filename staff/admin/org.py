from django.contrib import admin

from staff.actions.org import save_unit
from staff.admin.base import ScopedAdmin, ScopedRelatedFilter
from staff.models import OrgUnit
from staff.roles import Permission


@admin.register(OrgUnit)
class OrgUnitAdmin(ScopedAdmin):
    nothing = "还没有机构，导入机构文件后会出现在这里。"
    may_view = (Permission.VIEW_ORGANISATION,)
    may_add = may_change = (Permission.EDIT_ORGANISATION,)
    fields = ("code", "name", "level", "parent", "desk", "care_weekday")
    list_display = ("code", "name", "level", "parent", "care_weekday")
    list_display_links = ("code", "name")
    list_filter = ("level", ("parent", ScopedRelatedFilter))
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("path",)

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()

    def save_through_action(self, request, obj, form, change):
        save_unit(obj, by=request.user)
