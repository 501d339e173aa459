"""What was known on a day: whatever had been retrieved or entered by its end, UTC."""

import datetime

import pytest

from tests.factories import UserFactory
from tests.tracker.intake.worlds import (
    SPOKEN_FDA,
    SPOKEN_PAGE,
    application,
    day,
    ingest_table,
    listen,
    medicines,
    number,
    page_says,
    procedure,
    step,
    with_changes,
)
from tracker.catalogue import knowledge
from tracker.catalogue.models import Entry
from tracker.intake import entries, holds
from tracker.intake.apply import Person
from tracker.intake.models import Hold

pytestmark = pytest.mark.django_db
NUMBER = number(0)


@pytest.fixture(autouse=True)
def _spoken(monkeypatch) -> None:
    listen(monkeypatch, SPOKEN_PAGE, SPOKEN_FDA)


def on(when: int | None, field: str = "status") -> str | None:
    as_of = day(when).date() if when else None
    known = knowledge.known([NUMBER], as_of).get(NUMBER)
    return known.value(field) if known else None


def entry(**values) -> Entry:
    return Entry(
        **{
            "application_number": NUMBER,
            "authority": "EMA",
            "claimed_by": "the company",
            "address": "https://example.org/release",
            "reason": "The page lags.",
            **values,
        }
    )


def test_what_was_known_on_a_day_is_what_had_been_retrieved_by_its_end():
    page_says(application(status="opinion"), at=day(2, 23))
    page_says(application(status="authorised"), at=day(4, 0))
    assert [on(1), on(2), on(3), on(4), on(None)] == [None, "opinion", "opinion", "authorised", "authorised"]


def test_the_last_second_of_the_day_still_counts():
    page_says(application(status="opinion"), at=datetime.datetime(2026, 1, 2, 23, 59, 59, 999999, tzinfo=datetime.UTC))
    assert on(2) == "opinion"


def test_a_cleared_date_is_known_before_and_after():
    opinion = procedure(step("opinion", "2025-12-12"))
    page_says(application(procedures=(opinion,)), at=day(1))
    page_says(application(), at=day(3))
    for when, is_cleared in ((1, False), (2, False), (3, True)):
        known = knowledge.known([NUMBER], day(when).date())[NUMBER]
        assert [one.cleared for one in known.procedures[0].steps] == [is_cleared]


def test_an_override_counts_from_the_day_it_was_entered_until_the_day_it_was_released():
    page_says(application(status="authorised"), at=day(1))
    person = UserFactory()
    made = entries.enter(entry(field="status", value="suspended", is_override=True), person, day(3))
    entries.release(made, person, "The page says so now.", day(5))
    assert [on(2), on(3), on(4), on(5)] == ["authorised", "suspended", "suspended", "authorised"]


def test_an_override_stands_when_the_source_says_something_new():
    page_says(application(status="authorised"), at=day(1))
    entries.enter(entry(field="status", value="suspended", is_override=True), UserFactory(), day(2))
    page_says(application(status="withdrawn"), at=day(3))
    assert on(3) == "suspended"
    claims = knowledge.known([NUMBER])[NUMBER].fields["status"].claims
    assert [one.value for one in claims] == ["suspended", "withdrawn"]


def test_a_released_hold_counts_from_its_release():
    table = medicines(60)
    ingest_table(table, day(1))
    ingest_table(with_changes(table, range(60), group="words"), day(2))
    holds.release(Hold.objects.get(), Person("olga", "Yes."), day(5))
    name = "pharmacotherapeutic_group"
    assert [on(1, name), on(2, name), on(4, name), on(5, name)] == ["L01XX", "L01XX", "L01XX", "words"]


def test_what_was_superseded_on_the_same_day_was_not_known_at_its_end():
    page_says(application(status="opinion"), at=day(1, 6))
    page_says(application(status="authorised"), at=day(1, 18))
    assert on(1) == "authorised"


def test_a_step_that_a_person_adds_has_their_words_as_evidence():
    page_says(application(status="authorised"), at=day(1))
    entries.enter(
        entry(kind="submitted", date=datetime.date(2006, 10, 1), precision="month", quote="in October"),
        UserFactory(),
        day(2),
    )
    (only,) = knowledge.known([NUMBER])[NUMBER].procedures[0].steps
    (piece,) = only.evidence
    assert (str(only.date), piece.record.quote, piece.claim.claimed_by) == ("2006-10", "in October", "the company")
    assert piece.claim.snapshot is None and piece.claim.entry is not None


def test_a_persons_reason_is_not_shown_as_the_words_of_who_claims_it():
    entries.enter(entry(kind="submitted", date=datetime.date(2025, 5, 1)), UserFactory())
    (step_known,) = knowledge.known([NUMBER])[NUMBER].procedures[0].steps
    assert [piece.record.quote for piece in step_known.evidence] == [""]


def test_two_claimants_of_one_date_are_two_pieces_of_evidence():
    for claimant in ("the company", "a journal"):
        entries.enter(entry(kind="submitted", date=datetime.date(2025, 5, 1), claimed_by=claimant), UserFactory())
    (step_known,) = knowledge.known([NUMBER])[NUMBER].procedures[0].steps
    assert {piece.claim.claimed_by for piece in step_known.evidence} == {"the company", "a journal"}
