"""Reading the environment: typed, strict, and clear about what is wrong.

Each reader takes the name of a variable and gives a value that the settings use as it is. `NAME_FILE` names a file that
holds the value, as secrets are mounted into containers. An empty variable counts as absent. A wrong value raises
`WrongSetting`; its message never repeats what may hold a password.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from environ import Env
from environ.fileaware_mapping import FileAwareMapping

FLAGS = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off"), False),
}
SQLITE = "django.db.backends.sqlite3"
DATABASES = {
    "sqlite": SQLITE,
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}


class WrongSetting(SystemExit):
    """A variable that cannot be used: one line on stderr and exit code 1, whichever program was starting.

    Not an `ImproperlyConfigured`: each program shows that one with a traceback of its own.
    """

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name} {problem}; {remedy}.")


class Environment:
    """The variables of a process, or of a mapping given in its place."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        # Not `environ.Env`: it takes a value that begins with `$` for the name of another variable.
        self._variables = FileAwareMapping(env=os.environ if variables is None else dict(variables), cache=False)

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding blanks, as files that hold a secret end with a line break."""
        try:
            return self._variables.get(name, "").strip() or default
        except (OSError, UnicodeDecodeError) as error:
            raise WrongSetting(
                f"{name}_FILE", f"cannot be read ({error})", "name a readable text file or unset it"
            ) from None

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        value = self.text(name)
        if not value:
            return default
        if value.lower() not in FLAGS:
            raise WrongSetting(name, f"is {value!r}", f"write one of {', '.join(FLAGS)}")
        return FLAGS[value.lower()]

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """One of a few words, whatever their case."""
        value = self.text(name, default)
        found = next((choice for choice in choices if choice.lower() == value.lower()), None)
        if found is None:
            raise WrongSetting(name, f"is {value!r}", f"write one of {', '.join(choices)}")
        return found

    def words(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """Words between commas."""
        words = [word.strip() for word in self.text(name).split(",") if word.strip()]
        return words or list(default)

    def hosts(self, name: str, default: tuple[str, ...]) -> list[str]:
        """Host names as Django matches them: no scheme, no port, no path."""
        hosts = self.words(name, default)
        for host in hosts:
            if "/" in host or " " in host or (":" in host and not host.startswith("[")):
                raise WrongSetting(name, f"holds {host!r}", "write host names only, like clockstop.example.org")
        return hosts

    def email_addresses(self, name: str) -> list[str]:
        """Email addresses between commas."""
        addresses = self.words(name)
        for address in addresses:
            self._require_email_address(name, address)
        return addresses

    def contact(self, name: str) -> str:
        """How to reach whoever runs this: an email address or a web page; empty when not given."""
        value = self.text(name)
        if value and not value.startswith(("https://", "http://")):
            self._require_email_address(name, value)
        return value

    def public_url(self, name: str, default: str) -> str:
        """The address under which people reach the site: scheme and host, without a closing slash."""
        value = self.text(name, default).rstrip("/")
        url = self._split(name, value)
        if url.scheme not in ("http", "https") or not url.hostname or url.path or url.query:
            raise WrongSetting(name, f"is {value!r}", "write it like https://clockstop.example.org")
        return value

    def redis(self, name: str) -> str:
        """A Redis address, or nothing."""
        value = self.text(name)
        if value and self._split(name, value).scheme not in ("redis", "rediss"):
            raise WrongSetting(name, "is not the address of a Redis server", "write it like redis://127.0.0.1:6379/0")
        return value

    def archive(self, name: str, default: Path) -> str:
        """Where archived bytes are kept: the path of a folder, or an `s3://bucket/prefix` address."""
        value = self.text(name, str(default))
        url = self._split(name, value)
        if url.scheme == "s3" and url.netloc:
            return value
        if url.scheme == "file" and not url.netloc and url.path:
            return unquote(url.path)
        if "://" in value or url.scheme == "s3":
            raise WrongSetting(name, f"is {value!r}", "write a path, file:///folder or s3://bucket/prefix")
        return value

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """Django's description of a database: SQLite or PostgreSQL. The default is a SQLite file."""
        value = self.text(name, f"sqlite:///{default}")
        url = self._split(name, value)
        if url.scheme not in DATABASES or (url.scheme == "sqlite" and len(url.path) < 2):
            raise WrongSetting(
                name,
                "is not the address of a database",
                "write it like postgresql://user:password@host:5432/name or sqlite:////folder/file.sqlite3",
            )
        database = Env.db_url_config(value)
        if database["ENGINE"] != SQLITE and not database["NAME"]:
            raise WrongSetting(name, "names no database", "write it like postgresql://user:password@host:5432/name")
        if database["ENGINE"] == SQLITE:
            self._require_folder_of(name, Path(database["NAME"]), create=not self.text(name))
        return database

    def mail(self, name: str, default: Path) -> dict[str, Any]:
        """Django's `EMAIL_…` settings. The default writes every message into a folder.

        The path of `filemail:///folder` is absolute, which django-environ would take for a relative one.
        """
        value = self.text(name, f"filemail://{default}")
        url = self._split(name, value)
        if url.scheme not in Env.EMAIL_SCHEMES or (url.scheme.startswith("smtp") and not url.hostname):
            raise WrongSetting(
                name,
                "is not a way to send mail",
                f"write it like smtp+tls://user:password@host:587; known are {', '.join(Env.EMAIL_SCHEMES)}",
            )
        if url.scheme == "filemail" and not url.path.strip("/"):
            raise WrongSetting(name, "names no folder", "write it like filemail:///folder")
        mail = {key: setting for key, setting in Env.email_url_config(value).items() if setting is not None}
        options = mail.pop("OPTIONS", {})
        if options:
            raise WrongSetting(name, f"has unknown options ({', '.join(options)})", "leave them out")
        return mail | {"EMAIL_FILE_PATH": f"/{unquote(url.path).strip('/')}"}

    def _split(self, name: str, value: str) -> SplitResult:
        """The parts of an address whose port is a number."""
        try:
            url = urlsplit(value)
            _ = url.port
        except ValueError as error:
            raise WrongSetting(
                name, f"is not an address ({error})", "check its port, and write reserved characters as %40"
            ) from None
        return url

    def _require_email_address(self, name: str, address: str) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise WrongSetting(name, f"holds {address!r}", "write email addresses like someone@example.org") from None

    def _require_folder_of(self, name: str, file: Path, create: bool) -> None:
        """Refuse a database file in a folder that is not there; SQLite's own message names neither."""
        if create:
            file.parent.mkdir(parents=True, exist_ok=True)
        if not file.parent.is_dir():
            raise WrongSetting(name, f"is in a folder that does not exist ({file.parent})", "make the folder first")


def installation_key(file: Path) -> str:
    """The random key of this installation, made at the first start and kept in a file that only its owner reads.

    It appears under its name complete or not at all: several processes may start at once.
    """
    if file.is_file():
        return file.read_text()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}-")
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        Path(draft).unlink()
    except OSError as error:
        raise WrongSetting(
            "SECRET_KEY", f"is not set and none can be kept ({error})", "set it to a long random value"
        ) from None
    return file.read_text()
