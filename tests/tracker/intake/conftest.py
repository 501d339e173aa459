import pytest

from tests.tracker.intake.worlds import SPOKEN_FDA, SPOKEN_PAGE, SPOKEN_TABLE, listen


@pytest.fixture
def spoken(monkeypatch) -> None:
    """Readers that say what a test wants are known."""
    listen(monkeypatch, SPOKEN_PAGE, SPOKEN_TABLE, SPOKEN_FDA)
