"""The health pages say what fails, to whoever may be asking."""

import time
from pathlib import Path

import pytest
from django.test import Client
from kombu import Connection
from pytest_django import Settings

from tests.throwaway import free_port
from tracker import health
from tracker.celery import app


def test_a_process_that_answers_is_alive(client: Client) -> None:
    assert client.get("/health/live/").status_code == 200


@pytest.mark.django_db
def test_all_is_well_when_database_broker_and_archive_answer(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "archive": "ok"}


@pytest.mark.django_db
def test_an_archive_that_cannot_be_written_is_named(client: Client, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.ARCHIVE_URL = str(tmp_path / "file" / "archive")
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "broker": "ok", "archive": "NotADirectoryError"}


def test_a_broker_that_is_away_is_found_out_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    away = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(app, "connection_for_write", lambda **options: Connection(away, **options))
    began = time.monotonic()
    assert health.problem(health.check_broker) == "OperationalError"
    assert time.monotonic() - began < 5


def test_a_problem_is_told_without_the_words_of_the_driver() -> None:
    def fail() -> None:
        raise ConnectionError("password opensesame refused by db.internal")

    assert health.problem(fail) == "ConnectionError"
