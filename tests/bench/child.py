"""One benchmark in a process of its own, against the database of `DATABASE_URL`: `python -m tests.bench.child NAME`.

Prints each figure as soon as it is known, as one line of JSON.
"""

import importlib
import sys

import django

from tests.bench.figures import as_line
from tracker.garbage import settled


def main() -> None:
    """Run the benchmark."""
    django.setup()
    benchmark = importlib.import_module(f"tests.bench.{sys.argv[1]}")
    # As a worker does. A baseline would otherwise pay for a house that is not its own: each time that the collector
    # looks for garbage it would look through all that Django has loaded.
    settled()
    for figure in benchmark.run():
        print(as_line(figure), flush=True)


if __name__ == "__main__":
    main()
