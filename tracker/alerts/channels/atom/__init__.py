"""The Atom feed of a person's changes: fetched, not sent."""

from tracker.alerts.channels.atom.feed import CONTENT_TYPE, written
from tracker.alerts.channels.atom.pages import page

__all__ = ["CONTENT_TYPE", "page", "written"]
