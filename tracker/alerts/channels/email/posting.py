"""Handing a message to the mail server, and what its answer means."""

import re
import smtplib

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from tracker.alerts.alert import Alert
from tracker.alerts.channels.email.messages import message_of_alert, message_of_digest
from tracker.alerts.digest import Digest
from tracker.alerts.models import Result
from tracker.alerts.outbox import Outcome

PERMANENT = range(500, 600)
NO_SUCH_ADDRESS = frozenset({550, 551, 553})
"""Of a recipient: no mailbox, moved, not a name (RFC 5321, 4.2.3)."""
ENHANCED = re.compile(r"5\.(\d{1,3})\.(\d{1,3})\b")
"""The finer code that most servers put first (RFC 3463)."""


def send(message: Alert | Digest) -> Outcome:
    """The email channel."""
    try:
        validate_email(message.recipient)
    except ValidationError:
        return Outcome(Result.REFUSED, f"{message.recipient!r} is not an email address: correct it and send again")
    return post(message_of_digest(message) if isinstance(message, Digest) else message_of_alert(message))


def post(message: EmailMessage) -> Outcome:
    """Send one message to one recipient.

    Only what the server says of this recipient or this message can be final. A refused sign-in or sender is a matter of
    our own settings and would be the same for everyone: it is postponed, so that nobody misses anything by it.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return _refused_recipient(code, _answer(code, words))
    except smtplib.SMTPDataError as refusal:
        return _refused(refusal.smtp_code, _answer(refusal.smtp_code, refusal.smtp_error))
    except smtplib.SMTPResponseException as refusal:
        answer = _answer(refusal.smtp_code, refusal.smtp_error)
        return Outcome(Result.POSTPONED, answer, status=refusal.smtp_code)
    except (smtplib.SMTPException, OSError) as trouble:
        return Outcome(Result.POSTPONED, f"{type(trouble).__name__}: {trouble}")
    return Outcome(Result.ACCEPTED, "Accepted by the mail server")


def _refused_recipient(code: int, answer: str) -> Outcome:
    """An address that does not work is told from a refusal that is a matter of policy, or of a full mailbox."""
    return Outcome(Result.SUSPENDED, answer, status=code) if _is_dead(code, answer) else _refused(code, answer)


def _is_dead(code: int, answer: str) -> bool:
    """By the finer code where there is one: X.1.* is about the address, X.2.1 a mailbox that was closed (RFC 3463)."""
    if finer := ENHANCED.search(answer):
        subject, detail = finer.groups()
        return code in PERMANENT and (subject == "1" or (subject, detail) == ("2", "1"))
    return code in NO_SUCH_ADDRESS


def _refused(code: int, answer: str) -> Outcome:
    return Outcome(Result.REFUSED if code in PERMANENT else Result.POSTPONED, answer, status=code)


def _answer(code: int, words: bytes | str) -> str:
    """`550 5.1.1 No such user`."""
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
