from django.contrib import admin
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from clients.actions.clients import assign_client
from clients.forms.assignments import ClientForm
from clients.models import Client, Holding
from clients.queries.complaints import after_complaint
from clients.queries.handovers import CHOSEN
from clients.queries.search import ENOUGH, matching
from clients.rules.handovers import MOST
from staff.admin.base import ReadOnlyAdmin, ScopedAdmin, ScopedRelatedFilter
from staff.forms.people import managers_within_reach
from staff.roles import Permission, Role
from words.identifiers import normalise
from words.masking import mask_email, mask_name, mask_phone


class ManagerFilter(ScopedRelatedFilter):
    def offered(self, request):
        return managers_within_reach(request.user)


class AfterComplaintFilter(admin.SimpleListFilter):
    """What compliance looks at: changes within ninety days after a client's complaint."""

    title, parameter_name = "投诉之后", "after_complaint"

    def lookups(self, request, model_admin):
        return [("90", "投诉后 90 天内的变动")]

    def queryset(self, request, queryset):
        return after_complaint(queryset) if self.value() == "90" else queryset


@admin.register(Client)
class ClientAdmin(ScopedAdmin):
    """Who looks after whom; only the B角 is changed here, another manager is a handover (ORG-R10)."""

    nothing = "您的范围里还没有客户，导入客户文件后会出现在这里。"
    may_view = (Permission.VIEW_CLIENTS,)
    may_change = (Permission.ASSIGN_CLIENT,)
    form = ClientForm
    list_display_links = ("client_no",)
    list_per_page = 25
    list_filter = ("tier", "status", "kind", "related", ("unit", ScopedRelatedFilter), ("manager", ManagerFilter))
    list_select_related = ("unit", "manager", "backup")
    search_fields = ("client_no",)  # what is typed is found as the client list finds it
    search_help_text = "姓名、拼音、手机尾号、客户号"
    ordering = ("client_no",)
    actions = ("hand_over",)

    def get_list_display(self, request):
        return (
            "client_no",
            name_for(request),
            "kind",
            "tier",
            "unit",
            "manager",
            "backup",
            "masked_phone",
            "next_due_on",
            "page",
        )

    def get_search_results(self, request, queryset, search_term):
        text = normalise(search_term.replace("\x00", ""))[:60]
        if not text:
            return queryset, False
        found = list(matching(request.user, text).order_by().values_list("pk", flat=True)[:ENOUGH])
        return queryset.filter(Q(client_no__startswith=text) | Q(pk__in=found)), False

    def get_fieldsets(self, request, obj=None):
        seen = ("seen",) if self.has_change_permission(request, obj) else ()
        return (
            ("分配", {"fields": ("backup", *seen)}),
            ("客户", {"fields": self.get_readonly_fields(request, obj)}),
        )

    def get_readonly_fields(self, request, obj=None):
        reach = ("masked_phone", "masked_email", "id_mask")
        days = ("opened_on", "assigned_on", "last_effective_on", "next_due_on")
        terms, risk = ("looked_after", "unit", "tier", "related", "contact_interval"), ("risk_level", "risk_tested_on")
        return ("client_no", name_for(request), "kind", "status", *terms, *reach, *days, *risk)

    @admin.display(description="管户经理")
    def looked_after(self, client):
        return format_html(
            '{} <a href="{}">换经理</a>', client.manager or "未分配", reverse("client_manager", args=[client.pk])
        )

    @admin.display(description="姓名")
    def masked_name(self, client):
        return mask_name(client.name, client.is_business)

    @admin.display(description="手机号")
    def masked_phone(self, client):
        return mask_phone(client.phone)

    @admin.display(description="邮箱")
    def masked_email(self, client):
        return mask_email(client.email)

    def save_through_action(self, request, obj, form, change):
        about = {"by": request.user, "now": timezone.now(), "seen": form.cleaned_data["seen"]}
        assign_client(obj, manager=obj.manager, backup=obj.backup, **about)

    @admin.action(description="移交…", permissions=["change"])
    def hand_over(self, request, queryset):
        """To the page of handovers with this selection: who receives them, with load and reason, is chosen there."""
        request.session[CHOSEN] = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        return redirect(f"{reverse('handover_choose')}?chosen=1")

    @admin.display(description="客户页")
    def page(self, client):
        return format_html('<a href="{}">打开</a>', reverse("client_detail", args=[client.pk]))


def name_for(request):
    """A branch head must recognise his clients; everybody else sees the name masked (domain 12.2)."""
    return "name" if request.user.role == Role.BRANCH_HEAD else "masked_name"


@admin.register(Holding)
class HoldingAdmin(ReadOnlyAdmin):
    """What the bank's newest file says that clients hold; nobody types it, and the amount is for those who read balances."""

    nothing = "没有持有的产品，导入产品文件后会出现在这里。"
    may_view = (Permission.VIEW_CLIENTS,)
    fields = list_display = ("client_no", "family", "product", "amount", "matured_on", "ended_on", "data_date")
    readonly_fields = ("client_no",)
    list_filter = ("family",)
    list_select_related = ("client",)
    search_fields = ("client__client_no",)
    search_help_text = "客户号"
    ordering = ("-id",)
    sortable_by = ()

    def get_list_display(self, request):
        return self._readable(request.user)

    def get_fields(self, request, obj=None):
        return self._readable(request.user)

    def _readable(self, user):
        return self.fields if user.can(Permission.VIEW_BALANCES) else [name for name in self.fields if name != "amount"]

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(client__client_no=normalise(search_term)) if search_term else queryset), False

    @admin.display(description="客户号")
    def client_no(self, holding):
        return holding.client.client_no
