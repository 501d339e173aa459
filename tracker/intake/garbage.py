"""Leaving the garbage collector out of a reading.

A reading makes hundreds of thousands of records that hold no cycles, and every full collection would walk through all
that hangs on them: more than a quarter of the time of a first load. What does hold cycles (the tree of a page) waits
for the collector until the reading has ended.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Collector:
    """Off while anybody is reading; then as it was before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readings = 0
        self._was_on = True

    def leave(self) -> None:
        with self._lock:
            if not self._readings:
                self._was_on = gc.isenabled()
                gc.disable()
            self._readings += 1

    def resume(self) -> None:
        with self._lock:
            self._readings -= 1
            if not self._readings and self._was_on:
                gc.enable()


_collector = _Collector()


@contextmanager
def left_alone() -> Iterator[None]:
    """Without collections, as long as any thread is in here; a collector that was off before stays off."""
    _collector.leave()
    try:
        yield
    finally:
        _collector.resume()
