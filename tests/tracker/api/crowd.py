"""Many of everything that the API shows, so that what one row costs can be told from what a page costs."""

import datetime

from tests.factories import (
    FIRST_SEEN,
    ApplicationFactory,
    ChangeFactory,
    EvidenceFactory,
    MeetingFactory,
    NoticeFactory,
    ProcedureFactory,
    SavedSearchFactory,
    SnapshotFactory,
    StepFactory,
    WebhookFactory,
)
from tracker.alerts.models import Delivery, DeliveryItem, Subscription
from tracker.catalogue.models import (
    Application,
    Concern,
    Document,
    DocumentFile,
    Entry,
    Organisation,
    OrganisationAlias,
    Portfolio,
    Presentation,
    Substance,
    SubstanceAlias,
)
from tracker.intake.models import HeldValue, Hold
from tracker.people.models import User
from tracker.sources import archive

DAY = datetime.date(2026, 1, 5)


def fill(person: User, count: int) -> None:
    """`count` applications, each with one or two of everything there is."""
    for number in range(count):
        add_application(person, number)


def add_application(person: User, number: int) -> Application:
    """An application with two of what it may have many of, the rest once."""
    snapshot = SnapshotFactory(sha256=archive.store(f"page {number}".encode()))
    application = ApplicationFactory(
        applicant=organisation(f"Company {number}"),
        substances=[substance(f"substance {number} {letter}") for letter in "ab"],
        details={"orphan_medicine": "No"},
    )
    procedure = ProcedureFactory(application=application)
    for kind in ("list-of-questions", "opinion"):
        step = StepFactory(procedure=procedure, kind=kind)
        for _ in range(2):
            EvidenceFactory(step=step, first_snapshot=snapshot)
    add_documents(application)
    add_notice(application, snapshot)
    for form in ("001", "002"):
        Presentation.objects.create(application=application, number=form, ingredients=[["X", "10 mg"]])
    portfolio = Portfolio.objects.create(name=f"Portfolio {number}", slug=f"portfolio-{number}", owner=person)
    portfolio.products.set([application.product])
    SavedSearchFactory(owner=person, words=application.name)
    add_entry(application, person)
    add_hold(number, snapshot)
    add_delivery(person, application, snapshot)
    return application


def organisation(name: str) -> Organisation:
    made = Organisation.objects.create(name=name)
    OrganisationAlias.objects.create(organisation=made, name=name, key=name.casefold().replace(" ", ""))
    return made


def substance(name: str) -> Substance:
    made = Substance.objects.create(name=name)
    for alias in (name, f"{name} hydrochloride"):
        SubstanceAlias.objects.create(substance=made, name=alias, key=alias.replace(" ", ""))
    return made


def add_documents(application: Application) -> None:
    for letter in "AB":
        address = f"https://www.ema.europa.eu/documents/{application.pk}/{letter}"
        document = Document.objects.create(
            application=application, key=address, title=f"Report {letter}", address=address, first_seen=FIRST_SEEN
        )
        for language in ("bg", "en"):
            DocumentFile.objects.create(document=document, language=language, address=f"{address}_{language}.pdf")


def add_notice(application: Application, snapshot) -> None:
    """A shortage that names it, a designation that concerns it, and meetings."""
    about = {"name": application.name, "number": application.number, "substance": f"substance {application.pk}"}
    notice = NoticeFactory(about=about, details={"route": "oral"})
    ChangeFactory(application=None, notice=notice, subject="notice", snapshot=snapshot)
    MeetingFactory(moved_to=MeetingFactory(notice=notice), status="moved")
    designation = ApplicationFactory(number=f"EU/3/26/{application.pk}", type="orphan-designation")
    Concern.objects.create(application=designation, by="number", key=application.number, text=application.number)


def add_entry(application: Application, person: User) -> None:
    Entry.objects.create(
        application_number=application.number,
        authority=application.authority,
        kind="submitted",
        date=DAY,
        claimed_by="Guerbet",
        file="press release",
        reason="The page does not say it.",
        entered_by=person,
        entered_by_name=person.username,
        entered_at=FIRST_SEEN,
    )


def add_hold(number: int, snapshot) -> Hold:
    hold = Hold.objects.create(
        origin="ema.medicines",
        field=f"column_{number}",
        reason=Hold.Reason.COLUMN_WIDE,
        source=snapshot.source,
        snapshot=snapshot,
        rows=2,
        opened_at=FIRST_SEEN,
        updated_at=FIRST_SEEN,
    )
    for key in ("EMEA/H/C/000801", "EMEA/H/C/002215"):
        HeldValue.objects.create(hold=hold, key=key, before="No", after="Yes")
    return hold


def add_delivery(person: User, application: Application, snapshot) -> None:
    subscription = Subscription.objects.create(person=person, application=application)
    changes = [
        ChangeFactory(application=application, snapshot=snapshot, field=field) for field in ("status", "applicant")
    ]
    delivery = Delivery.objects.create(
        person=person, application=application, snapshot=snapshot, first_change=changes[0]
    )
    for change in changes:
        item = DeliveryItem.objects.create(delivery=delivery, person=person, channel=delivery.channel, change=change)
        item.subscriptions.set([subscription])
    WebhookFactory(person=person).subscriptions.set([subscription])
