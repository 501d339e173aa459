"""What of a medicine page's bytes its reader looks at: the content, without what the site makes anew for each answer.

Much cheaper than reading: hardly anything is looked at element by element. It errs on one side only. What is left out
here the reader does not see; noise that nobody knew of makes two pages look different, and they are read.
"""

import re
from collections.abc import Iterable
from typing import Any, cast

from lxml import etree

from scrapers.ema.medicine_page_html import SKIPPED, anchors_in, is_skipped, main_of, own_address, parsed

UNSEEN_ATTRIBUTES = (
    *("id", "for", "name", "value", "style", "title", "alt", "src", "srcset", "sizes", "width", "height", "loading"),
    *("role", "lang", "dir", "hreflang", "rel", "target", "type", "action", "method", "accept-charset", "tabindex"),
    *("datetime", "placeholder", "maxlength", "autocomplete", "download", "about", "property", "typeof"),
    *("aria-label", "aria-labelledby", "aria-controls", "aria-expanded", "aria-hidden", "aria-describedby"),
    *("data-drupal-selector", "data-drupal-link-system-path", "data-history-node-id", "data-quickedit-field-id"),
    *("data-bs-toggle", "data-bs-target", "data-bs-parent", "data-once", "data-component-id"),
)
"""Attributes that the reader never asks for; ids matter only as the targets of links, which are looked at apart."""

VIEW = re.compile(r"js-view-dom-id-[0-9a-f]+")
"""A class that Drupal makes anew for each answer (sources reference, 2.6)."""

_targets = etree.XPath(".//a/@href[contains(., '#')]", smart_strings=False)
_views = etree.XPath("descendant-or-self::*[contains(@class, 'js-view-dom-id-')]")
_perhaps_skipped = etree.XPath(".//*[contains(@class, 'ema-')]")


def seen_in_html(body: bytes) -> bytes:
    """An extract that holds all that the reader sees in a page; of use for comparing alone.

    Raises Drifted or Unreadable where reading would for the same reason.
    """
    root = parsed(body)
    content, address = main_of(root), own_address(root)
    anchors = anchors_in(content)
    targets = {target.strip() for target in cast("list[str]", _targets(content))}
    reached = sorted(target for target in targets if target[1:] in anchors)
    for element in _found(_perhaps_skipped, content):
        if is_skipped(element):
            element.tag = "template"
    etree.strip_elements(content, *SKIPPED, with_tail=False)
    etree.strip_attributes(content, *UNSEEN_ATTRIBUTES)
    for element in _found(_views, content):
        element.set("class", " ".join(name for name in element.get("class", "").split() if not VIEW.fullmatch(name)))
    written = etree.tostring(content, encoding="utf-8", with_tail=False)
    return b"\0".join([address.encode(), *(target.encode() for target in reached), written])


def _found(path: etree.XPath, content: etree._Element) -> Iterable[etree._Element]:
    return cast(Any, path(content))
