"""What is news, how much it matters, and whether it may leave (rules 3, 4 and 6)."""

import pytest

from scrapers.dates import from_iso
from scrapers.ema.post_authorisation import LAYOUT
from scrapers.records import DocumentRecord, PresentationRecord
from tests.scrapers.ema.feed_files import feed_of
from tests.scrapers.ema.pages import SINEREM
from tests.tracker.intake.worlds import (
    PAGES,
    SPOKEN_FDA,
    SPOKEN_TABLE,
    TABLE,
    application,
    changes,
    day,
    ingest_table,
    medicine,
    medicines,
    number,
    page_says,
    procedure,
    status,
    step,
    table_bytes,
    with_changes,
)
from tracker.catalogue.models import Application, Change, Document, ProceduralStep
from tracker.intake.pipeline import ingest_bytes

pytestmark = pytest.mark.django_db


def alerts() -> list[tuple[str, str | None, str | None]]:
    return list(Change.objects.filter(alerting=True).order_by("id").values_list("field", "before", "after"))


class TestFlood:
    def test_a_first_table_tells_of_nothing(self):
        assert ingest_table(medicines(120), day(1)).changes == ()
        assert Application.objects.count() == 120 and not Change.objects.exists()

    def test_a_first_table_tells_of_a_known_application_that_has_moved(self, spoken):
        page_says(application(status="under-evaluation", status_text="Under evaluation"), at=day(1))
        outcome = ingest_table(medicines(120), day(2))
        assert changes(outcome) == [("status", "under-evaluation", "authorised", True)]

    @pytest.mark.parametrize(
        ("before", "new", "is_silent"),
        [(100, 49, False), (100, 50, True), (1000, 50, False), (1000, 51, True)],
    )
    def test_more_than_five_per_cent_and_at_least_fifty_new_rows_are_a_wider_scope(self, before, new, is_silent):
        ingest_table(medicines(before), day(1))
        outcome = ingest_table(medicines(before + new), day(2))
        expected = [] if is_silent else [("status", None, "authorised", True)] * new
        assert changes(outcome) == expected
        assert Application.objects.count() == before + new

    def test_a_wider_scope_silences_the_new_applications_only(self):
        table = medicines(100)
        ingest_table(table, day(1))
        outcome = ingest_table(with_changes(medicines(200), [4], status="Withdrawn"), day(2))
        assert changes(outcome) == [("status", "authorised", "withdrawn", True)]

    def test_a_page_that_is_read_for_the_first_time_brings_its_application_silently(self):
        assert ingest_bytes(SINEREM, address=f"{PAGES}sinerem", retrieved_at=day(1)).changes == ()
        assert Application.objects.get().status == "application-withdrawn"

    def test_a_second_application_on_a_known_page_alerts_with_nothing_before(self, spoken):
        page_says(application(status="authorised"), at=day(1))
        outcome = page_says(application(status="authorised"), application(number(1), status="refused"), at=day(2))
        assert changes(outcome) == [("status", None, "refused", True)]
        assert outcome.changes[0]["significance"] == "critical"

    def test_the_real_page_after_a_reconstructed_one_is_silent(self, spoken):
        page_says(application(status="authorised"), at=day(1), reconstructed=True)
        real = page_says(application(status="suspended"), at=day(2))
        assert changes(real) == [("status", "authorised", "suspended", False)]
        assert status() == "suspended" and not Application.objects.get().is_reconstructed
        assert changes(page_says(application(status="revoked"), at=day(3))) == [
            ("status", "suspended", "revoked", True)
        ]


class TestRowsAboutOneProcedure:
    """A list has a row for each procedure of an application: EMA's list of post-authorisation procedures."""

    PAGE = "https://www.ema.europa.eu/en/medicines/human/variation/exemplin"
    ADDRESS = "https://www.ema.europa.eu/en/documents/report/medicines-output-post_authorisation_json-report_en.json"

    def ingest(self, at: int, *opinions: str, status: str = "Opinion"):
        rows = [
            dict.fromkeys(LAYOUT.expected, "")
            | {
                "ema_product_number": number(0),
                "name_of_medicine": "Medicine 0",
                "medicine_url": f"{self.PAGE}-{place}",
                "post_authorisation_procedure_status": status,
                "post_authorisation_opinion_status": "Positive",
                "post_authorisation_opinion_date": opinion,
            }
            for place, opinion in enumerate(opinions)
        ]
        body = feed_of(rows, timestamp=f"2026-01-{at:02}T06:00:00Z")
        return ingest_bytes(body, address=self.ADDRESS, retrieved_at=day(at))

    def test_the_procedures_of_a_first_list_come_in_silently(self):
        ingest_table(medicines(1), day(1))
        assert changes(self.ingest(2, "17/09/2025")) == []

    def test_a_procedure_that_a_later_list_brings_is_told_with_its_step(self):
        ingest_table(medicines(1), day(1))
        self.ingest(2, "17/09/2025")
        assert changes(self.ingest(3, "17/09/2025", "05/01/2026")) == [
            ("status", None, "opinion-positive", True),
            ("opinion-positive", None, "2026-01-05", True),
        ]

    def test_an_unknown_word_about_a_procedure_is_no_transition_nor_is_the_way_back(self):
        ingest_table(medicines(1), day(1))
        self.ingest(2, "05/01/2026")
        unknown = self.ingest(3, "05/01/2026", status="Paused")
        assert changes(unknown) == [("status", "opinion-positive", "unknown", False)]
        assert changes(self.ingest(4, "05/01/2026")) == [("status", "unknown", "opinion-positive", False)]


class TestOnce:
    def test_a_change_alerts_with_the_source_that_says_it_first_and_not_again(self, spoken):
        ingest_table(medicines(3), day(1))
        page_says(application(status="authorised"), at=day(1))

        first = page_says(application(status="withdrawn"), at=day(2))
        assert changes(first) == [("status", "authorised", "withdrawn", True)]
        assert status() == "authorised"  # the table is believed more, and does not say so yet

        later = ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(3))
        assert changes(later) == [("status", "authorised", "withdrawn", False)]
        assert status() == "withdrawn"

    def test_a_page_that_follows_the_table_tells_of_nothing(self, spoken):
        ingest_table(medicines(3), day(1))
        page_says(application(status="authorised"), at=day(1))
        ingest_table(with_changes(medicines(3), [0], status="Withdrawn"), day(2))
        assert page_says(application(status="withdrawn"), at=day(3)).changes == ()

    def test_a_first_page_that_contradicts_the_table_alerts(self, spoken):
        ingest_table(medicines(3), day(1))
        outcome = page_says(application(status="withdrawn"), at=day(2))
        assert changes(outcome) == [("status", "authorised", "withdrawn", True)]

    def test_a_first_page_that_says_a_status_left_behind_only_lags(self, spoken):
        ingest_table(medicines(3, status="Opinion"), day(1))
        ingest_table(medicines(3, status="Authorised"), day(2))
        assert page_says(application(status="opinion"), at=day(3)).changes == ()

    def test_reading_any_of_it_again_brings_nothing(self, spoken):
        ingest_table(medicines(3), day(1))
        page_says(application(status="withdrawn", name="Examplin"), at=day(2))
        ingest_table(with_changes(medicines(3), [1], status="Revoked"), day(3))
        before = Change.objects.count()

        again = [
            ingest_table(medicines(3), day(1)),
            page_says(application(status="withdrawn", name="Examplin"), at=day(2)),
            ingest_table(with_changes(medicines(3), [1], status="Revoked"), day(3)),
            ingest_table(with_changes(medicines(3), [1], status="Revoked"), day(4)),
        ]

        assert [outcome.changes for outcome in again] == [()] * 4
        assert Change.objects.count() == before

    def test_the_same_change_alerts_again_after_it_was_taken_back(self, spoken):
        page_says(application(status="authorised"), at=day(1))
        for at, word in enumerate(("suspended", "authorised", "suspended"), start=2):
            page_says(application(status=word), at=day(at))
        assert [after for _, _, after in alerts()] == ["suspended", "authorised", "suspended"]


class TestCleared:
    def test_a_cleared_date_is_not_an_event_and_stays_marked(self):
        table = medicines(3, authorised="01/06/2020")
        ingest_table(table, day(1))

        outcome = ingest_table(with_changes(table, [0], authorised=""), day(2))
        assert outcome.changes == ()
        cleared = ProceduralStep.objects.get(procedure__application__number=number(0))
        assert (str(cleared.date), cleared.is_cleared) == ("2020-06-01", True)
        assert [piece.is_current for piece in cleared.evidence.all()] == [False]

        back = ingest_table(table, day(3))
        cleared.refresh_from_db()
        assert back.changes == () and not cleared.is_cleared
        assert [piece.is_current for piece in cleared.evidence.all()] == [True]

    def test_a_cleared_field_keeps_its_value(self):
        ingest_table(medicines(3), day(1))
        outcome = ingest_table(with_changes(medicines(3), [0], holder=""), day(2))
        assert outcome.changes == ()
        assert Application.objects.get(number=number(0)).applicant.name == "Example GmbH"

    def test_a_cleared_status_keeps_status_and_word(self):
        ingest_table(medicines(3), day(1))
        outcome = ingest_table(with_changes(medicines(3), [0], status=""), day(2))
        kept = Application.objects.get(number=number(0))
        assert (outcome.changes, kept.status, kept.status_text) == ((), "authorised", "Authorised")

    def test_a_document_that_vanishes_is_no_alert_and_stays_marked(self, spoken):
        letter = DocumentRecord(title="Letter", address="https://www.ema.europa.eu/letter.pdf", reference="EMA/1")
        page_says(application(documents=(letter,)), at=day(1))
        outcome = page_says(application(), at=day(2))
        assert changes(outcome) == [("document", "Letter", None, False)]
        assert Document.objects.get().is_cleared
        assert page_says(application(applicant="Example GmbH"), at=day(3)).changes[1:] == ()
        back = page_says(application(applicant="Example GmbH", documents=(letter,)), at=day(4))
        assert [(one["field"], one["after"]) for one in back.changes] == [("document", "Letter")]


class TestCorrections:
    def test_a_date_of_the_past_that_moves_is_a_correction_and_does_not_alert(self, spoken):
        def said(date):
            return application(procedures=(procedure(step("approved", date), slug="SUPPL-59"),))

        page_says(said("2005-11-29"), at=day(1))
        outcome = page_says(said("2005-12-01"), at=day(2))

        assert changes(outcome) == [("approved", "2005-11-29", "2005-12-01", False)]
        assert outcome.changes[0]["correction"] is True
        assert str(ProceduralStep.objects.get().date) == "2005-12-01"

    def test_a_date_to_come_that_moves_alerts(self, spoken):
        def said(date):
            return application(procedures=(procedure(step("goal-date", date, state="planned")),))

        page_says(said("2026-03-01"), at=day(1))
        outcome = page_says(said("2026-06-01"), at=day(2))
        assert changes(outcome) == [("goal-date", "2026-03-01", "2026-06-01", True)]
        assert outcome.changes[0]["correction"] is False

    def test_a_goal_that_was_to_come_and_is_said_to_have_passed_alerts(self, spoken):
        page_says(application(procedures=(procedure(step("opinion", "2026-03-01")),)), at=day(1))
        outcome = page_says(application(procedures=(procedure(step("opinion", "2025-12-12")),)), at=day(2))
        assert [change[3] for change in changes(outcome)] == [True]


class TestUnknownWords:
    def test_an_unknown_status_is_kept_and_reported_and_never_a_transition(self):
        ingest_table(medicines(30), day(1))

        outcome = ingest_table(with_changes(medicines(30), [3], status="Paused"), day(2))

        assert changes(outcome) == [("status", "authorised", "unknown", False)]
        assert [(warning["what"], warning["text"]) for warning in outcome.warnings] == [("unknown-word", "Paused")]
        kept = Application.objects.get(number=number(3))
        assert (kept.status, kept.status_text) == ("unknown", "Paused")

    def test_the_way_back_from_an_unknown_word_is_no_transition_either(self):
        ingest_table(medicines(30), day(1))
        ingest_table(with_changes(medicines(30), [3], status="Paused"), day(2))
        assert changes(ingest_table(medicines(30), day(3))) == [("status", "unknown", "authorised", False)]

    def test_the_way_from_an_unknown_word_to_another_status_alerts(self):
        ingest_table(medicines(30), day(1))
        ingest_table(with_changes(medicines(30), [3], status="Paused"), day(2))
        outcome = ingest_table(with_changes(medicines(30), [3], status="Suspended"), day(3))
        assert changes(outcome) == [("status", "unknown", "suspended", True)]

    def test_an_unknown_column_is_reported_and_ignored(self):
        table = [{**row, "Colour": "blue"} for row in medicines(30)]
        body = table_bytes(table).replace(b'"category"', b'"colour": "blue", "category"')
        outcome = ingest_bytes(body, address=TABLE, retrieved_at=day(1))
        assert outcome.word == "read"
        assert [(warning["what"], warning["text"]) for warning in outcome.warnings] == [("unknown-column", "colour")]


class TestSignificance:
    def test_what_changed_says_how_much_it_matters(self, spoken):
        letter = "https://www.ema.europa.eu/en/documents/"
        page_says(
            application(status="opinion", applicant="A", name="N", details={"last_updated": "2026-01-01"}), at=day(1)
        )
        outcome = page_says(
            application(
                status="authorised",
                applicant="B",
                name="N",
                details={"last_updated": "2026-01-02", "atc_code": "L01"},
                procedures=(procedure(step("ec-decision", "2026-01-01")),),
                documents=(
                    DocumentRecord(title="Report", address=f"{letter}a", type="assessment-report"),
                    DocumentRecord(title="Overview", address=f"{letter}b", type="overview"),
                ),
            ),
            at=day(2),
        )
        found = {(change["field"], change["after"]): change["significance"] for change in outcome.changes}
        assert found == {
            ("status", "authorised"): "critical",
            ("applicant", "B"): "major",
            ("atc_code", "L01"): "minor",
            ("ec-decision", "2026-01-01"): "major",
            ("document", "Report"): "major",
            ("document", "Overview"): "minor",
        }
        noise = Change.objects.get(field="last_updated")
        assert (noise.significance, noise.alerting) == ("noise", False)

    def test_a_new_supplement_tells_its_outcome_and_its_date(self, spoken):
        original = procedure(step("approved", "2009-06-30"), slug="ORIG-1", status="approved")
        supplement = procedure(step("approved", "2026-01-01"), slug="SUPPL-26", type="supplement", status="approved")
        page_says(application("NDA022180", status="approved", procedures=(original,)), at=day(1), reader=SPOKEN_FDA)
        outcome = page_says(
            application("NDA022180", status="approved", procedures=(original, supplement)),
            at=day(2),
            reader=SPOKEN_FDA,
        )
        assert {(one["procedure"], one["field"], one["after"], one["significance"]) for one in outcome.changes} == {
            ("SUPPL-26", "status", "approved", "critical"),
            ("SUPPL-26", "approved", "2026-01-01", "major"),
        }

    def test_a_product_that_leaves_the_market_is_told(self, spoken):
        def said(word):
            product = PresentationRecord(number="001", marketing_status=word)
            return application("NDA020410", presentations=(product,))

        page_says(said("Prescription"), at=day(1), reader=SPOKEN_FDA)
        outcome = page_says(said("Discontinued"), at=day(2), reader=SPOKEN_FDA)
        assert changes(outcome) == [("marketing_status", "Prescription", "Discontinued", True)]

    def test_a_spelling_is_not_a_change(self):
        ingest_table(medicines(3), day(1))
        outcome = ingest_table(with_changes(medicines(3), [0], holder="EXAMPLE  G.m.b.H."), day(2))
        assert outcome.changes == ()

    def test_human_and_veterinary_rows_are_both_alerted(self):
        table = [medicine(0), medicine(1, category="Veterinary")]
        ingest_table(table, day(1))
        outcome = ingest_table([{**row, "Medicine status": "Withdrawn"} for row in table], day(2))
        assert {(one["number"], one["alerting"]) for one in outcome.changes} == {(number(0), True), (number(1), True)}


def test_a_column_that_a_source_did_not_have_before_is_filled_in_silently(spoken):
    def said(at, **says):
        return page_says(application(**says), at=at, reader=SPOKEN_TABLE, scope="whole", address="file:t")

    said(day(1), status="authorised", covers=("status",))
    outcome = said(day(2), status="authorised", details={"prime": "yes"}, covers=("status", "prime"))
    assert outcome.changes == () and Application.objects.get().details == {"prime": "yes"}
    later = said(day(3), status="authorised", details={"prime": "no"}, covers=("status", "prime"))
    assert changes(later) == [("prime", "yes", "no", True)]


def test_an_opinion_keeps_its_outcome_when_the_table_empties_it():
    table = medicines(3, status="Opinion", opinion="Positive", opinion_date="12/12/2025")
    ingest_table(table, day(1))
    assert status() == "opinion-positive"

    outcome = ingest_table(with_changes(table, [0], status="Authorised", opinion=""), day(2))

    assert [change[:3] for change in changes(outcome)] == [("status", "opinion-positive", "authorised")]
    kept = ProceduralStep.objects.get(procedure__application__number=number(0))
    assert (kept.kind, kept.date, kept.is_cleared) == ("opinion-positive", from_iso("2025-12-12").first, False)
