"""EMA's JSON feeds for tests: any rows in the envelope, and the excerpts of real ones with a true count."""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scrapers.records import Page

PAGE = Page(address="", retrieved_at=datetime.datetime(2026, 10, 5, 6, tzinfo=datetime.UTC))


def feed_of(rows: Iterable[Any], total: object = None, timestamp: object = "2026-10-04T18:02:25Z") -> bytes:
    """A feed that holds these rows and says so, or says another `total`."""
    data = list(rows)
    meta = {"total_records": len(data) if total is None else total, "timestamp": timestamp}
    return json.dumps({"meta": meta, "data": data}).encode()


def with_true_total(excerpt: bytes) -> bytes:
    """An excerpt of a feed, which says how many records the whole had, with the number that it holds."""
    content = json.loads(excerpt)
    content["meta"]["total_records"] = len(content["data"])
    return json.dumps(content).encode()


def wrapped(row: Mapping[str, Any]) -> dict[str, list[Any]]:
    """A row as one old mirror gave it: every value in a list."""
    return {key: [value] if value else [] for key, value in row.items()}
