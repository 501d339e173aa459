"""From claims to what is known: who is right, and which claims mean the same event."""

import datetime
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.dates import from_iso
from scrapers.records import (
    ApplicationRecord,
    DocumentRecord,
    EvidenceRecord,
    FileRecord,
    PresentationRecord,
    ProcedureRecord,
    StepRecord,
)
from tracker.catalogue.known import PERSON, Claim
from tracker.catalogue.resolve import resolve

TABLE, PAGE, FDA = "ema.medicines", "ema.medicine_page", "fda.drugsfda"


def claim(origin: str = TABLE, at: int = 1, is_override: bool = False, entry: int | None = None, **says) -> Claim:
    return Claim(
        origin=origin,
        claimed_by="EMA",
        retrieved_at=datetime.datetime(2026, 1, at, tzinfo=datetime.UTC),
        record=ApplicationRecord(number="EMEA/H/C/000801", authority="EMA", **says),
        snapshot=None if origin == PERSON else at,
        entry=entry if origin == PERSON else None,
        is_override=is_override,
    )


def step(kind: str, date: str | None = None, quote: str = "", **says) -> StepRecord:
    dated = from_iso(date) if date else None
    return StepRecord(
        kind=kind, date=dated, evidence=(EvidenceRecord(quote=quote or f"{kind} {date}", date=dated),), **says
    )


def steps_claim(origin: str, *steps: StepRecord, at: int = 1, slug: str = "initial", **says) -> Claim:
    return claim(origin, at, procedures=(ProcedureRecord(slug=slug, steps=steps),), **says)


def found(*claims: Claim) -> list[tuple[str, str, int, bool]]:
    """Kind, date, pieces of evidence, conflict."""
    return [
        (one.kind, str(one.date), len(one.evidence), one.conflict)
        for procedure in resolve(claims).procedures
        for one in procedure.steps
    ]


class TestWhoIsRight:
    def test_the_table_is_believed_more_than_the_page(self):
        known = resolve([claim(PAGE, at=9, status="withdrawn"), claim(TABLE, at=1, status="authorised")])
        assert known.value("status") == "authorised"
        assert [(one.claim.origin, one.value) for one in known.fields["status"].claims] == [
            (TABLE, "authorised"),
            (PAGE, "withdrawn"),
        ]
        assert known.fields["status"].conflict

    def test_of_one_origin_the_newest_claim_counts(self):
        old = claim(PAGE, at=1, status="authorised", key="a")
        new = claim(PAGE, at=2, status="withdrawn", key="b")
        assert resolve([old, new]).value("status") == "withdrawn"

    def test_an_override_beats_every_source(self):
        known = resolve([claim(TABLE, status="authorised"), claim(PERSON, at=1, is_override=True, status="suspended")])
        assert known.value("status") == "suspended" and known.fields["status"].conflict

    def test_what_a_person_adds_beats_no_source(self):
        known = resolve([claim(FDA, at=1, status="approved"), claim(PERSON, at=9, status="suspended")])
        assert known.value("status") == "approved"

    def test_a_source_that_cannot_tell_leaves_the_field_to_the_next(self):
        known = resolve([claim(TABLE, status="authorised"), claim(PAGE, applicant="Guerbet")])
        assert (known.value("status"), known.value("applicant"), known.value("inn")) == ("authorised", "Guerbet", "")

    def test_another_spelling_is_no_conflict(self):
        known = resolve([claim(TABLE, applicant="UCB Pharma S.A."), claim(PAGE, applicant="UCB Pharma SA")])
        assert not known.fields["applicant"].conflict

    def test_the_authoritys_word_is_that_of_the_status_that_stands(self):
        known = resolve(
            [
                claim(PAGE, status="withdrawn", status_text="Withdrawn"),
                claim(PERSON, is_override=True, status="suspended"),
            ]
        )
        assert (known.value("status"), known.value("status_text")) == ("suspended", "")

    def test_an_unknown_status_without_a_word_leaves_the_field_to_the_next(self):
        assert resolve([claim(TABLE, status="unknown"), claim(PAGE, status="withdrawn")]).value("status") == "withdrawn"

    def test_presentations_are_those_of_the_first_who_tells_any(self):
        one = PresentationRecord(number="001")
        assert resolve([claim(TABLE), claim(FDA, presentations=(one,))]).presentations == (one,)


class TestSameEvent:
    def test_the_same_date_is_the_same_event_with_two_pieces_of_evidence(self):
        page, table = (
            step("application-withdrawn", "2007-12-13", "the letter"),
            step("application-withdrawn", "2007-12-13"),
        )
        assert found(steps_claim(TABLE, table), steps_claim(PAGE, page)) == [
            ("application-withdrawn", "2007-12-13", 2, False)
        ]

    @pytest.mark.parametrize(("other", "is_same"), [("2024-02-01", True), ("2024-02-02", False)])
    def test_the_only_one_within_31_days_is_the_same_event_and_a_conflict(self, other, is_same):
        steps = found(steps_claim(TABLE, step("opinion", "2024-01-01")), steps_claim(PAGE, step("opinion", other)))
        if is_same:
            assert steps == [("opinion", "2024-01-01", 2, True)]
        else:
            assert steps == [("opinion", "2024-01-01", 1, False), ("opinion", other, 1, False)]

    def test_where_two_are_near_neither_is_chosen(self):
        table = steps_claim(TABLE, step("other", "2024-01-01"), step("other", "2024-01-20", occurrence=2))
        assert len(found(table, steps_claim(PAGE, step("other", "2024-01-10")))) == 3

    def test_two_rounds_of_one_source_stay_two(self):
        rounds = (step("list-of-outstanding-issues", "2024-01-01"), step("list-of-outstanding-issues", "2024-01-20"))
        assert [one[1] for one in found(steps_claim(PAGE, *rounds))] == ["2024-01-01", "2024-01-20"]

    def test_two_rounds_of_two_sources_are_two_and_not_four(self):
        rounds = [step("list-of-outstanding-issues", "2024-01-01"), step("list-of-outstanding-issues", "2024-03-20")]
        both = found(steps_claim(TABLE, *rounds), steps_claim(PAGE, *reversed(rounds)))
        assert [(one[1], one[3]) for one in both] == [("2024-01-01", False), ("2024-03-20", False)]

    def test_a_month_agrees_with_a_day_in_it_and_the_day_is_shown(self):
        month = step("submitted", "2006-10", "October 2006")
        assert found(steps_claim(TABLE, month), steps_claim(PAGE, step("submitted", "2006-10-26"))) == [
            ("submitted", "2006-10-26", 2, False)
        ]

    def test_a_month_next_to_the_day_is_a_conflict(self):
        steps = found(
            steps_claim(TABLE, step("submitted", "2006-10-26")), steps_claim(PAGE, step("submitted", "2006-11"))
        )
        assert steps == [("submitted", "2006-10-26", 2, True)]

    def test_a_step_without_a_date_joins_the_only_one_of_its_kind(self):
        assert found(steps_claim(TABLE, step("opinion", "2024-01-01")), steps_claim(PAGE, step("opinion"))) == [
            ("opinion", "2024-01-01", 2, False)
        ]

    def test_an_opinion_takes_its_outcome_from_whoever_says_it(self):
        assert found(
            steps_claim(TABLE, step("opinion", "2024-01-01")), steps_claim(PAGE, step("opinion-negative", "2024-01-01"))
        ) == [("opinion-negative", "2024-01-01", 2, False)]

    def test_opinions_with_opposite_outcomes_are_two_events(self):
        claims = (
            steps_claim(TABLE, step("opinion-positive", "2024-01-01")),
            steps_claim(PAGE, step("opinion-negative", "2024-01-01")),
        )
        assert len(found(*claims)) == 2

    def test_an_override_corrects_a_date_however_far(self):
        person = steps_claim(PERSON, step("opinion", "2023-01-01"), is_override=True, entry=1)
        assert found(steps_claim(TABLE, step("opinion", "2024-01-01")), person) == [("opinion", "2023-01-01", 2, True)]

    def test_a_step_that_one_source_still_shows_is_not_cleared(self):
        claims = (
            steps_claim(TABLE, step("authorised", "2024-01-01", cleared=True)),
            steps_claim(PAGE, step("authorised", "2024-01-01")),
        )
        (procedure,) = resolve(claims).procedures
        (only,) = procedure.steps
        assert not only.cleared and [piece.cleared for piece in only.evidence] == [True, False]

    def test_a_step_that_one_source_says_has_happened_has(self):
        claims = (
            steps_claim(TABLE, step("opinion", "2024-01-01", state="planned")),
            steps_claim(PAGE, step("opinion", "2024-01-01")),
        )
        assert resolve(claims).procedures[0].steps[0].state == "actual"

    def test_the_same_words_of_one_origin_are_one_piece_of_evidence(self):
        said = step("opinion", "2024-01-01", "The committee agreed.")
        assert found(steps_claim(PAGE, said, key="a"), steps_claim(PAGE, said, key="b")) == [
            ("opinion", "2024-01-01", 1, False)
        ]

    def test_the_fingerprint_of_evidence_outlives_a_renumbering(self):
        late = step("assessment-report", "2024-02-01")
        early = step("assessment-report", "2024-01-01")
        (before,) = resolve([steps_claim(PAGE, late)]).procedures[0].steps
        after = resolve([steps_claim(PAGE, early, late)]).procedures[0].steps
        assert (before.occurrence, after[1].occurrence) == (1, 2)
        assert before.evidence[0].fingerprint == after[1].evidence[0].fingerprint


class TestProcedures:
    def test_procedures_are_in_natural_order(self):
        claims = [
            steps_claim(FDA, step("approved", "2024-01-01"), slug=slug) for slug in ("SUPPL-10", "SUPPL-2", "ORIG-1")
        ]
        assert [one.slug for one in resolve(claims).procedures] == ["ORIG-1", "SUPPL-2", "SUPPL-10"]

    def test_a_procedure_is_cleared_only_if_nobody_shows_it(self):
        gone = claim(TABLE, procedures=(ProcedureRecord(cleared=True),))
        assert resolve([gone]).procedures[0].cleared
        assert not resolve([gone, claim(PAGE, procedures=(ProcedureRecord(),))]).procedures[0].cleared


class TestDocuments:
    def test_the_same_reference_or_address_is_the_same_document(self):
        english, french = (FileRecord(language=word, address=f"https://x/{word}") for word in ("en", "fr"))
        one = DocumentRecord(title="Q&A", address="https://x/en", reference="EMA/1", files=(english,))
        other = DocumentRecord(title="Questions", address="https://x/other", reference="EMA/1", files=(french,))
        moved = DocumentRecord(title="Elsewhere", address="https://x/en", type="medicine-qa")
        (document,) = resolve([claim(TABLE, documents=(one,)), claim(PAGE, documents=(other, moved))]).documents
        assert (document.title, document.reference, document.type) == ("Q&A", "EMA/1", "medicine-qa")
        assert [file.language for file in document.files] == ["en", "fr"]

    def test_a_file_keeps_the_size_that_only_one_source_prints(self):
        listed = FileRecord(language="en", address="https://x/en.pdf", format="PDF")
        on_page = FileRecord(language="en", address="https://x/en.pdf", size="39.17 KB")
        one = DocumentRecord(title="Q&A", address="https://x/en.pdf", files=(listed,))
        other = DocumentRecord(title="Q&A", address="https://x/en.pdf", files=(on_page,))
        (document,) = resolve([claim(TABLE, documents=(one,)), claim(PAGE, documents=(other,))]).documents
        assert [(file.size, file.format) for file in document.files] == [("39.17 KB", "PDF")]

    def test_two_documents_with_one_reference_both_stay_and_are_found_again_by_their_addresses(self):
        report = DocumentRecord(title="Report", address="https://x/report", reference="EMA/1")
        annex = DocumentRecord(title="Annex", address="https://x/annex", reference="EMA/1", shares_reference=True)
        on_page = DocumentRecord(title="Annex of the report", address="https://x/annex", reference="EMA/1")
        known = resolve([claim(TABLE, documents=(report, annex)), claim(PAGE, documents=(on_page,))]).documents
        assert [(one.title, one.key) for one in known] == [("Report", "EMA/1"), ("Annex", "https://x/annex")]


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from([TABLE, PAGE, FDA, PERSON]),
        st.integers(1, 3),
        st.sampled_from(["2024-01-01", "2024-01-20", "2024-02", "2024-06-01"]),
        st.sampled_from(["authorised", "withdrawn"]),
    ),
    min_size=1,
    max_size=5,
)


@given(CLAIMS, st.randoms(use_true_random=False))
def test_the_same_claims_give_the_same_answer_in_whatever_order(drawn, shuffle: random.Random):
    claims = [
        claim(
            origin,
            at,
            entry=place,
            status=status,
            key=str(place) if origin != PERSON else "",
            procedures=(ProcedureRecord(steps=(step("opinion", date),)),),
        )
        for place, (origin, at, date, status) in enumerate(drawn)
    ]
    other = list(claims)
    shuffle.shuffle(other)
    assert resolve(claims) == resolve(other)
