"""What the environment may say, and what happens when it says something else."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from kombu import Queue

from tests.conftest import PROJECT
from tracker.celery import app
from tracker.environment import Environment, WrongSetting, installation_key


def read_settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, Any]:
    """The settings as they are with these variables and no others."""
    for name in os.environ:
        if name not in ("PATH", "HOME"):
            monkeypatch.delenv(name)
    for name, value in {"SECRET_KEY": "x", **variables}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(PROJECT / "tracker" / "settings.py"))


class TestWrongValues:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("DEBUG", "perhaps"),
            ("ALLOWED_HOSTS", "https://clockstop.example.org"),
            ("PUBLIC_URL", "clockstop.example.org"),
            ("PUBLIC_URL", "https://clockstop.example.org/tracker"),
            ("DATABASE_URL", "mysql://host/name"),
            ("DATABASE_URL", "postgresql://host:port/name"),
            ("DATABASE_URL", "sqlite:////no/such/folder/file.sqlite3"),
            ("DATABASE_URL", "postgresql://host"),
            ("REDIS_URL", "127.0.0.1:6379"),
            ("EMAIL_URL", "mail.example.org"),
            ("EMAIL_URL", "smtp://"),
            ("EMAIL_URL", "filemail:///"),
            ("ARCHIVE_URL", "ftp://example.org/archive"),
            ("OPERATORS", "operator"),
            ("CONTACT", "ask reception"),
            ("LOG_LEVEL", "LOUD"),
            ("SECRET_KEY_FILE", "/no/such/file"),
        ],
    )
    def test_a_wrong_value_stops_the_start_with_a_line_that_names_the_variable(
        self, name: str, value: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(WrongSetting, match=f"^{name} .*; .*\\.$"):
            read_settings(monkeypatch, **{name: value})

    @pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
    @pytest.mark.parametrize("address", ["gopher://me:opensesame@host/name", "smtp://me:opensesame@host:99999/name"])
    def test_the_line_does_not_repeat_a_password(
        self, name: str, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(WrongSetting) as stopped:
            read_settings(monkeypatch, **{name: address})
        assert "opensesame" not in str(stopped.value)

    @pytest.mark.parametrize(
        "program",
        [
            ("manage.py", "check"),
            ("-m", "celery", "-A", "tracker", "report"),
            ("-m", "gunicorn", "--check-config", "tracker.wsgi"),
        ],
        ids=["manage.py", "celery", "gunicorn"],
    )
    def test_no_program_shows_more_than_the_line(self, program: tuple[str, ...]) -> None:
        stopped = subprocess.run(
            [sys.executable, *program],
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], "SECRET_KEY": "x", "DEBUG": "perhaps"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert stopped.returncode in (1, 2)
        assert stopped.stderr == "DEBUG is 'perhaps'; write one of 1, true, yes, on, 0, false, no, off.\n"


class TestValues:
    @pytest.mark.parametrize("key", ["x", "$HOME", "a=b#c", "ключ"])
    def test_any_secret_key_starts(self, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        assert read_settings(monkeypatch, SECRET_KEY=key)["SECRET_KEY"] == key

    def test_a_secret_is_read_from_its_file_without_the_closing_line_break(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("opensesame\n")
        environment = Environment({"SECRET_KEY_FILE": str(tmp_path / "key"), "SECRET_KEY": "other"})
        assert environment.text("SECRET_KEY") == "opensesame"

    def test_an_empty_variable_is_an_absent_one(self) -> None:
        assert Environment({"PUBLIC_URL": ""}).public_url("PUBLIC_URL", "http://127.0.0.1") == "http://127.0.0.1"

    @pytest.mark.parametrize(("word", "flag"), [("1", True), ("Yes", True), ("off", False), ("FALSE", False)])
    def test_flags_are_written_in_many_ways(self, word: str, flag: bool) -> None:
        assert Environment({"DEBUG": word}).flag("DEBUG", default=not flag) is flag

    def test_blanks_around_commas_do_not_matter(self) -> None:
        environment = Environment({"OPERATORS": " a@example.org , b@example.org,"})
        assert environment.email_addresses("OPERATORS") == ["a@example.org", "b@example.org"]

    def test_mail_into_a_folder_goes_to_that_folder_from_the_root(self, tmp_path: Path) -> None:
        mail = Environment({"EMAIL_URL": "filemail:///srv/mail"}).mail("EMAIL_URL", tmp_path)
        assert mail["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
        assert mail["EMAIL_FILE_PATH"] == "/srv/mail"

    def test_mail_by_smtp_keeps_user_and_password(self, tmp_path: Path) -> None:
        mail = Environment({"EMAIL_URL": "smtp+tls://me:p%40ss@mail.example.org:587"}).mail("EMAIL_URL", tmp_path)
        assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
        assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("me", "p@ss")

    @pytest.mark.parametrize("address", ["/srv/archive", "file:///srv/archive"])
    def test_an_archive_folder_is_a_path(self, address: str, tmp_path: Path) -> None:
        assert Environment({"ARCHIVE_URL": address}).archive("ARCHIVE_URL", tmp_path) == "/srv/archive"

    def test_a_database_is_reached_through_a_socket(self, tmp_path: Path) -> None:
        environment = Environment({"DATABASE_URL": "postgresql://me@//var/run/postgresql/clockstop"})
        database = environment.database("DATABASE_URL", tmp_path)
        assert (database["HOST"], database["NAME"]) == ("/var/run/postgresql", "clockstop")


class TestInstallationKey:
    def test_it_is_made_once(self, tmp_path: Path) -> None:
        first = installation_key(tmp_path / "var" / "secret-key")
        assert len(first) > 50
        assert installation_key(tmp_path / "var" / "secret-key") == first
        assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret-key"]

    def test_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        installation_key(tmp_path / "secret-key")
        assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


class TestProduction:
    def test_an_https_address_makes_cookies_secure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = read_settings(monkeypatch, PUBLIC_URL="https://clockstop.example.org")
        assert read["SESSION_COOKIE_SECURE"] and read["CSRF_COOKIE_SECURE"] and read["SECURE_SSL_REDIRECT"]
        assert read["CSRF_TRUSTED_ORIGINS"] == ["https://clockstop.example.org"]
        assert "clockstop.example.org" in read["ALLOWED_HOSTS"]

    def test_health_checks_may_always_ask_by_the_name_of_the_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "127.0.0.1" in read_settings(monkeypatch, ALLOWED_HOSTS="clockstop.example.org")["ALLOWED_HOSTS"]

    def test_pages_may_load_nothing_from_elsewhere(self, client: Client) -> None:
        policy = client.get("/health/live/").headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


class TestSchedule:
    @pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=settings.CELERY_BEAT_SCHEDULE.keys())
    def test_each_scheduled_task_exists(self, entry: dict[str, object]) -> None:
        app.loader.import_default_modules()
        assert entry["task"] in app.tasks

    def test_each_task_of_a_room_goes_to_a_queue_that_workers_read(self) -> None:
        app.loader.import_default_modules()
        read = {queue.name for queue in settings.CELERY_TASK_QUEUES}
        for name in app.tasks:
            assert app.amqp.router.route({}, name)["queue"].name in read, name

    def test_no_two_queues_get_the_same_message(self) -> None:
        keys = [queue.routing_key for queue in settings.CELERY_TASK_QUEUES if isinstance(queue, Queue)]
        assert len(keys) == len(set(keys)) == len(settings.CELERY_TASK_QUEUES)

    def test_tasks_end_before_redis_hands_them_out_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = read_settings(monkeypatch, REDIS_URL="redis://127.0.0.1:6379/0")
        assert read["CELERY_TASK_TIME_LIMIT"] < read["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"]


class TestDocumentation:
    OPERATIONS = (PROJECT / "docs" / "operations.md").read_text()

    def test_each_variable_has_its_line(self) -> None:
        read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (PROJECT / "tracker" / "settings.py").read_text()))
        assert len(read) > 10
        assert read == set(re.findall(r"^\| `([A-Z_]+)` \|", self.OPERATIONS, flags=re.MULTILINE))

    def test_each_command_is_explained(self) -> None:
        told = subprocess.run(["make", "help"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
        for target in re.findall(r"^make (\w+) ", told, flags=re.MULTILINE):
            assert target == "help" or f"`make {target}`" in self.OPERATIONS, target
