"""What happens to tests where a server is not installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import throwaway
from tests.conftest import PROJECT

ASKING = """
def test_asks(redis_url):
    pass
"""


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("nothing_installed")
def test_a_server_that_is_not_installed_is_named() -> None:
    with pytest.raises(throwaway.Missing, match="redis-server is not installed"), throwaway.redis_server():
        pass
    with pytest.raises(throwaway.Missing, match="Chromium is not installed"):
        throwaway.chromium()


@pytest.mark.parametrize(
    ("required", "outcome"),
    [("", "1 skipped"), ("1", "REQUIRE_SERVICES is set: redis-server is not installed")],
    ids=["skipped by name", "failed where all servers are promised"],
)
def test_a_test_that_asks_for_it_is(tmp_path: Path, required: str, outcome: str) -> None:
    asking = tmp_path / "test_asks.py"
    asking.write_text(ASKING)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-c", "pyproject.toml", "-p", "tests.conftest", str(asking)],
        cwd=PROJECT,
        env={"PATH": str(tmp_path), "REQUIRE_SERVICES": required},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome in run.stdout
    assert "redis-server is not installed" in run.stdout
    assert (run.returncode != 0) == bool(required)
