"""`manage.py prepare`: whatever an installation needs before it serves; doing it again changes nothing."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from tracker.people.roles import make_roles

ADMINISTRATOR = "admin"


class Command(BaseCommand):
    """Migrate, collect the static files, load the demo portfolio, and let someone sign in."""

    help = "Make this installation ready to serve: database, static files, demo portfolio, first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it all, saying only what a person needs to know."""
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.DEBUG:
            call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["redoc"])
        make_roles()
        call_command("load_portfolio")
        self.stdout.write(how_to_sign_in())


def how_to_sign_in() -> str:
    """Make the first administrator where nobody can sign in as one, and say what they type.

    The password is told this once; only its hash is kept.
    """
    people = get_user_model().objects
    if people.filter(is_superuser=True, is_active=True).exists():
        return f"Sign in as before; a forgotten password: .venv/bin/python manage.py changepassword {ADMINISTRATOR}"
    password = secrets.token_urlsafe(12)
    people.create_superuser(username=ADMINISTRATOR, password=password)
    return f"Sign in as {ADMINISTRATOR} with the password {password} (it is not shown again)"
