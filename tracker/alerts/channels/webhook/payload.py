"""What a webhook is told, in JSON: the words and names of the API (docs/api.md)."""

import datetime
import json
from typing import Any

from scrapers.origins import ACKNOWLEDGEMENTS
from tracker.alerts.alert import Alert
from tracker.alerts.told import ToldChange
from tracker.catalogue.models import Application, Change, Notice


def body_of_alert(alert: Alert) -> bytes:
    """The message of an alert."""
    delivery = alert.delivery
    told = {
        "delivery": delivery.pk,
        "headline": alert.headline,
        "application": _application(delivery.application) if delivery.application else None,
        "notice": _notice(delivery.notice) if delivery.notice else None,
        "page": alert.page_address,
        "changes": [_change(each) for each in alert.changes],
        "further_changes": alert.further_changes,
        "asked_for_by": [{"about": each.about, "note": each.note} for each in alert.asked],
        "reconstructed": alert.is_reconstructed,
        "attribution": list(alert.acknowledgements),
    }
    return body("changes", delivery.created_at, told)


def body_of_test(now: datetime.datetime, name: str) -> bytes:
    """A message that tells nothing, to see what the address answers."""
    return body("test", now, {"webhook": name})


def body(kind: str, moment: datetime.datetime, data: dict[str, Any]) -> bytes:
    """A message in the shape of Standard Webhooks: what it is, when it came about, what it says."""
    return json.dumps({"type": kind, "timestamp": _moment(moment), "data": data}, ensure_ascii=False).encode()


def _application(application: Application) -> dict[str, Any]:
    return {
        "id": application.pk,
        "number": application.number,
        "authority": application.authority,
        "type": application.type,
        "product": application.product.name,
        "product_id": application.product_id,
        "name": application.name,
        "category": application.category,
        "status": application.status,
        "status_text": application.status_text,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.pk,
        "origin": notice.origin,
        "key": notice.key,
        "kind": notice.kind,
        "authority": notice.authority,
        "title": notice.title,
        "category": notice.category,
        "status": notice.status,
        "status_text": notice.status_text,
    }


def _change(told: ToldChange) -> dict[str, Any]:
    """The change as the API gives it, but for its review; then what the message adds."""
    return {
        **_as_in_the_api(told.change),
        "headline": told.wording.headline,
        "meaning": told.wording.meaning,
        "evidence": [{"quote": quote.words, "locator": quote.locator} for quote in told.quotes],
        "page": told.change_address,
        "archived_page": told.archived_address or None,
        "live_page": told.live_address or None,
    }


def _as_in_the_api(change: Change) -> dict[str, Any]:
    snapshot = change.snapshot
    return {
        "id": change.pk,
        "application": change.application.number if change.application else None,
        "application_id": change.application_id,
        "notice": change.notice.key if change.notice else None,
        "notice_id": change.notice_id,
        "procedure": change.procedure,
        "subject": change.subject,
        "field": change.field,
        "item": change.item,
        "before": change.before,
        "after": change.after,
        "origin": change.origin,
        "significance": change.significance,
        "alerting": change.alerting,
        "correction": change.is_correction,
        "seen_at": _moment(change.seen_at),
        "recorded_at": _moment(change.recorded_at),
        "snapshot": change.snapshot_id,
        "source": snapshot.source.address if snapshot else None,
        "sha256": snapshot.sha256 if snapshot else None,
        "retrieved_at": _moment(snapshot.retrieved_at) if snapshot else None,
        "person": change.person_name,
        "reason": change.reason,
        "reconstructed": change.about.is_reconstructed or bool(snapshot and snapshot.is_reconstructed),
        "attribution": [ACKNOWLEDGEMENTS[change.about.authority]] if change.about.authority else [],
    }


def _moment(moment: datetime.datetime) -> str:
    """In UTC: `2025-11-23T08:03:52Z`."""
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
