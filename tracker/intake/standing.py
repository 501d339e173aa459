"""What stands of an origin before a reading, loaded from the rows."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from scrapers.records import Reading
from scrapers.registry import READERS
from tracker.catalogue.encoding import decode
from tracker.catalogue.models import Change, Observation
from tracker.catalogue.rows import in_batches
from tracker.intake.comparison import Held, Said, Standing, word
from tracker.intake.models import HeldValue, Hold
from tracker.sources.models import Snapshot


def standing(origin: str, reading: Reading, snapshot: Snapshot) -> Standing:
    """What the origin said before; of a reading of single applications only what concerns them."""
    rows = Observation.objects.filter(origin=origin, superseded_at=None)
    if reading.scope == "part":
        rows = rows.filter(key__in=[record.identity for record in reading.everything])
    if reading.within:
        rows = rows.filter(key__startswith=reading.within)
    listed_at = last_listed(origin, reading.within)
    is_listed_later = listed_at is not None and listed_at > snapshot.last_seen
    seen_later = _seen_later(origin, snapshot)
    digests, gone, newer = {}, set(), set()
    said = rows.values_list("key", "application_number", "digest", "retrieved_at", "gone_at")
    for key, number, digest, retrieved_at, gone_at in said if reading.scope == "part" else said.iterator():
        digests[key] = digest
        if gone_at is not None:
            gone.add(key)
        is_stated_later = retrieved_at > snapshot.last_seen or (number or key) in seen_later
        if is_stated_later or (is_listed_later and gone_at is None):
            newer.add(key)
    return Standing(
        digests=digests,
        load=lambda keys: _records(origin, keys),
        words=lambda column: _words(origin, column),
        gone=frozenset(gone),
        newer=frozenset(newer),
        held=_held(origin),
    )


def _seen_later(origin: str, snapshot: Snapshot) -> set[str]:
    """The applications and notices that were seen, in parts of a list, after a snapshot.

    What the snapshot says of them may be old news, also where they were seen to say what they had said before: of that
    no observation tells, only the snapshot that was seen.
    """
    later = _read(origin).filter(scope="part", last_seen__gt=snapshot.last_seen).exclude(pk=snapshot.pk)
    return {
        name
        for summary in later.values_list("summary", flat=True)
        for name in (*summary["applications"], *summary.get("notices", ()))
    }


def is_older(origin: str, reading: Reading, retrieved_at: datetime.datetime) -> bool:
    """Whether the origin's whole list has been read in a later state: time is not turned back."""
    if reading.scope != "whole":
        return False
    last = _last_whole(origin, reading.within)
    if last is None:
        return False
    stamp = last.summary.get("published_at") or ""
    return last.last_seen > retrieved_at or bool(reading.published_at and stamp > reading.published_at)


def is_first(origin: str, reading: Reading, last: Snapshot | None) -> bool:
    """Whether this is a first reading: of the whole list, or of a source that speaks of single applications.

    `last` is what was read of the source before.
    """
    return _last_whole(origin, reading.within) is None if reading.scope == "whole" else last is None


def last_listed(origin: str, within: str = "") -> datetime.datetime | None:
    """When the origin's whole list was seen last, or a part of it that has to do with the keys that begin so."""
    return _wholes(origin, within).values_list("last_seen", flat=True).first()


def _last_whole(origin: str, within: str) -> Snapshot | None:
    return _wholes(origin, within).first()


def _wholes(origin: str, within: str) -> QuerySet[Snapshot]:
    lists = _read(origin).filter(scope="whole")
    if within:
        lists = lists.filter(Q(summary__within="") | Q(summary__within=within) | Q(summary__within__isnull=True))
    return lists.order_by("-last_seen", "-id")


def _read(origin: str) -> QuerySet[Snapshot]:
    readers = [reader.name for reader in READERS if reader.origin == origin]
    return Snapshot.objects.filter(reader__in=readers, outcome=Snapshot.Outcome.READ)


def _records(origin: str, keys: Collection[str]) -> Mapping[str, Said]:
    """Some keys at a time: the texts of a whole release would fill the memory at once."""
    present = Observation.objects.filter(origin=origin, superseded_at=None)
    found = {}
    for some in in_batches(keys):
        for pk, key, accepted, held in present.filter(key__in=some).values_list("pk", "key", "record", "held_record"):
            record = decode(accepted)
            found[key] = Said(pk, record, decode(held) if held else record)
    return found


def _words(origin: str, column: str) -> Collection[str]:
    """Every word that the origin uses now or used before in a column."""
    texts = Observation.objects.filter(origin=origin, superseded_at=None).values_list("record", flat=True)
    used = {word(decode(text), column) for text in texts.iterator()}
    whole = (Change.Subject.APPLICATION, Change.Subject.NOTICE)
    before = Change.objects.filter(origin=origin, subject__in=whole, field=column)
    return used | {left for left in before.values_list("before", flat=True).distinct() if left}


def _held(origin: str) -> Mapping[str, Mapping[str, Held]]:
    """Values that are kept back, by key and column: of open holds, and of dismissed ones until the source changes."""
    found: dict[str, dict[str, Held]] = defaultdict(dict)
    rows = HeldValue.objects.filter(hold__origin=origin).exclude(hold__state=Hold.State.RELEASED)
    for key, column, after, state in rows.values_list("key", "hold__field", "after", "hold__state"):
        found[key][column] = Held(after, state == Hold.State.DISMISSED)
    return found
