"""Numbers of applications and procedures, and what they say."""

import pytest

from scrapers.identifiers import Identifier, ema_category, identifier, procedure_type


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("initial", "initial"),
        ("ORIG-1", "initial"),
        ("SUPPL-9", "supplement"),
        ("II/0029", "variation"),
        ("IAIN/0001", "variation"),
        ("R/0023", "renewal"),
        ("X/0004/G", "extension"),
        ("A31/0012", "referral"),
        ("PSUSA/00001187/202308", "psusa"),
        ("IG/1515", "variation"),
        ("PSUR/0000296555", "psusa"),
        ("P46/0012", "other"),
        ("Q/1", "other"),
    ],
)
def test_the_designation_of_a_procedure_says_its_type(slug: str, kind: str) -> None:
    assert procedure_type(slug) == kind


def test_the_letter_of_a_product_number_says_whom_the_medicine_is_for() -> None:
    numbers = ["EMEA/H/C/000801", "EMEA/V/C/006610", "EMEA/W/C/002320", "EMEA/D/C/000001"]
    assert [ema_category(number) for number in numbers] == ["Human", "Veterinary", "Human", ""]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" eu/3/08/596 ", "EU/3/08/596"),
        ("EMA/REF/0000271842", "EMA/REF/0000271842"),
        ("EMEA/H/A-31 / 1443", "EMEA/H/A-31/1443"),
        ("EMEA-002883-PIP02-22", "EMEA-002883-PIP02-22"),
        ("EMA/PE/0000302950", "EMA/PE/0000302950"),
        ("PSUSA/00002550/202601", "PSUSA/00002550/202601"),
    ],
)
def test_a_referral_a_designation_a_plan_and_an_assessment_are_found_by_their_numbers(text: str, number: str) -> None:
    assert identifier(text) == Identifier("EMA", number)


def test_a_procedure_of_a_product_stays_the_products() -> None:
    assert identifier("EMEA/H/C/000891/A20/0029") == Identifier("EMA", "EMEA/H/C/000891", "A20/0029")
