"""READ: the contents of an opened archive by digest; out of a zip they are taken one by one."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from store.errors import StoreError
from store.files.archive_manifest import ManifestFile
from store.files.regular import open_plain

# Stands among the files of an opened archive and says where they are.
MARKER = ".archived.json"


class Contents(msgspec.Struct, frozen=True):
    """Where an archive is, and its files by digest."""

    place: str
    files: dict[str, ManifestFile]


class ArchivedContents:
    """Finds contents for a folder of files that holds `MARKER`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: Contents | None = None

    def path(self, digest: str, usual: Path) -> Path:
        """Where a content can be read; `usual` where the archive has none that is whole."""
        from store.files.archive_source import ArchiveSource, NotWhole
        from store.files.whole_file import whole_file

        contents = self._read()
        file = contents.files.get(digest)
        if file is None or usual.exists():
            return usual
        place = Path(contents.place)
        if place.is_dir():
            # A link would be opened as if the archive held what it leads to.
            with contextlib.suppress(OSError), open_plain(place, file.path):
                return place / file.path
            return usual
        with contextlib.closing(ArchiveSource(place)) as source, contextlib.suppress(NotWhole):
            usual.parent.mkdir(exist_ok=True)
            with whole_file(usual) as out:
                for piece in source.checked(file):
                    out.write(piece)
        return usual

    def _read(self) -> Contents:
        if self._contents is None:
            marker = self._folder / MARKER
            try:
                self._contents = msgspec.json.decode(marker.read_bytes(), type=Contents)
            except (OSError, msgspec.DecodeError) as err:
                raise StoreError("archive.unreadable", place=str(marker)) from err
        return self._contents


def archived_contents(folder: Path) -> ArchivedContents | None:
    """The contents of an opened archive; None for a folder of files of a workspace."""
    return ArchivedContents(folder) if (folder / MARKER).exists() else None
