"""Every file of the corpus, taken through `ingest` as if fetched from its source, ends as it has to."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.corpus.register import REGISTER, Entry

every_file = pytest.mark.parametrize("name", REGISTER)
excerpts = pytest.mark.parametrize("name", [name for name, entry in REGISTER.items() if entry.is_excerpt])


def ingest(path: Path, entry: Entry) -> dict[str, Any]:
    """What `ingest --json` prints about a file."""
    printed = io.StringIO()
    options = {"source": entry.source, "retrieved_at": f"{entry.retrieved}T12:00:00+00:00", "json": True}
    try:
        call_command("ingest", str(path), application=entry.application, stdout=printed, **options)
    except CommandError as stopped:
        assert stopped.returncode == 1
    return json.loads(printed.getvalue())


def whole(path: Path, folder: Path) -> Path:
    """An excerpt that says of itself that it holds what it holds."""
    content = json.loads(path.read_bytes())
    content["meta"]["total_records"] = len(content["data"])
    copy = folder / path.name
    copy.write_text(json.dumps(content))
    return copy


def test_the_register_knows_every_file(corpus: Path) -> None:
    files = {str(path.relative_to(corpus)) for path in corpus.rglob("*") if path.is_file()}
    assert files - {"README.md"} == set(REGISTER)


@every_file
@pytest.mark.django_db
def test_a_file_ends_as_it_has_to_and_all_that_it_holds_is_counted(corpus: Path, tmp_path: Path, name: str) -> None:
    entry, path = REGISTER[name], corpus / name
    report = ingest(whole(path, tmp_path) if entry.is_excerpt else path, entry)
    assert [snapshot["outcome"] for snapshot in report["snapshots"]] == [entry.outcome]
    assert {name: report["counts"][name] for name in entry.counts} == {
        name: count(path) for name, count in entry.counts.items()
    }
    assert report["changes"] == [] and report["held"] == []
    assert bool(report["errors"]) == (entry.outcome != "read")


@excerpts
@pytest.mark.django_db
def test_an_excerpt_as_it_stands_is_incomplete_and_says_so(corpus: Path, name: str) -> None:
    report = ingest(corpus / name, REGISTER[name])
    assert [snapshot["outcome"] for snapshot in report["snapshots"]] == ["drifted"]
    held, said = (json.loads((corpus / name).read_bytes())[part] for part in ("data", "meta"))
    assert f"says it has {said['total_records']} records and holds {len(held)}" in report["errors"][0]["message"]
    assert report["applications"] == [] and not any(report["counts"].values())
