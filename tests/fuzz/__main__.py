"""`python -m tests.fuzz [--count N] [--seed S] [--only NUMBER] [FILE…]`: mutated copies of every corpus file, or some.

Each copy has to be refused in a way that a reader may refuse bytes, or to say what the original says. Every few copies
other rows of a long file are taken. Prints each copy that does neither, with the command that makes it again, and a
line for each file. Exit code 1 if there was one.
"""

import argparse
import collections
import os
import random
import sys
import time
from pathlib import Path

from tests.corpus.register import REGISTER
from tests.fuzz.cases import case
from tests.fuzz.specimens import Specimen, specimen

PROJECT = Path(__file__).resolve().parents[2]
CORPUS = Path(os.environ.get("CORPUS_DIR") or PROJECT / "../shared/corpus").resolve()
COPIES = 20
"""Copies of the same rows of a file, one after the other."""


def main() -> int:
    """Make, read and judge what is asked for."""
    asked = _arguments()
    if not CORPUS.is_dir():
        print(f"no corpus at {CORPUS}: set CORPUS_DIR to the folder that holds it", file=sys.stderr)
        return 2
    names = [name for name in REGISTER if not asked.files or any(part in name for part in asked.files)]
    numbers = [asked.only] if asked.only is not None else range(max(1, asked.count // max(1, len(names))))
    print(f"seed {asked.seed}: {len(numbers) * len(names):,} copies of {len(names)} files", flush=True)
    failures = sum(_fuzz(name, asked.seed, numbers) for name in names)
    print(f"{failures} failed" if failures else "all well")
    return 1 if failures else 0


def _fuzz(name: str, seed: int, numbers: range | list[int]) -> int:
    """The copies of one file; how many failed."""
    started, outcomes, failed = time.monotonic(), collections.Counter(), 0
    rows: tuple[int, Specimen] | None = None
    for number in numbers:
        if rows is None or rows[0] != number // COPIES:
            rows = number // COPIES, _rows_of(name, seed, number // COPIES)
        result = case(rows[1], seed, number)
        outcomes[result.outcome] += 1
        if result.wrong:
            failed += 1
            print(f"FAILED {name}, {result.done}: {result.outcome}")
            print("".join(f"    {text}\n" for text in result.wrong[:5]), end="")
            print(f"    python -m tests.fuzz --seed {seed} --only {number} {name}", flush=True)
    ends = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"{name}: {ends}; {failed} failed; {time.monotonic() - started:.1f} s", flush=True)
    return failed


def _rows_of(name: str, seed: int, turn: int) -> Specimen:
    """The file with some of its rows: the first few in the first turn, then any, more or less of them."""
    if turn == 0:
        return specimen(CORPUS, name)
    chance = random.Random(f"{seed} {name} rows {turn}")
    return specimen(CORPUS, name, chance.choice((8, 40, 60, 120)), chance)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Mutated copies of every corpus file.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of the corpus, or parts of their names")
    parser.add_argument("--count", type=int, default=5_000, help="copies, of all files together")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other copies")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="of each file only the copy of this number")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
