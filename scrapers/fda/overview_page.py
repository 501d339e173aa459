"""The overview of an application on Drugs@FDA: products, original submission, supplements, labels.

No whole page was at hand: table names, columns and head are those that public programs rely on. Any table but that of
the products may be missing.
"""

import re
from collections.abc import Iterator

from lxml import etree

from scrapers.fda.drugsfda import PAGE, WORDS, Oddities, application_status
from scrapers.fda.page_actions import Action, action_date, documents_of, procedures_of, submission_key
from scrapers.fda.page_numbers import number_of_digits, number_of_page
from scrapers.fda.page_products import COLUMNS as PRODUCTS
from scrapers.fda.page_products import products_of
from scrapers.fda.page_tables import Cells, Columns, read_table
from scrapers.fda.submission_words import CLASSLESS, action_of, class_of, class_of_categories
from scrapers.fda.web_page import elements, links, text_of
from scrapers.identifiers import JunkNumber
from scrapers.readers import Drifted
from scrapers.records import ApplicationRecord, Page, PresentationRecord, Reading

SITE = "https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm"
"""Where the relative links of these pages lead to."""

PRODUCT_TABLE = "//table[@id='exampleProd']"
ACTION = {"Action Date": "action date", "Submission": "submission"}
LETTERS = {"Letters": "letters.*"}
NOTE = {"Note": "notes?"}
ORIGINALS = Columns(
    promised={**ACTION, "Action Type": "action type"},
    optional={
        "Classification": "(submission )?classification.*",
        "Review Priority": "review priority.*",
        **LETTERS,
        **NOTE,
    },
    ignored="url",
)
SUPPLEMENTS = Columns(
    promised={**ACTION, "Categories": "(supplement ?)?categories or approval type"},
    optional={**LETTERS, **NOTE},
    ignored="url",
)
LABELS = Columns(
    promised={"Submission": "submission", **LETTERS},
    ignored="action date|.*categories.*|action type|notes?|url",
)


def looks_so(root: etree._Element) -> bool:
    """Whether the page has the parts of an overview."""
    return bool(elements(root, f"{PRODUCT_TABLE}|//span[contains(@class, 'appl-details-top')]"))


def reading(root: etree._Element, page: Page, odd: Oddities) -> Reading:
    """The application. Raises Drifted."""
    head = _head(root)
    number = _number(head, page, odd)
    tables = elements(root, PRODUCT_TABLE)
    if not tables:
        raise Drifted(f"the table of products of {number} is missing")
    products = products_of(read_table(tables[0], PRODUCTS, "the products", odd).rows, number, odd)
    if not products:
        raise Drifted(f"the table of products of {number} has no rows that could be read")
    actions = [*_originals(root, odd), *_supplements(root, odd)]
    record = ApplicationRecord(
        number=number,
        authority="FDA",
        category="Human",
        name=_joined(product.name for product in products),
        active_substance="; ".join(dict.fromkeys(_substances(products))),
        applicant=head.get("Company", ""),
        status=application_status(products, {action.action for action in actions if action.action}),
        status_text=_joined(product.marketing_status for product in products),
        address=PAGE.format(number[-6:]),
        procedures=procedures_of(actions),
        documents=documents_of([*actions, *_labels(root, odd)], page.address, odd, SITE),
        presentations=products,
    )
    return Reading(records=(record,), warnings=tuple(odd.warnings))


def _head(root: etree._Element) -> dict[str, str]:
    """Values by the label before each; the application's number has the label of its type."""
    head: dict[str, str] = {}
    label = ""
    for span in elements(root, "//span"):
        names = (span.get("class") or "").split()
        if "appl-details-top" in names:
            head.setdefault(label, text_of(span))
        elif "prodBoldText" in names:
            label = text_of(span).rstrip(": ")
    return head


def _number(head: dict[str, str], page: Page, odd: Oddities) -> str:
    """The number with its type. Raises Drifted."""
    for label, value in head.items():
        if match := re.fullmatch(r"(?:[A-Z]+ ?#?)?(\d{5,6})", value, re.ASCII):
            kind = re.search(r"\((ANDA|NDA|BLA)\)", label)
            digits = match[1].zfill(6)
            return f"{kind[1]}{digits}" if kind else number_of_digits(digits, page, odd)
    return number_of_page("", page, odd)


def _rows(root: etree._Element, name: str, columns: Columns, odd: Oddities) -> Iterator[tuple[tuple[str, str], Cells]]:
    """The rows of a table, if it is there, each with the type and number of its submission."""
    for table in elements(root, f"//table[@id='{name}']"):
        for cells in read_table(table, columns, name, odd).rows:
            try:
                yield submission_key(text_of(cells["Submission"])), cells
            except JunkNumber as error:
                odd.note("junk-number", name, str(error))


def _originals(root: etree._Element, odd: Oddities) -> Iterator[Action]:
    for (kind, number), cells in _rows(root, "exampleApplOrig", ORIGINALS, odd):
        where = f"{kind}-{number}"
        words = text_of(cells["Action Type"])
        action = action_of(words)
        if not action:
            odd.unknown_word("submission_status", words or "(empty)", where)
        details = _priority(text_of(cells.get("Review Priority")), where, odd)
        details["submission_class"] = _class(text_of(cells.get("Classification")), where, odd)
        yield _made(kind, number, cells, action, words, f"Action Type {words}", details, odd)


def _supplements(root: etree._Element, odd: Oddities) -> Iterator[Action]:
    """Every row is an approval, whatever it approves; some are tentative."""
    for (kind, number), cells in _rows(root, "exampleApplSuppl", SUPPLEMENTS, odd):
        words = text_of(cells["Categories"])
        action = "TA" if "tentative" in words.casefold() else "AP"
        code = class_of_categories(words)
        plain = "" if words.casefold() in CLASSLESS else words
        details = {"submission_class": code or plain}
        quote = f"Supplement Categories or Approval Type {words}"
        yield _made(kind, number, cells, action, words, quote, details, odd)


def _made(
    kind: str,
    number: str,
    cells: Cells,
    action: str,
    words: str,
    quote: str,
    details: dict[str, str],
    odd: Oddities,
) -> Action:
    date, submission = text_of(cells["Action Date"]), text_of(cells["Submission"])
    all_details = {**details, "public_notes": text_of(cells.get("Note"))}
    return Action(
        type=kind,
        number=number,
        action=action,
        words=words,
        date=action_date(date, submission, odd),
        quote=f"Action Date {date}, Submission {submission}, {quote}",
        locator=f"Approval Date(s) and History, {submission}",
        details={name: value for name, value in all_details.items() if value},
        links=tuple(links(cells["Letters"])) if "Letters" in cells else (),
    )


def _labels(root: etree._Element, odd: Oddities) -> Iterator[Action]:
    """The rows of the table of labels, for their links alone."""
    for name in ("exampleLabels", "examplelabel"):
        for (kind, number), cells in _rows(root, name, LABELS, odd):
            yield Action(
                type=kind, number=number, locator=f"Labels, {kind}-{number}", links=tuple(links(cells["Letters"]))
            )


def _class(words: str, where: str, odd: Oddities) -> str:
    code = class_of(words)
    if words and not code:
        odd.unknown_word("submission_class", words, where)
    return code or words


def _priority(words: str, where: str, odd: Oddities) -> dict[str, str]:
    """`STANDARD; Orphan` as review priority and property."""
    parts = [part.strip() for part in words.split(";") if part.strip()]
    properties = [part for part in parts if part in WORDS["property"]]
    priorities = [part for part in parts if part not in properties]
    for word in priorities:
        odd.check_word("review_priority", word.upper(), where)
    return {"review_priority": "; ".join(priorities).upper(), "property": "; ".join(properties)}


def _joined(words: Iterator[str]) -> str:
    return "; ".join(sorted(set(words) - {""}))


def _substances(products: tuple[PresentationRecord, ...]) -> Iterator[str]:
    return (name for product in products for name, _ in product.ingredients if name)
