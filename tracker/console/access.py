"""Who may open a page of the console, and what every page is given."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tracker.people.models import User

View = Callable[..., HttpResponseBase]


def page(*permissions: str) -> Callable[[View], View]:
    """A page for staff who hold all these permissions (`catalogue.view_application`).

    Whoever is not signed in comes to the sign-in page first; whoever lacks a permission is told which one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            missing = [permission for permission in permissions if not request.user.has_perm(permission)]
            if missing:
                raise PermissionDenied(f"This page needs the permission {', '.join(missing)}.")
            return view(request, *args, **kwargs)

        @wraps(view)
        def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # The site is looked up when the page is asked for: when this module is read, there is none yet.
            return admin.site.admin_view(guarded)(request, *args, **kwargs)

        return signed_in

    return decorate


def show(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    """A page of the console in the frame of the admin site."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def who(request: HttpRequest) -> User:
    """Whoever is signed in, on a page that `page` guards."""
    assert isinstance(request.user, User)
    return request.user


def query_of(request: HttpRequest) -> str:
    """The filters of a list without the page, for links to its other pages."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def local_address(request: HttpRequest, otherwise: str) -> str:
    """Where a form asked to come back to, if that is a page of this site; else the address of that name."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse(otherwise)
