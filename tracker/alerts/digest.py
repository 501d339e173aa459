"""What a digest says, and what a wide reading says: many applications and notices in one message."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.alerts import addresses, dependence
from tracker.alerts.alert import Asked, asked_by, asking, headline_of, key_of, most_important_first, wanted_items
from tracker.alerts.models import Delivery
from tracker.alerts.pacing import MOST_MESSAGES
from tracker.alerts.plain import moment_in_words, one_line
from tracker.alerts.told import ToldChange, acknowledgements, named, tell
from tracker.alerts.wording import in_words
from tracker.catalogue.models import Change
from tracker.people.models import User

MOST_CHANGES = 20
"""Told with their evidence. Mail programs cut a message at about 100 KB: this many take up to 60."""
MOST_OF_ONE = 5
"""Of one application: one that changed in many ways leaves room for the others."""
MOST_NAMED = 150
"""Further applications and notices in a line each; what is beyond is counted."""

MOST_ASKED = 20
"""Subscriptions that are named as why it comes, those with a note first."""


@dataclass(frozen=True)
class Section:
    """One application or notice with what changed of it; `further_changes` are on its page."""

    named: str
    page: str
    page_address: str
    changes: tuple[ToldChange, ...]
    further_changes: int
    is_reconstructed: bool


@dataclass(frozen=True)
class Line:
    """An application or notice for which there was no room: its most important change, in words."""

    named: str
    headline: str
    address: str
    is_reconstructed: bool


@dataclass(frozen=True)
class StaleSource:
    """A source that has not been read since a moment, in words in the reader's zone."""

    named: str
    address: str
    since: str


@dataclass(frozen=True)
class Digest:
    """A message to one person about any number of things. `key` is stable over attempts, `thread` over messages."""

    key: str
    thread: str
    recipient: str
    subject: str
    named: str
    headline: str
    why: str
    sections: tuple[Section, ...]
    lines: tuple[Line, ...]
    further: int
    all_address: str
    asked: tuple[Asked, ...]
    further_asked: int
    unsubscribe_address: str
    stale: tuple[StaleSource, ...]
    acknowledgements: tuple[str, ...]
    is_reconstructed: bool


def compose(delivery: Delivery) -> Digest | None:
    """What the delivery says; nothing if its person has meanwhile given up all that it is for."""
    items = wanted_items(delivery)
    if not items:
        return None
    groups = _by_importance([item.change for item in items])
    sections = _sections(groups, delivery.person)
    rest = groups[len(sections) :]
    subscriptions = sorted(asking(items), key=lambda each: not each.note)
    is_digest = delivery.kind == Delivery.Kind.DIGEST
    occasion, why = _occasion(delivery, sections[0].changes[0].source)
    headline = _headline(groups)
    lines = tuple(_line(group) for group in rest[:MOST_NAMED])
    return Digest(
        key=key_of(delivery),
        thread=f"digests-{delivery.person_id}" if is_digest else f"reading-{delivery.snapshot_id}",
        recipient=delivery.person.email,
        subject=f"{occasion}: {headline}",
        named=occasion,
        headline=headline,
        why=why,
        sections=sections,
        lines=lines,
        further=len(rest) - len(lines),
        all_address=addresses.of_changes(),
        asked=asked_by(subscriptions[:MOST_ASKED]),
        further_asked=len(subscriptions[MOST_ASKED:]),
        unsubscribe_address=addresses.of_unsubscribing([delivery.token]),
        stale=_stale(delivery.person) if is_digest else (),
        acknowledgements=_acknowledgements(groups),
        is_reconstructed=any(map(_is_reconstructed, groups)),
    )


def _by_importance(changes: Iterable[Change]) -> list[list[Change]]:
    """The changes of each application or notice, and those that weigh most first, in both."""
    groups: dict[tuple[int | None, int | None], list[Change]] = defaultdict(list)
    for change in sorted(changes, key=most_important_first):
        groups[change.application_id, change.notice_id].append(change)
    return list(groups.values())


def _sections(groups: Sequence[list[Change]], person: User) -> tuple[Section, ...]:
    """The first groups, as many as there is room for; a fixed number of queries."""
    shown: list[list[Change]] = []
    room = MOST_CHANGES
    for group in groups:
        if room <= 0:
            break
        shown.append(group[: min(MOST_OF_ONE, room)])
        room -= len(shown[-1])
    told = iter(tell([change for part in shown for change in part], person.zone()))
    return tuple(_section(group, tuple(next(told) for _ in part)) for group, part in zip(groups, shown, strict=False))


def _section(group: Sequence[Change], told: tuple[ToldChange, ...]) -> Section:
    name, _, page, address = named(group[0].about)
    return Section(name, page, address, told, len(group) - len(told), _is_reconstructed(group))


def _is_reconstructed(group: Sequence[Change]) -> bool:
    snapshots = (change.snapshot for change in group)
    return group[0].about.is_reconstructed or any(snapshot.is_reconstructed for snapshot in snapshots if snapshot)


def _line(group: Sequence[Change]) -> Line:
    about = named(group[0].about)
    headline = one_line(headline_of(in_words(group[0]), len(group)), 160)
    return Line(about.name, headline, about.address, _is_reconstructed(group))


def _occasion(delivery: Delivery, source: str) -> tuple[str, str]:
    """`Digest of 13 Dec 2007`, or `One reading of EMA medicines table`, and why it comes as one message."""
    if delivery.kind == Delivery.Kind.DIGEST:
        return f"Digest of {delivery.created_at.astimezone(delivery.person.zone()):%-d %b %Y}", ""
    return f"One reading of {source}", f"One reading brought more than {MOST_MESSAGES} messages: they come as one."


def _headline(groups: Sequence[Sequence[Change]]) -> str:
    """`12 changes of 4 applications and 1 notice`."""
    notices = sum(1 for group in groups if group[0].notice_id)
    things = [
        _counted(count, word) for count, word in ((len(groups) - notices, "application"), (notices, "notice")) if count
    ]
    return f"{_counted(sum(map(len, groups)), 'change')} of {' and '.join(things)}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _stale(person: User) -> tuple[StaleSource, ...]:
    return tuple(
        StaleSource(
            one_line(str(source), 200), addresses.if_web(source.address), moment_in_words(source.read_at, person.zone())
        )
        for source in dependence.depended_on_by(person)
        if source.read_at
    )


def _acknowledgements(groups: Iterable[Sequence[Change]]) -> tuple[str, ...]:
    """Of every authority whose data the message shows."""
    said = (line for group in groups for line in acknowledgements(group[0].about, group))
    return tuple(dict.fromkeys(said))
