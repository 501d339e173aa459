"""Puts the console's site in the place of Django's own: in `INSTALLED_APPS` instead of `django.contrib.admin`."""

from django.contrib.admin.apps import AdminConfig


class ConsoleAdminConfig(AdminConfig):
    """Django's admin with the console's site, so that every registered model appears in it."""

    default_site = "tracker.console.site.ConsoleSite"
