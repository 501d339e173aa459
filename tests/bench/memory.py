"""The most memory that a process holds while it reads the whole release of Drugs@FDA for the first time."""

import os
import subprocess
import sys
from collections.abc import Iterator

from django.db import connection

from tests.bench import releases
from tests.bench.figures import Figure
from tests.bench.release import ADDRESS, FIRST

MOST = 500.0
"""Megabytes."""


def run() -> Iterator[Figure]:
    """The command that a person would run, in a process of its own, in the database of `DATABASE_URL`."""
    moment = ["--source", ADDRESS, "--retrieved-at", FIRST.isoformat()]
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "manage.py", "ingest", str(releases.FILE), *moment]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, "the release was not read"
    yield Figure(
        benchmark="memory",
        what="peak memory of the first load",
        against=f"{MOST:.0f} MB",
        database=connection.vendor,
        size="1x",
        ours=used.ru_maxrss / 1024,
        baseline=MOST,
        bound=1,
        unit="MB",
    )
