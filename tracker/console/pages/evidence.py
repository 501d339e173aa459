"""The archived page behind a date: the words in it, where it came from, and the exact bytes."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from tracker.catalogue.models import Evidence, Notice
from tracker.console import underway
from tracker.console.access import page, show
from tracker.console.archived_text import LARGEST_BODY, around, find, text_of
from tracker.intake.summary import summary_of
from tracker.sources import archive
from tracker.sources.models import Snapshot

MOST_OBSERVATIONS = 50


@page("catalogue.view_evidence")
def evidence(request: HttpRequest, fingerprint: str) -> HttpResponseBase:
    """`/evidence/<fingerprint>/`: one piece of evidence for a step."""
    row = get_object_or_404(
        Evidence.objects.select_related(
            "application__product", "step__procedure", "first_snapshot__source", "last_snapshot__source", "entry"
        ),
        fingerprint=fingerprint,
    )
    return show(request, "console/evidence.html", "Evidence", evidence=row, others=_others(row), **_archived(row))


def _others(row: Evidence) -> QuerySet[Evidence]:
    """What else speaks for the same step, or against its date."""
    if row.step is None:
        return Evidence.objects.none()
    return row.step.evidence.exclude(pk=row.pk).order_by("-is_current", "date", "id")


def _archived(row: Evidence) -> dict[str, Any]:
    """The snapshot that last had the words, with its text cut at them; nothing for what a person entered."""
    snapshot = row.last_snapshot or row.first_snapshot
    if snapshot is None:
        return {}
    shown = _text(snapshot, row.application.number)
    found = find(shown["text"], row.quote) if shown["text"] else None
    return {"snapshot": snapshot, **shown, "found": found, "passage": around(found) if found else None}


def _text(snapshot: Snapshot, about: str = "") -> dict[str, Any]:
    """The snapshot's text, or why none can be shown."""
    if snapshot.size > LARGEST_BODY:
        return {"text": None, "problem": "These bytes are too large to be shown; download them."}
    try:
        text = _read(snapshot.sha256, about)
    except archive.NotArchived as problem:
        return {"text": None, "problem": str(problem)}
    return {"text": text, "problem": "" if text else "These bytes cannot be shown as text; download them."}


@lru_cache(maxsize=32)
def _read(sha256: str, about: str) -> str | None:
    """The text of archived bytes. They never change, so it is read once: a workbook takes a second."""
    return text_of(archive.load(sha256), about)


@page("sources.view_snapshot")
def snapshot(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/snapshots/1/`: what a source said at one moment, and what was read in it."""
    row = get_object_or_404(Snapshot.objects.select_related("source"), pk=pk)
    observations = row.observations.order_by("key").defer("record", "held_record")
    applications = observations.exclude(application_number="")[: MOST_OBSERVATIONS + 1]
    keys = observations.filter(application_number="", superseded_at=None).values_list("origin", "key")
    notices = _notices(keys[: MOST_OBSERVATIONS + 1])
    return show(
        request,
        "console/snapshot.html",
        "Archived page",
        snapshot=row,
        observations=list(applications)[:MOST_OBSERVATIONS],
        notices=notices[:MOST_OBSERVATIONS],
        has_more=max(len(applications), len(notices)) > MOST_OBSERVATIONS,
        summary=summary_of(row) if row.outcome == Snapshot.Outcome.READ else None,
        work=underway.work(snapshot=pk),
        progress_address=underway.address(snapshot=pk),
        **_text(row),
    )


def _notices(keys: Iterable[tuple[str, str]]) -> list[Notice]:
    """The notices of some origins and keys."""
    by_origin: dict[str, list[str]] = {}
    for origin, key in keys:
        by_origin.setdefault(origin, []).append(key)
    return [
        notice
        for origin, of_origin in by_origin.items()
        for notice in Notice.objects.filter(origin=origin, key__in=of_origin).order_by("title", "pk")
    ]


@page("sources.view_snapshot")
def snapshot_bytes(request: HttpRequest, pk: int) -> HttpResponse:
    """`/snapshots/1/bytes`: the bytes exactly as they were received, as a download that no browser renders."""
    row = get_object_or_404(Snapshot, pk=pk)
    try:
        body = archive.load(row.sha256)
    except archive.NotArchived as problem:
        raise Http404(str(problem)) from problem
    return HttpResponse(
        body,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{row.sha256[:16]}.bin"',
            "X-Content-Type-Options": "nosniff",
        },
    )
