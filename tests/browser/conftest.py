"""How the browser is started: the installed Chromium, as Playwright's own would be downloaded."""

import os
from collections.abc import Iterator
from typing import Any

import pytest


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
