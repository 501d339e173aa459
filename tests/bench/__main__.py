"""`python -m tests.bench [NAME…] [--database sqlite|postgresql|both] [--json]`: every benchmark, or those named.

Prints one line for each figure: `ok` or `over`, the ratio, its bound, and both sides of it. Exit code 0 however the
figures turn out, 1 if a benchmark could not run.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import throwaway
from tests.bench.bare import connected
from tests.bench.figures import Figure, as_json, from_line, line

PROJECT = Path(__file__).resolve().parents[2]
BENCHMARKS = ("checks", "table", "memory", "release", "matching")
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    """Run what is asked for."""
    asked = _arguments()
    figures: list[Figure] = []
    is_whole = True
    for database in DATABASES if asked.database == "both" else (asked.database,):
        for name in asked.names or BENCHMARKS:
            print(f"{name} on {database} …", file=sys.stderr, flush=True)
            try:
                for figure in _run(name, database):
                    figures.append(figure)
                    if not asked.json:
                        print(line(figure), flush=True)
            except (subprocess.CalledProcessError, throwaway.Missing) as error:
                print(f"{name} on {database} could not run: {error}", file=sys.stderr)
                is_whole = False
    if asked.json:
        print(as_json(figures))
    return 0 if is_whole else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Benchmarks, as ratios.")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--json", action="store_true", help="one JSON list instead of lines")
    return parser.parse_args()


def _run(name: str, database: str) -> Iterator[Figure]:
    """The figures of one benchmark, as they come. Raises CalledProcessError, and Missing where there is no server."""
    with tempfile.TemporaryDirectory(prefix="clockstop-bench-") as folder, _server() as server:
        own = f"sqlite:///{folder}/bench.sqlite3" if database == "sqlite" else f"{server.removesuffix('postgres')}bench"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "DATABASE_URL": own,
            "BENCH_SERVER": server,
            "ARCHIVE_URL": f"{folder}/archive",
            "EMAIL_URL": f"filemail://{folder}/mail",
            "SECRET_KEY": "a key for benchmarks that signs nothing of worth",
            "REDIS_URL": "",
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "tests.bench.child", name]
        with subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            yield from map(from_line, child.stdout)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """A PostgreSQL server of its own, with an empty database `bench`; baselines need it on either database."""
    with throwaway.postgresql() as server:
        for statement in ("ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()", "CREATE DATABASE bench"):
            with connected(server) as connection:
                connection.execute(statement)
        yield server


if __name__ == "__main__":
    sys.exit(main())
