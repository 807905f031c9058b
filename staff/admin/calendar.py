from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from staff.actions.calendar import delete_calendar_day, fill_calendar, save_calendar_day
from staff.admin.base import ScopedAdmin
from staff.calendar import load_calendar
from staff.models import CalendarDay
from staff.roles import Permission


@admin.register(CalendarDay)
class CalendarDayAdmin(ScopedAdmin):
    """Only the exceptions are rows; every other day is a working day from Monday to Friday (edge O3)."""

    may_view = (Permission.VIEW_ORGANISATION,)
    may_add = may_change = may_delete = (Permission.EDIT_CALENDAR,)
    for_everyone = True
    list_display = ("date", "kind", "name", "source")
    list_filter = ("is_workday", "source", ("date", admin.DateFieldListFilter))
    search_fields = ("name",)
    ordering = ("-date",)
    change_list_template = "admin/staff/calendarday/change_list.html"

    def get_fields(self, request, obj=None):
        # Django names its yes and no pictures in English only; who cannot change the day reads a word.
        return ("date", "is_workday" if self.has_change_permission(request, obj) else "kind", "name")

    def get_readonly_fields(self, request, obj=None):
        return ("kind",)

    @admin.display(description="上班或放假", ordering="is_workday")
    def kind(self, day):
        return "上班" if day.is_workday else "放假"

    def save_through_action(self, request, obj, form, change):
        save_calendar_day(obj, by=request.user)

    def delete_through_action(self, request, obj):
        delete_calendar_day(obj, by=request.user)

    def get_urls(self):
        fill = self.admin_site.admin_view(require_POST(self.fill_view))
        return [path("fill/", fill, name="staff_calendarday_fill"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        first, last = this_and_next_year()
        unknown = sorted(load_calendar(first, last).unknown_years)
        return super().changelist_view(request, {"unknown_years": unknown, **(extra_context or {})})

    def fill_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        first, last = this_and_next_year()
        days = fill_calendar([first.year, last.year], by=request.user)
        unknown = "、".join(str(year) for year in sorted(load_calendar(first, last).unknown_years))
        if days:
            self.message_user(request, f"已从程序库补入 {days} 天。", messages.SUCCESS)
        else:
            self.message_user(request, "程序库里没有新的内容，人工录入的日期保持不变。")
        if unknown:
            self.message_user(request, f"程序库还没有 {unknown} 年的放假安排，请等公布后人工录入。", messages.WARNING)
        return redirect("admin:staff_calendarday_changelist")


def this_and_next_year():
    year = timezone.localdate().year
    return date(year, 1, 1), date(year + 1, 12, 31)
