"""EMA's general pages: what is read of them, what never is, and what their noise may not change."""

import re
from pathlib import Path

import pytest

from scrapers.ema import general_page, medicine_page
from scrapers.readers import Blocked, Drifted, ReadingFailed, Unreadable
from scrapers.records import NoticeRecord
from scrapers.registry import choose
from tests.scrapers.ema.pages import RIENSO, RIENSO_MARKDOWN, SINEREM, changed, page

GOLDEN = Path(__file__).parents[1] / "golden" / "ema_general_page"
TIMETABLES = (GOLDEN / "exemplary_timetables.html").read_bytes()
PATH = "/en/human-regulatory-overview/exemplary-procedures/exemplary-timetables"
SITE = "https://www.ema.europa.eu"


def notice(body: bytes) -> NoticeRecord:
    [found] = general_page.read(body, page("")).notices
    return found


def test_the_date_of_the_page_is_what_its_text_says_not_what_machines_are_told() -> None:
    assert notice(TIMETABLES).details["updated_on"] == "2025-11-26"
    machine = changed(TIMETABLES, "2023-12-18T09:33:00+0100", "2026-01-02T00:00:00+0100")
    assert notice(machine) == notice(TIMETABLES)
    without = changed(TIMETABLES, "Updated on 26 November 2025:", "Here is what is new:")
    assert notice(without).details["updated_on"] == ""


def test_the_newest_of_several_dates_counts() -> None:
    body = changed(TIMETABLES, "Updated on 31 November 2024", "Last updated: 01/12/2025")
    assert notice(body).details["updated_on"] == "2025-12-01"


def test_a_revised_document_changes_the_record_of_its_page() -> None:
    details = notice(changed(TIMETABLES, "Rev. 3", "Rev. 4")).details
    assert details["document_references"] == "EMA/900001/2024 Rev. 4"
    assert notice(changed(TIMETABLES, "18/12/2025", "19/12/2025")).details["documents_last_updated"] == "2025-12-19"


def test_a_page_without_documents_has_none() -> None:
    body = re.sub(rb"<div data-ema-document-type.*?</a>\s*</div>", b"", TIMETABLES, flags=re.DOTALL)
    details = notice(body).details
    assert (details["document_count"], details["document_references"]) == ("0", "")
    assert details["documents_last_updated"] == ""


def test_what_the_page_has_no_place_for_is_not_covered() -> None:
    record = notice(changed(TIMETABLES, "ema-bg-topic", "badge-of-today"))
    assert "topics" not in record.details
    assert "topics" not in record.covers
    without_category = notice(changed(TIMETABLES, "ema-bg-category", "badge-of-today"))
    assert (without_category.category, "category" in without_category.covers) == ("", False)


def test_the_address_is_the_one_that_the_page_gives_as_its_own() -> None:
    [found] = general_page.read(TIMETABLES, page(f"{SITE}/en/human-regulatory-overview/old-name")).notices
    assert (found.key, found.address) == (PATH, SITE + PATH)


def test_a_page_that_does_not_say_its_address_has_the_one_it_came_from() -> None:
    silent = changed(changed(TIMETABLES, 'rel="canonical"', 'rel="other"'), "og:url", "og:other")
    [found] = general_page.read(silent, page(SITE + PATH + "/?page=2#top")).notices
    assert found.key == PATH
    for foreign in ("", "https://evil.example" + PATH, f"{SITE}/en/medicines/human/EPAR/exemplin"):
        with pytest.raises(Drifted, match="address"):
            general_page.read(silent, page(foreign))


@pytest.mark.parametrize("body", [SINEREM, RIENSO, RIENSO_MARKDOWN], ids=["sinerem", "rienso", "markdown"])
def test_a_medicine_page_is_no_general_page(body: bytes) -> None:
    assert not general_page.recognises(body)
    with pytest.raises(ReadingFailed):
        general_page.read(body, page())


def test_a_general_page_is_no_medicine_page_even_if_it_speaks_of_product_numbers() -> None:
    assert b"EMA product number" in TIMETABLES
    assert not medicine_page.recognises(TIMETABLES)
    with pytest.raises(Drifted):
        medicine_page.read(TIMETABLES, page())


@pytest.mark.parametrize(
    ("address", "reader"),
    [
        (SITE + PATH, "ema.general_page"),
        (f"{SITE}/en/veterinary-regulatory-overview/exemplary-page", "ema.general_page"),
        (f"{SITE}/en/human-regulatory/post-authorisation/exemplary-page", "ema.general_page"),
        (f"{SITE}/en/medicines/human/EPAR/exemplin", "ema.medicine_page"),
    ],
)
def test_a_page_is_chosen_by_its_address(address: str, reader: str) -> None:
    assert choose(address, b"").name == reader


def test_a_page_without_its_title_or_its_end_is_a_drift() -> None:
    with pytest.raises(Drifted, match="title"):
        general_page.read(TIMETABLES.replace(b"<h1", b"<p").replace(b"</h1", b"</p"), page(""))
    with pytest.raises(Drifted, match="cut"):
        general_page.read(TIMETABLES[: TIMETABLES.index(b"</main>")], page(""))
    with pytest.raises(Drifted, match="general page"):
        general_page.read(TIMETABLES.replace(b"ema-general--full", b"ema-list--full"), page(""))


def test_a_challenge_is_a_block_and_other_bytes_are_unreadable() -> None:
    challenge = b"<!DOCTYPE html><html><body><p>Just a moment...</p></body></html>"
    for body in (challenge, b"Access Denied"):
        with pytest.raises(Blocked):
            general_page.read(body, page(""))
    for body in (b"", b"{}", b"%PDF-1.7", b"<\x00", TIMETABLES[:-1] + b"\xff"):
        with pytest.raises(Unreadable):
            general_page.read(body, page(""))
