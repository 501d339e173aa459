"""Medicine pages of a real page's size and structure, made here.

The content is that of the project's reconstructed page under other names. Around it stands what surrounds the content
of a real page: a menu of hundreds of links, settings and scripts, and the identifiers that a site makes anew for each
answer (sources reference: what to strip before hashing).
"""

import datetime
import hashlib
from pathlib import Path

TEMPLATE = (Path(__file__).resolve().parents[2] / "fixtures/pages/sinerem.html").read_text()
PATH = "/en/medicines/human/EPAR/benchmarin-{}"
MENU_LINKS = 420
IDENTIFIER = "@@identifier@@"
"""Stands in a page where the site puts something else into each answer; 64 hexadecimal digits."""
DATE = "@@date@@"
"""Stands in a page where a date of its content may change: `dd/mm/yyyy`."""


def page(number: int) -> str:
    """The page of the n-th medicine, from 100 to 200 KB long, with the marks above in it."""
    content = (
        TEMPLATE.replace("EMEA/H/C/000801", f"EMEA/H/C/{100_000 + number:06d}")
        .replace("EPAR/sinerem", f"EPAR/benchmarin-{number}")
        .replace("Sinerem", f"Benchmarin {number}")
        .replace("iron oxide", f"benchmarine oxide {number % 97}")
    )
    head, main = content.split("</head>")
    body, end = main.split("<main", 1)
    settings = f'<script type="application/json" data-drupal-selector="drupal-settings-json">{_settings()}</script>'
    view = f'<main class="js-view-dom-id-{IDENTIFIER}"'
    return f"{head}{_assets()}</head>{body}{_header()}{view}{_dated(end)}".replace(
        "</body>", f"{_footer()}{settings}</body>"
    )


def served(page: str, identifier: int = 0, day: int = 0) -> bytes:
    """The page as it is served once: its identifiers made from a number, its dates so many days after the first."""
    digits = hashlib.sha256(str(identifier).encode()).hexdigest()
    date = datetime.date(2026, 1, 1) + datetime.timedelta(days=day)
    return page.replace(IDENTIFIER, digits).replace(DATE, f"{date:%d/%m/%Y}").encode()


def _dated(main: str) -> str:
    """The content with a form of its own, and with marks for a date of the page, of a document and of a sentence."""
    form = (
        f'<form id="form-{IDENTIFIER}" data-drupal-selector="form-{IDENTIFIER}">'
        f'<input type="hidden" name="form_build_id" value="form-{IDENTIFIER}"/></form>'
    )
    updated = '</strong> <time datetime="2007-12-14T01:00:00Z">14/12/2007<'
    document = '</strong><span class="value"><time datetime="2008-01-24T01:00:00Z">24/01/2008<'
    sentence = "It was meant for patients"
    for there in (updated, document, sentence):
        assert there in main, there
    main = main.replace(updated, f"</strong> <time>{DATE}<").replace("</article>", f"</article>{form}", 1)
    before, after = main.rsplit(document, 1)
    main = f'{before}</strong><span class="value"><time>{DATE}<{after}'
    return main.replace(sentence, f"As of {DATE} it was meant for patients")


def _words(seed: str, count: int) -> str:
    """Words that look like a menu's, always the same for the same seed, and no easier to compress than real ones."""
    digits = hashlib.sha256(seed.encode()).hexdigest()
    syllables = ("re", "gu", "la", "to", "ry", "me", "di", "ci", "ne", "sa", "fe", "ty", "hu", "ma", "ve", "qu")
    word = "".join(syllables[int(digit, 16)] for digit in digits)
    return " ".join(word[start * 7 : start * 7 + 7] for start in range(count))


def _header() -> str:
    links = "".join(
        f'<li class="nav-item ema-mega__item level-{n % 3}"><a class="nav-link ema-mega__link" '
        f'href="/en/{_words(f"p{n}", 2).replace(" ", "-")}/{_words(f"q{n}", 3).replace(" ", "-")}" '
        f'data-bs-toggle="tooltip" data-position="{n}"><span>{_words(f"t{n}", 4)}</span></a></li>'
        for n in range(MENU_LINKS)
    )
    notice = f'<div class="ema-notification js-view-dom-id-{IDENTIFIER}"><p>Maintenance tonight.</p></div>'
    return f'<header><nav class="ema-mega"><ul>{links}</ul></nav>{notice}</header>'


def _footer() -> str:
    links = "".join(f'<li><a href="/en/{_words(f"f{n}", 2)}">{_words(f"g{n}", 3)}</a></li>' for n in range(40))
    return f'<footer class="ema-footer"><ul>{links}</ul></footer>'


def _assets() -> str:
    return "".join(
        f'<link rel="stylesheet" href="/sites/default/files/css/css_{n}.css?delta={n}&amp;include=eJ{IDENTIFIER}"/>'
        for n in range(8)
    )


def _settings() -> str:
    entries = ",".join(f'"{_words(f"s{n}", 1)}{n}":{{"path":"{_words(f"v{n}", 6)}"}}' for n in range(120))
    return f'{{"user":{{"permissionsHash":"{IDENTIFIER}"}},{entries}}}'
