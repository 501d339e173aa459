"""The contents of an approval package: one application in many spellings, and its documents."""

import pytest

from scrapers.fda.approval_package import READER
from scrapers.readers import Drifted
from tests.scrapers.fda.pages import CONTENTS, PACKAGE, changed, dates, read, record, told

NUMBER = "20-599/S-005 &amp; 0205991/S03"


@pytest.mark.parametrize(
    ("text", "number", "slugs"),
    [
        ("20699", "NDA020699", ["ORIG-1"]),
        ("19002 - S2", "NDA019002", ["SUPPL-2"]),
        ("019901s028", "NDA019901", ["SUPPL-28"]),
        ("20-500/S-005", "NDA020500", ["SUPPL-5"]),
        ("020634/S04", "NDA020634", ["SUPPL-4"]),
        ("021871s000", "NDA021871", ["ORIG-1"]),
        ("103628s5021", "BLA103628", ["SUPPL-5021"]),
        ("20-634/S-008/S-009", "NDA020634", ["SUPPL-8", "SUPPL-9"]),
    ],
)
def test_the_number_is_read_however_it_is_spelled(text: str, number: str, slugs: list[str]) -> None:
    found = record(READER, changed(CONTENTS, NUMBER, text), PACKAGE)
    assert (found.number, [procedure.slug for procedure in found.procedures]) == (number, slugs)


@pytest.mark.parametrize("digits", ["206999", "091234", "40123"])
def test_a_number_that_does_not_tell_its_type_needs_the_caller(digits: str) -> None:
    page = changed(CONTENTS, NUMBER, digits)
    with pytest.raises(Drifted, match=f"--application NDA{digits.zfill(6)}"):
        read(READER, page, PACKAGE)
    found = read(READER, page, PACKAGE, f"ANDA{digits.zfill(6)}")
    assert found.records[0].number == f"ANDA{digits.zfill(6)}" and told(found) == []


def test_a_package_about_two_applications_is_of_both_or_of_the_one_asked_for() -> None:
    page = changed(CONTENTS, NUMBER, "20-634/S-008 &amp; 20-635/S-007")
    assert {each.number: list(dates(each)) for each in read(READER, page, PACKAGE).records} == {
        "NDA020634": ["SUPPL-8"],
        "NDA020635": ["SUPPL-7"],
    }
    assert [each.number for each in read(READER, page, PACKAGE, "NDA020635").records] == ["NDA020635"]


@pytest.mark.parametrize(
    ("text", "date"), [("12/24/1996", "1996-12-24"), ("5/12/94", "1994-05-12"), ("1/5/07", "2007-01-05")]
)
def test_years_of_two_digits_are_of_the_right_century(text: str, date: str) -> None:
    found = record(READER, changed(CONTENTS, "1/5/99", text), PACKAGE)
    assert dates(found) == {"SUPPL-5": ("supplement-approved", date)}


def test_links_of_a_file_whose_address_is_not_known_stay_as_they_are() -> None:
    found = read(READER, CONTENTS)
    assert "relative-address" in told(found)
    assert found.records[0].documents[0].address == "020599%20s005_chemr.pdf"


def test_the_footer_has_no_documents() -> None:
    assert not any("SiteMap" in document.address for document in record(READER, CONTENTS, PACKAGE).documents)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Application No.", "Number", "no heading"),
        ("Approval Date", "On", "no heading"),
        (NUMBER, "see letter", "stands no number"),
        ("<li>", "<div>", "no documents"),
    ],
)
def test_a_missing_promise_is_drift(old: str, new: str, message: str) -> None:
    with pytest.raises(Drifted, match=message):
        read(READER, changed(CONTENTS, old, new), PACKAGE)


def test_contents_that_break_off_are_drift() -> None:
    with pytest.raises(Drifted, match="cut"):
        read(READER, CONTENTS[: CONTENTS.index(b"</body>")], PACKAGE)
