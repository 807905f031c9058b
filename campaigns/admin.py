from django.contrib import admin

from campaigns.actions.occasions import save_phrase, switch_occasion
from campaigns.models import GreetingPhrase, Occasion
from staff.admin.base import ScopedAdmin
from staff.roles import Permission


@admin.register(Occasion)
class OccasionAdmin(ScopedAdmin):
    """Everybody who looks after clients sees the calendar; head office switches what is greeted on (6.2)."""

    may_view = (Permission.VIEW_CLIENTS,)
    may_change = (Permission.EDIT_OCCASIONS,)
    for_everyone = True
    fields = ("name", "on", "until", "tone", "calendar", "year", "note", "is_active")
    readonly_fields = ("name", "on", "until", "tone", "calendar", "year", "note", "state")
    list_display = ("name", "on", "tone", "calendar", "state", "note")
    list_filter = ("is_active", "tone", ("on", admin.DateFieldListFilter))
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

    def save_through_action(self, request, obj, form, change):
        switch_occasion(obj, is_active=form.cleaned_data["is_active"], by=request.user)


@admin.register(GreetingPhrase)
class GreetingPhraseAdmin(ScopedAdmin):
    """The library of openings and wishes; a phrase that is no longer wanted is switched off, not deleted."""

    may_view = (Permission.VIEW_CLIENTS,)
    may_add = may_change = (Permission.EDIT_OCCASIONS,)
    for_everyone = True
    list_display = ("text", "occasion", "part", "tone", "state")
    list_filter = ("is_active", "code", "part", "tone")
    search_fields = ("text",)
    ordering = ("code", "part", "pk")

    def get_fields(self, request, obj=None):
        last = "is_active" if self.has_change_permission(request, obj) else "state"
        return ("code", "part", "tone", "text", last)

    def get_readonly_fields(self, request, obj=None):
        return ("state",)

    @admin.display(description="节日", ordering="code")
    def occasion(self, phrase):
        return phrase.code or "通用"

    @admin.display(description="使用", ordering="is_active")
    def state(self, phrase):
        return "使用" if phrase.is_active else "停用"

    def save_through_action(self, request, obj, form, change):
        save_phrase(obj, by=request.user)
