"""EMA's list of post-authorisation procedures: variations and extensions with an opinion, or withdrawn.

EMA names no procedure number, so the page address stands for it: its last part carries a counter (`enhertu-0`) and can
come to stand for another medicine, which is why a record is known by product number and address. What the medicines
table says of a medicine is left to that table, above all its status and the date of its authorisation.
"""

import hashlib
import re
from typing import NamedTuple

from scrapers.compare import numbered
from scrapers.ema import cells
from scrapers.ema.feed_records import LONGEST_KEY, REPORTS, number, path, told_by, unique
from scrapers.ema.feeds import Layout, Row, read_feed, recogniser
from scrapers.identifiers import ema_product_number
from scrapers.readers import Reader
from scrapers.records import ApplicationRecord, Page, ProcedureRecord, Reading

STATUS = "post_authorisation_procedure_status"
OPINION = "post_authorisation_opinion_status"
OPINION_DATE = "post_authorisation_opinion_date"
WITHDRAWAL_DATE = "withdrawal_of_application_date"

LAYOUT = Layout(
    title="list of post-authorisation procedures",
    required=("ema_product_number", "medicine_url", STATUS, OPINION),
    expected=(
        "category",
        "name_of_medicine",
        OPINION_DATE,
        WITHDRAWAL_DATE,
        "first_published_date",
        "last_updated_date",
    ),
    optional=(
        "active_substance",
        "international_non_proprietary_name_common_name",
        "therapeutic_area_mesh",
        "atc_code_human",
        "atcvet_code_veterinary",
        "species_veterinary",
        "accelerated_assessment",
        "additional_monitoring",
        "advanced_therapy",
        "biosimilar",
        "conditional_approval",
        "exceptional_circumstances",
        "generic",
        "generic_or_hybrid",
        "orphan_medicine",
        "prime_priority_medicine",
        "marketing_authorisation_developer_applicant_holder",
        "marketing_authorisation_date",
    ),
)
"""The optional keys are the medicines table's; they are known here and not read."""

STATUSES = {"opinion": "opinion", "application withdrawn": "application-withdrawn"}
OPINIONS = {"positive": "opinion-positive", "negative": "opinion-negative"}
TYPES = {"variation": "variation", "extension": "extension"}

TARGETS = {
    "category": ("category",),
    "name_of_medicine": ("name",),
    OPINION_DATE: ("opinion", "opinion-positive", "opinion-negative"),
    WITHDRAWAL_DATE: ("application-withdrawn",),
}
"""Fields and kinds of step by the key that tells them."""

LONGEST_SLUG = 60

_PAGE = re.compile(r"/[a-z]{2}/medicines/(?P<place>[^/]+/(?P<kind>[^/]+)/(?P<name>[^/]+))")


class Address(NamedTuple):
    """What a page address says: the key of the record, the slug and the type of the procedure."""

    key: str
    slug: str
    type: str


def read(body: bytes, page: Page) -> Reading:
    """A record for every procedure. Raises Drifted, Blocked or Unreadable."""
    feed = read_feed(body, LAYOUT)
    covers = tuple(sorted(word for key, words in TARGETS.items() if key in feed.keys for word in words))
    records = ((row, _record(row, covers)) for row in feed.rows)
    return told_by(feed, unique(records, feed, LAYOUT.title))


def _record(row: Row, covers: tuple[str, ...]) -> ApplicationRecord | None:
    of = number(row, "ema_product_number", ema_product_number)
    address = _address(row, of) if of else None
    if address is None:
        return None
    if not row.text("name_of_medicine"):
        row.note("empty-name", of)
    return ApplicationRecord(
        number=of,
        authority="EMA",
        key=address.key,
        category=row.value("category", cells.category),
        name=row.text("name_of_medicine"),
        procedures=(_procedure(row, address),),
        covers=covers,
    )


def _address(row: Row, of: str) -> Address | None:
    """`variation/enhertu-0` as the procedure's designation; none, and a warning, for what is no page of a procedure."""
    place = path(row, "medicine_url")
    if not place:
        return None
    match = _PAGE.fullmatch(place)
    key = f"{of}/{match['place']}" if match else ""
    if not match or len(key) > LONGEST_KEY:
        row.note("junk-address", f"medicine_url: {place}")
        return None
    if match["kind"] not in TYPES:
        row.note("unknown-word", f"medicine_url: {match['kind']}")
    return Address(key, _slug(f"{match['kind']}/{match['name']}"), TYPES.get(match["kind"], "variation"))


def _slug(designation: str) -> str:
    """A designation that fits: EMA makes addresses of whole names, former names included."""
    if len(designation) <= LONGEST_SLUG:
        return designation
    return f"{designation[: LONGEST_SLUG - 9]}-{hashlib.sha256(designation.encode()).hexdigest()[:8]}"


def _procedure(row: Row, address: Address) -> ProcedureRecord:
    opinion = row.word(OPINION, OPINIONS)
    status = row.word(STATUS, STATUSES)
    kind = opinion if opinion in OPINIONS.values() else "opinion"
    if not status:
        row.note("empty-status", address.key)
    details = {
        "address": row.value("medicine_url", cells.address),
        "opinion_status": row.text(OPINION),
        "first_published": row.iso("first_published_date"),
        "last_updated": row.iso("last_updated_date"),
    }
    steps = (
        row.step(kind, OPINION_DATE, outcome=OPINION),
        row.step("application-withdrawn", WITHDRAWAL_DATE, outcome=STATUS),
    )
    return ProcedureRecord(
        slug=address.slug,
        type=address.type,
        status=kind if status == "opinion" else status,
        status_text=row.text(STATUS),
        details={name: value for name, value in details.items() if value},
        steps=numbered(step for step in steps if step),
    )


READER = Reader(
    name="ema.post_authorisation",
    version=1,
    origin="ema.post_authorisation",
    addresses=(rf"{REPORTS}/medicines-output-post_authorisation_json-report_en\.json",),
    recognises=recogniser(STATUS, "medicine_url"),
    read=read,
)
