"""openFDA's `drug/drugsfda` answers: one application, a batch, or the bulk file of all of them.

Traps: submissions come unsorted; number 1 is both ORIG and SUPPL; an empty field is left out; a 404 with NOT_FOUND is a
real answer ("no such application") and never an event. The `openfda` block is a join with drug listings, not
Drugs@FDA data, and the data files do not have it: it is not read.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from scrapers.dates import PartialDate, from_compact
from scrapers.fda import openfda
from scrapers.fda.drugsfda import Application, Document, Oddities, Submission, application_record, document_address
from scrapers.fda.drugsfda_cells import MANY, is_filler, is_submission, product_number, title_of
from scrapers.fda.openfda import Value, text_of
from scrapers.identifiers import JunkNumber, fda_application_number
from scrapers.readers import Drifted, Reader, host_and_path
from scrapers.records import ApplicationRecord, Page, PresentationRecord, Reading

API = r"api\.fda\.gov/drug/drugsfda\.json"
BULK = r"download\.open\.fda\.gov/drug/drugsfda/[^/]+\.json(\.zip)?"
BULK_HOST = "download.open.fda.gov"

SMALLEST_WHOLE = 10_000
"""Applications. A full answer to a narrow search also holds all of its hits; only a count like this is all of them."""

OPTIONAL = {
    "applicant": "sponsor_name",
    "name": "brand_name",
    "active_substance": "active_ingredients",
    "review_priority": "review_priority",
    "submission_class": "submission_class_code",
    "public_notes": "submission_public_notes",
    "property": "submission_property_type",
}
"""Our fields and the keys they come from; a bulk file in which a key never occurs has lost that column."""

NOT_READ = frozenset({"openfda"})
"""Keys of a result that are known and left aside."""


class _Ingredient(msgspec.Struct, frozen=True, gc=False):
    name: Value = None
    strength: Value = None


class _Product(msgspec.Struct, frozen=True, gc=False):
    product_number: Value = None
    reference_drug: Value = None
    brand_name: Value = None
    active_ingredients: list[_Ingredient] | None = None
    reference_standard: Value = None
    dosage_form: Value = None
    route: Value = None
    marketing_status: Value = None
    te_code: Value = None


class _Property(msgspec.Struct, frozen=True, gc=False):
    code: Value = None
    id: Value = None


class _Document(msgspec.Struct, frozen=True, gc=False):
    id: Value = None
    url: Value = None
    date: Value = None
    type: Value = None
    title: Value = None


class _Submission(msgspec.Struct, frozen=True, gc=False):
    submission_type: Value = None
    submission_number: Value = None
    submission_status: Value = None
    submission_status_date: Value = None
    review_priority: Value = None
    submission_class_code: Value = None
    submission_class_code_description: Value = None
    submission_public_notes: Value = None
    submission_property_type: list[_Property] | None = None
    application_docs: list[_Document] | None = None


class _Result(msgspec.Struct, frozen=True, gc=False):
    application_number: Value = None
    sponsor_name: Value = None
    submissions: list[_Submission] | None = None
    products: list[_Product] | None = None


_RESULT = msgspec.json.Decoder(_Result, strict=False)
_PLAIN = msgspec.json.Decoder(dict[str, Any])


def recognises(body: bytes) -> bool:
    """Whether bytes of unknown origin are applications as openFDA gives them, plain or zipped."""
    return openfda.looks_like(body, ("results", "submissions", "submission_status"))


def read(body: bytes, page: Page) -> Reading:
    """The applications of one answer. Raises Drifted, Blocked or Unreadable (`scrapers.readers`)."""
    envelope = openfda.envelope(body)
    if envelope.error:
        return openfda.no_hit(envelope.error, page)
    if envelope.results is None:
        raise Drifted("there is no `results` in this answer: it is not what openFDA gives for drug/drugsfda")
    odd = Oddities()
    meta = envelope.meta or openfda.Meta()
    published_at = text_of(meta.last_updated)
    if note := text_of(meta.reconstructed):
        odd.note("reconstructed", "meta", note)
    if not envelope.results and not _is_bulk(page):
        odd.note("not-found", page.address, "the search has no hit")
        return Reading(records=(), warnings=tuple(odd.warnings), published_at=published_at)
    results = _results(envelope.results, odd)
    _hold_promise(results)
    whole = _is_whole(meta.results, results, page, odd)
    absent = _lost_columns(results, odd) if whole else frozenset()
    records = [application_record(_application(result, odd), odd, absent) for result in results]
    return Reading(
        records=tuple(_one_each(records, odd)),
        scope="whole" if whole else "part",
        warnings=tuple(odd.warnings),
        published_at=published_at,
    )


def _results(rows: Sequence[msgspec.Raw], odd: Oddities) -> list[_Result]:
    """The rows that can be read and say which application they are about; the others are reported and left out."""
    results = []
    for position, row in enumerate(rows):
        where = f"results[{position}]"
        try:
            result = _RESULT.decode(row)
            _number(result)
            keys = _PLAIN.decode(row)
        except JunkNumber as error:
            odd.note("junk-number", where, str(error))
        except openfda.BAD_JSON as error:
            odd.note("unreadable-row", where, str(error))
        else:
            _report_unknown_keys(keys, where, odd)
            results.append(result)
    if not results:
        raise Drifted(f"none of the {len(rows)} results has an application number such as NDA022180")
    return results


def _hold_promise(results: Sequence[_Result]) -> None:
    """What every reading must hold: without these, a status would change although only a column was lost."""
    submissions = [submission for result in results for submission in result.submissions or ()]
    products = [product for result in results for product in result.products or ()]
    if not submissions and (not products or len(results) >= MANY):
        raise Drifted(f"none of {len(results)} results has submissions")
    if not products and len(results) >= MANY:
        raise Drifted(f"none of {len(results)} results has products")
    promised: tuple[tuple[str, Sequence[msgspec.Struct]], ...] = (
        ("submission_type", submissions),
        ("submission_number", submissions),
        ("submission_status", submissions),
        ("product_number", products),
        ("marketing_status", products),
    )
    for name, rows in promised:
        if rows and not any(text_of(getattr(row, name)) for row in rows):
            raise Drifted(f"not one of {len(rows)} rows has a {name}")


def _is_bulk(page: Page) -> bool:
    return host_and_path(page.address).startswith(BULK_HOST)


def _is_whole(count: openfda.Count | None, results: Sequence[_Result], page: Page, odd: Oddities) -> bool:
    """Whether these are all applications there are, so that a missing one was removed.

    An answer to a search never is, even if it holds all hits. Nor is a bulk file with fewer rows than it announces.
    """
    if not _is_bulk(page) and len(results) < SMALLEST_WHOLE:
        return False
    skipped, total = (text_of(count.skip), text_of(count.total)) if count else ("", "")
    if (skipped, total) == ("0", str(len(results))):
        return True
    odd.note("incomplete", "results", f"{len(results)} applications, from {skipped or '?'}, of {total or '?'}")
    return False


def _lost_columns(results: Sequence[_Result], odd: Oddities) -> frozenset[str]:
    """The fields whose column no row of a whole file has: they keep their old values."""
    given = {
        name for result in results for row in _rows(result) for name in row.__struct_fields__ if getattr(row, name)
    }
    lost = {field: key for field, key in OPTIONAL.items() if key not in given}
    for key in lost.values():
        odd.note("missing-column", "results", key)
    return frozenset(lost)


def _rows(result: _Result) -> Iterator[msgspec.Struct]:
    yield result
    yield from result.submissions or ()
    yield from result.products or ()


def _report_unknown_keys(row: dict[str, Any], where: str, odd: Oddities) -> None:
    """Reports keys that no column of ours takes, at the first place where each occurs."""
    levels: tuple[tuple[type[msgspec.Struct], str], ...] = ((_Submission, "submissions"), (_Product, "products"))
    _report_keys(row, _Result, where, odd)
    for struct, name in levels:
        for part in row.get(name) or ():
            _report_keys(part, struct, f"{where}.{name}", odd)


def _report_keys(row: dict[str, Any], struct: type[msgspec.Struct], where: str, odd: Oddities) -> None:
    for key in sorted(row.keys() - NOT_READ.union(struct.__struct_fields__)):
        odd.unknown_column(key, where)


def _number(result: _Result) -> str:
    text = text_of(result.application_number)
    if not text.isascii():
        raise JunkNumber(f"{text!r} is not an FDA application number")
    return fda_application_number(text)


def _application(result: _Result, odd: Oddities) -> Application:
    number = _number(result)
    return Application(
        number=number,
        sponsor=text_of(result.sponsor_name),
        submissions=tuple(_submissions(result, number, odd)),
        products=tuple(_product(product) for product in result.products or ()),
    )


def _submissions(result: _Result, number: str, odd: Oddities) -> Iterator[Submission]:
    for row in result.submissions or ():
        kind, own_number = text_of(row.submission_type).upper(), text_of(row.submission_number)
        if not is_submission(kind, own_number):
            odd.note("junk-number", f"{number} submissions", f"type {kind!r}, number {own_number!r}")
            continue
        where = f"{number} submissions[{kind} {own_number}]"
        date = _date(row.submission_status_date, where, odd)
        if not text_of(row.submission_status_date):
            odd.note("no-date", where, "submission_status_date is empty")
        yield Submission(
            type=kind,
            number=own_number,
            status=text_of(row.submission_status).upper(),
            status_date=date,
            review_priority=text_of(row.review_priority),
            submission_class=text_of(row.submission_class_code),
            public_notes=text_of(row.submission_public_notes),
            properties=tuple(sorted({text_of(each.code) for each in row.submission_property_type or ()} - {""})),
            documents=tuple(_documents(row, where, odd)),
        )


def _documents(submission: _Submission, where: str, odd: Oddities) -> Iterator[Document]:
    for row in submission.application_docs or ():
        try:
            address = document_address(text_of(row.url, clean=str.strip))
        except ValueError as error:
            odd.note("junk-address", where, str(error))
            continue
        yield Document(
            address=address,
            type=text_of(row.type),
            title=title_of(text_of(row.title)),
            date=_date(row.date, where, odd, fillers_are_odd=False),
        )


def _product(row: _Product) -> PresentationRecord:
    return PresentationRecord(
        number=product_number(text_of(row.product_number)),
        name=text_of(row.brand_name),
        ingredients=tuple((text_of(each.name), text_of(each.strength)) for each in row.active_ingredients or ()),
        form=text_of(row.dosage_form),
        route=text_of(row.route),
        marketing_status=text_of(row.marketing_status),
        reference_drug=text_of(row.reference_drug),
        reference_standard=text_of(row.reference_standard),
        equivalence_code=text_of(row.te_code),
    )


def _date(value: Value, where: str, odd: Oddities, *, fillers_are_odd: bool = True) -> PartialDate | None:
    """A `yyyymmdd` date; None for an empty one, and, with a warning, for a filler and for what is no date."""
    text = text_of(value)
    if not text:
        return None
    try:
        date = from_compact(text)
    except ValueError as error:
        odd.note("junk-date", where, str(error))
        return None
    if not is_filler(date):
        return date
    if fillers_are_odd:
        odd.note("junk-date", where, f"{text} is a filler")
    return None


def _one_each(records: Sequence[ApplicationRecord], odd: Oddities) -> list[ApplicationRecord]:
    """The records by number; of an application that comes twice the fuller record counts, whatever the order."""
    kept: dict[str, ApplicationRecord] = {}
    for record in sorted(records, key=lambda record: (-len(record.procedures), msgspec.json.encode(record))):
        if record.number in kept and kept[record.number] != record:
            odd.note("duplicate", record.number, "two results differ; the one with more submissions counts")
        kept.setdefault(record.number, record)
    return [kept[number] for number in sorted(kept)]


READER = Reader(
    name="fda.drugsfda_api",
    version=2,
    origin="fda.drugsfda",
    addresses=(API, BULK),
    recognises=recognises,
    read=read,
)
