"""Whose guesses are counted when passwords are guessed."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from tracker import visitors


@pytest.mark.parametrize(
    ("is_https", "forwarded", "address"),
    [
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (True, "", "127.0.0.1"),
        (False, "203.0.113.7", "127.0.0.1"),
    ],
    ids=["as the proxy says", "not as a visitor forged", "without a proxy's word", "not where there is no proxy"],
)
def test_a_visitor_is_told_apart(
    rf: RequestFactory, settings: Settings, is_https: bool, forwarded: str, address: str
) -> None:
    settings.IS_HTTPS = is_https
    assert visitors.address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address
