from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from staff.actions.users import CARE_DAY, arrange_care_day, lock_out, save_user, set_password, unlock
from staff.admin.base import ScopedAdmin, ScopedRelatedFilter
from staff.audit import Verb, traced
from staff.forms.passwords import PasswordForm
from staff.forms.users import UserForm
from staff.models import User
from staff.queries.logins import locked, locks
from staff.roles import Permission, Role
from words.problems import Refused

NEXT_LIST = "换了维护日，从下一份新生成的名单起生效；已经生成的名单日子不变，要换请由经理在名单上换日。"


WAITS = "要由总行管理、合规或该机构的行长在「授权」页同意后才生效。"


def grant_label(grant):
    if grant.what == grant.What.PASSWORD:
        return grant.get_what_display()
    return f"{grant.get_what_display()}：{grant.get_role_display()}（{grant.unit.name}）"


def person_label(person):
    return f"{person.name}（{person.employee_no}）"


def keeps_the_list(request):
    """Whether everything about a person is his to change, passwords among it."""
    return request.user.can(Permission.EDIT_ORGANISATION)


class DoorFilter(admin.SimpleListFilter):
    title, parameter_name = "登录", "door"

    def lookups(self, request, model_admin):
        return [("locked", "锁定")]

    def queryset(self, request, queryset):
        return locked(queryset, timezone.now()) if self.value() == "locked" else queryset


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Everybody's own branch to read; the system administrator keeps the list, a head the maintenance days of his managers.
    Either opens an account that is locked.

    Nobody sees a password.
    """

    nothing = "您的范围里还没有员工。"
    may_view = (Permission.VIEW_ORGANISATION,)
    may_add = (Permission.EDIT_ORGANISATION,)
    may_change = (Permission.EDIT_ORGANISATION, Permission.ARRANGE_CARE_DAY)
    form = UserForm
    list_display = ("employee_no", "name", "role", "unit", "care_weekday", "at_work")
    list_display_links = ("employee_no", "name")
    list_filter = ("role", "is_active", DoorFilter, ("unit", ScopedRelatedFilter))
    list_select_related = ("unit",)
    search_fields = ("employee_no", "name")
    ordering = ("employee_no",)
    change_form_template = "admin/staff/user/change_form.html"

    def get_list_display(self, request):
        return (*self.list_display, self.door_of_row(request))

    def door_of_row(self, request):
        """The column that says who is locked out, with the button to let him in for who may."""
        if not hasattr(request, "locks"):  # Django asks for the columns more than once
            request.locks = locks(timezone.now())
        held = request.locks

        @admin.display(description="登录")
        def door(person):
            if person.employee_no not in held:
                return "—"
            if not self.has_change_permission(request, person):
                return "锁定"
            path = reverse("admin:staff_user_unlock", args=[person.pk])
            return format_html(
                '锁定 <button class="button" formaction="{}" name="from" value="list">解除</button>', path
            )

        return door

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (keeps_the_list(request) or obj is None or obj.role == Role.MANAGER)

    def get_fieldsets(self, request, obj=None):
        # Django names its yes and no pictures in English only; who cannot change the person reads a word.
        active = "is_active" if keeps_the_list(request) else "at_work"
        return (
            (
                None,
                {
                    "fields": (
                        "employee_no",
                        "name",
                        "email",
                        "role",
                        "unit",
                        active,
                        "has_password",
                        "door",
                        "waits_for",
                    )
                },
            ),
            ("客户维护日", {"fields": CARE_DAY, "description": NEXT_LIST}),
        )

    def get_readonly_fields(self, request, obj=None):
        if not keeps_the_list(request):
            return ("employee_no", "name", "email", "role", "unit", "at_work", "has_password", "door", "waits_for")
        never = ("at_work", "has_password", "door", "waits_for")
        return ("employee_no", *never) if obj else never

    @admin.display(description="状态", ordering="is_active")
    def at_work(self, person):
        return "在岗" if person.is_active else "停用"

    @admin.display(description="密码")
    def has_password(self, person):
        return "已设置" if person.pk and person.has_usable_password() else "未设置，还不能登录"

    @admin.display(description="登录")
    def door(self, person):
        held = locks(timezone.now()).get(person.employee_no, ())
        words = (f"{lock.words}，{timezone.localtime(lock.until):%H:%M} 前在那里不能登录" for lock in held)
        return "；".join(words) or "没有锁定"

    @admin.display(description="等第二个人确认")
    def waits_for(self, person):
        waiting = person.grants.waiting().select_related("unit") if person.pk else ()
        return "；".join(map(grant_label, waiting)) or "—"

    def save_through_action(self, request, obj, form, change):
        if not keeps_the_list(request):
            arrange_care_day(obj, by=request.user)
            return
        grant = save_user(obj, by=request.user)
        if grant:
            self.message_user(request, f"{grant_label(grant)}：{WAITS}", messages.WARNING)
        if not change:
            self.message_user(request, f"{person_label(obj)}还没有密码，请为其设置后才能登录。", messages.WARNING)

    def get_urls(self):
        page = self.admin_site.admin_view(self.password_view)
        lock = self.admin_site.admin_view(require_POST(self.lock_view))
        unlock = self.admin_site.admin_view(require_POST(self.unlock_view))
        return [
            path("<int:pk>/password/", page, name="staff_user_password"),
            path("<int:pk>/unlock/", unlock, name="staff_user_unlock"),
            path("<int:pk>/lock/", lock, name="staff_user_lock"),
            *super().get_urls(),
        ]

    def unlock_view(self, request, pk):
        """Who forgot his password for a moment need not wait out the half hour."""
        person = self.get_object(request, pk)
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        unlock(person, by=request.user, now=timezone.now())
        self.message_user(request, f"{person_label(person)}现在可以再试登录。", messages.SUCCESS)
        if request.POST.get("from") == "list":
            return redirect("admin:staff_user_changelist")
        return redirect("admin:staff_user_change", person.pk)

    def lock_view(self, request, pk):
        """Who leaves on the spot is out at once; who looks after his clients is the head's next question."""
        person = self.get_object(request, pk)
        if person is None:
            raise Http404
        if not keeps_the_list(request):
            raise PermissionDenied
        try:
            lock_out(person, by=request.user)
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"{person_label(person)}已停用，马上不能登录。", messages.SUCCESS)
        return redirect("admin:staff_user_change", person.pk)

    @traced(Verb.VIEW)
    def password_view(self, request, pk):
        """Sets another person's password; for one's own the old one is asked."""
        person = self.get_object(request, pk)
        if person is None:
            raise Http404
        if not keeps_the_list(request):
            raise PermissionDenied
        if person == request.user:
            return redirect("admin:password_change")
        form = PasswordForm(person, request.POST or None)
        if request.method == "POST" and form.is_valid():
            grant = set_password(person, form.cleaned_data["new_password1"], by=request.user)
            said = (
                f"已为{person_label(person)}设置密码，本人登录时须先改密码。" if grant.decision else f"设密码：{WAITS}"
            )
            self.message_user(request, said, messages.SUCCESS if grant.decision else messages.WARNING)
            return redirect("admin:staff_user_change", person.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "设置密码",
            "subtitle": person_label(person),
            "opts": self.opts,
            "original": person,
            "form": form,
        }
        return render(request, "admin/staff/user/password.html", context, status=422 if form.is_bound else 200)
