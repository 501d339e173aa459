"""The user guide shows pictures that are there and calls things what the console calls them."""

import re

import pytest

from scrapers.identifiers import identifier
from tests.conftest import PROJECT
from tracker.console.source_health import LABELS
from tracker.intake.models import Hold

GUIDE = (PROJECT / "docs/user-guide.md").read_text()


def test_every_picture_is_there_and_described():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", GUIDE)
    assert pictures
    assert all(description and (PROJECT / "docs" / file).is_file() for description, file in pictures)


@pytest.mark.parametrize("label", LABELS.values())
def test_every_state_of_a_source_is_explained(label):
    assert f"| {label} |" in GUIDE


def test_every_way_to_decide_about_a_hold_is_explained():
    assert {Hold.State.RELEASED.label, Hold.State.DISMISSED.label} == {"Released", "Dismissed"}
    assert "**Release**" in GUIDE
    assert "**Dismiss**" in GUIDE


@pytest.mark.parametrize("typed", ["EMEA/H/C/000801", "emea/h/c/801", "NDA022180", "NDA 22-180", "NDA 022180/S-009"])
def test_numbers_in_the_guide_are_numbers(typed):
    assert f"`{typed}`" in GUIDE
    assert identifier(typed).number in ("EMEA/H/C/000801", "NDA022180")
