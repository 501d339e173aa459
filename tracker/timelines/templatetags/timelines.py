"""Filters for templates: dates and days as people read them."""

from django import template

from scrapers.dates_in_words import in_words, range_in_words
from scrapers.vocabulary import label
from tracker.timelines.wording import day_in_words

register = template.Library()
register.filter("date_in_words", in_words)
register.filter("day_in_words", day_in_words)
register.filter("kind_in_words", label)


@register.filter
def meeting_in_words(range_):  # type: ignore[no-untyped-def]
    """Both ends of a meeting, `10–13 Dec 2007`; empty for none."""
    return range_in_words(*range_) if range_ else ""
