"""One benchmark in a process of its own, against the database of `DATABASE_URL`: `python -m tests.bench.child NAME`.

Prints its figures as JSON.
"""

import importlib
import sys

import django

from tests.bench.figures import as_json


def main() -> None:
    """Run the benchmark."""
    django.setup()
    benchmark = importlib.import_module(f"tests.bench.{sys.argv[1]}")
    print(as_json(list(benchmark.run())))


if __name__ == "__main__":
    main()
