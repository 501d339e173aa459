"""The first administrator."""

import re

import pytest
from django.contrib.auth import get_user_model

from tracker.management.commands.prepare import how_to_sign_in

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_an_administrator_and_tells_the_password() -> None:
    told = re.search(r"Sign in as admin with the password (\S+)", how_to_sign_in())
    assert told
    admin = get_user_model().objects.get(username="admin")
    assert admin.is_superuser
    assert admin.check_password(told[1])
    assert told[1] not in admin.password


def test_a_later_start_tells_how_to_set_a_new_password_and_changes_nothing() -> None:
    how_to_sign_in()
    password = get_user_model().objects.get().password
    assert "changepassword admin" in how_to_sign_in()
    assert get_user_model().objects.get().password == password
