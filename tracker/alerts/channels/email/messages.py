"""Messages, made of what they say: text, HTML and headers."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMultiAlternatives
from django.template.backends.django import DjangoTemplates

from tracker.alerts import addresses
from tracker.alerts.alert import Alert
from tracker.alerts.digest import Digest
from tracker.alerts.models import OperatorNotice, StaleNotice, WebhookNotice
from tracker.alerts.plain import one_line

TEMPLATES = Path(__file__).parent / "templates"
SUBJECT = 200

HTML = DjangoTemplates({"NAME": "html mail", "DIRS": [TEMPLATES], "APP_DIRS": False, "OPTIONS": {}})
TEXT = DjangoTemplates({"NAME": "text mail", "DIRS": [TEMPLATES], "APP_DIRS": False, "OPTIONS": {"autoescape": False}})


def message_of_alert(alert: Alert) -> EmailMultiAlternatives:
    """The mail of an alert. Mails about one application form one thread."""
    return _to_subscriber(alert, "alert")


def message_of_digest(digest: Digest) -> EmailMultiAlternatives:
    """The mail of a digest or of a wide reading. A person's digests form one thread."""
    return _to_subscriber(digest, "digest")


def _to_subscriber(said: Alert | Digest, template: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=one_line(said.subject, SUBJECT),
        body=_text(f"{template}.txt", {"message": said}),
        to=[said.recipient],
        headers=_headers(said.key, said.thread) | _list_headers(said.unsubscribe_address),
    )
    message.attach_alternative(HTML.get_template(f"{template}.html").render({"message": said}), "text/html")
    return message


def message_of_notice(notice: OperatorNotice) -> EmailMultiAlternatives:
    """The mail to an operator. What begins with a source and what is over form one thread."""
    source = one_line(str(notice.source), SUBJECT)
    headline = HEADLINES[OperatorNotice.Kind(notice.kind)].format(failure=notice.failure)
    return EmailMultiAlternatives(
        subject=one_line(f"{headline}: {source}", SUBJECT),
        body=_text(
            "notice.txt",
            {
                "notice": notice,
                "source": source,
                "message": one_line(notice.message, 2000),
                "advice": ADVICE.get(notice.failure, ""),
                "address": addresses.of_source(notice.source_id),
            },
        ),
        to=[notice.recipient],
        headers=_headers(f"notice-{notice.id}-{notice.created_at:%Y%m%d%H%M%S}", f"source-{notice.source_id}"),
    )


def message_of_stale_notice(notice: StaleNotice, tokens: Sequence[str]) -> EmailMultiAlternatives:
    """The mail to a subscriber; `tokens` name the subscriptions that depend on the source."""
    source = one_line(str(notice.source), SUBJECT)
    unsubscribe = addresses.of_unsubscribing(tokens)
    return EmailMultiAlternatives(
        subject=one_line(f"Not read as it should be: {source}", SUBJECT),
        body=_text(
            "stale.txt",
            {
                "source": source,
                "live": addresses.if_web(notice.source.address),
                "since": notice.since,
                "zone": notice.person.time_zone,
                "unsubscribe": unsubscribe,
            },
        ),
        to=[notice.person.email],
        headers=_headers(f"stale-{notice.id}-{notice.created_at:%Y%m%d%H%M%S}", f"stale-{notice.source_id}")
        | _list_headers(unsubscribe),
    )


def message_of_disabling(notice: WebhookNotice) -> EmailMultiAlternatives:
    """The mail to the owner of a webhook that was disabled."""
    webhook = notice.webhook
    name = one_line(webhook.name, SUBJECT)
    return EmailMultiAlternatives(
        subject=one_line(f"Webhook disabled: {name}", SUBJECT),
        body=_text(
            "disabled.txt",
            {
                "name": name,
                "notice": notice,
                "zone": notice.person.time_zone,
                "message": one_line(notice.message, 500),
                "address": addresses.of_webhook(webhook.pk),
            },
        ),
        to=[notice.person.email],
        headers=_headers(f"webhook-notice-{notice.pk}-{notice.created_at:%Y%m%d%H%M%S}", f"webhook-{webhook.pk}"),
    )


def _list_headers(unsubscribe: str) -> dict[str, str]:
    """One-click unsubscribing, as RFC 8058 has it."""
    return {
        "List-Id": f"Clockstop alerts <alerts.{addresses.host()}>",
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


HEADLINES = {
    OperatorNotice.Kind.FAILURE: "Source failing ({failure})",
    OperatorNotice.Kind.RECOVERY: "Source recovered",
    OperatorNotice.Kind.NOISE: "Source noisy",
    OperatorNotice.Kind.CALM: "Source calm again",
}

ADVICE = {
    "drifted": "The page is no longer laid out as its reader expects. Nothing was applied; compare the archived page"
    " with what the reader promises, and mend the reader.",
    "blocked": "The site refused the request. Look at the archived answer; do not work around a block, ask the site.",
    "unreadable": "The bytes could not be read at all. Look at the archived answer.",
    "gone": "The address is no longer there. Find where it moved and change the source, or switch it off.",
    "unreachable": "The site did not answer. This often passes; check the network if other sites fail too.",
    "too-large": "The answer is larger than is allowed. Look at what the address gives now.",
}
"""What to do about each kind of failure."""


def _headers(key: str, thread: str) -> dict[str, str]:
    """The Message-ID is the same at every attempt: who receives a message twice can tell that it is one."""
    root = f"<{thread}@{addresses.host()}>"
    return {
        "Message-ID": f"<{key}@{addresses.host()}>",
        "In-Reply-To": root,
        "References": root,
        "Auto-Submitted": "auto-generated",
    }


def _text(template: str, context: dict[str, object]) -> str:
    rendered = TEXT.get_template(template).render(context)
    return re.sub(r"\n{3,}", "\n\n", rendered).strip() + "\n"
