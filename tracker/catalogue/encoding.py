"""Records as text for the database, and their digests."""

import hashlib

import msgspec

from scrapers.records import ApplicationRecord

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(ApplicationRecord)


def encode(record: ApplicationRecord) -> str:
    """The record as JSON: the same text for the same content."""
    return _encoder.encode(record).decode()


def decode(text: str) -> ApplicationRecord:
    """The record that `encode` wrote."""
    return _decoder.decode(text)


def digest(record: ApplicationRecord) -> str:
    """32 hexadecimal digits that are the same for the same content."""
    return hashlib.blake2b(_encoder.encode(record), digest_size=16).hexdigest()


def fingerprint(*parts: object) -> str:
    """32 hexadecimal digits that name a thing by its natural key."""
    return hashlib.blake2b("\x1f".join(str(part) for part in parts).encode(), digest_size=16).hexdigest()
