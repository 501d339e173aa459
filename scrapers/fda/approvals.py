"""FDA's reports of approvals, whatever form they come in: rows about submissions made into records of applications.

A record says what one report says of one application in one period, and its key names the period: a month's approvals
are not taken back by the next month's report, and the same month may be read again.

What an approval says of the application's own status holds on that day only: read years later, it would contradict what
has become of the product since. So a status is claimed from originals alone, and while the approval is recent.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from scrapers.dates import PartialDate
from scrapers.fda.drugsfda import PAGE, STATUSES, STEP_KINDS, Oddities
from scrapers.fda.page_actions import Action, action_date, procedures_of, submission_key
from scrapers.fda.submission_words import action_of, class_of
from scrapers.identifiers import JunkNumber
from scrapers.records import ApplicationRecord

RECENT = datetime.timedelta(days=62)
"""From an approval to the reading of its report; a month's report is complete in the next month."""


CLAIMED = ("address", "category", *dict.fromkeys(STEP_KINDS.values()))
"""The fields and kinds of step that every report can tell."""

COLUMNS = {
    "name": "Drug Name",
    "active_substance": "Active Ingredients",
    "applicant": "Company",
    "submission_class": "Submission Classification",
}
"""The fields that reports can tell which have such a column."""


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a report, its cells as clean text, empty where there is no such column. `number` is canonical."""

    number: str
    submission: str
    date: str
    status: str
    name: str = ""
    substance: str = ""
    company: str = ""
    classification: str = ""


class Table(NamedTuple):
    """How a report is to be understood.

    `columns` are those that it has; `parse` reads its dates; `period` names the one that a date belongs to.
    """

    columns: Collection[str]
    parse: Callable[[str], PartialDate]
    period: Callable[[PartialDate], str]


def month(date: PartialDate) -> str:
    """The period of a monthly report: `2021-01`."""
    return date.first.isoformat()[:7]


def records_of(
    rows: Iterable[Approval], table: Table, retrieved_at: datetime.datetime, odd: Oddities
) -> tuple[ApplicationRecord, ...]:
    """One record for each application and period, by key. What is junk is left out."""
    found: dict[str, list[tuple[Approval, Action]]] = defaultdict(list)
    for row in rows:
        action = _action(row, odd, table.parse)
        if action and action.date:
            found[f"{row.number} {table.period(action.date)}"].append((row, action))
    covers = (*CLAIMED, *(field for field, column in COLUMNS.items() if column in table.columns))
    return tuple(_record(key, found[key], covers, retrieved_at.date()) for key in sorted(found))


def _action(row: Approval, odd: Oddities, parse: Callable[[str], PartialDate]) -> Action | None:
    where = f"{row.number} {row.submission}"
    try:
        kind, number = submission_key(row.submission)
    except JunkNumber as error:
        odd.note("junk-number", row.number, str(error))
        return None
    action = action_of(row.status)
    if not action:
        odd.unknown_word("submission_status", row.status or "(empty)", where)
    return Action(
        type=kind,
        number=number,
        action=action,
        words=row.status,
        date=action_date(row.date, where, odd, parse),
        quote=f"Submission {row.submission}, Approval Date {row.date}, Submission Status {row.status}",
        locator=where,
        details=_details(row, where, odd),
    )


def _details(row: Approval, where: str, odd: Oddities) -> dict[str, str]:
    if not row.classification:
        return {}
    code = class_of(row.classification)
    if not code:
        odd.unknown_word("submission_class", row.classification, where)
    return {"submission_class": code or row.classification}


def _record(
    key: str, found: Sequence[tuple[Approval, Action]], covers: Sequence[str], today: datetime.date
) -> ApplicationRecord:
    rows, actions = [row for row, _ in found], [action for _, action in found]
    number = rows[0].number
    original = _recent_original(actions, today)
    return ApplicationRecord(
        number=number,
        authority="FDA",
        key=key,
        category="Human",
        name=_joined(row.name for row in rows),
        active_substance=_joined(row.substance for row in rows),
        applicant=_joined(row.company for row in rows),
        status=STATUSES[original.action] if original else "",
        status_text=original.words if original else "",
        address=PAGE.format(number[-6:]),
        procedures=procedures_of(actions),
        covers=tuple(sorted((*covers, "status") if original else covers)),
    )


def _recent_original(actions: Sequence[Action], today: datetime.date) -> Action | None:
    """The last action on an original, if it is recent and known.

    A tentative approval of a second original says nothing of the application: the first may have been approved before.
    """
    recent = [
        action
        for action in actions
        if action.type == "ORIG"
        and (action.action == "AP" or (action.action == "TA" and action.number == "1"))
        and action.date
        and today - action.date.first <= RECENT
    ]
    return max(recent, key=lambda action: (str(action.date), action.action == "AP"), default=None)


def _joined(values: Iterable[str]) -> str:
    """What rows about several products say, in one order."""
    return "; ".join(sorted({value for value in values if value}))
