"""The groups that an installation starts with."""

import pytest
from django.contrib.auth.models import Group, Permission

from tests.factories import UserFactory
from tracker.people.roles import ROLES, make_roles

pytestmark = pytest.mark.django_db


def test_every_permission_of_a_role_exists() -> None:
    known = {
        f"{row.content_type.app_label}.{row.codename}" for row in Permission.objects.select_related("content_type")
    }
    assert {name for names in ROLES.values() for name in names} <= known


def test_a_reader_may_follow_and_may_not_enter() -> None:
    make_roles()
    reader = UserFactory()
    reader.groups.add(Group.objects.get(name="Readers"))
    assert reader.has_perms(["catalogue.view_application", "alerts.add_subscription", "search.add_savedsearch"])
    assert not reader.has_perm("catalogue.add_entry")


def test_regulatory_affairs_may_enter_and_decide() -> None:
    make_roles()
    person = UserFactory()
    person.groups.add(Group.objects.get(name="Regulatory affairs"))
    assert person.has_perms(["catalogue.add_entry", "intake.change_hold"])
    assert not person.has_perm("sources.change_source")


def test_a_role_that_an_administrator_changed_stays_changed() -> None:
    make_roles()
    readers = Group.objects.get(name="Readers")
    readers.permissions.clear()
    make_roles()
    assert not readers.permissions.exists()
