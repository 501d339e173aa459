"""Time as it is spent: CPU of this process, of its children, and of the database that works for it.

CPU, not time on the wall: what else runs on the machine matters less. On PostgreSQL the work is done by the server's
processes, so theirs is counted too, by the kernel's own accounts (`/proc`); on SQLite it is this process that does it.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psycopg
from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")


class Spent(NamedTuple):
    """Seconds of CPU, and seconds by the clock on the wall."""

    cpu: float
    wall: float


class Clock:
    """Measures work. `postmaster` is the process of a PostgreSQL server whose work counts as well."""

    def __init__(self, postmaster: int | None = None) -> None:
        self._postmaster = postmaster

    def spent(self, work: Callable[[], object]) -> Spent:
        """What one run of the work costs."""
        cpu, wall = self._cpu(), time.perf_counter()
        work()
        return Spent(self._cpu() - cpu, time.perf_counter() - wall)

    def best(self, times: int, work: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> Spent:
        """The cheapest of several runs; what prepares each is not counted."""
        runs = []
        for _ in range(times):
            prepare()
            runs.append(self.spent(work))
        return min(runs)

    def _cpu(self) -> float:
        own = os.times()
        total = time.process_time() + own.children_user + own.children_system
        return total + (_cluster(self._postmaster) if self._postmaster else 0)


def clock() -> Clock:
    """The clock for the database that Django is connected to."""
    if connection.vendor != "postgresql":
        return Clock()
    connection.ensure_connection()
    return clock_of(connection.connection)


def clock_of(postgresql: psycopg.Connection) -> Clock:
    """The clock for work on this connection: the server's main process is the one that its backend comes from."""
    return Clock(int(_stat(postgresql.info.backend_pid)[1]))


def _cluster(postmaster: int) -> float:
    """CPU seconds of a server's processes, of those that have ended included."""
    ended = sum(int(ticks) for ticks in _stat(postmaster)[13:15]) / TICKS
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return ended + sum(_running(int(child)) for child in children)


def _running(process: int) -> float:
    """In nanoseconds from the kernel's scheduler, where it keeps them."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        return 0.0


def _stat(process: int) -> list[str]:
    """The fields of `/proc/…/stat` from the state on: the name before it may hold blanks."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
