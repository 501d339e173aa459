"""The tests that touch the database, on PostgreSQL: `python -m pytest -p tests.postgresql`.

The server is that of `TEST_DATABASE_URL`, else a throw-away one. Without either the tests are skipped, or, where
`REQUIRE_SERVICES` is set, nothing runs and the run fails.
"""

import contextlib
import os
from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase

from tests import throwaway

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_setup", "live_server"}


class OnPostgreSQL:
    """Keeps the tests that touch the database, and skips them where there is no server."""

    def __init__(self, missing: str) -> None:
        self.missing = missing

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect what has run already: tests without a database give the same answer whichever it is."""
        others = [item for item in items if not touches_the_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if touches_the_database(item)]
        if self.missing:
            for item in items:
                item.add_marker(pytest.mark.skip(reason=self.missing))


def touches_the_database(item: pytest.Item) -> bool:
    """Whether a test asked pytest-django, or Django's own test cases, for a database."""
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    return issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start the server before pytest-django reads the settings, which read `DATABASE_URL`."""
    server = contextlib.ExitStack()
    early_config.add_cleanup(server.close)
    missing = ""
    try:
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or server.enter_context(throwaway.postgresql())
    except throwaway.Missing as error:
        if os.environ.get("REQUIRE_SERVICES"):
            raise pytest.UsageError(f"REQUIRE_SERVICES is set: {error}") from None
        missing = str(error)
    early_config.pluginmanager.register(OnPostgreSQL(missing))
    return (yield)
