"""`manage.py serve` and `manage.py prepare`, as `make run` starts them."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.throwaway import free_port, wait_until

MEMORY = 300 * 1024 * 1024
"""Bytes that the running demo may hold."""


class Installation:
    """A folder with its own database and archive, and the programs run on it."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "x",
            "DATABASE_URL": f"sqlite:///{folder}/clockstop.sqlite3",
            "ARCHIVE_URL": str(folder / "archive"),
            "EMAIL_URL": f"filemail://{folder}/mail",
        }
        self.port = free_port()
        self.log = folder / "log"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def serve(self) -> subprocess.Popen[str]:
        """Start the server and wait until it answers."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
        )
        wait_until(lambda: self.answers() or process.poll() is not None, "the server answers")
        assert process.poll() is None, self.log.read_text()
        return process

    def answers(self) -> bool:
        """Whether all that the server needs is there."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """One made as `make run` makes it, with the demo portfolio."""
    made = Installation(tmp_path_factory.mktemp("installation"))
    assert made.run("prepare").returncode == 0
    return made


@pytest.fixture
def server(installation: Installation) -> Iterator[subprocess.Popen[str]]:
    """A running server."""
    process = installation.serve()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_seconds_when_asked_to(server: subprocess.Popen[str], way: signal.Signals) -> None:
    began = time.monotonic()
    server.send_signal(way)
    assert server.wait(15) == 0
    assert time.monotonic() - began < 10


def test_being_asked_twice_changes_nothing(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGINT)
    time.sleep(0.2)
    server.send_signal(signal.SIGTERM)
    assert server.wait(15) == 0


def test_it_says_where_it_is(installation: Installation, server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    assert server.stdout.readline().startswith(f"Clockstop is at http://127.0.0.1:{installation.port}/")


def test_it_stays_small(server: subprocess.Popen[str]) -> None:
    status = Path(f"/proc/{server.pid}/status")
    if not status.exists():
        pytest.skip("no /proc on this system")
    resident = int(re.findall(r"VmRSS:\s+(\d+) kB", status.read_text())[0]) * 1024
    assert resident < MEMORY


def test_a_taken_port_is_refused_with_one_line(installation: Installation, server: subprocess.Popen[str]) -> None:
    refused = installation.run("serve", "--port", str(installation.port))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"127.0.0.1:{installation.port}" in refused.stderr
    assert "--port" in refused.stderr
