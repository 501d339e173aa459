"""Servers that live for one test run, each in a folder and on a port of its own.

They are started from the installed programs. Nothing on a standard port is looked for or touched.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import redis

PATIENCE = 60.0
"""Seconds that a server may take to start or stop."""


class Missing(Exception):
    """A server that is not installed, or cannot be run by this user."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str) -> None:
    """Wait for a condition; raises TimeoutError, saying what did not happen."""
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {PATIENCE:.0f} seconds")
        time.sleep(0.05)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """An empty cluster, as a `DATABASE_URL`; reached through a socket in its own folder. Raises Missing."""
    initdb, pg_ctl = (_postgresql_program(name) for name in ("initdb", "pg_ctl"))
    owner = _postgresql_owner()
    folder = Path(tempfile.mkdtemp(prefix="clockstop-pg-"))
    data = folder / "data"
    try:
        shutil.chown(folder, owner)
        _run(owner, initdb, "-D", data, "-U", "clockstop", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        # It would count the rows of tests that are rolled back as none, and plan the next ones' queries for none.
        options += " -c autovacuum=off"
        _run(owner, pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://clockstop@/{folder}/postgres"
        finally:
            _run(owner, pg_ctl, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """An empty Redis that writes nothing to disk, as a `REDIS_URL`. Raises Missing."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("redis-server is not installed")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="clockstop-redis-") as folder:
        server = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
            stdout=subprocess.DEVNULL,
        )
        try:
            with redis.Redis(port=port) as client:
                wait_until(lambda: _answers(client), "redis-server answers")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(PATIENCE)


def chromium() -> str:
    """The path of an installed Chromium. Raises Missing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise Missing("Chromium is not installed")


def _answers(client: "redis.Redis") -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def _postgresql_program(name: str) -> str:
    """The program in PATH, else that of the newest version in Debian's folders, which are not in PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found := shutil.which(name) or (str(versions[-1]) if versions else None):
        return found
    raise Missing("PostgreSQL is not installed")


def _postgresql_owner() -> str | int:
    """Who runs the cluster: PostgreSQL refuses to start as root."""
    if os.geteuid() != 0:
        return os.geteuid()
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise Missing("PostgreSQL does not run as root, and there is no user named postgres") from None


def _run(user: str | int, *command: str | Path) -> None:
    """Run a command as a user; raises RuntimeError with what it printed.

    Output goes to a file: the server that `pg_ctl` leaves behind would keep a pipe open.
    """
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command,
            user=user if os.geteuid() == 0 else None,
            cwd="/",
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{command[0]} failed: {output.read()}")
