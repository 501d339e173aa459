"""Messages signed as Standard Webhooks has it (https://www.standardwebhooks.com/, specification 1.0.0)."""

import hashlib
import hmac
from base64 import b64decode, b64encode


def headers_of(key: str, timestamp: int, body: bytes, secret: str) -> dict[str, str]:
    """The headers by which the receiver knows who sent a message, when, and which one: `key` is its idempotency key.

    `timestamp` in seconds since 1970; `secret` as `whsec_` and base64.
    """
    return {
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature(key, timestamp, body, secret)}",
    }


def signature(key: str, timestamp: int, body: bytes, secret: str) -> str:
    """HMAC-SHA256 over id, time and body, in base64."""
    signed = f"{key}.{timestamp}.".encode() + body
    return b64encode(hmac.digest(b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)).decode()
