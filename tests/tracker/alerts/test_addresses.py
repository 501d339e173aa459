"""What messages lead to is there."""

from urllib.parse import unquote, urlsplit

import pytest
from django.urls import resolve

from tracker.alerts import addresses


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        (addresses.of_application, ["EMEA/H/C/000801", "NDA022180"]),
        (addresses.of_change, [1]),
        (addresses.of_snapshot, [1]),
        (addresses.of_source, [1]),
        (addresses.of_subscription, [1]),
        (addresses.of_unsubscribing, [["one-token"], ["one-token", "another_1"]]),
    ],
)
def test_every_address_in_a_message_is_one_of_the_sites_pages(address, parts):
    for part in parts:
        url = urlsplit(address(part))
        assert url.hostname == "clockstop.example.org"
        assert resolve(unquote(url.path))


def test_only_addresses_of_the_web_are_linked():
    assert addresses.if_web("https://www.ema.europa.eu/") == "https://www.ema.europa.eu/"
    assert addresses.if_web("javascript:alert(1)") == addresses.if_web("data:text/html,x") == ""
