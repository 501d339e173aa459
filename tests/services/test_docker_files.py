"""The commands of docker/, run as a container engine would: in order, in a clean folder, against real servers.

No engine is needed: the Dockerfile's `COPY` and `RUN` lines make the folder, the services of compose.yaml are started
from it with their own commands and settings, and their health checks are asked. Only addresses are replaced.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import PROJECT
from tests.throwaway import free_port

DOCKERFILE = PROJECT / "docker" / "Dockerfile"
COMPOSE = PROJECT / "docker" / "compose.yaml"
OURS = ("migrate", "web", "worker", "beat")
GIVEN = {
    "SECRET_KEY": "x",
    "PUBLIC_URL": "http://clockstop.example.org",
    "EMAIL_URL": "smtp://mail.example.org",
    "POSTGRES_PASSWORD": "x",
}


def instructions(stage: int) -> list[tuple[str, str]]:
    """The instructions of a stage of the Dockerfile: keyword and the rest, lines joined."""
    text = re.sub(r"\\\n", " ", DOCKERFILE.read_text())
    stages = re.split(r"^FROM .*$", text, flags=re.MULTILINE)[1:]
    lines = [line for line in stages[stage].splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.split(maxsplit=1)[1].strip()) for line in lines]


def fill_in(value: str) -> str:
    """A value of compose.yaml with `${NAME:-default}` and `${NAME:?problem}` replaced by what is given."""
    return re.sub(
        r"\$\{(\w+)(?::([-?])([^}]*))?\}",
        lambda found: GIVEN.get(found[1]) or (found[3] if found[2] == "-" else pytest.fail(f"{found[1]} is not given")),
        value,
    )


class Engine:
    """A folder that stands for the image, and the processes that stand for its containers."""

    def __init__(self, app: Path, database: str, redis: str) -> None:
        self.app = app
        self.services: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
        self.addresses = {"DATABASE_URL": database, "REDIS_URL": redis, "ARCHIVE_URL": str(app.parent / "archive")}
        self.port = free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def build(self) -> None:
        """Carry out the first stage, in the environment of whoever builds but for the settings of the tests."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path}
        del environment["DJANGO_SETTINGS_MODULE"]
        for keyword, rest in instructions(0):
            if keyword == "COPY":
                *sources, target = rest.split()
                for source in sources:
                    self._copy(PROJECT / source, self.app / target)
            elif keyword == "RUN":
                subprocess.run(["bash", "-ec", rest], cwd=self.app, env=environment, check=True)

    def environment(self, service: str) -> dict[str, str]:
        """What the image and compose.yaml set, with the addresses of the throw-away servers."""
        image = dict(
            part.split("=", 1) for keyword, rest in instructions(1) if keyword == "ENV" for part in rest.split()
        )
        composed = {name: fill_in(value) for name, value in self.services[service]["environment"].items()}
        path = f"{self.app}/.venv/bin:{os.environ['PATH']}"
        return image | composed | self.addresses | {"PATH": path}

    def command(self, service: str) -> list[str]:
        """The service's own command, else the image's."""
        default = next(rest for keyword, rest in instructions(1) if keyword == "CMD")
        command = self.services[service].get("command") or json.loads(default)
        return [word.replace(":8000", f":{self.port}") for word in command]

    def run(self, service: str) -> None:
        """Run a service to its end, which must be a good one."""
        subprocess.run(self.command(service), cwd=self.app, env=self.environment(service), check=True, timeout=120)

    def start(self, service: str) -> None:
        """Start a service that goes on."""
        self.running[service] = subprocess.Popen(self.command(service), cwd=self.app, env=self.environment(service))

    def is_healthy(self, service: str) -> bool:
        """Whether the service's own health check succeeds within a minute."""
        test = self.services[service]["healthcheck"]["test"][1:]
        command = [word.replace(":8000", f":{self.port}") for word in test]
        for _ in range(20):
            asked = subprocess.run(
                command, cwd=self.app, env=self.environment(service), capture_output=True, check=False
            )
            if asked.returncode == 0:
                return True
            time.sleep(1)
        return False

    def stop(self) -> dict[str, int]:
        """Ask all services to end, as an engine does; their exit codes."""
        for process in self.running.values():
            process.terminate()
        return {service: process.wait(60) for service, process in self.running.items()}

    def _copy(self, source: Path, target: Path) -> None:
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder = target if target.is_dir() or not target.suffix else target.parent
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder)


@pytest.fixture(scope="module")
def engine(postgresql_url: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """All services, started in the order that compose.yaml asks for."""
    app = tmp_path_factory.mktemp("image") / "app"
    app.mkdir()
    engine = Engine(app, postgresql_url, redis_url)
    engine.build()
    engine.run("migrate")
    for service in ("web", "worker", "beat"):
        engine.start(service)
    try:
        yield engine
    finally:
        for process in engine.running.values():
            process.kill()
            process.wait()


@pytest.mark.parametrize("service", ["web", "worker"])
def test_a_service_becomes_healthy_by_its_own_health_check(engine: Engine, service: str) -> None:
    assert engine.is_healthy(service)


def test_all_services_end_well_when_asked_to(engine: Engine) -> None:
    assert engine.is_healthy("web")
    assert all(process.poll() is None for process in engine.running.values())
    assert engine.stop() == {"web": 0, "worker": 0, "beat": 0}


def test_no_service_of_ours_runs_as_root_or_writes_to_its_image() -> None:
    assert ("USER", "clockstop") in instructions(1)
    services = yaml.safe_load(COMPOSE.read_text())["services"]
    for name in OURS:
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]


def test_services_start_only_after_what_they_need() -> None:
    services = yaml.safe_load(COMPOSE.read_text())["services"]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert {"postgres", "redis"} <= services[name]["depends_on"].keys()
