"""From what is known to the rows that show it: many applications at once, a fixed number of statements.

The rows are an index: they can be made again from the claims at any time.
"""

import datetime
from collections.abc import Sequence

from tracker.catalogue.known import WHOLE, ResolvedApplication
from tracker.catalogue.writing.applications import write_applications
from tracker.catalogue.writing.documents import write_documents, write_presentations
from tracker.catalogue.writing.evidence import Confirmed, confirm_evidence, write_evidence
from tracker.catalogue.writing.names import rejoin_substances
from tracker.catalogue.writing.procedures import all_steps, procedures_of, write_procedures, write_steps
from tracker.catalogue.writing.tables import APPLICATIONS

__all__ = ["Confirmed", "rejoin_substances", "write"]


def write(
    known: Sequence[ResolvedApplication], moment: datetime.datetime, confirmed: Confirmed | None = None
) -> dict[str, int]:
    """Make the rows of these applications say what is known; new rows are first seen at `moment`. Ids by number.

    Of an application that is known to an extent only, the rows beyond it stay as they are; the evidence among them is
    `confirmed`.
    """
    present = APPLICATIONS.load("number", [one.number for one in known])
    applications = write_applications(known, present, moment)
    # Only what is there can have rows: of a new application nothing is looked up.
    old = {number: row.pk for number, row in present.items()}
    procedures = procedures_of(known, old)
    if confirmed:
        confirm_evidence([old[one.number] for one in known if one.extent is not WHOLE], procedures, confirmed)
    write_procedures(known, applications, procedures, moment)
    told = list(all_steps(known, applications, procedures.wanted))
    steps = write_steps(told, procedures, moment)
    write_evidence(told, applications, old, procedures, steps)
    write_documents(known, applications, procedures.ids, old, moment)
    write_presentations(known, applications, old)
    procedures.delete_unclaimed()
    return applications
