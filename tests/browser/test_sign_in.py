"""Signing in, as a person does it."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer


@pytest.mark.django_db(transaction=True)
def test_a_person_signs_in_and_sees_no_broken_rule_of_the_policy(live_server: LiveServer, page: Page) -> None:
    get_user_model().objects.create_superuser(username="admin", password="correct horse battery staple")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    assert not [text for text in said if "Content Security Policy" in text]
