"""FDA's actions on submissions, as pages and reports list them, made into procedures, steps and documents.

Slugs, kinds of step and documents are those of Drugs@FDA's data, so that what both say of a submission joins.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, urlsplit

import msgspec

from scrapers.compare import numbered
from scrapers.dates import PartialDate, from_american_slashes
from scrapers.fda.drugsfda import (
    PROCEDURE_TYPES,
    RESERVED,
    STATUSES,
    STEP_KINDS,
    SUPPORTS,
    Document,
    Oddities,
    Submission,
    document_address,
    document_records,
    submission_names,
)
from scrapers.fda.drugsfda_cells import is_filler, is_submission
from scrapers.fda.web_page import Link, absolute
from scrapers.identifiers import JunkNumber
from scrapers.records import DocumentRecord, EvidenceRecord, ProcedureRecord, StepRecord


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One row about one submission.

    `type` and `number` as in `ORIG`, `1`. `action` is `AP`, `TA` or empty, `words` what the source calls it; `quote`
    and `locator` are its evidence. `details` by the names of `scrapers.vocabulary.FIELDS`, the empty ones left out.
    """

    type: str
    number: str
    action: str = ""
    words: str = ""
    date: PartialDate | None = None
    quote: str = ""
    locator: str = ""
    details: dict[str, str] = {}
    links: tuple[Link, ...] = ()


def submission_key(text: str) -> tuple[str, str]:
    """`SUPPL-9` as type and number. Raises JunkNumber."""
    match = re.fullmatch(r"([A-Z]+)\s*-\s*([0-9A-Z]+)", text.strip().upper())
    if not match or not is_submission(match[1], match[2]):
        raise JunkNumber(f"{text[:60]!r} is not a submission such as SUPPL-9")
    return match[1], match[2]


def supplement_key(text: str) -> tuple[str, str]:
    """The number of a supplement as old pages give it, as type and number; `000` is the original. Raises JunkNumber."""
    number = text.strip()
    if not re.fullmatch(r"\d{1,6}", number, re.ASCII):
        raise JunkNumber(f"{text[:60]!r} is not the number of a supplement such as 009")
    return ("SUPPL", number) if number.strip("0") else ("ORIG", "1")


def action_date(
    text: str, where: str, odd: Oddities, parse: Callable[[str], PartialDate] = from_american_slashes
) -> PartialDate | None:
    """The date of an action; none, with a warning, where it is empty, no date or a filler."""
    if not text:
        odd.note("no-date", where, "the date is empty")
        return None
    try:
        date = parse(text)
    except ValueError as error:
        odd.note("junk-date", where, str(error))
        return None
    if is_filler(date):
        odd.note("junk-date", where, f"{text} is a filler")
        return None
    return date


def procedures_of(actions: Iterable[Action]) -> tuple[ProcedureRecord, ...]:
    """One procedure for each submission: originals first, each by number."""
    by_key: dict[tuple[str, int, str], dict[bytes, Action]] = defaultdict(dict)
    for action in actions:
        names = submission_names(action.type, action.number)
        by_key[names.sort_key[0], names.sort_key[1], names.slug][msgspec.json.encode(action)] = action
    return tuple(_procedure([said[key] for key in sorted(said)]) for _, said in sorted(by_key.items()))


def _procedure(actions: Sequence[Action]) -> ProcedureRecord:
    first = actions[0]
    latest = max(actions, key=lambda action: (action.date is not None, str(action.date), action.action == "AP"))
    details: dict[str, str] = {}
    for action in reversed(actions):
        details |= action.details
    return ProcedureRecord(
        slug=submission_names(first.type, first.number).slug,
        type=PROCEDURE_TYPES.get(first.type, "other"),
        status=STATUSES.get(latest.action, "unknown") if latest.words or latest.action else "",
        status_text=latest.words,
        details=details,
        steps=_steps(actions),
    )


def _steps(actions: Sequence[Action]) -> tuple[StepRecord, ...]:
    steps: dict[tuple[str, PartialDate], list[EvidenceRecord]] = defaultdict(list)
    for action in actions:
        kind = STEP_KINDS.get((action.type, action.action))
        if not kind or not action.date:
            continue
        evidence = EvidenceRecord(quote=action.quote, locator=action.locator, date=action.date, supports=SUPPORTS)
        if evidence not in steps[kind, action.date]:
            steps[kind, action.date].append(evidence)
    return numbered(
        StepRecord(kind=kind, date=date, evidence=tuple(evidence)) for (kind, date), evidence in sorted(steps.items())
    )


def documents_of(
    actions: Iterable[Action], came_from: str, odd: Oddities, site: str = ""
) -> tuple[DocumentRecord, ...]:
    """The documents that the rows link to, one for each address; `site` is where relative links lead to."""
    submissions = [
        Submission(
            type=action.type,
            number=action.number,
            documents=tuple(_documents(action, came_from, odd, site)),
        )
        for action in actions
        if action.links
    ]
    return document_records(sorted(submissions, key=lambda submission: submission.names.sort_key))


def _documents(action: Action, came_from: str, odd: Oddities, site: str) -> Iterable[Document]:
    for link in dict.fromkeys(action.links):
        address = absolute(link.address, came_from, site)
        try:
            address = document_address(address) if urlsplit(address).scheme else quote(address, safe=RESERVED)
        except ValueError as error:
            odd.note("junk-address", action.locator, str(error))
            continue
        yield Document(address=address, type=link.type or link.words, title=link.words if link.type else "")
