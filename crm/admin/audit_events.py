from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html_join

from crm.admin.audit import PAGES, page_name
from crm.admin.audit_asked import meant
from crm.admin.audit_lines import Teller
from crm.forms.audit import AuditForm
from crm.queries.audit import client_of, events_of
from staff.admin.base import ReadOnlyAdmin
from staff.audit import note
from staff.models import AuditEvent, OrgUnit
from staff.pages import page_of, row_id
from staff.roles import Permission


class AuditList(ChangeList):
    """The stock list, asked by our own form and read in keyset pages: nobody counts millions of rows."""

    def get_filters_params(self, params=None):
        rest = super().get_filters_params(params)
        return {name: value for name, value in rest.items() if name not in (*AuditForm.base_fields, "after", "before")}

    def get_results(self, request):
        after, before = row_id(request.GET, "after"), row_id(request.GET, "before")
        page = page_of(self.queryset, sort="-at", after=after, before=before, size=self.list_per_page)
        kept = {name: value for name, value in request.GET.items() if name not in ("after", "before")}
        self.result_list, self.result_count, self.full_result_count = page.rows, len(page.rows), None
        self.urls, self.multi_page, self.can_show_all = page.urls(request.path, **kept), False, False
        teller = Teller(page.rows, request)
        for event in page.rows:
            event.teller = teller


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """What everyone did (H12), in sentences: by client, by person, by days, by kind, by page."""

    nothing = "这样的操作一条也没有。可以放宽日期，或点「全部留痕」。"
    may_view = (Permission.VIEW_AUDIT,)
    fields = ("at", "sentence", "content", "reason", "actor_role", "unit", "ip")
    readonly_fields = ("sentence", "unit", "content")
    list_display = ("at", "sentence", "content", "reason")
    list_display_links = ("at",)
    ordering = ("-at", "-id")
    sortable_by = ()

    def get_changelist(self, request, **kwargs):
        return AuditList

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.teller = Teller([found], request)
        return found

    def changelist_view(self, request, extra_context=None):
        """What is typed is posted, so that no name stands in an address; whom it finds becomes a number there."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form, choices = self._form(request), []
        if request.method == "POST" and "ask" in request.POST and form.is_valid():
            asked, choices = meant(form, request.user, timezone.now())
            if form.is_valid() and not choices:
                return redirect(f"{request.path}?{urlencode(asked)}")
        request.asked = form.asked if form.is_valid() else None
        choices = [(f"?{urlencode(one)}", label) for one, label in choices]
        response = super().changelist_view(
            request, {"title": "操作留痕", "asking": form, "choices": choices, **(extra_context or {})}
        )
        if rows := (getattr(response, "context_data", None) or {}).get("cl"):
            said = {
                "asked_page" if name == "page" else name: value
                for name, value in form.written.items()
                if name != "client"
            }
            about = client_of(request.user, form.asked.get("client"))
            note(request, about, rows=len(rows.result_list), **said)
            if not form.is_valid():
                response.status_code, response.context_data["nothing"] = 422, ""
        return response

    def _form(self, request):
        """The form as it was posted, or as the address has it, with the numbers of whom it names in its boxes."""
        pages = [*PAGES.items(), *((name, page_name(name)) for name in self._lists())]
        if request.method == "POST":
            return AuditForm(request.POST, pages=pages)
        given = request.GET.dict()
        client = client_of(request.user, int(given["client"])) if row_id(given, "client") else None
        return AuditForm(
            {**given, "whom": client.client_no if client else "", "person": given.get("who", "")}, pages=pages
        )

    def _lists(self):
        """The names of the admin's own lists, which are pages, too."""
        models = [model._meta for model in self.admin_site._registry]
        return [f"admin:{meta.app_label}_{meta.model_name}_changelist" for meta in models]

    def get_queryset(self, request):
        asked = getattr(request, "asked", {})
        return AuditEvent.objects.none() if asked is None else events_of(request.user, **asked)

    @admin.display(description="谁做了什么")
    def sentence(self, event):
        return event.teller.sentence(event)

    @admin.display(description="内容")
    def content(self, event):
        return format_html_join("", "<div>{}：{}</div>", event.teller.lines(event))

    @admin.display(description="机构")
    def unit(self, event):
        return OrgUnit.objects.filter(pk=event.unit_id).first()
