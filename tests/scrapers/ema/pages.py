"""The medicine pages that tests read, and short ways to read and to change them."""

import datetime
from pathlib import Path

from scrapers.ema.medicine_page import read
from scrapers.records import ApplicationRecord, Page, StepRecord

PROJECT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "ema_medicine_page"
SINEREM = (PROJECT / "fixtures/pages/sinerem.html").read_bytes()
RIENSO = (GOLDEN / "rienso.html").read_bytes()
RIENSO_MARKDOWN = (GOLDEN / "rienso.md").read_bytes()
ADDRESS = "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"


def page(address: str = ADDRESS) -> Page:
    return Page(address=address, retrieved_at=datetime.datetime(2025, 11, 23, 8, tzinfo=datetime.UTC))


def record(body: bytes) -> ApplicationRecord:
    return read(body, page()).records[0]


def only_step(body: bytes) -> StepRecord:
    (step,) = record(body).procedures[0].steps
    return step


def changed(body: bytes, old: str, new: str) -> bytes:
    """The page with one thing changed; fails if there is no such thing."""
    assert old.encode() in body, old
    return body.replace(old.encode(), new.encode())
