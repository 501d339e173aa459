"""Drugs@FDA's data files, a release of them as one ZIP archive: the whole of what openFDA serves piece by piece.

How the archive is opened is in `archives`, how its files are read in `release_files`, which columns it must have in
`release_tables`, how its tables belong together in `release_join`. The archive bears no date of its own.
"""

import msgspec

from scrapers.ema.refusals import refuse_foreign
from scrapers.fda.archives import names_in
from scrapers.fda.drugsfda import Application, Oddities, application_record
from scrapers.fda.drugsfda_cells import MANY
from scrapers.fda.release_files import Release, lone_table
from scrapers.fda.release_join import Join, Parts, digits_of
from scrapers.fda.release_tables import PRESENTATIONS, TABLES
from scrapers.readers import Drifted, Reader
from scrapers.records import ApplicationRecord, Page, Reading

RECOGNISED_BY = frozenset({"Applications", "Products", "Submissions", "MarketingStatus", "ApplicationDocs"})
"""Of these files a release has at least two, however incomplete it is."""

WHOLE_SIZE = 10_000
"""Applications from which on a release has to have the shares below."""

LEAST_SHARES = {"Submissions": 0.75, "Products": 0.98, "MarketingStatus": 0.98}
"""A table that tells of a smaller share has lost rows. In July 2019 0.87 of the applications have submissions, 0.99
products, and all products a marketing status. Of an application that lost its products the status would change."""

LOST_ROWS = frozenset({"junk-number", "unreadable-row"})
"""Warnings about Applications after which it cannot be said that an application is not in the release."""


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are an archive with files of a release, or one table of it."""
    if body.startswith(b"PK"):
        return len(RECOGNISED_BY & names_in(body)) > 1
    return bool(lone_table(body))


def read(body: bytes, page: Page) -> Reading:
    """All applications of a release. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    if lone := lone_table(body):
        missing = ", ".join(f"{name}.txt" for name in sorted(TABLES.keys() - {lone}))
        raise Drifted(f"the release is incomplete: this is {lone}.txt alone, there is no {missing}; give the archive")
    refuse_foreign(body, b"PK", "a ZIP archive")
    odd = Oddities()
    release = Release(body, odd)
    parts = Join(release, odd).parts()
    _hold_promise(parts, release)
    absent = frozenset(field for name, column in release.lacks for field in TABLES[name].optional[column])
    records = tuple(_record(_application(number, parts), odd, absent) for number in sorted(parts.sponsors))
    is_part = any(warning.where == "Applications.txt" and warning.what in LOST_ROWS for warning in odd.warnings)
    return Reading(records=records, scope="part" if is_part else "whole", warnings=tuple(odd.warnings))


def _application(number: str, parts: Parts) -> Application:
    digits = digits_of(number)
    return Application(
        number=number,
        sponsor=parts.sponsors[number],
        submissions=tuple(parts.submissions.get(digits, ())),
        products=tuple(parts.products.get(digits, ())),
    )


def _record(application: Application, odd: Oddities, absent: frozenset[str]) -> ApplicationRecord:
    """The record of an application; without its products where a column of theirs is missing, so that they stay."""
    record = application_record(application, odd, absent)
    return msgspec.structs.replace(record, presentations=()) if PRESENTATIONS in absent else record


def _hold_promise(parts: Parts, release: Release) -> None:
    """Refuses a release that has lost rows: statuses would change although only a table was cut. Raises Drifted."""
    listed = {digits_of(number) for number in parts.sponsors}
    products = [product for digits in listed for product in parts.products.get(digits, ())]
    submissions = [submission for digits in listed for submission in parts.submissions.get(digits, ())]
    if not listed:
        raise Drifted("Applications.txt lists no application, such as NDA 022180")
    if not products and not submissions:
        raise Drifted(f"none of {len(listed):,} applications has products or submissions")
    if len(listed) >= MANY and release.empty:
        raise Drifted(f"the release is incomplete: no rows are in {', '.join(sorted(release.empty))}")
    if products and not any(product.marketing_status for product in products):
        raise Drifted(f"none of {len(products):,} products has a marketing status")
    if submissions and not any(submission.status for submission in submissions):
        raise Drifted(f"none of {len(submissions):,} submissions has a status")
    if len(listed) < WHOLE_SIZE:
        return
    shares = {
        "Submissions": len(listed & parts.submissions.keys()) / len(listed),
        "Products": len(listed & parts.products.keys()) / len(listed),
        "MarketingStatus": sum(1 for product in products if product.marketing_status) / len(products),
    }
    for name, least in LEAST_SHARES.items():
        if shares[name] < least:
            raise Drifted(f"{name}.txt has lost rows: it tells of {shares[name]:.0%}, where {least:.0%} are least")


READER = Reader(
    name="fda.drugsatfda_release",
    version=2,
    origin="fda.drugsfda",
    addresses=(
        r"fda\.gov/media/89850/download",
        r"fda\.gov/downloads/Drugs/InformationOnDrugs/UCM527389\.zip",
    ),
    recognises=recognises,
    read=read,
)
