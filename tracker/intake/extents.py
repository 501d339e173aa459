"""What of an application can come out otherwise than before: pure functions."""

from collections import Counter
from collections.abc import Mapping, Sequence

from scrapers.records import ApplicationRecord
from tracker.catalogue.known import WHOLE, Claim, Extent
from tracker.intake.comparison import Changed, New


def extents_of(
    rows: Sequence[New[ApplicationRecord] | Changed[ApplicationRecord]],
    accepted: Sequence[ApplicationRecord],
    claims: Mapping[str, Sequence[Claim]],
    origin: str,
) -> dict[str, Extent]:
    """What of each application can come out otherwise than before: what its changed record says otherwise.

    Where an origin has several records about an application, another may come to be believed: then all of it.
    """
    counts = Counter(record.number for record in accepted)
    found = {}
    for row, record in zip(rows, accepted, strict=True):
        said = sum(claim.origin == origin for claim in claims.get(record.number, ()))
        is_only_one = said == counts[record.number] == 1
        found[record.number] = _extent(row.previous, record) if isinstance(row, Changed) and is_only_one else WHOLE
    return found


def _extent(previous: ApplicationRecord, current: ApplicationRecord) -> Extent:
    old = {procedure.slug: procedure for procedure in previous.procedures}
    new = {procedure.slug: procedure for procedure in current.procedures}
    return Extent(
        procedures=frozenset(slug for slug in old.keys() | new.keys() if old.get(slug) != new.get(slug)),
        # A document may have waited for the procedure that it names.
        documents=previous.documents != current.documents or old.keys() != new.keys(),
        presentations=previous.presentations != current.presentations,
    )
