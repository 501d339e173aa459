"""The pages of FDA's that tests read, and short ways to read and to change them."""

import datetime
from pathlib import Path

from scrapers.readers import Reader
from scrapers.records import ApplicationRecord, Page, Reading

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
OLD = "http://www.accessdata.fda.gov/scripts/cder/drugsatfda/index.cfm?fuseaction=Search.DrugDetails"
NEW = "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=overview.process&ApplNo=022999"
PACKAGE = "http://www.accessdata.fda.gov/drugsatfda_docs/nda/99/020599S005.cfm"
NOW = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)


def golden(folder: str, name: str) -> bytes:
    return (GOLDEN / folder / name).read_bytes()


HISTORY = golden("fda_drugsatfda_pages_2016", "history.html")
DETAILS = golden("fda_drugsatfda_pages_2016", "details.html")
OLD_OVERVIEW = golden("fda_drugsatfda_pages_2016", "overview.html")
OLD_NAMES = golden("fda_drugsatfda_pages_2016", "names.html")
CONTENTS = golden("fda_approval_package", "supplement.html")
OVERVIEW = golden("fda_drugsatfda_pages", "overview.html")
NAMES = golden("fda_drugsatfda_pages", "names.html")
DAYS = golden("fda_drugsatfda_pages", "report_of_days.html")
JANUARY = golden("fda_approvals_csv", "january.csv")


def read(reader: Reader, body: bytes, address: str = "", application: str = "") -> Reading:
    return reader.read(body, Page(address=address, retrieved_at=NOW, application=application))


def record(reader: Reader, body: bytes, address: str = "", application: str = "") -> ApplicationRecord:
    return read(reader, body, address, application).records[0]


def changed(body: bytes, old: str, new: str) -> bytes:
    """The page with one thing changed; fails if there is no such thing."""
    assert old.encode() in body, old
    return body.replace(old.encode(), new.encode())


def dates(record: ApplicationRecord) -> dict[str, tuple[str, str]]:
    """Kind and date of the steps by procedure."""
    return {each.slug: (step.kind, str(step.date)) for each in record.procedures for step in each.steps}


def told(reading: Reading) -> list[str]:
    return [warning.what for warning in reading.warnings]
