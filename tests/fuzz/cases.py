"""One mutated copy: made from a seed, read, judged."""

import random
from dataclasses import dataclass

from scrapers.readers import ReadingFailed
from tests.fuzz.mutations import mutated
from tests.fuzz.oracle import complaints
from tests.fuzz.specimens import Specimen


@dataclass(frozen=True)
class Case:
    """What was done to a file and how its copy ended: `read`, or how it was refused. `wrong` should be empty."""

    name: str
    number: int
    done: str
    outcome: str
    wrong: tuple[str, ...] = ()


def mutated_copy(specimen: Specimen, seed: int, number: int) -> tuple[str, bytes]:
    """What was done, and the bytes: the same for the same seed and number."""
    return mutated(specimen.body, specimen.format, random.Random(f"{seed} {specimen.name} {number}"))


def case(specimen: Specimen, seed: int, number: int) -> Case:
    """The copy of a number, read and judged."""
    done, body = mutated_copy(specimen, seed, number)
    try:
        reading = specimen.read(body)
    except ReadingFailed as failure:
        wrong = () if str(failure) else ("refused without a word",)
        return Case(specimen.name, number, done, failure.outcome, wrong)
    except Exception as problem:  # noqa: BLE001 - any other failure of a reader is what is looked for
        return Case(specimen.name, number, done, "broken", (f"{type(problem).__name__}: {problem}",))
    return Case(
        specimen.name,
        number,
        done,
        "read",
        tuple(complaints(specimen.original, reading, specimen.page.retrieved_at.date())),
    )
