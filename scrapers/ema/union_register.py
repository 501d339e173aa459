"""The Commission's Union Register of medicinal products, as one file: an entry for every medicine and designation.

What is not there is null, counts are strings, texts come in lists by language. A medicine is a notice about its EU
number; an orphan designation is an application of its own. The file has two dates and does not say what they decided:
the date of an authorisation is a designation's, and the only decision about something refused is its refusal.
"""

import re
from typing import Any

from scrapers.dates import from_iso
from scrapers.ema import cells
from scrapers.ema.feed_records import LONGEST_KEY, number, told_by, unique
from scrapers.ema.feeds import BYTE_ORDER_MARK, Feed, Layout, Row, read_feed, recogniser
from scrapers.ema.lists import sorted_items
from scrapers.ema.reference_numbers import orphan_designation
from scrapers.readers import Reader
from scrapers.records import ApplicationRecord, NoticeRecord, Page, ProcedureRecord, Reading, StepRecord
from scrapers.text import clean

LAYOUT = Layout(
    title="Union Register",
    required=("URI", "Type", "Status", "EUNumber"),
    expected=(
        "Name",
        "ActiveSubstance",
        "Indication",
        "MAH",
        "EMALink",
        "AuthorisationDate",
        "LastDecisionDate",
        "TotalProcedures",
        "TotalDecisions",
    ),
    optional=("Category", "AssociatedNames", "AssociatedOrphanDesignations", "ATC", "CurrentAnnexLink"),
)

HUMAN, VETERINARY, ORPHAN = "human", "veterinary", "orphan designation"

CATEGORIES = {HUMAN: "Human", VETERINARY: "Veterinary", ORPHAN: "Human"}
"""By the type of an entry. Regulation (EC) 141/2000 designates medicines for human use only."""

STATUSES = {
    "active": "active",
    "not active": "not-active",
    "inactive": "not-active",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "expired": "expired",
}
DESIGNATIONS = {"active": "designated", "refused": "refused", "withdrawn": "withdrawn", "expired": "expired"}
"""What the words mean for an orphan designation. A designation that is not active ended in a way that is not said."""

FIELDS = {
    "EUNumber": "eu_number",
    "EMALink": "ema_address",
    "LastDecisionDate": "last_decision_date",
    "TotalProcedures": "total_procedures",
    "TotalDecisions": "total_decisions",
}
"""Details that entries of every type have, by key."""

_EU_NUMBER = re.compile(r"EU/\d/\d{2}/\d{1,5}")


def read(body: bytes, page: Page) -> Reading:
    """A record for every entry. Raises Drifted, Blocked or Unreadable."""
    feed = read_feed(_as_object(body), LAYOUT)
    told = [(row, _record(row, feed)) for row in feed.rows]
    return told_by(feed, unique(told, feed, LAYOUT.title))


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are the register's entries, in an object or as a bare list."""
    return _recognises(_as_object(body))


_recognises = recogniser("EUNumber", "EMALink", "LastDecisionDate")


def _as_object(body: bytes) -> bytes:
    """The list of entries in the envelope of a feed, where it came as a bare list."""
    text = body.removeprefix(BYTE_ORDER_MARK).strip()
    return b'{"data":' + text + b"}" if text.startswith(b"[") else body


def _record(row: Row, feed: Feed) -> ApplicationRecord | NoticeRecord | None:
    """A designation that has a number is an application; all else is an entry of the register."""
    kind = _kind(row)
    if kind not in CATEGORIES:
        row.note("unknown-word", f"Type: {row.text('Type')}")
    if kind == ORPHAN and row.text("EUNumber"):
        return _designation(row, feed)
    return _entry(row, feed, CATEGORIES.get(kind, ""))


def _entry(row: Row, feed: Feed, category: str) -> NoticeRecord | None:
    key = _key(row)
    if not key:
        row.note("no-identity", _text(row, "Name"))
        return None
    name = _text(row, "Name")
    details = _details(row, feed)
    covers = {"Name": ("title", "names"), "ActiveSubstance": ("substances",), "AuthorisationDate": ("starts_on",)}
    return NoticeRecord(
        kind="register-entry",
        authority="EMA",
        key=key,
        title=name,
        category=category,
        status=row.word("Status", STATUSES),
        status_text=row.text("Status"),
        starts_on=row.date("AuthorisationDate", from_iso),
        address=row.value("URI", cells.address),
        names=(name,) if name else (),
        substances=sorted_items(_text(row, "ActiveSubstance")),
        details=details,
        covers=(
            *("status", "address", "category"),
            *(word for column, words in covers.items() if column in feed.keys for word in words),
            *details,
        ),
    )


def _key(row: Row) -> str:
    """The EU number, else the register's own address without its scheme."""
    text = row.text("EUNumber")
    if _EU_NUMBER.fullmatch(text):
        return text
    if text:
        row.note("junk-number", text)
    address = row.value("URI", cells.address).partition("://")[2]
    return address if len(address) <= LONGEST_KEY else ""


def _designation(row: Row, feed: Feed) -> ApplicationRecord | None:
    of = number(row, "EUNumber", orphan_designation)
    if not of:
        return None
    status = row.word("Status", DESIGNATIONS)
    step = _decided(row, status)
    details = _details(row, feed)
    applicant = details.pop("applicant", "")
    covers = {"ActiveSubstance": "active_substance", "MAH": "applicant", "AuthorisationDate": "designation"}
    return ApplicationRecord(
        number=of,
        authority="EMA",
        type="orphan-designation",
        category=CATEGORIES[ORPHAN],
        active_substance=_text(row, "ActiveSubstance"),
        applicant=applicant,
        status=status,
        status_text=row.text("Status"),
        details=details,
        procedures=(ProcedureRecord(type="orphan-designation", steps=(step,) if step else ()),),
        covers=(
            *("status", "category"),
            *(("refused",) if {"LastDecisionDate", "TotalDecisions"} <= feed.keys else ()),
            *(word for column, word in covers.items() if column in feed.keys),
            *details,
        ),
    )


def _decided(row: Row, status: str) -> StepRecord | None:
    """The decision that a date is sure to be of: a designation's authorisation, or the one decision of a refusal."""
    if status != "refused":
        return row.step("designation", "AuthorisationDate", from_iso)
    if row.text("TotalDecisions") == "1" and not row.text("AuthorisationDate"):
        return row.step("refused", "LastDecisionDate", from_iso, outcome="Status")
    return None


def _details(row: Row, feed: Feed) -> dict[str, str]:
    said = {
        "EUNumber": row.text("EUNumber"),
        "EMALink": row.value("EMALink", cells.address),
        "LastDecisionDate": row.iso("LastDecisionDate", from_iso),
        "TotalProcedures": row.value("TotalProcedures", cells.count),
        "TotalDecisions": row.value("TotalDecisions", cells.count),
    }
    details = {FIELDS[key]: text for key, text in said.items() if key in feed.keys}
    if "MAH" in feed.keys:
        details["applicant"] = row.mapping("MAH").get("Name", "")
    if "Indication" in feed.keys and _kind(row) == ORPHAN:
        details["intended_use"] = _text(row, "Indication")
    return details


def _kind(row: Row) -> str:
    return row.text("Type").lower()


def _text(row: Row, key: str) -> str:
    """The English one of a text's languages, else the first; several of one language are a list."""
    value = row.values.get(key)
    said = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    english = [each for each in said if _clean(each.get("LanguageCode")).upper() == "EN"]
    return "; ".join(dict.fromkeys(filter(None, (_clean(each.get("Text")) for each in english or said[:1]))))


def _clean(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


READER = Reader(
    name="ema.union_register",
    version=1,
    origin="ema.union_register",
    addresses=(r"ec\.europa\.eu/health/documents/community-register/ods/ods_products\.json",),
    recognises=recognises,
    read=read,
)
