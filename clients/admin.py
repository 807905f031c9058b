from django.contrib import admin, messages
from django.shortcuts import render

from clients.actions.clients import assign_client
from clients.forms.assignments import AssignForm, ClientForm
from clients.models import Client, Holding
from clients.queries.complaints import after_complaint
from staff.admin.base import ReadOnlyAdmin, ScopedAdmin, ScopedRelatedFilter
from staff.forms.people import managers_within_reach
from staff.roles import Permission, Role
from words.masking import mask_email, mask_name, mask_phone
from words.problems import Refused

MOST_AT_ONCE = 200  # clients in one bulk assignment; each is locked, checked and audited on its own


class ManagerFilter(ScopedRelatedFilter):
    def field_choices(self, field, request, model_admin):
        return [(person.pk, str(person)) for person in managers_within_reach(request.user)]


class AfterComplaintFilter(admin.SimpleListFilter):
    """What compliance looks at: changes within ninety days after a client's complaint."""

    title, parameter_name = "投诉之后", "after_complaint"

    def lookups(self, request, model_admin):
        return [("90", "投诉后 90 天内的变动")]

    def queryset(self, request, queryset):
        return after_complaint(queryset) if self.value() == "90" else queryset


@admin.register(Client)
class ClientAdmin(ScopedAdmin):
    """Who looks after whom. Everything else about a client is on its own page in the site."""

    nothing = "您的范围里还没有客户，导入客户文件后会出现在这里。"
    may_view = (Permission.VIEW_CLIENTS,)
    may_change = (Permission.ASSIGN_CLIENT,)
    form = ClientForm
    list_display_links = ("client_no",)
    list_filter = ("tier", "status", "kind", "related", ("unit", ScopedRelatedFilter), ("manager", ManagerFilter))
    list_select_related = ("unit", "manager", "backup")
    search_fields = ("client_no__startswith",)
    search_help_text = "客户号开头的几位；按姓名查找请用首页的搜索"
    ordering = ("client_no",)
    actions = ("assign_to",)

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
        )

    def get_fieldsets(self, request, obj=None):
        seen = ("seen",) if self.has_change_permission(request, obj) else ()
        return (
            ("分配", {"fields": ("manager", "backup", *seen)}),
            ("客户", {"fields": self.get_readonly_fields(request, obj)}),
        )

    def get_readonly_fields(self, request, obj=None):
        reach = ("masked_phone", "masked_email", "id_mask")
        days = ("opened_on", "assigned_on", "last_effective_on", "next_due_on")
        terms, risk = ("unit", "tier", "related", "contact_interval"), ("risk_level", "risk_tested_on")
        return ("client_no", name_for(request), "kind", "status", *terms, *reach, *days, *risk)

    @admin.display(description="姓名")
    def masked_name(self, client):
        return mask_name(client.name, client.is_business)

    def name_shown(self, request, client):
        return client.name if name_for(request) == "name" else self.masked_name(client)

    @admin.display(description="手机号")
    def masked_phone(self, client):
        return mask_phone(client.phone)

    @admin.display(description="邮箱")
    def masked_email(self, client):
        return mask_email(client.email)

    def save_through_action(self, request, obj, form, change):
        assign_client(obj, manager=obj.manager, backup=obj.backup, by=request.user, seen=form.cleaned_data["seen"])

    @admin.action(description="分配给…", permissions=["change"])
    def assign_to(self, request, queryset):
        clients = list(queryset.select_related("unit", "manager", "backup").order_by("client_no")[: MOST_AT_ONCE + 1])
        if len(clients) > MOST_AT_ONCE:
            self.message_user(request, f"一次最多分配 {MOST_AT_ONCE} 户，请先筛选。", messages.ERROR)
            return None
        shown = ",".join(f"{client.pk}:{client.version}" for client in clients)
        form = AssignForm(request.POST if "apply" in request.POST else None, user=request.user, initial={"seen": shown})
        if form.is_valid():
            self.assign_all(request, clients, **form.cleaned_data)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": f"分配 {len(clients)} 户客户",
            "opts": self.opts,
            "clients": [(client, self.name_shown(request, client)) for client in clients],
            "form": form,
        }
        return render(request, "admin/clients/client/assign.html", context, status=422 if form.is_bound else 200)

    def assign_all(self, request, clients, manager, backup, seen):
        """Each client on its own: what is refused for one is said by its number, the rest go on."""
        done = 0
        for client in clients:
            try:
                kept = backup or client.backup
                assign_client(client, manager=manager, backup=kept, by=request.user, seen=seen.get(client.pk, -1))
                done += 1
            except Refused as refusal:
                self.message_user(request, f"{client.client_no}：{refusal}", messages.WARNING)
        self.message_user(request, f"已将 {done} 户分配给{manager}。", messages.SUCCESS if done else messages.INFO)


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
        return (queryset.filter(client__client_no=search_term.strip()) if search_term else queryset), False

    @admin.display(description="客户号")
    def client_no(self, holding):
        return holding.client.client_no
