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


def with_noise(number: int) -> bytes:
    """The page as the site would give it to another visitor (sources reference: what to strip before hashing)."""
    text = SINEREM.decode()
    token = f"{number:064x}"
    noise = (
        f'<div class="ema-notification"><p>Outage {number}</p></div><script>var a = "{token}"</script><!-- {token} -->'
    )
    text = text.replace("ema-bcl-bs-icons_202501", f"ema-bcl-bs-icons_{number}")
    text = text.replace(
        'class="node ema-medicine ',
        f'data-drupal-selector="x-{token}" class="js-view-dom-id-{token} node ema-medicine ',
    )
    text = text.replace(
        "</article>", f'<form id="form-{token}"><input name="form_build_id" value="form-{token}"/></form></article>'
    )
    text = text.replace("</main>", f"{noise}</main><footer>{token}</footer>")
    text = text.replace("<title>", f'<link href="/css/a.css?include=eJ{token}" rel="stylesheet"/><title>')
    return text.replace("<main", f'<nav class="ema-mega">{token}</nav><main').encode()
