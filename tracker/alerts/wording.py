"""A change in words: what it is about, from what to what, and what that means. Pure functions."""

from dataclasses import dataclass

from scrapers.vocabulary import NOTICE_STATUSES, STATUSES, label
from tracker.alerts.plain import date_in_words, one_line, value_in_words
from tracker.catalogue.models import Change, Notice

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
    if change.notice is not None:
        return _of_notice(change, change.notice)
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
    """`Status`, `Goal date`, `II/0029: Opinion`, `Opinion, planned date`, `Marketing status of 001`."""
    if change.subject == Change.Subject.DOCUMENT:
        about = "Document"
    elif change.field == "planned_date":
        about = f"{change.item}, planned date"
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


def _of_notice(change: Change, notice: Notice) -> Wording:
    """`Shortage of Examplin: ongoing → resolved`."""
    named = notice_in_words(notice)
    before, after = _value(change, change.before), _value(change, change.after)
    about = named if change.field in ("status", notice.kind) else f"{named}, {label(change.field).lower()}"
    if change.field == notice.kind:
        return Wording(about, "", after, "", f"New: {named}")
    small = {text: one_line(text[:1].lower() + text[1:], HEADLINE) for text in (before, after)}
    values = (small if change.field == "status" else {text: one_line(text, HEADLINE) for text in small}).values()
    moved = " → ".join(value for value in values if value) or "no longer given"
    return Wording(about, before, after, _meaning_of_notice(change, notice), f"{about}: {moved}")


def notice_in_words(notice: Notice) -> str:
    """`Shortage of Examplin`, `Patent 7000000`, `News: What the title says`."""
    kind, title = label(notice.kind), one_line(notice.title, HEADLINE)
    if title.casefold().startswith(kind.casefold()):
        return title
    return f"{kind} of {title}" if notice.kind == "shortage" else f"{kind}: {title}"


def _meaning_of_notice(change: Change, notice: Notice) -> str:
    if change.field != "status" or change.after not in NOTICE_STATUSES:
        return ""
    meaning = NOTICE_STATUSES[change.after].meaning
    if change.after == "expired" and notice.ends:
        return f"{meaning} It ran to {date_in_words(notice.ends)}."
    return meaning


def _document_headline(before: str, after: str) -> str:
    if not after:
        return f"Document no longer listed: {before}"
    return f"Document updated: {after}" if before else f"New document: {after}"
