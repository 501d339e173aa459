"""EMA's list of direct healthcare professional communications: letters about a risk, to those who use a medicine.

Promised: address and name of the medicine. The address is the only key that a letter has. It holds from its
dissemination, which can come after its publication. A number of a variation in it is no application's number.
"""

import msgspec

from scrapers.ema.feed_records import PUBLICATION, Column, NoticeForm, feed_reader
from scrapers.ema.feeds import Row
from scrapers.ema.reference_numbers import applications_in
from scrapers.records import NoticeRecord

FORM = NoticeForm(
    kind="safety-communication",
    address="dhpc_url",
    columns=(
        Column("category", "category", "category"),
        Column("name_of_medicine", "title", "list"),
        Column("dhpc_url", "address", "address"),
        Column("dhpc_type", "communication_type", "list"),
        Column("regulatory_outcome", "regulatory_outcome"),
        Column("procedure_number", "procedure_number"),
        Column("referral_name", "referral_name"),
        Column("other_related_medicines_nationally_authorised", "nationally_authorised_medicines", "list"),
        Column("atc_code_human", "atc_code", "list"),
        Column("atcvet_code_veterinary", "atcvet_code", "list"),
        Column("therapeutic_area_mesh", "therapeutic_area", "list"),
        Column("species", "species", "list"),
        *PUBLICATION,
    ),
    names="name_of_medicine",
    substances="active_substances",
    starts_on="dissemination_date",
)

LAYOUT = FORM.layout("list of direct healthcare professional communications", ("dhpc_url", "name_of_medicine"))


def record(row: Row, keys: frozenset[str]) -> NoticeRecord | None:
    """The letter of a row; none, and a warning, without an address."""
    notice = FORM.notice(row, keys)
    if notice is None or "procedure_number" not in keys:
        return notice
    numbers = applications_in(row.text("procedure_number"))
    return msgspec.structs.replace(notice, numbers=numbers, covers=(*notice.covers, "numbers"))


READER = feed_reader(
    "ema.safety_communications", "dhpc-output-json-report_en.json", LAYOUT, record, ("dhpc_url", "dissemination_date")
)
