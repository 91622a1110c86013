"""Where shared contents are: a folder, or a bucket of an S3-compatible store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from store.errors import ConfigError
from store.text.hosts import is_loopback

_OPTIONS = frozenset({"endpoint", "region"})
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class S3Location:
    """A bucket and what all names in it begin with; `key` is the id of an access key.

    The secret of the key is in no address. An empty `endpoint` is that of Amazon.
    """

    bucket: str
    prefix: str
    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        """The bucket, the prefix and the server, for people."""
        where = "/".join(part for part in (self.bucket, self.prefix) if part)
        return f"s3://{where} ({self.host})"

    @property
    def host(self) -> str:
        """The server's name."""
        return urlsplit(self.endpoint).hostname or "amazonaws.com"

    @property
    def is_local(self) -> bool:
        """Whether the way to it stays on this machine."""
        return is_loopback(self.host)


ContentsLocation = Path | S3Location


def contents_location(text: str) -> ContentsLocation:
    """Read where contents are: a path, or `s3://KEY@bucket/prefix?endpoint=https://…&region=…`.

    Raises:
        ConfigError: `contents.not_an_address`, `contents.password`, or `contents.no_tls` where the
            way to a server of another machine would not be encrypted.
    """
    if "://" not in text:
        return Path(text.strip()).expanduser()
    try:
        parts = urlsplit(text.strip())
        options = dict(parse_qsl(parts.query))
        endpoint = urlsplit(options.get("endpoint", ""))
        named = endpoint.port != 0 and endpoint.scheme in ("", "http", "https")
    except ValueError:
        named = False
    bucket = parts.hostname or "" if named else ""
    if not named or parts.scheme != "s3" or not _BUCKET.fullmatch(bucket):
        raise ConfigError("contents.not_an_address", value=text.partition("@")[2] or text)
    if parts.password is not None or endpoint.password is not None or options.keys() - _OPTIONS:
        raise ConfigError("contents.password")
    found = S3Location(
        bucket,
        unquote(parts.path).strip("/"),
        options.get("endpoint", ""),
        options.get("region", ""),
        unquote(parts.username or ""),
    )
    if endpoint.scheme == "http" and not found.is_local:
        raise ConfigError("contents.no_tls", host=found.host)
    return found
