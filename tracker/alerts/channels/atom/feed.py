"""The feed as Atom (RFC 4287), in pages (RFC 5005, section 3)."""

import datetime
from pathlib import Path
from typing import Any

from django.template.backends.django import DjangoTemplates
from django.utils.feedgenerator import Atom1Feed

from tracker.alerts import addresses
from tracker.alerts.channels.atom.pages import Page

TEMPLATES = Path(__file__).parent / "templates"
HTML = DjangoTemplates({"NAME": "atom", "DIRS": [TEMPLATES], "APP_DIRS": False, "OPTIONS": {}})
CONTENT_TYPE = Atom1Feed.content_type


def written(page: Page) -> bytes:
    """The page of a feed as it is sent."""
    feed = _Feed(
        title=page.title,
        link=addresses.of_changes(),
        description=None,
        subtitle="What changed of the medicines that you follow. Keep this address to yourself.",
        language="en",
        author_name="Clockstop",
        feed_url=page.address,
        feed_guid=page.id,
        page=page,
    )
    template = HTML.get_template("entry.html")
    for entry in page.entries:
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description="",
            unique_id=entry.id,
            pubdate=entry.moment,
            updateddate=entry.moment,
            categories=entry.categories,
            item_copyright=" ".join(entry.acknowledgements),
            content=template.render({"entry": entry, "change": entry.change}),
        )
    return feed.writeString("utf-8").encode()


class _Feed(Atom1Feed):
    """Django's, with the whole content of each entry, and links to older pages."""

    def latest_post_date(self) -> datetime.datetime:
        """Also of an empty feed a moment that stays: Django's would be a new one at each request."""
        moment: datetime.datetime = self.feed["page"].moment
        return moment

    def add_root_elements(self, handler: Any) -> None:
        """Where the older entries are, and where the newest."""
        super().add_root_elements(handler)
        page: Page = self.feed["page"]
        if page.older_address:
            handler.addQuickElement("link", "", {"rel": "next", "href": page.older_address})
        handler.addQuickElement("link", "", {"rel": "first", "href": page.first_address})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """The entry with its content, which is HTML, in place of a summary."""
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", item["content"], {"type": "html"})
