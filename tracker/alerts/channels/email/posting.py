"""Handing a message to the mail server, and what its answer means."""

import smtplib

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from tracker.alerts.alert import Alert
from tracker.alerts.channels.email.messages import message_of_alert
from tracker.alerts.models import Result
from tracker.alerts.outbox import Outcome

PERMANENT = range(500, 600)


def send(alert: Alert) -> Outcome:
    """The email channel."""
    try:
        validate_email(alert.recipient)
    except ValidationError:
        return Outcome(Result.REFUSED, f"{alert.recipient!r} is not an email address: correct it and send again")
    return post(message_of_alert(alert))


def post(message: EmailMessage) -> Outcome:
    """Send one message to one recipient.

    Only what the server says of this recipient or this message can be final. A refused sign-in or sender is a matter of
    our own settings and would be the same for everyone: it is postponed, so that nobody misses anything by it.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return _refused(code, words)
    except smtplib.SMTPDataError as refusal:
        return _refused(refusal.smtp_code, refusal.smtp_error)
    except smtplib.SMTPResponseException as refusal:
        return Outcome(Result.POSTPONED, _answer(refusal.smtp_code, refusal.smtp_error))
    except (smtplib.SMTPException, OSError) as trouble:
        return Outcome(Result.POSTPONED, f"{type(trouble).__name__}: {trouble}")
    return Outcome(Result.ACCEPTED, "Accepted by the mail server")


def _refused(code: int, words: bytes | str) -> Outcome:
    result = Result.REFUSED if code in PERMANENT else Result.POSTPONED
    return Outcome(result, _answer(code, words))


def _answer(code: int, words: bytes | str) -> str:
    """`550 5.1.1 No such user`."""
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
