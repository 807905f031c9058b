"""What every ModelAdmin of this project builds on.

staff.roles says who may, staff.scope says which rows, and every write goes through an action.
"""

import re

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import DateTimeField
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from staff.audit import note
from staff.forms.admin import AdminForm
from staff.forms.refusals import status_of
from words.identifiers import normalise
from words.problems import Refused

MOST_ROWS_COUNTED = 10_000
ORDER = re.compile(r"[0-9.-]*", re.ASCII)
FEW = 50  # choices of a filter; of more a number is typed
NUMBERS = {"user": ("employee_no", "填工号"), "orgunit": ("code", "填机构号")}
FIRST_YEAR, LAST_YEAR = 1900, 2999  # of a filter by days
ROW_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


class LightPaginator(Paginator):
    """Counts no further than anybody pages: a bank has millions of audit rows."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST_ROWS_COUNTED].count()

    @property
    def words(self):
        """How many rows there are, as the foot of the list says it."""
        if self.count < MOST_ROWS_COUNTED:
            return f"共 {self.count:,} 条"
        return f"只列出前 {MOST_ROWS_COUNTED:,} 条，其余请用筛选或搜索来找"


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """Offers only rows within the person's reach; Django's own lists every row of the bank. Of more than a FEW it offers a
    field for the 工号 or the 机构号.

    Whoever names another in the address is told that there is none: never everybody's rows.
    """

    template = "admin/related_filter.html"

    def __init__(self, field, request, params, model, model_admin, field_path):
        self.number, self.hint = NUMBERS[field.remote_field.model._meta.model_name]
        self.typed_name = typed_name(field_path)
        self.typed = normalise((params.pop(self.typed_name, None) or [""])[-1])
        super().__init__(field, request, params, model, model_admin, field_path)
        self.rows = within_reach(field.remote_field.model, request.user)
        self.is_long = len(self.lookup_choices) > FEW
        for value in filter(None, self.lookup_val or ()):
            if not ROW_NUMBER.fullmatch(str(value)) or not self.rows.filter(pk=value).exists():
                raise Http404

    def field_choices(self, field, request, model_admin):
        """One more than a few are enough to know that they are too many."""
        return [(row.pk, str(row)) for row in self.offered(request)[: FEW + 1]]

    def offered(self, request):
        return within_reach(self.field.remote_field.model, request.user).order_by("pk")

    def queryset(self, request, queryset):
        rows = super().queryset(request, queryset)
        if not self.typed:
            return rows
        named = list(self.rows.filter(**{self.number: self.typed})[:1])
        return rows.filter(**{f"{self.field_path}__in": named})

    def choices(self, changelist):
        if not self.is_long:
            yield from super().choices(changelist)
            return
        own = (self.typed_name, *self.expected_parameters())
        kept = {name: value for name, value in changelist.params.items() if name not in own}
        is_any = not self.typed and not self.lookup_val
        yield {
            "kept": kept,
            "selected": is_any,
            "query_string": changelist.get_query_string(remove=own),
            "display": "全部",
        }


class DayFilter(admin.DateFieldListFilter):
    """A day without an hour is its first moment here; one that no calendar of the bank has is no filter, and that is said."""

    def queryset(self, request, queryset):
        self.used_parameters = {name: self._moment(name, values) for name, values in self.used_parameters.items()}
        return super().queryset(request, queryset)

    def _moment(self, name, values):
        if name == f"{self.field_path}__isnull":
            return values
        try:
            days = [self.field.to_python(normalise(value)) for value in values]
        except ValidationError as error:
            raise IncorrectLookupParameters(error) from error
        if not all(day and FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
            raise IncorrectLookupParameters(name)
        is_naive = isinstance(self.field, DateTimeField)
        return [timezone.make_aware(day) if is_naive and timezone.is_naive(day) else day for day in days]


def typed_name(name):
    """What the number typed into a filter is called in the address."""
    return f"{name}_no"


def within_reach(model, user):
    """The rows of `model` this person may see; a model that does not say whose its rows are has none."""
    queryset = model._default_manager.all()
    return queryset.visible_to(user) if hasattr(queryset, "visible_to") else queryset.none()


def empty_label(db_field):
    """What a choice of nothing says, where Django shows a row of dashes."""
    return "（留空）" if db_field.blank else "请选择"


class ScopedAdmin(admin.ModelAdmin):
    """Each tuple names permissions of which one suffices; an empty tuple means nobody.

    Subclasses write through actions only: `save_through_action` for add and change, `delete_through_action` for deletion.
    What an action refuses comes back as messages at the fields.
    """

    may_view = may_add = may_change = may_delete = ()
    nothing = ""  # what an empty list says; each model names its own
    for_everyone = False  # True for reference data: every row is shown to whoever may view
    form = AdminForm
    view_on_site = False
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # one count of the table for every choice of every filter
    paginator = LightPaginator

    def has_view_permission(self, request, obj=None):
        return any(map(request.user.can, (*self.may_view, *self.may_change)))

    def has_add_permission(self, request):
        return any(map(request.user.can, self.may_add))

    def has_change_permission(self, request, obj=None):
        return any(map(request.user.can, self.may_change))

    def has_delete_permission(self, request, obj=None):
        return any(map(request.user.can, self.may_delete))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset if self.for_everyone else queryset.visible_to(request.user)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # Django would redirect with a message that names the number; a row out of reach is 404 like everywhere (ORG-R3).
        raise Http404

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the page itself offers. Django allows any local field, so `?phone__startswith=` would unmask it digit by digit."""
        offered = {"pk", "id", self.date_hierarchy}
        for item in self.get_list_filter(request):
            name = getattr(item, "parameter_name", None) or (item[0] if isinstance(item, tuple) else item)
            offered |= {name, typed_name(name)} if isinstance(name, str) else {name}
        return lookup.split("__")[0] in offered and super().lookup_allowed(lookup, value, request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", within_reach(db_field.remote_field.model, request.user))
        kwargs.setdefault("empty_label", empty_label(db_field))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        is_empty = db_field.blank or not db_field.has_default()
        blank = [("", empty_label(db_field))]
        kwargs.setdefault("choices", db_field.get_choices(include_blank=is_empty, blank_choice=blank))
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and hasattr(field.widget, "can_add_related"):
            # The pop-ups to add or change the related row: each noun has its own page.
            field.widget = field.widget.widget
        return field

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_action_choices(self, request, default_choices=(("", "请选择"),)):
        return super().get_action_choices(request, list(default_choices))

    def response_action(self, request, queryset):
        # Django would hand any text to the database as the number of a row.
        if not all(map(ROW_NUMBER.fullmatch, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest
        return super().response_action(request, queryset)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, normalise(search_term))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user, "refusal": getattr(request, "refusal", None)})

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            note(request, found)
        return found

    def changelist_view(self, request, extra_context=None):
        try:
            response = super().changelist_view(request, extra_context)
        except OverflowError:  # a day that in UTC has no year: said as Django says it of a filter that it cannot read
            return redirect(f"{request.path}?{ERROR_FLAG}=1")
        context = getattr(response, "context_data", None) or {}
        if rows := context.get("cl"):
            context["nothing"] = self.words_of_nothing(rows)
            # Of what was searched or filtered the names only; `o` is the number of the column sorted by.
            by = sorted(name for name in request.GET if name.isascii() and name not in ("o", "p"))
            sort = request.GET.get("o", "")
            note(request, rows=len(rows.result_list), sort=sort[:20] if ORDER.fullmatch(sort) else "", by=by[:10])
        return response

    def words_of_nothing(self, rows):
        """What stands in place of an empty list; '' for one with rows."""
        if rows.result_count:
            return ""
        is_narrowed = rows.query or rows.has_active_filters
        return f"没有符合条件的{self.opts.verbose_name}，请放宽筛选或搜索。" if is_narrowed else self.nothing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:  # it left Django's transaction, so that nothing stays half-written
            request.refusal = refusal
            response = super().changeform_view(request, object_id, form_url, extra_context)
            response.status_code = status_of(refusal)
            return response

    def history_view(self, request, object_id, extra_context=None):
        """What our audit says of the row: Django's own log would be a second truth, and is not written."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        context = {"title": f"历史：{found}", "object": found, "opts": self.opts}
        return render(request, "admin/object_history.html", {**self.admin_site.each_context(request), **context})

    def log_addition(self, request, obj, message):
        pass

    def log_change(self, request, obj, message):
        pass

    def log_deletions(self, request, queryset):
        pass

    def save_model(self, request, obj, form, change):
        self.save_through_action(request, obj, form, change)

    def delete_model(self, request, obj):
        self.delete_through_action(request, obj)

    def delete_queryset(self, request, queryset):
        raise NotImplementedError("rows are deleted one at a time, through the action")

    def save_through_action(self, request, obj, form, change):
        raise NotImplementedError

    def delete_through_action(self, request, obj):
        raise NotImplementedError


class ReadOnlyAdmin(ScopedAdmin):
    """For looking only; nobody adds, changes or deletes here."""
