"""Headings and labels of the pages of meeting highlights, and what they mean, as data (sources reference, 2.7)."""

import re
from typing import NamedTuple

from scrapers.ema.key_facts import label_key

LABELS = {
    label_key(label): field
    for label, field in {
        "Name of medicine": "name",
        "Name": "name",
        "Medicine": "name",
        "INN": "inn",
        "International non-proprietary name": "inn",
        "International non-proprietary name (INN)": "inn",
        "INN or common name": "inn",
        "INN / common name": "inn",
        "Common name": "inn",
        "Active substance": "inn",
        "Applicant": "applicant",
        "Marketing authorisation applicant": "applicant",
        "Marketing authorisation holder": "applicant",
        "Marketing authorisation holder / applicant": "applicant",
        "Indication": "therapeutic_indication",
        "Therapeutic indication": "therapeutic_indication",
        "More information": "",
        "Further information": "",
    }.items()
}
"""Labels as `label_key` spells them, and the field that each fills; a field without a name is known and not kept."""


class Section(NamedTuple):
    """What stands under a heading: the status of its medicines, and what it is about if not a new one."""

    status: str
    scope: str = ""


_EXTENSION = re.compile(r"\bextensions?\b", re.IGNORECASE)
_REFERRAL = re.compile(r"\breferrals?\b|\bharmonisation\b", re.IGNORECASE)

_STATUSES = (
    (r"\bwithdraw(?:al|als|n)\b(?!.*\bauthorisations?$)", "application-withdrawn"),
    (r"\b(?:outcome|conclusion|final)\b.*\bre-?examination|\bre-?examination.*\b(?:outcome|conclusion)", "opinion"),
    (r"^(?:\w+ (?:of|for) )?(?:an? |the )?re-?examinations?\b", "opinion-under-re-examination"),
    (r"^(?!.*\bnegative\b).*\bpositive\b", "opinion-positive"),
    (r"^(?!.*\bpositive\b).*\bnegative\b", "opinion-negative"),
    (r"\bstart(?:ed)?\b.*\breferral|\breferral.*\bstart", "under-evaluation"),
    (r"\b(?:outcome|conclusion|conclud\w+|opinion)\b.*\breferral|\breferral.*\b(?:outcome|conclu)", "opinion"),
)
"""Words of a section's heading, in order: the first that fits counts."""

_FORMS = tuple((re.compile(form, re.IGNORECASE), status) for form, status in _STATUSES)


def section_of(heading: str) -> Section | None:
    """The section that a heading begins; none for a heading that names no outcome."""
    status = next((status for form, status in _FORMS if form.search(heading)), "")
    if _REFERRAL.search(heading):
        return Section(status, "Referral")
    if not status:
        return None
    return Section(status, "Extension of indication" if _EXTENSION.search(heading) else "")
