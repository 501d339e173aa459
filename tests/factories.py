"""Rows for tests, with facts that belong together: one source, one snapshot, one application of one product.

Tests give the facts that they are about and leave the rest to these.
"""

import datetime

import factory
from factory.django import DjangoModelFactory

from scrapers.records import ApplicationRecord
from tracker.alerts.models import Webhook
from tracker.catalogue import spelling
from tracker.catalogue.encoding import digest, encode
from tracker.catalogue.models import (
    Application,
    Change,
    Evidence,
    Mention,
    Notice,
    Observation,
    Organisation,
    ProceduralStep,
    Procedure,
    Product,
    Substance,
)
from tracker.people.models import User
from tracker.search.models import SavedSearch
from tracker.sources.models import Snapshot, Source
from tracker.timetables.models import Meeting

FIRST_SEEN = datetime.datetime(2026, 1, 5, 9, 30, tzinfo=datetime.UTC)


class UserFactory(DjangoModelFactory):
    """Somebody with an address, in UTC."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.org")
    is_staff = True


class SourceFactory(DjangoModelFactory):
    """A page that is watched."""

    class Meta:
        model = Source

    address = factory.Sequence(lambda n: f"https://www.ema.europa.eu/en/medicines/human/EPAR/page-{n}")
    title = "EMA medicine page"
    reader = "ema.medicine_page"


class SnapshotFactory(DjangoModelFactory):
    """What a source said when it was first seen."""

    class Meta:
        model = Snapshot

    source = factory.SubFactory(SourceFactory)
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1000
    address = factory.SelfAttribute("source.address")
    status = 200
    retrieved_at = FIRST_SEEN
    last_seen = factory.SelfAttribute("retrieved_at")
    reader = factory.SelfAttribute("source.reader")
    reader_version = 1
    outcome = Snapshot.Outcome.READ


class SubstanceFactory(DjangoModelFactory):
    """An active substance."""

    class Meta:
        model = Substance

    name = factory.Sequence(lambda n: f"substance {n}")


class OrganisationFactory(DjangoModelFactory):
    """A company."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Company {n}")


class ProductFactory(DjangoModelFactory):
    """A medicine."""

    class Meta:
        model = Product

    key = factory.Sequence(lambda n: f"product-{n}")
    name = factory.Sequence(lambda n: f"Medicine {n}")


class ApplicationFactory(DjangoModelFactory):
    """An application to EMA for a human medicine."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"EMEA/H/C/{n:06d}")
    authority = Application.Authority.EMA
    product = factory.SubFactory(ProductFactory)
    name = factory.SelfAttribute("product.name")
    name_key = factory.LazyAttribute(lambda application: spelling.name_key(application.name))
    category = "Human"
    status = "under-evaluation"
    first_seen = FIRST_SEEN

    @factory.post_generation
    def substances(self, create: bool, extracted: list[Substance] | None) -> None:
        """`substances=[...]` are those that it contains."""
        if create and extracted:
            self.substances.set(extracted)


class ProcedureFactory(DjangoModelFactory):
    """The initial application."""

    class Meta:
        model = Procedure

    application = factory.SubFactory(ApplicationFactory)
    slug = "initial"
    type = "initial"
    first_seen = FIRST_SEEN


class StepFactory(DjangoModelFactory):
    """A dated step."""

    class Meta:
        model = ProceduralStep

    procedure = factory.SubFactory(ProcedureFactory)
    kind = "list-of-questions"
    date = datetime.date(2026, 1, 5)
    first_seen = FIRST_SEEN


class EvidenceFactory(DjangoModelFactory):
    """Words in a snapshot that speak for a step."""

    class Meta:
        model = Evidence

    step = factory.SubFactory(StepFactory)
    application = factory.SelfAttribute("step.procedure.application")
    fingerprint = factory.Sequence(lambda n: f"{n:032x}")
    origin = "ema.medicine_page"
    claimed_by = "EMA"
    quote = "The words that say so."
    date = factory.SelfAttribute("step.date")
    first_snapshot = factory.SubFactory(SnapshotFactory)
    last_snapshot = factory.SelfAttribute("first_snapshot")


class ObservationFactory(DjangoModelFactory):
    """What a snapshot said about an application: `says=ApplicationRecord(...)`."""

    class Meta:
        model = Observation

    class Params:
        says = ApplicationRecord(number="EMEA/H/C/000801", authority="EMA")

    origin = "ema.medicine_page"
    key = factory.SelfAttribute("says.number")
    application_number = factory.SelfAttribute("says.number")
    digest = factory.LazyAttribute(lambda observation: digest(observation.says))
    record = factory.LazyAttribute(lambda observation: encode(observation.says))
    snapshot = factory.SubFactory(SnapshotFactory)
    retrieved_at = factory.SelfAttribute("snapshot.retrieved_at")
    stands_since = factory.SelfAttribute("retrieved_at")


class NoticeFactory(DjangoModelFactory):
    """A shortage that EMA's catalogue lists."""

    class Meta:
        model = Notice
        skip_postgeneration_save = True

    origin = "ema.shortages"
    key = factory.Sequence(lambda n: f"https://www.ema.europa.eu/en/medicines/human/shortages/medicine-{n}")
    kind = "shortage"
    authority = Application.Authority.EMA
    title = factory.Sequence(lambda n: f"Medicine {n}")
    category = "Human"
    status = "ongoing"
    status_text = "Shortage ongoing"
    first_seen = FIRST_SEEN

    @factory.post_generation
    def about(self, create: bool, extracted: dict[str, str] | None) -> None:
        """`about={"name": "Sinerem"}`: what it is about, by `number`, `name` or `substance`."""
        for by, text in (extracted or {}).items() if create else ():
            key = text if by == "number" else spelling.name_key(text)
            Mention.objects.create(notice=self, by=by, key=key, text=text)


class MeetingFactory(DjangoModelFactory):
    """A plenary of the CHMP, as EMA's list of events says it; each four weeks after the one before, from 2031 on."""

    class Meta:
        model = Meeting

    committee = "CHMP"
    last_day = factory.Sequence(lambda n: datetime.date(2031, 1, 2) + datetime.timedelta(days=28 * n))
    first_day = factory.LazyAttribute(lambda meeting: meeting.last_day - datetime.timedelta(days=3))
    title = "Committee for Medicinal Products for Human Use (CHMP)"
    source = "https://www.ema.europa.eu/en/events/example"
    certainty = "EMA"
    origin = Meeting.Origin.LIST
    first_seen = FIRST_SEEN


class SavedSearchFactory(DjangoModelFactory):
    """A search that somebody keeps; give what it asks for."""

    class Meta:
        model = SavedSearch

    name = factory.Sequence(lambda n: f"Search {n}")
    owner = factory.SubFactory(UserFactory)


class ChangeFactory(DjangoModelFactory):
    """A change of an application's status that may leave."""

    class Meta:
        model = Change

    application = factory.SubFactory(ApplicationFactory)
    subject = Change.Subject.APPLICATION
    field = "status"
    before = "under-evaluation"
    after = "opinion"
    origin = "ema.medicine_page"
    significance = Change.Significance.CRITICAL
    alerting = True
    snapshot = factory.SubFactory(SnapshotFactory)
    seen_at = factory.LazyAttribute(lambda change: change.snapshot.retrieved_at if change.snapshot else FIRST_SEEN)


class WebhookFactory(DjangoModelFactory):
    """A program that listens at an address of the open internet."""

    class Meta:
        model = Webhook

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Planning tool {n}")
    address = "https://hooks.example.org/clockstop"
