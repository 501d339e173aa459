"""Two records of the same thing: what differs, and what of the newer one is accepted."""

import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.accepting import accept
from scrapers.columns import same_event
from scrapers.compare import differences, numbered, paired
from scrapers.dates import PartialDate, day, from_iso
from scrapers.records import ApplicationRecord, DocumentRecord, FileRecord, ProcedureRecord, StepRecord

NUMBER = "EMEA/H/C/000801"


def record(*steps: StepRecord, slug: str = "initial", **says: object) -> ApplicationRecord:
    procedures = (ProcedureRecord(slug=slug, steps=steps),) if steps else ()
    return ApplicationRecord(number=NUMBER, authority="EMA", **{"procedures": procedures, **says})


def step(kind: str, date: str | None = None, **says: object) -> StepRecord:
    return StepRecord(kind=kind, date=from_iso(date) if date else None, **says)


def told(previous: ApplicationRecord, current: ApplicationRecord) -> list[tuple[str, str | None, str | None]]:
    return [(one.field, one.before, one.after) for one in differences(previous, accept(previous, current))]


def steps(accepted: ApplicationRecord) -> list[tuple[str, str, bool]]:
    return [(one.kind, str(one.date), one.cleared) for procedure in accepted.procedures for one in procedure.steps]


class TestFields:
    def test_a_field_that_says_something_else_differs(self):
        assert told(record(status="opinion"), record(status="authorised")) == [("status", "opinion", "authorised")]

    def test_a_field_that_is_filled_for_the_first_time_differs_from_nothing(self):
        before = record(applicant="", covers=("applicant",))
        assert told(before, record(applicant="Guerbet", covers=("applicant",))) == [("applicant", None, "Guerbet")]

    def test_an_opinion_whose_outcome_is_no_longer_told_keeps_it(self):
        before, after = record(status="opinion-positive"), record(status="opinion")
        assert told(before, after) == [] and accept(before, after).status == "opinion-positive"
        assert accept(before, after, is_reread=True).status == "opinion"
        assert told(after, before) == [("status", "opinion", "opinion-positive")]

    @pytest.mark.parametrize("spelled", ["GUERBET", "Guerbet ", "Guer-bet"])
    def test_case_blanks_and_punctuation_do_not_count(self, spelled):
        assert told(record(applicant="Guerbet"), record(applicant=spelled)) == []

    def test_figures_count(self):
        assert told(record(details={"a": "1.5 mg"}), record(details={"a": "15 mg"})) == [("a", "1.5 mg", "15 mg")]

    def test_an_emptied_field_is_no_difference_and_is_kept_and_marked(self):
        before, now = record(applicant="Guerbet", status="opinion"), record(status="opinion")
        assert told(before, now) == []
        kept = accept(before, now)
        assert (kept.applicant, kept.cleared) == ("Guerbet", ("applicant",))

    def test_a_field_that_is_shown_again_is_no_longer_marked(self):
        before = record(applicant="Guerbet")
        kept = accept(accept(before, record()), before)
        assert kept.cleared == ()

    def test_a_column_that_the_newer_table_has_not_is_kept_without_a_mark(self):
        before = record(details={"prime": "yes"}, covers=("status", "prime"), status="opinion")
        kept = accept(before, record(status="opinion", covers=("status",)))
        assert (kept.details, kept.cleared, kept.covers) == ({"prime": "yes"}, (), ("prime", "status"))

    def test_a_column_that_the_older_table_had_not_is_filled_in_and_no_difference(self):
        before = record(status="opinion", covers=("status",))
        now = record(status="opinion", details={"prime": "yes"}, covers=("status", "prime"))
        assert told(before, now) == [] and accept(before, now).details == {"prime": "yes"}

    def test_a_held_field_keeps_what_it_was_or_was_not(self):
        before = record(details={"group": "L01"})
        assert accept(before, record(details={"group": "words"}), {"group"}).details == {"group": "L01"}
        assert accept(record(), record(details={"group": "words"}), {"group"}).details == {}

    def test_a_held_status_keeps_the_authoritys_word_with_it(self):
        before = record(status="withdrawn", status_text="Withdrawn")
        kept = accept(before, record(status="lapsed", status_text="Lapsed"), {"status"})
        assert (kept.status, kept.status_text) == ("withdrawn", "Withdrawn")

    def test_an_emptied_status_keeps_the_authoritys_word_with_it(self):
        kept = accept(record(status="suspended", status_text="Suspended"), record(status="unknown"))
        assert (kept.status, kept.status_text) == ("suspended", "Suspended")

    def test_an_unknown_word_is_kept_as_it_came(self):
        kept = accept(
            record(status="authorised", status_text="Authorised"), record(status="unknown", status_text="Paused")
        )
        assert (kept.status, kept.status_text) == ("unknown", "Paused")


class TestSteps:
    def test_a_step_that_moves_differs_from_its_old_date(self):
        before, now = record(step("opinion", "2024-01-01")), record(step("opinion", "2024-01-08"))
        assert told(before, now) == [("opinion", "2024-01-01", "2024-01-08")]
        assert steps(accept(before, now)) == [("opinion", "2024-01-08", False)]

    def test_a_second_step_of_a_kind_is_new_and_the_first_stays(self):
        before = record(step("assessment-report", "2024-01-01"))
        now = record(step("assessment-report", "2023-12-01"), step("assessment-report", "2024-01-01", occurrence=2))
        assert told(before, now) == [("assessment-report", None, "2023-12-01")]

    def test_a_cleared_step_is_no_difference_and_stays_marked(self):
        before, now = (
            record(step("authorised", "2020-06-01"), step("opinion", "2020-04-01")),
            record(step("opinion", "2020-04-01")),
        )
        assert told(before, now) == []
        assert steps(accept(before, now)) == [("opinion", "2020-04-01", False), ("authorised", "2020-06-01", True)]

    def test_all_dates_of_a_row_may_be_cleared_and_come_back(self):
        before = record(step("authorised", "2020-06-01"), covers=("authorised",))
        cleared = accept(before, record(covers=("authorised",)))
        assert steps(cleared) == [("authorised", "2020-06-01", True)]
        assert told(cleared, before) == [] and steps(accept(cleared, before)) == steps(before)

    def test_a_step_without_a_date_that_gets_one_differs(self):
        assert told(record(step("opinion")), record(step("opinion", "2024-01-01"))) == [("opinion", None, "2024-01-01")]

    def test_a_held_kind_of_step_keeps_its_dates_even_where_there_was_none(self):
        before, now = record(step("opinion-positive", "2024-01-01")), record(step("opinion-positive", "2024-01-08"))
        assert steps(accept(before, now, {"opinion"})) == [("opinion-positive", "2024-01-01", False)]
        assert steps(accept(record(), now, {"opinion"})) == []
        assert steps(accept(before, record(covers=("opinion",)), {"opinion"})) == [
            ("opinion-positive", "2024-01-01", False)
        ]

    def test_an_opinion_whose_outcome_is_said_later_is_the_same_event(self):
        before, now = record(step("opinion", "2024-01-01")), record(step("opinion-positive", "2024-01-01"))
        assert told(before, now) == [] and steps(accept(before, now)) == [("opinion-positive", "2024-01-01", False)]

    def test_an_outcome_that_the_source_empties_later_is_kept(self):
        before, now = record(step("opinion-negative", "2024-01-01")), record(step("opinion", "2024-01-01"))
        assert steps(accept(before, now)) == [("opinion-negative", "2024-01-01", False)]

    def test_opinions_with_two_outcomes_are_two_events(self):
        assert not same_event("opinion-positive", "opinion-negative")
        before, now = record(step("opinion-negative", "2024-01-01")), record(step("opinion-positive", "2024-05-01"))
        assert steps(accept(before, now)) == [
            ("opinion-negative", "2024-01-01", True),
            ("opinion-positive", "2024-05-01", False),
        ]

    def test_a_procedural_day_that_is_told_differs(self):
        before = record(step("application-withdrawn", "2007-12-13"))
        now = record(step("application-withdrawn", "2007-12-13", reported_day=175))
        assert told(before, now) == [("procedural_day", None, "175")]

    def test_undated_steps_come_last_and_occurrences_count_in_order_of_date(self):
        made = numbered([step("a"), step("a", "2024-02-01"), step("a", "2024-01-01", occurrence=3)])
        assert [(str(one.date), one.occurrence) for one in made] == [("2024-01-01", 1), ("2024-02-01", 2), ("None", 3)]


class TestDocuments:
    LETTER = DocumentRecord(title="Letter", address="https://x/letter.pdf", reference="EMA/1/2024")

    def test_added_updated_and_removed_documents_are_told(self):
        newer = msgspec.structs.replace(self.LETTER, last_updated=day(2024, 5, 1))
        assert told(record(), record(documents=(self.LETTER,))) == [("document", None, "Letter")]
        assert told(record(documents=(self.LETTER,)), record(documents=(newer,))) == [
            ("document", "Letter", "Letter of 2024-05-01")
        ]
        assert told(record(documents=(self.LETTER,)), record()) == [("document", "Letter", None)]

    def test_a_document_that_is_gone_is_told_once_and_stays_marked(self):
        gone = accept(record(documents=(self.LETTER,)), record())
        assert [document.cleared for document in gone.documents] == [True]
        assert told(gone, record(status="opinion")) == [("status", None, "opinion")]
        assert told(gone, record(documents=(self.LETTER,))) == [("document", None, "Letter")]

    def test_a_new_language_is_an_update(self):
        english = FileRecord(language="en", address="https://x/letter_en.pdf")
        french = FileRecord(language="fr", address="https://x/letter_fr.pdf")
        before = msgspec.structs.replace(self.LETTER, files=(english,))
        now = msgspec.structs.replace(self.LETTER, files=(english, french))
        assert told(record(documents=(before,)), record(documents=(now,))) == [
            ("document", "Letter in en", "Letter in en, fr")
        ]

    def test_a_document_that_moved_to_another_address_is_the_same(self):
        moved = msgspec.structs.replace(self.LETTER, address="https://x/new.pdf")
        assert told(record(documents=(self.LETTER,)), record(documents=(moved,))) == []


class TestProcedures:
    def test_a_procedure_that_a_page_no_longer_shows_is_kept_and_marked(self):
        before = record(step("opinion", "2024-01-01"), slug="II/0029")
        kept = accept(before, record())
        assert [(one.slug, one.cleared) for one in kept.procedures] == [("II/0029", True)]
        assert told(before, record()) == []

    def test_a_status_of_a_procedure_that_is_no_longer_said_is_kept(self):
        def said(status):
            return record(procedures=(ProcedureRecord(slug="SUPPL-9", type="supplement", status=status),))

        assert accept(said("approved"), said("")).procedures[0].status == "approved"
        assert told(said("tentatively-approved"), said("approved")) == [("status", "tentatively-approved", "approved")]

    def test_a_procedure_whose_outcome_is_no_longer_told_keeps_it(self):
        before, after = (
            record(procedures=(ProcedureRecord(slug="II/0029", type="variation", status=status, status_text=text),))
            for status, text in (("opinion-negative", "Negative"), ("opinion", "Opinion"))
        )
        (procedure,) = accept(before, after).procedures
        assert told(before, after) == [] and (procedure.status, procedure.status_text) == (
            "opinion-negative",
            "Negative",
        )


class TestRereading:
    """The same bytes, read by a newer version of the reader."""

    def test_what_only_the_older_version_saw_was_misread(self):
        before = record(step("refused", "2024-01-01"), applicant="Misread", status="opinion")
        anew = accept(before, record(status="opinion"), (), True)
        assert (anew.applicant, anew.procedures, anew.cleared) == ("", (), ())

    def test_what_had_been_cleared_before_is_still_known(self):
        once = record(step("submitted", "2023-01-01"), applicant="Guerbet", status="opinion")
        before = accept(once, record(status="opinion"))
        anew = accept(before, record(status="opinion"), (), True)
        assert anew.applicant == "Guerbet" and steps(anew) == [("submitted", "2023-01-01", True)]

    def test_what_is_held_stays_held(self):
        before = record(details={"group": "L01"})
        assert accept(before, record(details={"group": "words"}), {"group"}, True).details == {"group": "L01"}


KINDS = st.sampled_from(["submitted", "opinion", "opinion-positive", "authorised", "assessment-report"])
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2020, 3, 1))
DATES = st.one_of(st.none(), DAYS.map(PartialDate))
STEPS = st.lists(st.builds(StepRecord, kind=KINDS, date=DATES), max_size=5).map(numbered)
RECORDS = st.builds(
    lambda steps, status, applicant: record(*steps, status=status, applicant=applicant),
    STEPS,
    st.sampled_from(["", "opinion", "authorised"]),
    st.sampled_from(["", "A", "B"]),
)


@given(RECORDS)
def test_a_record_does_not_differ_from_itself(one):
    assert differences(one, one) == []
    assert differences(one, accept(one, one)) == []


@given(RECORDS, RECORDS)
def test_what_was_accepted_once_brings_nothing_when_it_is_read_again(one, other):
    accepted = accept(one, other)
    assert differences(accepted, accept(accepted, other)) == []


@given(RECORDS, RECORDS)
def test_nothing_that_was_known_is_lost(one, other):
    accepted = accept(one, other)
    assert not one.applicant or accepted.applicant
    assert not one.status or accepted.status
    known = [step for procedure in one.procedures for step in procedure.steps]
    kept = [step for procedure in accepted.procedures for step in procedure.steps]
    assert len(kept) >= len(known)


@given(STEPS, STEPS)
def test_every_step_is_paired_once(old, new):
    pairs = paired(old, new)
    assert sorted(map(id, (before for before, _ in pairs if before))) == sorted(map(id, old))
    assert sorted(map(id, (after for _, after in pairs if after))) == sorted(map(id, new))
