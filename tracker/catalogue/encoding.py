"""Records as text for the database, and their digests."""

import hashlib

import msgspec

from scrapers.records import AnyRecord, ApplicationRecord, NoticeRecord

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[AnyRecord] = msgspec.json.Decoder(ApplicationRecord | NoticeRecord)


def encode(record: AnyRecord) -> str:
    """The record as JSON: the same text for the same content."""
    return _encoder.encode(record).decode()


def decode(text: str) -> AnyRecord:
    """The record that `encode` wrote: its first field says of which kind."""
    return _decoder.decode(text)


def decode_application(text: str) -> ApplicationRecord:
    """The record of an application that `encode` wrote."""
    record = decode(text)
    assert isinstance(record, ApplicationRecord), "this text is about a notice"
    return record


def digest(record: AnyRecord) -> str:
    """32 hexadecimal digits that are the same for the same content."""
    return hashlib.blake2b(_encoder.encode(record), digest_size=16).hexdigest()


def fingerprint(*parts: object) -> str:
    """32 hexadecimal digits that name a thing by its natural key."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()
