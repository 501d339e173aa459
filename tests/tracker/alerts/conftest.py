"""A mail server that tests can make refuse, and settings that lead to it."""

import logging
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.conftest import MailSink


class Killed(BaseException):
    """The end of a worker at this very point: nothing in the program catches it."""


class MailServer(MailSink):
    """A mail server that answers single recipients as told: `answers["a@example.org"] = "550 No such user"`."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not; called by the server."""
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        """What this recipient received."""
        return [message for message, to in zip(self.messages, self.recipients, strict=True) if to == [address]]


@pytest.fixture(autouse=True)
def public_site(settings) -> None:
    """The site as its mails name it."""
    settings.PUBLIC_URL = "https://clockstop.example.org"
    settings.DEFAULT_FROM_EMAIL = "Clockstop <alerts@clockstop.example.org>"
    settings.OPERATORS = []


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real mail server, and the program set to send through it."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def kill(monkeypatch) -> Callable[[object, str], None]:
    """`kill(module, "name")`: the worker dies when it gets to this function, once."""

    def at(place: object, name: str, *, after: bool = False) -> None:
        original = getattr(place, name)

        def dies(*args: object, **kwargs: object) -> object:
            monkeypatch.setattr(place, name, original)
            if after:
                original(*args, **kwargs)
            raise Killed

        monkeypatch.setattr(place, name, dies)

    return at
