"""How the sources are doing, in words that say what to do about it."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from tracker.sources.health import is_stale
from tracker.sources.models import Source

LABELS = {
    "failing": "Failing",
    "stale": "Silent",
    "off": "Switched off",
    "by-hand": "By hand only",
    "waiting": "Not yet live",
    "due": "Due now",
    "well": "Well",
}
"""What the states of a source are called."""

REMEDIES = {
    "drifted": "The page is not built as its reader promises. The last good facts stay; the reader needs work.",
    "blocked": "The authority's site refused us. Nothing is done to get around it: look at it in a browser, and wait.",
    "unreadable": "The bytes were empty, cut or of another format. It is tried again at the next check.",
    "gone": "The page is no longer there. Look for its new address, and switch this source off.",
    "unreachable": "The site did not answer. It is tried again, at growing intervals.",
    "too-large": "The answer is larger than is accepted. Look at the address in a browser.",
}
"""What each kind of failure means for a person."""


@dataclass(frozen=True)
class Health:
    """One source and how it is. `state` is a key of `LABELS`."""

    source: Source
    state: str
    remedy: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return LABELS[self.state]

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody should look at it."""
        return self.state in ("failing", "stale", "waiting")


def health(source: Source, now: datetime.datetime) -> Health:
    """How a source is at a moment. Pure."""
    if not source.is_active and source.interval is not None:
        return Health(source, "off", "Nothing is fetched from it. Switch it on in its record.")
    if source.failure:
        return Health(source, "failing", REMEDIES.get(source.failure, ""))
    if source.interval is None:
        return Health(source, "by-hand", "It is read when somebody asks for it, or gives a file.")
    if not settings.CONTACT:
        return Health(source, "waiting", "Nothing is fetched until CONTACT is set.")
    if is_stale(source, now):
        return Health(source, "stale", "It has not been read for longer than it should. Is a worker running?")
    if source.due_at and source.due_at <= now:
        return Health(source, "due", "A worker takes it up within a minute.")
    return Health(source, "well")


def overview() -> list[Health]:
    """Every source, those that need a person first."""
    now = timezone.now()
    states = [health(source, now) for source in Source.objects.all()]
    return sorted(states, key=lambda one: (not one.needs_a_person, str(one.source)))
