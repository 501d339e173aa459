"""Claims about applications for tests: what a page, a table or a person says, and the rows that keep it."""

import datetime

from scrapers.dates import PartialDate, from_iso
from scrapers.records import ApplicationRecord, EvidenceRecord, MilestoneRecord, ProcedureRecord, StepRecord
from tests.factories import SnapshotFactory, SourceFactory
from tracker.catalogue.encoding import digest, encode
from tracker.catalogue.knowledge import known
from tracker.catalogue.known import PERSON, Claim, ResolvedApplication
from tracker.catalogue.models import Entry, Observation
from tracker.catalogue.resolve import resolve
from tracker.catalogue.writing import write
from tracker.sources.models import Snapshot
from tracker.timelines.building import Background, Row
from tracker.timelines.timeline import EnteredBy, Moment

TODAY = datetime.date(2026, 11, 21)
RETRIEVED = datetime.datetime(2025, 11, 23, 8, 3, tzinfo=datetime.UTC)
PAGE = "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"
TABLE = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines_json-report_en.json"
SINEREM = "EMEA/H/C/000801"

BACKGROUND = Background(
    rows={SINEREM: Row(1, "Sinerem")},
    snapshots={
        1: Moment(1, PAGE, "a" * 64, RETRIEVED),
        2: Moment(2, TABLE, "b" * 64, RETRIEVED),
    },
    entries={
        7: EnteredBy("Ana", "No page gives it.", "https://press.example.org/a", "", RETRIEVED),
        8: EnteredBy("Ana", "Only on paper.", "", "letter-2006.pdf", RETRIEVED),
    },
)


def date(text: str) -> PartialDate:
    """A date as exact as it is written."""
    return from_iso(text)


def step(kind: str, day: str = "", quote: str = "", **facts: object) -> StepRecord:
    """A step with one piece of evidence."""
    when = from_iso(day) if day else None
    evidence = (EvidenceRecord(quote=quote or f"words about {kind}", locator="Overview", date=when),)
    return StepRecord(**{"kind": kind, "date": when, "evidence": evidence, **facts})


def record(number: str = SINEREM, *steps: StepRecord, **facts: object) -> ApplicationRecord:
    """What a source says: the steps are those of the initial application."""
    procedures = (ProcedureRecord(steps=steps),) if steps else ()
    authority = "EMA" if number.startswith("EMEA") else "FDA"
    return ApplicationRecord(**{"number": number, "authority": authority, "procedures": procedures, **facts})


def claim(said: ApplicationRecord, origin: str = "ema.medicine_page", **facts: object) -> Claim:
    """A claim that rests on the page, or on the table."""
    base = {"snapshot": 2 if origin == "ema.medicines" else 1, "claimed_by": said.authority, "retrieved_at": RETRIEVED}
    return Claim(**{"origin": origin, "record": said, **base, **facts})


def persons_claim(said: ApplicationRecord, entry: int = 7, claimed_by: str = "Hospital Pharmacy Europe") -> Claim:
    """What a person entered."""
    return Claim(origin=PERSON, claimed_by=claimed_by, retrieved_at=RETRIEVED, record=said, snapshot=None, entry=entry)


WITHDRAWAL = StepRecord(
    kind="application-withdrawn",
    date=from_iso("2007-12-13"),
    reported_day=175,
    evidence=(
        EvidenceRecord(quote="Told the CHMP on 13 December 2007.", locator="Overview", date=from_iso("2007-12-13")),
        EvidenceRecord(quote="It was at day 175.", locator="How far", supports=("procedural_day",)),
    ),
)
MILESTONES = (
    MilestoneRecord(kind="list-of-questions", day=120, quote="questions at day 120"),
    MilestoneRecord(kind="list-of-outstanding-issues", day=180, quote="remaining questions at day 180"),
    MilestoneRecord(kind="opinion", day=210, quote="up to 210 days"),
)


def sinerem_page(**facts: object) -> ApplicationRecord:
    """What EMA's page of Sinerem says."""
    said = {
        "name": "Sinerem",
        "status": "application-withdrawn",
        "status_text": "Application withdrawn",
        "applicant": "Guerbet",
        "active_substance": "iron oxide",
        "procedures": (ProcedureRecord(steps=(WITHDRAWAL,), milestones=MILESTONES),),
    }
    return ApplicationRecord(number=SINEREM, authority="EMA", **{**said, **facts})


def sinerem_in_the_table(**facts: object) -> ApplicationRecord:
    """What EMA's medicines table says of Sinerem."""
    said = {
        "name": "Sinerem",
        "status": "application-withdrawn",
        "status_text": "Application withdrawn",
        "applicant": "Guerbet",
        "details": {"ec_decision_date": "2009-12-31"},
        "procedures": (ProcedureRecord(steps=(step("application-withdrawn", "2007-12-13"),)),),
    }
    return ApplicationRecord(number=SINEREM, authority="EMA", **{**said, **facts})


def sinerem() -> ResolvedApplication:
    """What is known of Sinerem from EMA's page and table."""
    return resolve([claim(sinerem_page()), claim(sinerem_in_the_table(), "ema.medicines")])


def store(
    said: ApplicationRecord,
    origin: str = "ema.medicine_page",
    retrieved_at: datetime.datetime = RETRIEVED,
    address: str = PAGE,
) -> Snapshot:
    """Keep what a source says in rows, as reading its page would, and index it."""
    source = SourceFactory._meta.model.objects.filter(address=address).first() or SourceFactory(address=address)
    snapshot = SnapshotFactory(source=source, retrieved_at=retrieved_at)
    key = said.key or said.number
    Observation.objects.filter(origin=origin, key=key, superseded_at=None).update(superseded_at=retrieved_at)
    Observation.objects.create(
        origin=origin,
        key=key,
        application_number=said.number,
        digest=digest(said),
        record=encode(said),
        snapshot=snapshot,
        retrieved_at=retrieved_at,
        stands_since=retrieved_at,
    )
    write(list(known([said.number]).values()), retrieved_at)
    return snapshot


def enter(number: str = SINEREM, **facts: object) -> Entry:
    """Keep what a person enters in rows, and index it."""
    base = {
        "application_number": number,
        "authority": "EMA" if number.startswith("EMEA") else "FDA",
        "claimed_by": "Hospital Pharmacy Europe",
        "address": "https://press.example.org/a",
        "reason": "No page gives it.",
        "entered_by_name": "Ana",
        "entered_at": RETRIEVED,
    }
    entry = Entry.objects.create(**{**base, **facts})
    write(list(known([number]).values()), entry.entered_at)
    return entry
