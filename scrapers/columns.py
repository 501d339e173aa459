"""Records of both kinds as rows of a table: their fields by name, and which of them their source has a column for.

Pure functions. `fields_of` is what is compared, held, shown as a change; a field's name is one of
`scrapers.vocabulary.FIELDS`.
"""

from collections.abc import Iterable

from scrapers.records import AnyRecord, ApplicationRecord, NoticeRecord, StepRecord

OPINIONS = frozenset({"opinion", "opinion-positive", "opinion-negative"})
PLAIN_FIELDS = ("name", "category", "status", "applicant", "active_substance", "inn", "address")
PLAIN_NOTICE_FIELDS = ("title", "category", "status", "address")
NOTICE_DATES = ("starts_on", "ends_on")
NOTICE_LISTS = ("numbers", "names", "substances")
BETWEEN = "; "
"""What stands between the parts of a list that is written as one value."""


def fields_of(record: AnyRecord) -> dict[str, str]:
    """Every field that the record has a column for, the empty ones included. `status_text` goes with `status`."""
    fields = _notice_fields(record) if isinstance(record, NoticeRecord) else _application_fields(record)
    if record.covers:
        fields = {name: value for name, value in fields.items() if name in record.covers}
    else:
        fields = {name: value for name, value in fields.items() if value}
    return fields | record.details


def _application_fields(record: ApplicationRecord) -> dict[str, str]:
    plain = {name: getattr(record, name) for name in PLAIN_FIELDS}
    return plain | {"status": record.claimed_status, "concerns": BETWEEN.join(record.concerns)}


def _notice_fields(record: NoticeRecord) -> dict[str, str]:
    fields: dict[str, str] = {name: getattr(record, name) for name in PLAIN_NOTICE_FIELDS}
    fields["status"] = record.claimed_status
    for name in NOTICE_DATES:
        fields[name] = str(getattr(record, name) or "")
    for name in NOTICE_LISTS:
        fields[name] = BETWEEN.join(getattr(record, name))
    return fields


def steps_of(record: AnyRecord) -> Iterable[StepRecord]:
    """The steps of all procedures; a notice has none."""
    if isinstance(record, ApplicationRecord):
        for procedure in record.procedures:
            yield from procedure.steps


def column_of(kind: str) -> str:
    """The column that a kind of step comes from: an opinion has one date, whatever its outcome."""
    return "opinion" if kind in OPINIONS else kind


def same_event(one: str, other: str) -> bool:
    """Whether two kinds can name one event: an opinion whose outcome is not said, and the same with its outcome."""
    return one == other or (column_of(one) == column_of(other) and "opinion" in (one, other))


def says_less(before: str, after: str) -> bool:
    """Whether a status leaves out what the one before says: there was an opinion, and its outcome is no longer told."""
    return after == "opinion" and before in OPINIONS - {"opinion"}


def covers(record: AnyRecord, column: str) -> bool:
    """Whether the record's source has a column that could tell this."""
    return (
        not record.covers or column in record.covers or (column in OPINIONS and not OPINIONS.isdisjoint(record.covers))
    )
