"""Where the database of a workspace is: a file, or a server with the name of a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from store.errors import ConfigError
from store.text.hosts import is_loopback

SCHEMES = ("postgresql", "postgres")


@dataclass(frozen=True, slots=True)
class ServerDatabase:
    """A database on a server; its password is never in the address."""

    url: str
    password: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        """The server, its port and the database, for people."""
        parts = urlsplit(self.url)
        return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"

    @property
    def host(self) -> str:
        """The server's name; "" for a socket of this machine."""
        return unquote(urlsplit(self.url).hostname or "")

    @property
    def user(self) -> str:
        """Who logs in; "" for whom the machine knows."""
        return unquote(urlsplit(self.url).username or "")

    @property
    def is_local(self) -> bool:
        """Whether the way to it stays on this machine."""
        return self.host == "" or self.host.startswith("/") or is_loopback(self.host)


Location = Path | ServerDatabase


def server_database(text: str) -> ServerDatabase:
    """Read the address of a database.

    Over a network the server's certificate is asked for and checked, unless the address says
    `sslmode` itself.

    Raises:
        ConfigError: `database.not_an_address`, or `database.password` where a password stands in
            it.
    """
    try:
        parts = urlsplit(text.strip())
        named = parts.scheme in SCHEMES and len(parts.path) > 1 and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise ConfigError("database.not_an_address", value=text.partition("@")[0] or text)
    options = dict(parse_qsl(parts.query))
    if parts.password is not None or "password" in options:
        raise ConfigError("database.password")
    found = ServerDatabase(text.strip())
    if not found.is_local and "sslmode" not in options:
        options["sslmode"] = "verify-full"
        options.setdefault("sslrootcert", "system")
    return ServerDatabase(
        parts._replace(scheme="postgresql", query=urlencode(options), fragment="").geturl()
    )
