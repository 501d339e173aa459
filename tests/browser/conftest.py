"""A real browser, a person signed in to a running site, and Sinerem in its catalogue."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.tracker.console.conftest import sinerem  # noqa: F401  the same Sinerem as in the tests without a browser
from tracker.people.models import User

PASSWORD = "a password for tests only"


@pytest.fixture(scope="session", autouse=True)
def allow_database_beside_the_browser() -> Iterator[None]:
    """Playwright runs an event loop in the tests' thread, where Django refuses to ask the database unless told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    """Playwright's arguments, with the installed browser, which does not run in its own sandbox as root."""
    return {**browser_type_launch_args, "executable_path": chromium, "chromium_sandbox": os.geteuid() != 0}


@pytest.fixture
def person(transactional_db) -> User:
    """Somebody who may do everything."""
    return User.objects.create_superuser("anna", "anna@example.org", PASSWORD)


@pytest.fixture
def watched(page: Page, live_server) -> Iterator[Page]:
    """A page that fails the test if anything is written to the console or asked of another host."""
    said: list[str] = []
    asked: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            asked.append(request.url)

    page.on("console", on_console)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", on_request)
    yield page
    assert said == []
    assert asked == []


def sign_in(page: Page, address: str) -> None:
    """Through the form, as people do."""
    page.goto(f"{address}/")
    page.get_by_label("Username").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
