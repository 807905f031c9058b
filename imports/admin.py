from django.contrib import admin

from imports.models import ImportJob
from staff.admin.base import DayFilter, ReadOnlyAdmin
from staff.roles import Permission


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    """Head office sees each file and its result; the system administrator only whether the job ran."""

    nothing = "还没有导入过文件。"
    may_view = (Permission.IMPORT_FILES, Permission.EDIT_ORGANISATION)
    for_everyone = True
    list_filter = ("kind", "state", ("created_at", DayFilter))
    list_select_related = ("by",)
    ordering = ("-created_at", "-id")

    def has_view_permission(self, request, obj=None):
        # A file's name can hold a client's; only those who import open the row itself.
        return super().has_view_permission(request, obj) and (obj is None or request.user.can(Permission.IMPORT_FILES))

    def get_list_display_links(self, request, list_display):
        return ("created_at",) if request.user.can(Permission.IMPORT_FILES) else None

    def get_list_display(self, request):
        file = ("filename", "message", "by") if request.user.can(Permission.IMPORT_FILES) else ()
        return (
            "created_at",
            "kind",
            "state",
            "total",
            "created",
            "updated",
            "unchanged",
            "failed",
            *file,
        )

    def get_fields(self, request, obj=None):
        return (*self.get_list_display(request), "finished_at", "warnings")
