from django.contrib import admin

from crm.models import Occurrence
from crm.schedule import SCHEDULE
from staff.admin.base import DayFilter, ReadOnlyAdmin
from staff.roles import Permission


@admin.register(Occurrence)
class OccurrenceAdmin(ReadOnlyAdmin):
    """Whether last night's jobs ran."""

    nothing = "还没有到点的任务：系统刚启动，最晚明天会有。"
    may_view = (Permission.RATE_CLIENTS, Permission.EDIT_ORGANISATION)
    for_everyone = True
    fields = ("job", "local_date", "due_at", "state", "attempts", "finished_at", "message")
    readonly_fields = ("job",)
    list_display = ("job", "local_date", "state", "attempts", "finished_at", "message")
    list_filter = ("state", ("local_date", DayFilter))
    ordering = ("-due_at", "-id")

    @admin.display(description="任务", ordering="rule")
    def job(self, occurrence):
        rule = SCHEDULE.get(occurrence.rule)
        return rule.label if rule else occurrence.rule
