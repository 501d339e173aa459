"""Sources, snapshots and the bytes behind them."""

import datetime
import hashlib

from tests.factories import FIRST_SEEN, ObservationFactory, SnapshotFactory, SourceFactory
from tests.tracker.api.conftest import SINEREM_PAGE, program_of
from tests.tracker.api.test_applications import found
from tracker.sources import archive
from tracker.sources.models import Snapshot

BODY = b"<script>alert(1)</script>\x00\xff"


def test_the_bytes_of_a_snapshot_are_given_as_received_and_rendered_by_no_browser(api):
    snapshot = SnapshotFactory(sha256=archive.store(BODY))
    answer = api.get(f"/api/v1/snapshots/{snapshot.pk}/bytes/")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == snapshot.sha256
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{snapshot.sha256[:16]}.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_program_may_ask_for_octets_and_gets_errors_in_json(api, allowed):
    snapshot = SnapshotFactory(sha256="0" * 64)
    answer = api.get(f"/api/v1/snapshots/{snapshot.pk}/bytes/", HTTP_ACCEPT="application/octet-stream")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/json")
    assert answer.json() == {"detail": "The archive does not hold these bytes, or they are damaged."}
    refused = program_of(allowed("view_source")).get(f"/api/v1/snapshots/{snapshot.pk}/bytes/")
    assert refused.json() == {"detail": "This needs the permission sources.view_snapshot."}


def test_sinerems_page_is_in_the_archive(api, sinerem):
    (row,) = api.get("/api/v1/snapshots/?application=EMEA/H/C/000801").json()["results"]
    assert (row["source"], row["outcome"], row["reconstructed"]) == (SINEREM_PAGE, "read", True)
    assert (row["retrieved_at"], row["reader"]) == ("2025-11-23T08:03:52Z", "ema.medicine_page")
    detail = api.get(f"/api/v1/snapshots/{row['id']}/").json()
    assert detail["headers"] == []
    assert len(api.get(f"/api/v1/snapshots/{row['id']}/bytes/").content) == row["size"]


def test_snapshots_are_narrowed_down(api):
    early = SnapshotFactory()
    later = SnapshotFactory(retrieved_at=FIRST_SEEN + datetime.timedelta(days=1), outcome=Snapshot.Outcome.DRIFTED)
    ObservationFactory(snapshot=early)
    for query, expected in {
        f"source={early.source_id}": [early],
        f"sha256={later.sha256.upper()}": [later],
        "outcome=drifted": [later],
        "since=2026-01-06": [later],
        "until=2026-01-06": [early],
        "reconstructed=true": [],
        "application=EMEA/H/C/999999": [],
    }.items():
        assert found(api, f"snapshots/?{query}", "id") == [row.pk for row in expected], query


def test_sources_tell_how_they_are_going(api):
    well = SourceFactory(interval=datetime.timedelta(hours=6))
    ill = SourceFactory(failure="drifted", failure_message="The table has no status.", reader="ema.medicines_xlsx")
    for query, expected in {
        "failing=true": [ill],
        "failing=false": [well],
        "reader=ema.medicine_page": [well],
        f"address={ill.address}": [ill],
        "active=false": [],
    }.items():
        assert found(api, f"sources/?{query}", "id") == [row.pk for row in expected], query
    assert api.get(f"/api/v1/sources/{well.pk}/").json()["interval"] == "P0DT06H00M00S"
    shown = api.get(f"/api/v1/sources/{ill.pk}/").json()
    assert (shown["failure"], shown["failure_message"]) == ("drifted", "The table has no status.")
