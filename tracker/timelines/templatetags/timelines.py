"""Filters for templates: dates and days as people read them."""

from django import template

from scrapers.dates_in_words import in_words, range_in_words
from scrapers.vocabulary import label
from tracker.timelines.wording import (
    BOUNDS,
    day_in_words,
    hangs_on_in_words,
    late_in_words,
    off_in_words,
    when_in_words,
)

register = template.Library()
register.filter("date_in_words", in_words)
register.filter("day_in_words", day_in_words)
register.filter("kind_in_words", label)
register.filter("next_when", when_in_words)
register.filter("next_late", late_in_words)
register.filter("next_meeting", hangs_on_in_words)
register.filter("days_off", off_in_words)


@register.filter
def meeting_in_words(range_):  # type: ignore[no-untyped-def]
    """Both ends of a meeting, `10–13 Dec 2007`; empty for none."""
    return range_in_words(*range_) if range_ else ""


@register.filter
def bound_in_words(bound):  # type: ignore[no-untyped-def]
    """`at the earliest`; nothing where the day itself is meant."""
    return BOUNDS.get(bound, "")
