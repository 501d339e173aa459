"""What titles of meetings say, at either authority: that a meeting does not take place as planned."""

import re

_PUT_OFF = re.compile(
    r"\b(?:(?P<cancelled>cancell?ed|cancellation)|(?P<postponed>postponed|postponement))\b", re.IGNORECASE
)


def status_in(title: str) -> tuple[str, str]:
    """`scheduled`, `postponed` or `cancelled`, and the word of the title that says so."""
    match = _PUT_OFF.search(title)
    if not match:
        return "scheduled", ""
    return ("cancelled" if match["cancelled"] else "postponed"), match[0]
