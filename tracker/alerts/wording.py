"""A change in words: what it is about, from what to what, and what that means. Pure functions."""

from dataclasses import dataclass

from scrapers.vocabulary import STATUSES, label
from tracker.alerts.plain import one_line, value_in_words
from tracker.catalogue.models import Change

HEADLINE = 120
"""Characters of a value in a headline; subjects of mails are cut at about that length by those who show them."""


@dataclass(frozen=True)
class Wording:
    """`about` names what changed, `before` and `after` are empty where nothing was, or is, given."""

    about: str
    before: str
    after: str
    meaning: str
    headline: str


def in_words(change: Change) -> Wording:
    """The change as a person would tell it."""
    about = _about(change)
    before, after = _value(change, change.before), _value(change, change.after)
    meaning = STATUSES[slug].meaning if (slug := _status(change)) in STATUSES else ""
    return Wording(about, before, after, meaning, _headline(change, about, before, after))


def _status(change: Change) -> str:
    """The slug of the status that the change leads to: its value, or the kind of the step."""
    return (change.after or "") if change.field == "status" else change.field


def _value(change: Change, value: str | None) -> str:
    if not value:
        return ""
    return one_line(label(value)) if change.field == "status" else value_in_words(value)


def _about(change: Change) -> str:
    """`Status`, `Goal date`, `II/0029: Opinion`, `List of questions, procedural day`, `Marketing status of 001`."""
    if change.subject == Change.Subject.DOCUMENT:
        about = "Document"
    elif change.field == "procedural_day":
        about = f"{label(change.item.partition(':')[0])}, procedural day"
    elif change.subject == Change.Subject.APPLICATION and change.item:
        about = f"{label(change.field)} of {change.item}"
    else:
        about = label(change.field)
    procedure = "" if change.procedure in ("", "initial") else f"{change.procedure}: "
    return one_line(f"{procedure}{about}", HEADLINE)


def _headline(change: Change, about: str, before: str, after: str) -> str:
    before, after = one_line(before, HEADLINE), one_line(after, HEADLINE)
    if change.subject == Change.Subject.DOCUMENT:
        return _document_headline(before, after)
    if before and after:
        is_plain_status = about == label("status")
        return f"{before} → {after}" if is_plain_status else f"{about}: {before} → {after}"
    return f"{about}: {after}" if after else f"{about}: no longer given"


def _document_headline(before: str, after: str) -> str:
    if not after:
        return f"Document no longer listed: {before}"
    return f"Document updated: {after}" if before else f"New document: {after}"
