"""The admin pages of people: accounts with their time zones, and their API tokens."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Permission
from django.db.models import ManyToManyField
from django.http import HttpRequest

from tracker.people.admin_bases import QuickList
from tracker.people.models import User
from tracker.people.token_admin import ApiTokenAdmin
from tracker.people.zones import zone_choices

__all__ = ["ApiTokenAdmin", "PersonAdmin"]


class PersonForm(UserChangeForm):
    """The account form, with the time zone chosen from a list."""

    time_zone = forms.ChoiceField(choices=zone_choices, help_text="Times are shown to this person in this zone.")


@admin.register(User)
class PersonAdmin(QuickList, UserAdmin):
    """Accounts: who may sign in, with which permissions, and in which zone they read times."""

    form = PersonForm
    list_display = ("username", "first_name", "last_name", "email", "time_zone", "is_staff", "is_active", "last_login")
    fieldsets = (*UserAdmin.fieldsets, ("Display", {"fields": ("time_zone",)}))  # type: ignore[misc]
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **options: object):  # type: ignore[no-untyped-def]
        """Permissions with their content types loaded: their names are made of both."""
        if db_field.name == "user_permissions":
            options["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **options)
