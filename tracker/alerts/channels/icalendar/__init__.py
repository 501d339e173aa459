"""The calendar of what a person follows: fetched, not sent."""

from tracker.alerts.channels.icalendar.calendar import CONTENT_TYPE, calendar_of, written

__all__ = ["CONTENT_TYPE", "calendar_of", "written"]
