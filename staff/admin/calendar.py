from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from staff.actions.calendar import delete_calendar_day, fill_calendar, save_calendar_day, save_calendar_year
from staff.admin.base import DayFilter, ScopedAdmin
from staff.cached import forget
from staff.calendar import load_calendar
from staff.forms.calendar import CalendarYearForm
from staff.forms.refusals import put, status_of
from staff.models import CalendarDay
from staff.queries.calendar import arrangement_of, fingerprint, is_complete, months_of
from staff.roles import Permission
from staff.rules.calendar import differences, lines_of
from staff.rules.workdays import estimated, published
from words.problems import Moved

YEARS_AHEAD = 2


@admin.register(CalendarDay)
class CalendarDayAdmin(ScopedAdmin):
    """Only the exceptions are rows; every other day is a working day from Monday to Friday (edge O3)."""

    nothing = "还没有录入放假安排：暂按周一至周五上班、法定节日放假预估。"
    may_view = (Permission.VIEW_ORGANISATION,)
    may_add = may_change = may_delete = (Permission.EDIT_CALENDAR,)
    for_everyone = True
    list_display = ("date", "kind", "name", "source")
    list_filter = ("is_workday", "source", ("date", DayFilter))
    search_fields = ("name",)
    ordering = ("-date",)
    change_list_template = "admin/staff/calendarday/change_list.html"

    def get_fields(self, request, obj=None):
        # Django names its yes and no pictures in English only; who cannot change the day reads a word.
        return ("date", "is_workday" if self.has_change_permission(request, obj) else "kind", "name")

    def get_readonly_fields(self, request, obj=None):
        # Another day is another row: the one of 1 January says that its year is known.
        return ("date", "kind") if obj else ("kind",)

    @admin.display(description="上班或放假", ordering="is_workday")
    def kind(self, day):
        return "上班" if day.is_workday else "放假"

    def save_through_action(self, request, obj, form, change):
        save_calendar_day(obj, by=request.user)

    def delete_through_action(self, request, obj):
        delete_calendar_day(obj, by=request.user)

    def get_urls(self):
        fill = self.admin_site.admin_view(require_POST(self.fill_view))
        year = self.admin_site.admin_view(self.year_view)
        return [
            path("fill/", fill, name="staff_calendarday_fill"),
            path("year/<int:year>/", year, name="staff_calendarday_year"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        first, last = this_and_next_year()
        unknown = sorted(load_calendar(first, last).unknown_years)
        more = {"unknown_years": unknown, "years": [first.year, last.year], **(extra_context or {})}
        return super().changelist_view(request, more)

    def fill_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        first, last = this_and_next_year()
        days = fill_calendar([first.year, last.year], by=request.user)
        forget("unknown_years", timezone.localdate())
        unknown = "、".join(str(year) for year in sorted(load_calendar(first, last).unknown_years))
        if days:
            self.message_user(request, f"已从程序库补入 {days} 天。", messages.SUCCESS)
        else:
            self.message_user(request, "程序库里没有新的内容，人工录入的日期保持不变。")
        if unknown:
            self.message_user(request, f"程序库还没有 {unknown} 年的放假安排，请等公布后人工录入。", messages.WARNING)
        return redirect("admin:staff_calendarday_changelist")

    def year_view(self, request, year):
        """A year month by month, each day to be corrected by itself; and all its days off in one form, compared with the estimate
        first and saved at the second press."""
        if not (self.has_add_permission if request.method == "POST" else self.has_view_permission)(request):
            raise PermissionDenied
        if abs(year - timezone.localdate().year) > YEARS_AHEAD:
            raise Http404
        held = arrangement_of(year)
        proposed = held if is_complete(year) else {**published(year), **held}
        form = CalendarYearForm(request.POST or None, year=year, initial={"text": lines_of(proposed)})
        if not form.is_bound:
            return self.year_page(request, form, held)
        if not form.is_valid():
            return self.year_page(request, form, held, status=422)
        days = form.arrangement.days
        if request.POST.get("confirmed") != fingerprint(days):
            return self.year_page(request, form, held, seen=request.POST.get("seen"))
        try:
            save_calendar_year(year, days, by=request.user, seen=request.POST.get("seen"))
        except Moved as refusal:
            put(form, refusal)
            return self.year_page(request, form, refusal.current, status=status_of(refusal))
        forget("unknown_years", timezone.localdate())
        self.message_user(request, f"{year} 年的放假安排已录全，共 {len(days)} 天。", messages.SUCCESS)
        return redirect("admin:staff_calendarday_changelist")

    def year_page(self, request, form, held, *, seen=None, status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": f"{form.year} 年放假安排",
            "months": months_of(form.year),
            "known": is_complete(form.year),
            "held": len(held),
            "may_enter": self.has_add_permission(request),
            "opts": self.opts,
            "form": form,
            "seen": seen or fingerprint(held),
        }
        if form.is_bound and not form.errors:
            days = form.arrangement.days
            context["confirmed"] = fingerprint(days)
            context["differences"] = differences(estimated(form.year), days)
            context["off"] = sum(not is_workday for is_workday, _name in days.values())
            context["swapped"] = len(days) - context["off"]
        return render(request, "admin/staff/calendarday/year.html", context, status=status)


def this_and_next_year():
    year = timezone.localdate().year
    return date(year, 1, 1), date(year + 1, 12, 31)
