"""The tables of a Drugs@FDA release put together by application.

The joins are those of openFDA's own conversion, so that both readers give equal records: what refers to an application
or submission that is not listed is left out; where a product has several marketing statuses or equivalence codes, the
last in order counts. Rows come in any order, and may come twice.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Sized
from typing import NamedTuple, TypeVar

from scrapers.dates import PartialDate
from scrapers.fda.drugsfda import Document, Oddities, Submission
from scrapers.fda.drugsfda_cells import is_submission, title_of
from scrapers.fda.openfda import text_of
from scrapers.fda.release_cells import (
    Memo,
    address_cell,
    answer,
    date_cell,
    form_and_route,
    ingredients,
    number_of_product,
    six_digits,
    submission_type,
)
from scrapers.fda.release_files import Release
from scrapers.identifiers import JunkNumber, fda_application_number
from scrapers.records import PresentationRecord

SubmissionKey = tuple[str, str, str]
"""The six digits of the application, the submission's type and number."""

ProductKey = tuple[str, str]
"""The six digits of the application, the product's number."""


Key = TypeVar("Key", str, SubmissionKey)


class Parts(NamedTuple):
    """What a release holds: sponsors by canonical number, submissions and products by the number's six digits."""

    sponsors: Mapping[str, str]
    submissions: Mapping[str, Sequence[Submission]]
    products: Mapping[str, Sequence[PresentationRecord]]


class Join:
    """The parts of one release, table by table. What is odd about them goes to `odd`."""

    def __init__(self, release: Release, odd: Oddities) -> None:
        self._release = release
        self._odd = odd
        self._words = Memo(text_of)
        self._digits = Memo(six_digits)
        self._types = Memo(submission_type)
        self._product_numbers = Memo(number_of_product)
        self._dates = Memo(date_cell)

    def parts(self) -> Parts:
        """Everything that belongs to a listed application. Raises Drifted or Unreadable."""
        sponsors = self._sponsors()
        listed = {digits_of(number) for number in sponsors}
        submissions, products = self._submissions(), self._products()
        self._note_strays("Submissions", submissions, listed)
        self._note_strays("Products", products, listed)
        return Parts(sponsors, submissions, products)

    def _sponsors(self) -> dict[str, str]:
        sponsors: dict[str, str] = {}
        for digits, kind, sponsor in self._release.rows("Applications"):
            try:
                number = _canonical(self._words[kind], self._digits[digits])
            except JunkNumber as error:
                self._odd.note("junk-number", "Applications.txt", str(error))
                continue
            name = self._words[sponsor]
            if sponsors.setdefault(number, name) != name:
                self._odd.note("duplicate", number, "two sponsors are given; the first in order counts")
                sponsors[number] = min(sponsors[number], name)
        return sponsors

    def _submissions(self) -> dict[str, list[Submission]]:
        classes = self._lookup("SubmissionClass_Lookup")
        documents, properties = self._documents(), self._properties()
        found: dict[str, list[Submission]] = defaultdict(list)
        keys: set[SubmissionKey] = set()
        for digits, kind, number, status, date, priority, class_id, notes in self._release.rows("Submissions"):
            key = self._digits[digits], self._types[kind], self._words[number]
            if not is_submission(key[1], key[2]):
                self._odd.note("junk-number", "Submissions.txt", " ".join(key))
                continue
            keys.add(key)
            found[key[0]].append(
                Submission(
                    type=key[1],
                    number=key[2],
                    status=self._words[status].upper(),
                    status_date=self._status_date(date, key),
                    review_priority=self._words[priority],
                    submission_class=self._word("SubmissionClass_Lookup", classes, class_id),
                    public_notes=self._words[notes],
                    properties=tuple(sorted(properties.get(key, ()))),
                    documents=tuple(documents.get(key, ())),
                )
            )
        self._note_strays("ApplicationDocs", documents, keys)
        self._note_strays("SubmissionPropertyType", properties, keys)
        return found

    def _status_date(self, text: str, key: SubmissionKey) -> PartialDate | None:
        cell = self._dates[text]
        if cell.fault:
            self._odd.note("junk-date", _place(key), cell.fault)
        elif not cell.date and ("Submissions", "SubmissionStatusDate") not in self._release.lacks:
            self._odd.note("no-date", _place(key), "SubmissionStatusDate is empty")
        return cell.date

    def _documents(self) -> dict[SubmissionKey, list[Document]]:
        types = self._lookup("ApplicationsDocsType_Lookup")
        addresses = Memo(address_cell)
        found: dict[SubmissionKey, list[Document]] = defaultdict(list)
        for digits, kind, number, url, type_id, title, date in self._release.rows("ApplicationDocs"):
            key = self._digits[digits], self._types[kind], self._words[number]
            address = addresses[url]
            when = self._dates[date]
            if address.fault:
                self._odd.note("junk-address", _place(key), address.fault)
                continue
            if when.fault and not when.is_filler:
                self._odd.note("junk-date", _place(key), when.fault)
            found[key].append(
                Document(
                    address=address.address,
                    type=self._word("ApplicationsDocsType_Lookup", types, type_id),
                    title=title_of(self._words[title]),
                    date=when.date,
                )
            )
        return found

    def _properties(self) -> dict[SubmissionKey, set[str]]:
        found: dict[SubmissionKey, set[str]] = defaultdict(set)
        for digits, kind, number, code in self._release.rows("SubmissionPropertyType"):
            if word := self._words[code]:
                found[self._digits[digits], self._types[kind], self._words[number]].add(word)
        return found

    def _products(self) -> dict[str, list[PresentationRecord]]:
        statuses, codes = self._marketing_statuses(), self._equivalence_codes()
        forms, answers = Memo(form_and_route), Memo(answer)
        found: dict[str, list[PresentationRecord]] = defaultdict(list)
        for digits, number, name, names, strengths, form, drug, standard in self._release.rows("Products"):
            key = self._digits[digits], self._product_numbers[number]
            dosage_form, route = forms[form]
            found[key[0]].append(
                PresentationRecord(
                    number=key[1],
                    name=self._words[name],
                    ingredients=ingredients(names, strengths),
                    form=dosage_form,
                    route=route,
                    marketing_status=statuses.get(key, ""),
                    reference_drug=answers[drug],
                    reference_standard=answers[standard],
                    equivalence_code=codes.get(key, ""),
                )
            )
        return found

    def _marketing_statuses(self) -> dict[ProductKey, str]:
        """The marketing status by product, from TE where MarketingStatus has no row of it."""
        words = self._lookup("MarketingStatus_Lookup")
        found: dict[ProductKey, set[str]] = defaultdict(set)
        beside_codes: dict[ProductKey, set[str]] = defaultdict(set)
        for digits, number, status_id in self._release.rows("MarketingStatus"):
            found[self._product_key(digits, number)].add(self._words[status_id])
        for digits, number, status_id, _ in self._release.rows("TE"):
            beside_codes[self._product_key(digits, number)].add(self._words[status_id])
        chosen = self._last_of("TE", beside_codes) | self._last_of("MarketingStatus", found)
        return {key: self._word("MarketingStatus_Lookup", words, status_id) for key, status_id in chosen.items()}

    def _equivalence_codes(self) -> dict[ProductKey, str]:
        found: dict[ProductKey, set[str]] = defaultdict(set)
        for digits, number, _, code in self._release.rows("TE"):
            found[self._product_key(digits, number)].add(self._words[code])
        return self._last_of("TE", found)

    def _product_key(self, digits: str, number: str) -> ProductKey:
        return self._digits[digits], self._product_numbers[number]

    def _lookup(self, name: str) -> dict[str, str]:
        """A lookup table: words by their numbers. Of a number that comes twice the last word in order counts."""
        rows = [(self._words[number], self._words[word]) for number, word in self._release.rows(name)]
        return dict(sorted(rows))

    def _word(self, name: str, words: Mapping[str, str], number: str) -> str:
        """What a lookup table says of a number; nothing, and a warning, if it has no such row: it may have been cut."""
        number = self._words[number]
        if number and number not in words:
            self._odd.unknown_word("number", number, f"{name}.txt")
        return words.get(number, "") if number else ""

    def _last_of(self, name: str, found: Mapping[ProductKey, Collection[str]]) -> dict[ProductKey, str]:
        """One value for each product, the last in order; that there are several is told once."""
        several = sorted(" ".join(key) for key, values in found.items() if len(values) > 1)
        if several:
            text = f"{len(several):,} products have several values, {several[0]} the first; the last in order counts"
            self._odd.note("several-values", f"{name}.txt", text)
        return {key: max(values) for key, values in found.items()}

    def _note_strays(self, name: str, found: Mapping[Key, Sized], listed: Collection[Key]) -> None:
        """Reports, in one warning, rows of a table that refer to an application or submission that is not there."""
        strays = sorted(key for key in found if key not in listed)
        if strays:
            count = sum(len(found[key]) for key in strays)
            first = strays[0] if isinstance(strays[0], str) else " ".join(strays[0])
            self._odd.note("stray-rows", f"{name}.txt", f"{count:,} rows refer to what is not listed, such as {first}")


def digits_of(number: str) -> str:
    """The six digits of a canonical number."""
    return number[-6:]


def _canonical(kind: str, digits: str) -> str:
    """`NDA022180`. Raises JunkNumber."""
    if not (kind + digits).isascii():
        raise JunkNumber(f"{kind}{digits} is not an FDA application number")
    return fda_application_number(kind + digits)


def _place(key: SubmissionKey) -> str:
    return f"submissions[{' '.join(key)}]"
