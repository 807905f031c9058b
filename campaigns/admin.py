from django import forms
from django.contrib import admin

from campaigns.actions.greetings.phrases import save_phrase
from campaigns.actions.occasions import switch_occasion
from campaigns.models import GreetingPhrase, Occasion
from campaigns.rules.occasion_table import NAMES
from campaigns.rules.occasions import why_not_for_all
from staff.admin.base import DayFilter, ScopedAdmin
from staff.roles import Permission


@admin.register(Occasion)
class OccasionAdmin(ScopedAdmin):
    """Everybody who looks after clients sees the calendar; head office switches what is greeted on (domain 6.2)."""

    nothing = "还没有节日，今晚会补入今后几年的。"
    may_view = (Permission.VIEW_CLIENTS,)
    may_change = (Permission.EDIT_OCCASIONS,)
    for_everyone = True
    fields = ("name", "on", "until", "tone", "calendar", "year", "remark", "is_active")
    readonly_fields = ("name", "on", "until", "tone", "calendar", "year", "remark", "state")
    list_display = ("name", "on", "tone", "calendar", "state", "remark")
    list_filter = ("is_active", "tone", ("on", DayFilter))
    search_fields = ("name",)
    date_hierarchy = "on"
    ordering = ("on", "code")

    def get_fields(self, request, obj=None):
        # Django names its yes and no pictures in English only; who cannot switch the day reads a word.
        last = "is_active" if self.has_change_permission(request, obj) else "state"
        return (*self.fields[:-1], last)

    @admin.display(description="起草问候", ordering="is_active")
    def state(self, occasion):
        return "起草" if occasion.is_active else "不起草"

    @admin.display(description="说明")
    def remark(self, occasion):
        return "；".join(filter(None, (occasion.note, why_not_for_all(occasion.code)))) or "—"

    def save_through_action(self, request, obj, form, change):
        switch_occasion(obj, is_active=form.cleaned_data["is_active"], by=request.user)


class OccasionNameFilter(admin.SimpleListFilter):
    title = "节日"
    parameter_name = "code"

    def lookups(self, request, model_admin):
        return [("common", "通用"), *NAMES.items()]

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(code="" if value == "common" else value) if value else queryset


@admin.register(GreetingPhrase)
class GreetingPhraseAdmin(ScopedAdmin):
    """The library of openings and wishes; a phrase that is no longer wanted is switched off, not deleted."""

    nothing = "还没有问候语。"
    may_view = (Permission.VIEW_CLIENTS,)
    may_add = may_change = (Permission.EDIT_OCCASIONS,)
    for_everyone = True
    list_display = ("text", "occasion", "part", "tone", "state")
    list_filter = ("is_active", OccasionNameFilter, "part", "tone")
    search_fields = ("text",)
    ordering = ("code", "part", "pk")

    def get_fields(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return ("code", "part", "tone", "text", "is_active")
        return ("occasion", "part", "tone", "text", "state")

    def get_readonly_fields(self, request, obj=None):
        return ("occasion", "state")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "code":
            return forms.ChoiceField(label="节日", choices=[("", "通用"), *NAMES.items()], required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="节日", ordering="code")
    def occasion(self, phrase):
        return NAMES.get(phrase.code, phrase.code) if phrase.code else "通用"

    @admin.display(description="使用", ordering="is_active")
    def state(self, phrase):
        return "使用" if phrase.is_active else "停用"

    def save_through_action(self, request, obj, form, change):
        save_phrase(obj, by=request.user)
