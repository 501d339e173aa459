"""Fixtures that every test may use."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("CORPUS_DIR") or PROJECT / "../shared/corpus").resolve()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real EMA and FDA files; tests that use it are skipped, by name, where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}: set CORPUS_DIR to the folder that holds it")
    return CORPUS
