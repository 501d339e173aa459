"""How the console writes dates, moments, words of the vocabulary and what they come from."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scrapers import origins, vocabulary
from scrapers.dates import PartialDate, from_iso
from tracker.catalogue.models import Change, Notice

register = template.Library()

TONES = {
    "authorised": "good",
    "approved": "good",
    "tentatively-approved": "good",
    "opinion-positive": "good",
    "refused": "bad",
    "application-withdrawn": "bad",
    "withdrawn-from-rolling-review": "bad",
    "withdrawn": "bad",
    "lapsed": "bad",
    "expired": "bad",
    "revoked": "bad",
    "suspended": "bad",
    "opinion-negative": "bad",
    "complete-response": "bad",
    "not-approvable": "bad",
    "refuse-to-file": "bad",
    "under-evaluation": "open",
    "opinion": "open",
    "opinion-under-re-examination": "open",
    "approvable": "open",
    "ongoing": "open",
    "resolved": "good",
    "discontinued": "bad",
    "postponed": "open",
    "cancelled": "bad",
    "moved": "open",
}
"""Statuses that stand out: ends and setbacks, successes, and what is still to be decided."""

FORMATS = {"day": "%-d %b %Y", "month": "%b %Y", "year": "%Y"}


@register.filter
def regulatory_date(value: PartialDate | datetime.date | str | None) -> str:
    """`13 Dec 2007`, as exact as it is known, with the ISO form for machines. A text that is no date stays a text."""
    if not value:
        return "–"
    if isinstance(value, str):
        return _date_in_text(value)
    partial = PartialDate(value) if isinstance(value, datetime.date) else value
    return format_html(
        '<time datetime="{}">{}</time>', str(partial), partial.first.strftime(FORMATS[partial.precision])
    )


def _date_in_text(text: str) -> str:
    try:
        return regulatory_date(from_iso(text))
    except ValueError:
        return text


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """A moment in the reader's zone, with UTC in its title."""
    if not value:
        return "never"
    here = timezone.localtime(value)
    utc = value.astimezone(datetime.UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        utc.isoformat(timespec="seconds"),
        utc.strftime("%-d %b %Y %H:%M:%S"),
        here.strftime("%-d %b %Y %H:%M"),
    )


@register.filter
def word(slug: str | None) -> str:
    """The label of a word of the vocabulary; an unknown one as it came."""
    return vocabulary.label(slug or "")


@register.filter
def column(name: str) -> str:
    """The label of a field, step kind or anything that a change can be about."""
    labels = {
        "document": "Document",
        "procedural_day": "Procedural day",
        "status_text": "Status in the authority's words",
    }
    return labels.get(name) or vocabulary.label(name)


@register.filter
def column_value(value: str | None, name: str) -> str:
    """A value as people read it: a status in words, a date as a date, nothing as a dash."""
    if not value:
        return "–"
    if name in ("status", "opinion_status"):
        return vocabulary.label(value)
    return regulatory_date(value)


@register.filter
def thousands(number: int) -> str:
    """23,267."""
    return f"{number:,}"


ODDITIES = {
    "junk-number": "No number of an application: the row is left out",
    "junk-date": "No date: the cell is left out",
    "unknown-word": "A word that is not known here: kept as it came",
    "unknown-column": "A column that is not known here: not read",
}
"""What readers warn of, and what became of it."""


@register.filter
def oddity(slug: str) -> str:
    """What a reader warns of, in words; what has none is said as it came."""
    return ODDITIES.get(slug, slug.replace("-", " ").capitalize())


@register.filter
def meaning(status: str) -> str:
    """What a status means, in one sentence."""
    return vocabulary.STATUSES[status].meaning if status in vocabulary.STATUSES else ""


@register.filter
def notice_meaning(status: str) -> str:
    """What a notice's status means, in one sentence."""
    return vocabulary.NOTICE_STATUSES[status].meaning if status in vocabulary.NOTICE_STATUSES else ""


@register.filter
def term_is_over(notice: Notice) -> bool:
    """Whether what its source listed as in force, when it was read last, has ended since by its own date."""
    return notice.status == "in-force" and notice.ends is not None and notice.ends.last < timezone.localdate()


@register.filter
def page_of_what_changed(change: Change) -> str:
    """The address of the application, or of the notice, that a change is of."""
    if change.application is not None:
        return reverse("console:application", args=[change.application.number])
    return reverse("console:notice", args=[change.notice_id])


@register.filter
def procedure_title(procedure: Any) -> str:
    """`Variation II/0029`, `Initial application`."""
    title = vocabulary.label(procedure.type)
    return title if procedure.slug == "initial" else f"{title} {procedure.slug}"


@register.filter
def tone(status: str) -> str:
    """How a status stands out: `good`, `bad`, `open` or `quiet`."""
    return TONES.get(status, "quiet")


@register.filter
def topic(slug: str) -> str:
    """The topic of a passage in words: `provisional-opinion` as Provisional opinion."""
    return slug.replace("-", " ").capitalize()


@register.filter
def date_of(row: Any) -> str:
    """The date of a row that keeps its first day and its precision."""
    return regulatory_date(PartialDate(row.date, row.precision) if row.date else None)


@register.filter
def origin_title(name: str) -> str:
    """The name of an origin for people."""
    if name == "person":
        return "Entered by a person"
    return origins.BY_NAME[name].title if name in origins.BY_NAME else name


@register.filter
def acknowledgement(authority: str) -> str:
    """The words that must stand wherever an authority's data are shown."""
    return origins.ACKNOWLEDGEMENTS.get(authority, "")


@register.filter
def is_web(address: str | None) -> bool:
    """Whether an address may be made a link: scraped and typed ones may be anything."""
    return bool(address) and str(address).startswith(("https://", "http://"))


@register.simple_tag
def live_link(address: str | None, text: str = "") -> str | SafeString:
    """A link to somebody else's page, or the address as text where it is none."""
    if not is_web(address):
        return text or address or "–"
    return format_html('<a href="{}" rel="noopener noreferrer external">{}</a>', address, text or address)


@register.filter
def percent(share: float, places: int = 0) -> str:
    """`82 %`, `82.2 %`: a share between 0 and 1."""
    return f"{share:.{places}%}".replace("%", "\u00a0%")


@register.simple_tag
def querystring_of(name: str, value: str) -> str:
    """`after=Anticancer%20medicines`: one parameter of an address."""
    return urlencode({name: value})
