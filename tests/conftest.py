"""Fixtures that every test may use: the real files, and real servers that live for one run.

A test whose server is missing is skipped, by name; where `REQUIRE_SERVICES` is set it fails.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import NoReturn

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import throwaway

PROJECT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("CORPUS_DIR") or PROJECT / "../shared/corpus").resolve()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real EMA and FDA files; tests that use it are skipped, by name, where it is absent."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}: set CORPUS_DIR to the folder that holds it")
    return CORPUS


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A PostgreSQL server, as a `DATABASE_URL`; `TEST_DATABASE_URL` names one, else one is started."""
    yield from _server("TEST_DATABASE_URL", throwaway.postgresql())


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis server, as a `REDIS_URL`; `TEST_REDIS_URL` names one, else one is started."""
    yield from _server("TEST_REDIS_URL", throwaway.redis_server())


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium."""
    try:
        return throwaway.chromium()
    except throwaway.Missing as error:
        _do_without(error)


class MailSink:
    """A mail server that keeps what it is sent: `messages`, and the `recipients` of each, in order of arrival.

    `answer` is what it says to the next messages, e.g. `451 Try again later`.
    """

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.port = throwaway.free_port()

    @property
    def url(self) -> str:
        """Its address, as an `EMAIL_URL`."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a message unless it is to be refused; called by the server."""
        if self.answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
            self.messages.append(BytesParser(EmailMessage, policy=modern).parsebytes(content))
            self.recipients.append(list(envelope.rcpt_tos))
        return self.answer


@pytest.fixture
def mail_sink() -> Iterator[MailSink]:
    """A mail server on a port of its own."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    sink = MailSink()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _server(variable: str, throw_away: AbstractContextManager[str]) -> Iterator[str]:
    """The server that a variable names, else a throw-away one for as long as the fixture lives."""
    if address := os.environ.get(variable):
        yield address
        return
    try:
        address = throw_away.__enter__()
    except throwaway.Missing as error:
        _do_without(error)
    try:
        yield address
    finally:
        throw_away.__exit__(None, None, None)


def _do_without(error: throwaway.Missing) -> NoReturn:
    """Skip the test, or fail it where all servers are promised to be there."""
    if os.environ.get("REQUIRE_SERVICES"):
        pytest.fail(f"REQUIRE_SERVICES is set: {error}")
    pytest.skip(str(error))
