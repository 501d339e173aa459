"""The admin pages of API tokens: staff make and revoke their own, and see a new one once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers

from tracker.people import tokens
from tracker.people.admin_bases import QuickList
from tracker.people.models import ApiToken


class TokenForm(forms.ModelForm):
    """What a token is for. `person`, whose token it becomes, is set by the admin page."""

    person: Any

    def clean_name(self) -> str:
        """The name, if no valid token of this person has it."""
        name: str = self.cleaned_data["name"]
        if ApiToken.objects.filter(person=self.person, name=name, revoked_at=None).exists():
            raise ValidationError("You have a token of that name: revoke it first, or choose another name.")
        return name

    class Meta:
        model = ApiToken
        fields = ("name",)


@admin.register(ApiToken)
class ApiTokenAdmin(QuickList):
    """Everyone on the staff has tokens of their own; one can do no more than its person.

    Superusers see everybody's, to revoke them; nobody sees a secret again.
    """

    form = TokenForm
    list_display = ("__str__", "person", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("person",)
    search_fields = ("name", "ending", "person__username")
    readonly_fields = ("person", "ending", "created_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """The tokens of whoever looks."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(person=request.user)

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """A new token is only given a name."""
        return ("name", *self.readonly_fields) if obj else ("name",)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form, made for this request, knowing whose token it makes."""
        form = super().get_form(request, *args, **kwargs)
        form.person = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """Make the token; its secret is kept with the object until the answer has shown it."""
        made, obj.secret = tokens.issue(request.user, obj.name)  # type: ignore[arg-type,attr-defined]
        obj.pk, obj.ending, obj.person = made.pk, made.ending, made.person

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> TemplateResponse:
        """The only page that ever shows the token."""
        context = {
            **self.admin_site.each_context(request),
            "title": "New API token",
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,  # type: ignore[attr-defined]
        }
        response = TemplateResponse(request, "people/new_token.html", context)
        add_never_cache_headers(response)
        return response

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Everyone on the staff."""
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Everyone on the staff, their own."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Everyone on the staff, for themselves."""
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """A token never changes: revoke it and make another."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """What was revoked stays on record."""
        return False

    @admin.action(description="Revoke", permissions=["view"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiToken]) -> None:
        """End the selected tokens at once."""
        valid = list(rows.filter(revoked_at=None))
        for token in valid:
            self.log_change(request, token, "Revoked.")
        tokens.revoke(rows)
        self.message_user(request, f"{len(valid)} revoked: programs that use them are refused now.", messages.WARNING)
