"""The admin's pages of every record: they open, cost the same for any number of rows, and obey permissions."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    FIRST_SEEN,
    ApplicationFactory,
    ChangeFactory,
    EvidenceFactory,
    NoticeFactory,
    ObservationFactory,
    ProcedureFactory,
    ProductFactory,
    SnapshotFactory,
    SourceFactory,
    StepFactory,
    SubstanceFactory,
    UserFactory,
)
from tracker.catalogue.models import (
    Application,
    Conflict,
    Document,
    DocumentFile,
    Entry,
    Organisation,
    Portfolio,
    ProceduralStep,
    Product,
    Statement,
    Substance,
    SubstanceAlias,
)
from tracker.people.admin_bases import COUNT_AT_MOST, CappedPaginator

ROOMS = ("people", "sources", "catalogue")
TESTED_WITH_THE_API = {"people.apitoken"}


def organisation(n: int) -> object:
    return Organisation.objects.create(name=f"Company {n}")


def application(n: int) -> object:
    return ApplicationFactory(applicant=organisation(n))


def document(n: int) -> object:
    row = Document.objects.create(
        application=ApplicationFactory(),
        key=str(n),
        title="Report",
        address="https://a.example/x",
        first_seen=FIRST_SEEN,
    )
    return DocumentFile.objects.create(document=row, language="en", address="https://a.example/x.pdf")


def entry(n: int) -> object:
    return Entry.objects.create(
        application_number=f"EMEA/H/C/{n:06d}",
        authority="EMA",
        kind="other",
        claimed_by="EMA",
        address="https://a.example/x",
        reason="r",
        entered_by=UserFactory(),
        entered_by_name="p",
        entered_at=FIRST_SEEN,
    )


def conflict(n: int) -> object:
    row = ApplicationFactory()
    return Conflict.objects.create(
        product=row.product, application=row, subject=f"s{n}", explanation="e", entered_at=timezone.now()
    )


def portfolio(n: int) -> object:
    return Portfolio.objects.create(name=f"Portfolio {n}", slug=f"p{n}", owner=UserFactory())


def statement(n: int) -> object:
    return Statement.objects.create(product=ProductFactory(), region="EU", text=f"t{n}", claimed_by="c", address="a")


MAKERS: dict[str, Callable[[int], object]] = {
    "people.user": lambda n: UserFactory(),
    "sources.source": lambda n: SourceFactory(),
    "sources.snapshot": lambda n: SnapshotFactory(),
    "catalogue.substance": lambda n: SubstanceFactory(),
    "catalogue.organisation": organisation,
    "catalogue.product": lambda n: ProductFactory(),
    "catalogue.portfolio": portfolio,
    "catalogue.statement": statement,
    "catalogue.conflict": conflict,
    "catalogue.application": application,
    "catalogue.procedure": lambda n: ProcedureFactory(),
    "catalogue.proceduralstep": lambda n: StepFactory(),
    "catalogue.document": document,
    "catalogue.notice": lambda n: NoticeFactory(about={"name": f"Medicine {n}"}),
    "catalogue.evidence": lambda n: EvidenceFactory(),
    "catalogue.observation": lambda n: ObservationFactory(key=str(n)),
    "catalogue.change": lambda n: ChangeFactory(),
    "catalogue.entry": entry,
}


def registered() -> dict[str, admin.ModelAdmin]:
    """The admin of each model of the rooms that keep records."""
    return {
        model._meta.label_lower: page for model, page in admin.site._registry.items() if model._meta.app_label in ROOMS
    }


def list_of(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


def form_of(label: str, pk: object, page: str = "change") -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=[pk])


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_every_model_that_has_a_page_is_tested_here(db):
    assert set(registered()) - TESTED_WITH_THE_API == set(MAKERS)


@pytest.mark.parametrize("label", MAKERS)
def test_a_list_of_50_rows_takes_as_many_queries_as_one_of_5(as_chief, label):
    for number in range(5):
        MAKERS[label](number)
    Portfolio.objects.update(is_shared=True)
    few = queries(as_chief, list_of(label))
    for number in range(5, 50):
        MAKERS[label](number)
    Portfolio.objects.update(is_shared=True)
    assert queries(as_chief, list_of(label)) <= few


@pytest.mark.parametrize("label", MAKERS)
def test_lists_are_searchable_and_forms_open(as_chief, label):
    made = MAKERS[label](1)
    Portfolio.objects.update(is_shared=True)
    page = registered()[label]
    assert page.search_fields
    assert as_chief.get(list_of(label), {"q": "x"}).status_code == 200
    row = made if isinstance(made, page.model) else page.model._default_manager.get()
    assert as_chief.get(form_of(label, row.pk)).status_code == 200
    assert as_chief.get(form_of(label, row.pk, "history")).status_code == 200


@pytest.mark.parametrize("label", MAKERS)
def test_readers_can_look_and_nothing_else(as_reader, label):
    made = MAKERS[label](1)
    Portfolio.objects.update(is_shared=True)
    page = registered()[label]
    row = (
        made
        if isinstance(made, page.model)
        else page.model._default_manager.get(pk=page.model._default_manager.last().pk)
    )
    assert as_reader.get(list_of(label)).status_code == 200
    answer = as_reader.get(form_of(label, row.pk))
    assert answer.status_code == 200
    assert 'name="_save"' not in answer.content.decode()
    assert as_reader.post(form_of(label, row.pk), {}).status_code == 403


@pytest.mark.parametrize(
    "label",
    [
        "sources.snapshot",
        "catalogue.application",
        "catalogue.procedure",
        "catalogue.proceduralstep",
        "catalogue.document",
        "catalogue.evidence",
        "catalogue.observation",
        "catalogue.change",
        "catalogue.entry",
    ],
)
def test_not_even_the_chief_edits_what_the_machine_makes(as_chief, label):
    made = MAKERS[label](1)
    page = registered()[label]
    row = made if isinstance(made, page.model) else page.model._default_manager.get()
    assert as_chief.post(form_of(label, row.pk), {}).status_code == 403
    assert as_chief.get(f"{list_of(label)}add/").status_code == 403
    assert as_chief.post(form_of(label, row.pk, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("label", ["catalogue.application", "catalogue.proceduralstep", "catalogue.evidence"])
def test_records_lead_to_the_page_that_shows_them(as_reader, label):
    row = MAKERS[label](1)
    assert "Open its page" in as_reader.get(form_of(label, row.pk)).content.decode()


def test_a_list_is_counted_to_a_cap_and_no_further(db):
    application = ApplicationFactory()
    Product.objects.bulk_create(Product(key=str(n), name="x") for n in range(COUNT_AT_MOST + 5))
    pages = CappedPaginator(Product.objects.all(), 50)
    assert (pages.count, pages.is_capped, pages.num_pages) == (COUNT_AT_MOST, True, 200)
    assert not CappedPaginator(Application.objects.filter(pk=application.pk), 50).is_capped


def test_a_list_is_never_counted_whole(as_chief):
    StepFactory()
    with CaptureQueriesContext(connection) as seen:
        as_chief.get(list_of("catalogue.proceduralstep"))
    counts = [query["sql"] for query in seen if "COUNT(" in query["sql"] and "procedural" in query["sql"]]
    assert counts
    assert all(f"LIMIT {COUNT_AT_MOST}" in sql for sql in counts)


def test_an_edit_is_kept_in_the_history_with_its_person(as_chief):
    substance = SubstanceFactory(name="ferumoxtran")
    aliases = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    as_chief.post(form_of("catalogue.substance", substance.pk), {"name": "ferumoxtran-10", **aliases})
    latest = substance.history.first()
    assert (latest.name, latest.history_user.username) == ("ferumoxtran-10", "chief")


def add_alias(client, substance: Substance, name: str) -> str:
    """The page after an alias was added to a substance."""
    form = {
        "name": substance.name,
        "aliases-TOTAL_FORMS": 1,
        "aliases-INITIAL_FORMS": 0,
        "aliases-0-name": name,
        "aliases-0-substance": substance.pk,
    }
    return client.post(form_of("catalogue.substance", substance.pk), form, follow=True).content.decode()


def test_an_alias_is_known_however_it_is_spelled(as_chief):
    add_alias(as_chief, SubstanceFactory(), "Iron Oxide (dextran)")
    assert SubstanceAlias.objects.get().key == "ironoxidedextran"


def test_a_name_belongs_to_one_substance_only(as_chief):
    one, other = SubstanceFactory(name="one"), SubstanceFactory(name="other")
    add_alias(as_chief, one, "Iron oxide")
    assert "is already a name of one" in add_alias(as_chief, other, "iron-oxide")
    assert SubstanceAlias.objects.count() == 1


def test_a_name_has_letters_or_digits(as_chief):
    assert "at least one letter or digit" in add_alias(as_chief, SubstanceFactory(), "---")


def test_a_source_is_switched_off_and_never_deleted(as_chief):
    source = SourceFactory()
    assert as_chief.post(reverse("admin:sources_source_delete", args=[source.pk]), {"post": "yes"}).status_code == 403


def test_dates_in_lists_cannot_be_read_in_two_ways(as_reader):
    StepFactory(date=datetime.date(2026, 2, 1))
    assert ProceduralStep.objects.exists()
    ApplicationFactory()
    assert "5 Jan 2026 09:30" in as_reader.get(list_of("catalogue.application")).content.decode()
