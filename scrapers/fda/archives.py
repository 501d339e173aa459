"""ZIP archives of text tables, as FDA publishes its releases: opened with limits, their files by name."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from scrapers.readers import Drifted, Unreadable

MAX_UNPACKED = 250_000_000
"""Bytes of all files together; the Drugs@FDA release of 2019 unpacks to a tenth of that."""

MAX_FILES = 100

_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def opened(body: bytes) -> tuple[zipfile.ZipFile, Mapping[str, zipfile.ZipInfo]]:
    """An archive and its text files by name, without folder and ending. Raises Drifted or Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except _BAD_ZIP as error:
        raise Unreadable(f"the archive cannot be opened, it may be cut: {error}") from error
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_FILES or unpacked > MAX_UNPACKED:
        raise Unreadable(f"the archive holds {len(parts):,} files of {unpacked:,} bytes: more than any release")
    files: dict[str, zipfile.ZipInfo] = {}
    for part in parts:
        path = PurePosixPath(part.filename)
        if path.suffix.lower() == ".txt" and files.setdefault(path.stem, part) is not part:
            raise Drifted(f"the archive holds {path.name} twice")
    return archive, files


def names_in(body: bytes) -> set[str]:
    """The names of an archive's text files, without folder and ending; none if it is no archive."""
    try:
        return set(opened(body)[1])
    except (Drifted, Unreadable):
        return set()


def text_in(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """The text of a file in an archive, as `text_of_table` gives it. Raises Unreadable."""
    try:
        return text_of_table(archive.read(part))
    except _BAD_ZIP as error:
        raise Unreadable(f"{PurePosixPath(part.filename).name} cannot be unpacked: {error}") from error


def text_of_table(content: bytes) -> str:
    """The text of a table, its lines ended by a line feed alone: UTF-8 if it can be, else cp1252."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n")
