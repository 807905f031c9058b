from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from staff.actions.covers import end_cover, save_cover
from staff.admin.base import DayFilter, ScopedAdmin, ScopedRelatedFilter
from staff.calendar import load_calendar
from staff.forms.people import PersonField, who_may_be_away, who_may_stand_in
from staff.models import CoverPeriod, OrgUnit
from staff.pages import row_id
from staff.queries.covers import avoided_of, away_in, days_ahead
from staff.roles import Permission
from words.dates import full_date, monday_of
from words.masking import mask_text
from words.problems import Moved

State = CoverPeriod.State
NOBODY = "没有人代"


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = "状态", "state"

    def lookups(self, request, model_admin):
        return [*State.choices, ("covered", "今天有人代"), ("gap", "今天没有人代")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "covered":
            return queryset.on(today).covered()
        if self.value() == "gap":
            return queryset.gaps(today)
        return queryset.filter(state=self.value()) if self.value() else queryset


class UnitFilter(admin.SimpleListFilter):
    """A unit and all below it, as a link asks for it; whoever names another than his own is told that there is none."""

    title, parameter_name = "机构", "unit"

    def __init__(self, request, *args):
        asked = row_id(request.GET, "unit")
        self.unit = OrgUnit.objects.visible_to(request.user).filter(pk=asked).first() if asked else None
        if "unit" in request.GET and self.unit is None:
            raise Http404
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [(str(self.unit.pk), self.unit.name)] if self.unit else []

    def queryset(self, request, queryset):
        return queryset.filter(absent__unit__path__startswith=self.unit.path)


@admin.register(CoverPeriod)
class CoverPeriodAdmin(ScopedAdmin):
    """AB角 (domain 1.5): a head arranges it within his subtree."""

    nothing = "没有代管安排：没有登记谁离岗、由谁代。"
    may_view = (Permission.VIEW_ORGANISATION,)
    may_add = may_change = (Permission.ARRANGE_COVER,)
    list_display = ("absent", "who_covers", "starts_on", "last_day", "state_word", "masked_reason")
    list_filter = (StateFilter, UnitFilter, ("absent", ScopedRelatedFilter), ("ends_on", DayFilter))
    list_select_related = ("absent", "cover")
    search_fields = ("absent__name", "absent__employee_no", "cover__name", "cover__employee_no")
    ordering = ("-starts_on", "-pk")
    change_list_template = "admin/staff/coverperiod/change_list.html"
    change_form_template = "admin/staff/coverperiod/change_form.html"

    def get_queryset(self, request):
        return super().get_queryset(request).with_state(timezone.localdate())

    def has_change_permission(self, request, obj=None):
        """What is over stays as it was; one just written is not."""
        is_open = getattr(obj, "state", State.PLANNED) in (State.PLANNED, State.ACTIVE)
        return super().has_change_permission(request) and is_open

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("absent", "cover", "starts_on", "ends_on", "reason")
        is_planned = obj.state == State.PLANNED and self.has_change_permission(request, obj)
        cover = "who_covers" if obj.state == State.ACTIVE else "cover"
        return ("absent", cover, "starts_on", "ends_on", "reason" if is_planned else "masked_reason", "state_word")

    def get_readonly_fields(self, request, obj=None):
        begun = ("absent", "who_covers", "starts_on") if obj and obj.state == State.ACTIVE else ()
        return (*begun, "masked_reason", "state_word")

    @admin.display(description="代管人", ordering="cover__name")
    def who_covers(self, period):
        return period.cover or NOBODY

    @admin.display(description="最后一天", ordering="ends_on")
    def last_day(self, period):
        return full_date(period.ends_on) if period.ended_on is None else f"{full_date(period.ended_on)} 提前结束"

    @admin.display(description="状态")
    def state_word(self, period):
        return State(period.state).label

    @admin.display(description="事由", ordering="reason")
    def masked_reason(self, period):
        return mask_text(period.reason)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        people = who_may_stand_in if db_field.name == "cover" else who_may_be_away
        kwargs |= {"queryset": people(request.user), "form_class": PersonField}
        if db_field.name == "cover":
            kwargs["empty_label"] = "没有人代"
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_through_action(self, request, obj, form, change):
        save_cover(obj, by=request.user, today=timezone.localdate())
        if avoided := avoided_of(obj):
            words = f"{obj.cover.name}须回避其中 {avoided} 位客户，看不到也接不了，这几位由您照看。"
            self.message_user(request, words, messages.WARNING)

    def get_urls(self):
        end = self.admin_site.admin_view(require_POST(self.end_view))
        return [path("<int:pk>/end/", end, name="staff_coverperiod_end"), *super().get_urls()]

    def end_view(self, request, pk):
        """Ends at once, or cancels what has not begun."""
        period = self.get_object(request, pk)
        if period is None:
            raise Http404
        if not super().has_change_permission(request):
            raise PermissionDenied
        try:
            ended = end_cover(period, seen=request.POST.get("seen"), by=request.user, today=timezone.localdate())
        except Moved as moved:
            self.message_user(request, str(moved), messages.ERROR)
            return redirect("admin:staff_coverperiod_change", period.pk)
        said = "已取消" if ended.ended_on < ended.starts_on else "已结束，代管人从现在起看不到这些客户"
        self.message_user(request, f"{ended}：{said}。", messages.SUCCESS)
        return redirect("admin:staff_coverperiod_changelist")

    def changelist_view(self, request, extra_context=None):
        today = timezone.localdate()
        days = days_ahead(monday_of(today))
        away = away_in(request.user, days, load_calendar(days[0], days[-1]))
        more = {
            "away": away,
            "days": days,
            "weeks": days[::7],
            "today": today,
            "gaps": [row for row in away if row.period.is_alone],
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})
