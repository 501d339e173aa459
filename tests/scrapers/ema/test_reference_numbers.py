"""Numbers of referrals, designations, plans and safety assessments, in the shapes in which EMA writes them."""

from collections.abc import Callable

import pytest

from scrapers.ema.reference_numbers import (
    orphan_designation,
    paediatric_decision,
    paediatric_plan,
    product_in,
    referral,
    safety_assessment,
)
from scrapers.identifiers import JunkNumber


@pytest.mark.parametrize(
    ("parse", "text", "number"),
    [
        (referral, "EMA/REF/0000271842", "EMA/REF/0000271842"),
        (referral, " EMEA/H/A-31 /1443.", "EMEA/H/A-31/1443"),
        (referral, "EMEA/H/A-29(4)/1512", "EMEA/H/A-29(4)/1512"),
        (referral, "EMEA/H/A-20/1538/C/004869/0014", "EMEA/H/A-20/1538/C/004869/0014"),
        (referral, "EMEA/H/C/000891/A20/0029", "EMEA/H/C/000891/A20/0029"),
        (referral, "EMEA/H/A-107i/1363", "EMEA/H/A-107i/1363"),
        (referral, "EMEA/V/A/118", "EMEA/V/A/118"),
        (orphan_designation, "EU/3/11/878)", "EU/3/11/878"),
        (orphan_designation, "EU / 3 / 00 / 001", "EU/3/00/001"),
        (orphan_designation, "EMA/OD/0000012345", "EMA/OD/0000012345"),
        (paediatric_plan, "EMEA-002883-PIP02-22", "EMEA-002883-PIP02-22"),
        (paediatric_plan, "EMEA–002883–PIP02–22–M01", "EMEA-002883-PIP02-22-M01"),
        (paediatric_plan, "EMA/PE/0000302950", "EMA/PE/0000302950"),
        (paediatric_decision, "P/0372/2023 ", "P/0372/2023"),
        (paediatric_decision, "EMA/PE/0000302950", "EMA/PE/0000302950"),
        (safety_assessment, "PSUSA/00002550/202601", "PSUSA/00002550/202601"),
        (safety_assessment, "psusa/2550/202601", "PSUSA/2550/202601"),
    ],
)
def test_a_number_is_as_ema_writes_it_without_blanks_and_trailing_marks(
    parse: Callable[[str], str], text: str, number: str
) -> None:
    assert parse(text) == number


@pytest.mark.parametrize(
    "parse", [referral, orphan_designation, paediatric_plan, paediatric_decision, safety_assessment]
)
@pytest.mark.parametrize(
    "text", ["", "-", "n/a", "EMEA/H/C/000801", "000801", "EMEA/H/A-31", "R/0023", "EMA/REF/" + "1" * 40, "EU/3/١١/878"]
)
def test_what_is_no_number_of_its_kind_is_refused(parse: Callable[[str], str], text: str) -> None:
    with pytest.raises(JunkNumber):
        parse(text)


@pytest.mark.parametrize(
    ("number", "products"),
    [
        ("EMEA/H/A-20/1538/C/004869/0014", ("EMEA/H/C/004869",)),
        ("EMEA/H/C/000891/A20/0029", ("EMEA/H/C/000891",)),
        ("EMEA/H/A-31/1443", ()),
        ("EMA/REF/0000271842", ()),
    ],
)
def test_some_referrals_name_their_product_in_their_number(number: str, products: tuple[str, ...]) -> None:
    assert product_in(number) == products
