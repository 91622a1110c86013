"""What earlier years handed in, kept in the workspace to hold this year's files against (雷同)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from store.errors import ConfigError
from store.files.whole_file import whole_file

EARLIER_FILE = "earlier.json"
# Where each year lies: of this machine, so that no archive takes it along.
PLACES_FILE = "earlier-places.json"


class EarlierFile(msgspec.Struct, frozen=True):
    """One file of an earlier cohort: whose it was, its name, its digest, a sample of its text.

    `hours_left` is how long before the limit of its year it came, negative after it; None where
    that was not taken down.
    """

    cohort: int
    branch: str
    name: str
    digest: str
    sketch: str = ""
    unit: str = ""
    kind: str = ""
    hours_left: float | None = None


def earlier_files(folder: Path) -> tuple[EarlierFile, ...]:
    """What a workspace keeps of earlier years; nothing where none was taken in.

    Raises:
        ConfigError: `earlier.unreadable`.
    """
    file = folder / EARLIER_FILE
    try:
        found = file.stat()
    except OSError:
        return ()
    return _read(file, found.st_mtime_ns, found.st_size)


# The board is derived again and again, and the file changes once a year.
@lru_cache(maxsize=4)
def _read(file: Path, _changed_ns: int, _size: int) -> tuple[EarlierFile, ...]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[EarlierFile, ...])
    except (OSError, msgspec.DecodeError) as err:
        raise ConfigError("earlier.unreadable", file=str(file)) from err


def earlier_places(folder: Path) -> dict[int, str]:
    """The archive or workspace that each earlier year was read from; what is not known is left out.

    Raises:
        ConfigError: `earlier.unreadable`.
    """
    file = folder / PLACES_FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[int, str])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as err:
        raise ConfigError("earlier.unreadable", file=str(file)) from err


def keep_earlier(
    folder: Path, files: tuple[EarlierFile, ...], places: Mapping[int, str] = MappingProxyType({})
) -> None:
    """Write what is kept of earlier years, and where those years lie.

    Raises:
        StoreError: `disk.*`.
    """
    with whole_file(folder / EARLIER_FILE) as out:
        out.write(msgspec.json.encode(files))
    with whole_file(folder / PLACES_FILE) as out:
        out.write(msgspec.json.encode(dict(places)))
