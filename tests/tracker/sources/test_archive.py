"""The archive: every byte once, exactly as it came."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.sources import archive

BODY = "Sinerem — ferumoxtran-10 \r\n".encode() + bytes(range(256))
SHA256 = hashlib.sha256(BODY).hexdigest()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.ARCHIVE_URL = str(tmp_path)
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "body", [BODY, b"", b"\x1f\x8b not really compressed", b"PK\x03\x04 a workbook", bytes(3_000_000)]
)
def test_bytes_come_back_exactly_as_they_were(body):
    assert archive.load(archive.store(body)) == body


def test_they_are_addressed_by_their_digest_and_kept_once(folder):
    assert archive.store(BODY) == archive.store(BODY) == SHA256
    (only,) = files(folder)
    assert only.relative_to(folder) == Path(SHA256[:2]) / f"{SHA256}.gz"


def test_they_are_compressed(folder):
    archive.store(b"the same words " * 10_000)
    assert files(folder)[0].stat().st_size < 2_000


def test_what_is_compressed_already_is_not_compressed_again(folder):
    body = b"PK\x03\x04" + b"the same words " * 10_000
    archive.store(body)
    assert files(folder)[0].stat().st_size > len(body)


def test_a_crash_while_writing_leaves_nothing_that_passes_for_the_bytes(folder, monkeypatch):
    def dies(self, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            archive.store(BODY)
    with pytest.raises(archive.NotArchived):
        archive.load(SHA256)
    assert archive.load(archive.store(BODY)) == BODY


def test_damaged_bytes_are_not_given_out(folder):
    archive.store(BODY)
    (only,) = files(folder)
    whole = only.read_bytes()
    for damaged in (whole[:-20], b"", whole[:40] + b"\xff" * 8 + whole[48:]):
        only.write_bytes(damaged)
        with pytest.raises(archive.NotArchived, match=SHA256):
            archive.load(SHA256)


def test_bytes_of_another_digest_are_not_given_out(folder):
    archive.store(BODY)
    (only,) = files(folder)
    other = archive.store(b"other")
    only.write_bytes((folder / other[:2] / f"{other}.gz").read_bytes())
    with pytest.raises(archive.NotArchived, match="another digest"):
        archive.load(SHA256)


def test_an_address_may_be_a_file_address(settings, tmp_path):
    settings.ARCHIVE_URL = f"file://{tmp_path}/deeper"
    archive.store(BODY)
    assert len(files(tmp_path / "deeper")) == 1


def test_an_address_of_another_kind_is_refused(settings):
    settings.ARCHIVE_URL = "ftp://host/archive"
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_URL"):
        archive.store(BODY)
