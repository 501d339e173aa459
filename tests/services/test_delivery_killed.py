"""`manage.py deliver` as a process of its own, on PostgreSQL, killed at the worst moment and started again."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from environ import Env
from werkzeug import Request, Response

from tests.conftest import MailSink

PROJECT = Path(__file__).resolve().parent.parent.parent
DATABASE = "delivery_killed"
SEED = """
from tests.factories import ApplicationFactory, ChangeFactory, UserFactory
from tracker.alerts import subscribing
application = ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")
subscribing.follow(UserFactory(email="anna@example.org"), application=application)
ChangeFactory(application=application)
ChangeFactory(application=application)
"""
END_LEASES = "UPDATE alerts_delivery SET leased_until = now() - interval '1 second' WHERE state = 'sending'"


class StallingSink(MailSink):
    """Takes the first message, and does not say so until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.has_taken_one = threading.Event()
        self.may_answer = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message; the answer to the first one waits."""
        answer = await super().handle_DATA(server, session, envelope)
        is_first = not self.has_taken_one.is_set()
        self.has_taken_one.set()
        if is_first:
            await server.loop.run_in_executor(None, self.may_answer.wait, 30)
        return answer


@pytest.fixture
def server() -> Iterator[StallingSink]:
    """A mail server that stalls."""
    sink = StallingSink()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    yield sink
    sink.may_answer.set()
    controller.stop()


def connect(url: str) -> psycopg.Connection:
    """A connection to what a `DATABASE_URL` names; libpq does not understand all forms of it."""
    named = Env.db_url_config(url)
    return psycopg.connect(
        host=named["HOST"],
        port=named["PORT"] or None,
        user=named["USER"],
        password=named["PASSWORD"] or None,
        dbname=named["NAME"],
        autocommit=True,
    )


@pytest.fixture
def database(postgresql_url) -> Iterator[str]:
    """An empty database of its own."""
    with connect(postgresql_url) as server:
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {DATABASE}")
    yield f"{postgresql_url.rpartition('/')[0]}/{DATABASE}"
    with connect(postgresql_url) as server:
        server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture
def environment(database, server) -> dict[str, str]:
    """What a worker is started with."""
    return os.environ | {
        "DATABASE_URL": database,
        "EMAIL_URL": server.url,
        "PUBLIC_URL": "http://clockstop.example.org",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "SECRET_KEY": "a key for tests that signs nothing of worth",
    }


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        check=False,
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
    )


def test_a_worker_killed_after_the_server_took_the_mail_repeats_only_that_mail(environment, server, database):
    assert manage(environment, "migrate", "-v0").returncode == 0
    assert manage(environment, "shell", "-v0", "-c", SEED).returncode == 0

    worker = subprocess.Popen([sys.executable, "manage.py", "deliver"], cwd=PROJECT, env=environment)
    assert server.has_taken_one.wait(60)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    server.may_answer.set()

    second = manage(environment, "deliver")
    assert second.returncode == 0, second.stderr
    assert len(server.messages) == 2, "what the dead worker held waits for the end of its lease"

    with connect(database) as rows:
        assert rows.execute(END_LEASES).rowcount == 1
    assert manage(environment, "deliver").returncode == 0
    assert manage(environment, "deliver").returncode == 0

    message_ids = [message["Message-ID"] for message in server.messages]
    assert len(message_ids) == 3
    assert len(set(message_ids)) == 2
    assert message_ids[0] == message_ids[2]


SEED_WEBHOOK = """
from tests.factories import ApplicationFactory, ChangeFactory, UserFactory, WebhookFactory
from tracker.alerts import subscribing
application = ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")
subscription = subscribing.follow(UserFactory(email="anna@example.org"), application=application)
subscription.by_email = False
subscription.save()
WebhookFactory(person=subscription.person, address="ADDRESS").subscriptions.add(subscription)
ChangeFactory(application=application)
ChangeFactory(application=application)
"""


def test_a_worker_killed_after_the_webhook_took_the_message_repeats_it_with_the_same_id(
    environment, database, httpserver
):
    taken, may_answer, ids = threading.Event(), threading.Event(), []

    def answer(request: Request) -> Response:
        ids.append(request.headers["webhook-id"])
        is_first = not taken.is_set()
        taken.set()
        if is_first:
            may_answer.wait(30)
        return Response(status=204)

    httpserver.expect_request("/hook").respond_with_handler(answer)
    environment = environment | {"WEBHOOK_INNER_HOSTS": httpserver.host}
    seed = SEED_WEBHOOK.replace("ADDRESS", httpserver.url_for("/hook"))
    assert manage(environment, "migrate", "-v0").returncode == 0
    assert manage(environment, "shell", "-v0", "-c", seed).returncode == 0

    worker = subprocess.Popen([sys.executable, "manage.py", "deliver"], cwd=PROJECT, env=environment)
    assert taken.wait(60)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    may_answer.set()

    assert manage(environment, "deliver").returncode == 0
    assert len(ids) == 2, "what the dead worker held waits for the end of its lease"
    with connect(database) as rows:
        assert rows.execute(END_LEASES).rowcount == 1
    assert manage(environment, "deliver").returncode == 0
    assert manage(environment, "deliver").returncode == 0

    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert ids[0] == ids[2]
