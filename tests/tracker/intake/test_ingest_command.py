"""`manage.py ingest`: what it prints, and how it ends."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scrapers import registry
from tests.scrapers.ema.pages import RIENSO, SINEREM, changed
from tests.tracker.intake.worlds import PAGES, TABLE, medicines, table_bytes, with_changes
from tracker.intake import pipeline
from tracker.intake.management.commands import ingest
from tracker.sources import leases
from tracker.sources.models import Snapshot, Source

pytestmark = pytest.mark.django_db
SINEREM_PAGE = f"{PAGES}sinerem"


@pytest.fixture
def sinerem(tmp_path) -> str:
    return kept(tmp_path, "sinerem.html", SINEREM)


def kept(folder: Path, name: str, body: bytes) -> str:
    (folder / name).write_bytes(body)
    return str(folder / name)


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit code, stdout, and stderr as the command line prints it."""
    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), err.getvalue() + str(error)
    return 0, out.getvalue(), err.getvalue()


def ended(*arguments: str) -> tuple[int, dict]:
    code, out, _ = run(*arguments, "--json")
    return code, json.loads(out)


def test_the_object_has_the_shape_of_the_contract(sinerem):
    code, found = ended(sinerem, "--source", SINEREM_PAGE, "--retrieved-at", "2025-11-23T08:03:52Z")

    snapshot = Snapshot.objects.get()
    assert code == 0
    assert found.keys() == {"applications", "snapshots", "counts", "changes", "held", "warnings", "errors"}
    assert found["applications"] == ["EMEA/H/C/000801"]
    assert found["snapshots"] == [
        {
            "id": snapshot.pk,
            "source": SINEREM_PAGE,
            "sha256": snapshot.sha256,
            "reader": "ema.medicine_page",
            "outcome": "read",
        }
    ]
    counts = found["counts"]
    assert (counts["applications"], counts["steps"], counts["changes"], counts["held"]) == (1, 1, 0, 0)
    assert counts["documents"] > 0
    assert (found["changes"], found["held"], found["warnings"], found["errors"]) == ([], [], [], [])
    assert snapshot.retrieved_at.isoformat() == "2025-11-23T08:03:52+00:00"


def test_changes_and_what_is_held_have_the_shape_of_the_contract(tmp_path):
    table = medicines(60)
    later = with_changes(with_changes(table, range(60), group="words"), [0], status="Withdrawn")
    run(kept(tmp_path, "1.json", table_bytes(table)), "--source", TABLE, "--retrieved-at", "2026-01-01")
    code, found = ended(kept(tmp_path, "2.json", table_bytes(later)), "--source", TABLE, "--retrieved-at", "2026-01-02")

    (change,), (held,) = found["changes"], found["held"]
    assert code == 0
    assert {name: change[name] for name in ("number", "field", "before", "after", "significance", "alerting")} == {
        "number": "EMEA/H/C/900000",
        "field": "status",
        "before": "authorised",
        "after": "withdrawn",
        "significance": "critical",
        "alerting": True,
    }
    assert {name: held[name] for name in ("source", "reason", "field", "rows")} == {
        "source": TABLE,
        "reason": "column-wide",
        "field": "pharmacotherapeutic_group",
        "rows": 60,
    }
    assert (found["counts"]["changes"], found["counts"]["held"]) == (1, 60)


def test_warnings_name_what_is_odd_and_where_and_do_not_stop_the_file(tmp_path):
    table = [*medicines(3), {**medicines(1)[0], "EMA product number": "R/0023"}]
    code, found = ended(kept(tmp_path, "1.json", table_bytes(table)), "--source", TABLE)
    (warning,) = found["warnings"]
    assert code == 0 and (warning["what"], warning["text"]) == ("junk-number", "R/0023") and warning["where"]


def test_the_same_file_again_is_unchanged(sinerem):
    ended(sinerem, "--source", SINEREM_PAGE)
    code, found = ended(sinerem, "--source", SINEREM_PAGE)
    assert (code, found["snapshots"][0]["outcome"], found["counts"]["applications"]) == (0, "unchanged", 0)


def test_an_older_file_is_done_and_says_so(sinerem, tmp_path):
    ended(sinerem, "--source", SINEREM_PAGE, "--retrieved-at", "2026-01-02")
    older = kept(tmp_path, "older.html", changed(SINEREM, "Guerbet", "Guerbet SA"))
    code, found = ended(older, "--source", SINEREM_PAGE, "--retrieved-at", "2026-01-01")
    assert (code, found["snapshots"][0]["outcome"]) == (0, "older")


@pytest.mark.parametrize("body", [b"", b"<html>Access Denied", SINEREM.replace(b"EMA product number", b"Nothing")])
def test_what_stops_a_file_is_one_line_on_stderr_and_an_error_in_the_object(tmp_path, body):
    bad = kept(tmp_path, "bad.html", body)
    code, out, err = run(bad, "--source", SINEREM_PAGE, "--json")
    found = json.loads(out)
    assert code == 1
    assert err.count("\n") == 0 and err.startswith(f"{SINEREM_PAGE}: {found['snapshots'][0]['outcome']}: ")
    assert [error["outcome"] for error in found["errors"]] == [found["snapshots"][0]["outcome"]]


def test_a_missing_file_stops_that_file_only(sinerem, tmp_path):
    code, out, err = run(str(tmp_path / "missing.html"), sinerem, "--json")
    found = json.loads(out)
    assert code == 1 and "No such file" in err and err.count("\n") == 0
    assert [one["outcome"] for one in found["snapshots"]] == ["unreadable", "read"]
    assert found["snapshots"][0]["id"] is None and found["snapshots"][0]["sha256"] is None


def test_a_local_file_is_recognised_by_its_bytes_and_not_by_its_name(tmp_path):
    code, found = ended(kept(tmp_path, "table.xlsx", RIENSO), kept(tmp_path, "page.html", table_bytes(medicines(2))))
    assert code == 0
    assert [one["reader"] for one in found["snapshots"]] == ["ema.medicine_page", "ema.medicines_table.json"]
    assert {source.address for source in Source.objects.all()} == {"file:table.xlsx", "file:page.html"}


def test_the_source_chooses_the_reader_whatever_the_bytes(tmp_path):
    code, found = ended(kept(tmp_path, "page.html", RIENSO), "--source", TABLE)
    assert code == 1 and found["snapshots"][0]["reader"] == "ema.medicines_table.json"


def test_scheme_and_query_of_the_source_do_not_matter(sinerem):
    code, found = ended(sinerem, "--source", "ema.europa.eu/en/medicines/human/EPAR/sinerem?page=1#top")
    assert code == 0 and found["snapshots"][0]["reader"] == "ema.medicine_page"


def test_bytes_that_nobody_knows_are_unreadable(tmp_path):
    code, found = ended(kept(tmp_path, "odd.bin", b"\0\1\2"))
    assert code == 1 and found["snapshots"][0]["outcome"] == "unreadable" and found["snapshots"][0]["sha256"]


def test_bytes_that_several_readers_know_are_wrong_usage_and_the_choices_are_named(tmp_path, sinerem, monkeypatch):
    twin = replace(registry.BY_NAME["ema.medicine_page"], name="test.twin")
    for module in (registry, pipeline):
        monkeypatch.setattr(module, "READERS", (*registry.READERS[:4], twin))
    code, out, err = run(sinerem)
    assert code == 2 and "ema.medicine_page" in err and "test.twin" in err and "--reader" in err and out == ""
    assert ended(sinerem, "--reader", "ema.medicine_page")[0] == 0


def test_an_application_that_the_file_is_not_about_stops_it(sinerem):
    code, out, err = run(sinerem, "--application", "EMEA/H/C/002215", "--json")
    assert code == 1 and "EMEA/H/C/000801" in err and "EMEA/H/C/002215" in err
    assert json.loads(out)["errors"]
    assert ended(sinerem, "--application", "EMEA/H/C/801")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("{file}", "{file}", "--source", SINEREM_PAGE),
        ("{file}", "{file}", "--retrieved-at", "2026-01-01"),
        ("{file}", "--retrieved-at", "yesterday"),
        ("{file}", "--retrieved-at", "2026-13-01"),
        ("{file}", "--reader", "no.such"),
        ("{file}", "--application", "Sinerem"),
        ("{file}", "--application", "022180"),
        ("https://nobody.example/page",),
        ("{file}", "--source", "not an address"),
        ("{file}", "--source", f"https://www.ema.europa.eu/{'x' * 500}"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(sinerem, arguments):
    code, out, err = run(*(argument.format(file=sinerem) for argument in arguments))
    assert code == 2 and out == "" and err.count("\n") == 0
    assert not Snapshot.objects.exists()


def test_a_moment_without_a_zone_is_utc(sinerem):
    run(sinerem, "--retrieved-at", "2025-11-23T08:03:52")
    assert Snapshot.objects.get().retrieved_at.isoformat() == "2025-11-23T08:03:52+00:00"


def test_an_address_is_not_fetched_without_a_contact(settings):
    settings.CONTACT = ""
    code, out, err = run(SINEREM_PAGE, "--json")
    assert code == 1 and "CONTACT" in err and json.loads(out)["errors"]
    assert not Snapshot.objects.exists()


def test_a_reading_waits_for_another_of_its_origin_and_then_goes_on(sinerem, monkeypatch):
    held = leases.acquire(leases.of_origin("ema.medicine_page"), 600)
    monkeypatch.setattr(
        ingest.time, "sleep", lambda seconds: leases.release(leases.of_origin("ema.medicine_page"), held)
    )
    code, found = ended(sinerem)
    assert code == 0 and found["snapshots"][0]["outcome"] == "read"


def test_a_reading_that_waits_in_vain_says_so_and_is_taken_up_later(sinerem, monkeypatch):
    leases.acquire(leases.of_origin("ema.medicine_page"), 600)
    monkeypatch.setattr(ingest, "PATIENCE", 0)
    monkeypatch.setattr(ingest.time, "sleep", lambda seconds: None)
    code, _, err = run(sinerem)
    assert code == 1 and "run the command again" in err
    assert Snapshot.objects.get().outcome == "pending"


def test_people_read_how_it_ended(sinerem):
    code, out, _ = run(sinerem, "--source", SINEREM_PAGE)
    assert code == 0
    assert out.startswith(f"{SINEREM_PAGE}: read by ema.medicine_page") and "1 applications" in out


@pytest.mark.django_db(transaction=True)
def test_the_command_line_ends_with_the_same_code(tmp_path):
    """As people call it: a process of its own, on an empty database."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "ARCHIVE_URL": str(tmp_path / "archive"),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "SECRET_KEY": "x",
    }

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], env=environment, capture_output=True, text=True, check=False
        )

    assert manage("migrate", "--verbosity", "0").returncode == 0
    bad = manage("ingest", str(tmp_path / "missing"), "--json")
    assert bad.returncode == 1 and json.loads(bad.stdout)["errors"] and len(bad.stderr.strip().splitlines()) == 1
    assert manage("ingest", "a", "b", "--source", SINEREM_PAGE).returncode == 2
