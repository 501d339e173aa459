"""The rows say what is known: evidence once, with its first and last snapshot; nothing stays that nobody claims."""

import datetime

import pytest

from scrapers.records import DocumentRecord
from tests.factories import ProductFactory, UserFactory
from tests.tracker.catalogue.test_knowledge import entry
from tests.tracker.intake.worlds import (
    SPOKEN_FDA,
    SPOKEN_PAGE,
    application,
    day,
    ingest_table,
    listen,
    medicine,
    number,
    page_says,
    procedure,
    step,
)
from tracker.catalogue import spelling
from tracker.catalogue.models import (
    Application,
    Document,
    Evidence,
    Organisation,
    ProceduralStep,
    Procedure,
    Product,
    Substance,
)
from tracker.catalogue.rows import Table
from tracker.intake import entries
from tracker.intake.apply import refresh_applications

pytestmark = pytest.mark.django_db


def document(reference: str, title: str = "A report", address: str = "", procedure: str = "") -> DocumentRecord:
    address = address or f"https://www.ema.europa.eu/en/documents/report/{reference}.pdf"
    return DocumentRecord(title=title, reference=reference, address=address, procedure=procedure)


@pytest.fixture(autouse=True)
def _spoken(monkeypatch) -> None:
    listen(monkeypatch, SPOKEN_PAGE, SPOKEN_FDA)


def moments(evidence: Evidence) -> tuple[int, int, bool]:
    return (evidence.first_snapshot.retrieved_at.day, evidence.last_snapshot.retrieved_at.day, evidence.is_current)


class TestEvidence:
    OPINION = procedure(step("opinion", "2025-12-12", "The committee agreed."))

    def test_the_same_words_are_one_piece_with_a_first_and_a_last_snapshot(self):
        page_says(application(procedures=(self.OPINION,)), at=day(1))
        page_says(application(procedures=(self.OPINION,), status="opinion"), at=day(3))
        assert moments(Evidence.objects.get()) == (1, 3, True)

    def test_what_the_source_no_longer_shows_keeps_its_last_snapshot(self):
        page_says(application(procedures=(self.OPINION,)), at=day(1))
        page_says(application(status="opinion"), at=day(3))
        assert moments(Evidence.objects.get()) == (1, 1, False)
        page_says(application(procedures=(self.OPINION,)), at=day(5))
        assert moments(Evidence.objects.get()) == (1, 5, True)

    def test_a_date_that_moved_has_new_evidence_and_keeps_the_old(self):
        page_says(application(procedures=(self.OPINION,)), at=day(1))
        moved = procedure(step("opinion", "2025-12-19", "The committee agreed."))
        page_says(application(procedures=(moved,)), at=day(3))
        assert {(str(one.date), one.is_current) for one in Evidence.objects.all()} == {
            ("2025-12-12", False),
            ("2025-12-19", True),
        }

    def test_two_origins_speak_for_one_step(self):
        ingest_table([medicine(0, authorised="01/06/2020")], day(1))
        page_says(application(procedures=(procedure(step("authorised", "2020-06-01", "The page.")),)), at=day(2))
        only = ProceduralStep.objects.get()
        assert {(one.origin, one.quote) for one in only.evidence.all()} == {
            ("ema.medicines", "Marketing authorisation date: 01/06/2020"),
            ("ema.medicine_page", "The page."),
        }


class TestNobodyClaims:
    def test_a_procedure_that_only_a_released_entry_told_of_is_gone(self):
        page_says(application(status="authorised"), at=day(1))
        person = UserFactory()
        made = entries.enter(
            entry(kind="opinion", procedure="II/0029", date=datetime.date(2025, 12, 12)), person, day(2)
        )
        assert Procedure.objects.get().slug == "II/0029"
        entries.release(made, person, "A mistake.", day(3))
        assert not Procedure.objects.exists() and not ProceduralStep.objects.exists()
        assert [one.is_current for one in Evidence.objects.all()] == [False]

    def test_an_application_about_which_nothing_is_claimed_any_more_shows_nothing(self):
        person = UserFactory()
        made = entries.enter(entry(field="status", value="investigational"), person, day(1))
        assert Application.objects.get().status == "investigational"
        entries.release(made, person, "A mistake.", day(2))
        assert Application.objects.get().status == "unknown"

    def test_a_step_that_two_sources_joined_falls_apart_when_one_takes_it_back(self):
        page_says(application(status="authorised"), at=day(1))
        person = UserFactory()
        for date in (datetime.date(2025, 12, 12), datetime.date(2025, 6, 1)):
            made = entries.enter(entry(kind="opinion", date=date), person, day(2))
        assert ProceduralStep.objects.count() == 2
        entries.release(made, person, "A mistake.", day(3))
        assert [str(one.date) for one in ProceduralStep.objects.all()] == ["2025-12-12"]


class TestNames:
    def test_spellings_of_one_holder_are_one_organisation(self):
        ingest_table([medicine(0, holder="UCB Pharma S.A."), medicine(1, holder="UCB Pharma SA")], day(1))
        assert Organisation.objects.count() == 1

    def test_an_application_brings_its_product_and_keeps_the_one_that_a_person_chose(self):
        ingest_table([medicine(0)], day(1))
        assert Product.objects.get().key == number(0)
        chosen = ProductFactory(key="examplin", name="Examplin family")
        Application.objects.update(product=chosen)
        ingest_table([medicine(0, name="Renamed")], day(2))
        assert Application.objects.get().product == chosen and chosen.name == "Examplin family"

    def test_a_product_of_its_own_is_called_as_its_application(self):
        ingest_table([medicine(0, name="Before")], day(1))
        ingest_table([medicine(0, name="After")], day(2))
        assert Product.objects.get().name == "After"

    @pytest.mark.parametrize(
        ("inn", "substances"),
        [
            ("ferumoxytol", ["ferumoxytol"]),
            ("amlodipine / valsartan", ["amlodipine", "valsartan"]),
            ("perindopril, indapamide and amlodipine", ["perindopril", "indapamide", "amlodipine"]),
            ("1,2-propanediol", ["1,2-propanediol"]),
            ("Insulin; insulin", ["insulin"]),
        ],
    )
    def test_a_list_of_substances_is_its_parts(self, inn, substances):
        assert spelling.substances(inn, "") == substances

    def test_a_substance_is_met_by_its_key(self):
        page_says(application(inn="Ferumoxytol"), at=day(1))
        page_says(application("NDA022180", inn="FERUMOXYTOL"), at=day(1), reader=SPOKEN_FDA, address="file:a")
        assert Substance.objects.get().applications.count() == 2


class TestRows:
    PRODUCTS = Table(Product, key=["key"], columns=["key", "name"])

    def test_a_row_that_did_not_change_is_not_written(self, django_assert_num_queries):
        product = ProductFactory(key="a", name="A")
        present = self.PRODUCTS.load("key", ["a"])
        with django_assert_num_queries(0):
            rows = self.PRODUCTS.synchronise(present, {"a": {"key": "a", "name": "A"}})
        assert rows == {"a": product.pk}

    def test_only_what_differs_is_written(self):
        product = ProductFactory(key="a", name="A", note="mine")
        present = self.PRODUCTS.load("key", ["a", "b"])
        Product.objects.update(note="changed by another")
        wanted = {"a": {"key": "a", "name": "B"}, "b": {"key": "b", "name": "new"}}
        rows = self.PRODUCTS.synchronise(present, wanted, {"note": "first", "also_known_as": ""})
        product.refresh_from_db()
        assert (product.key, product.name, product.note) == ("a", "B", "changed by another")
        assert Product.objects.get(pk=rows["b"]).note == "first"

    def test_rows_made_in_bulk_and_one_by_one_never_get_the_same_id(self):
        before = ProductFactory(key="a").pk
        made = self.PRODUCTS.insert([("b", "B"), ("c", "C")], {"note": "", "also_known_as": ""})
        after = ProductFactory(key="d").pk
        assert len({before, *made, after}) == 4
        assert list(Product.objects.filter(pk__in=made).order_by("key").values_list("key", flat=True)) == ["b", "c"]

    @pytest.mark.parametrize("title", ["tab\t and \\backslash", "two\nlines", "\\N", "", "Ω ≤ 5 %", "quote '\" ;--"])
    def test_every_text_arrives_as_it_was(self, title):
        self.PRODUCTS.insert([("a", title)], {"note": title, "also_known_as": ""})
        assert Product.objects.values_list("name", "note").get() == (title, title)

    def test_many_rows_of_many_kinds_cost_a_fixed_number_of_statements(self, django_assert_max_num_queries):
        ingest_table([medicine(index, authorised="01/06/2020") for index in range(100)], day(1))
        with django_assert_max_num_queries(20):
            refresh_applications([number(index) for index in range(100)])

    def test_making_rows_again_changes_nothing(self):
        ingest_table([medicine(index, authorised="01/06/2020") for index in range(5)], day(1))
        before = list(ProceduralStep.objects.values()), list(Application.objects.values())
        refresh_applications([number(index) for index in range(5)], day(9))
        assert (list(ProceduralStep.objects.values()), list(Application.objects.values())) == before


class TestInParts:
    """Of a changed application only what changed is looked at; it comes out as if all of it had been."""

    SHOWN = (Application, Procedure, ProceduralStep, Evidence, Document)
    OPINION = procedure(step("opinion", "2025-12-12", "The committee agreed."))
    VARIATION = procedure(step("ec-decision", "2026-01-20", "Decision on II/0001."), slug="II/0001", type="variation")

    def rows(self) -> list[list[dict[str, object]]]:
        return [list(model._default_manager.order_by("pk").values()) for model in self.SHOWN]

    @pytest.mark.parametrize(
        "later",
        [
            {"procedures": (OPINION, VARIATION)},
            {"procedures": (VARIATION,)},
            {"procedures": (procedure(step("opinion", "2025-12-19", "Moved.")), VARIATION)},
            {"procedures": (OPINION,), "status": "opinion"},
            {"procedures": (OPINION,), "documents": (document("EMA/1/2025", "New title"),)},
            {"procedures": (OPINION, VARIATION), "documents": (document("EMA/2/2025", procedure="II/0001"),)},
            {"procedures": ()},
        ],
        ids=["more", "other", "moved", "status", "document", "document-of-a-procedure", "none"],
    )
    def test_a_change_written_in_parts_is_a_change_written_whole(self, later):
        first = {"procedures": (self.OPINION,), "documents": (document("EMA/1/2025"),)}
        page_says(application(**first), at=day(1))
        page_says(application(**(first | later)), at=day(3))
        in_parts = self.rows()
        refresh_applications([application().number])
        assert self.rows() == in_parts

    def test_a_document_whose_reference_was_corrected_is_one_document(self):
        page_says(application(documents=(document("EMA/1/2025", address="https://a.example/d.pdf"),)), at=day(1))
        page_says(application(documents=(document("EMA/2/2025", address="https://a.example/d.pdf"),)), at=day(2))
        assert Document.objects.get().reference == "EMA/2/2025"

    def test_a_document_that_came_before_its_procedure_belongs_to_it_later(self):
        papers = {"documents": (document("EMA/1/2025", procedure="II/0001"),)}
        page_says(application(**papers), at=day(1))
        assert Document.objects.get().procedure is None
        page_says(application(**papers, procedures=(self.VARIATION,)), at=day(2))
        assert Document.objects.get().procedure.slug == "II/0001"
