"""Opening a stored file with the system's program, under its own name, where that only shows it.

What may be opened is a list, and both the name that is really made and the content must be on it:
a program in disguise, and every kind of file that nobody has thought of, is offered for saving.
An archive is given to no program at all: we list what it holds.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mailsync.archives.unpack import ArchiveListing, list_members
from mailsync.filetype.macros import has_macros
from mailsync.filetype.magic import (
    ARCHIVE_CONTENTS,
    PICTURE_CONTENTS,
    VIDEO_CONTENTS,
    content_of,
)
from mailsync.programs.environment import shown_environment
from store.errors import StoreError
from store.files.own_files import own_folder, refuse_link
from store.files.whole_file import whole_file
from store.reports.content.safe_names import safe_name
from store.workspace.workspace import Workspace
from tui.base.served import handed_over


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Suffixes, and what a file of one of them may be.
_DOCUMENTS = (
    _words(
        "pdf doc docx docm dot dotx dotm rtf wps wpt xls xlsx xlsm xlsb et ppt pptx pptm pps ppsx"
        " dps odt ods odp"
    ),
    _words("pdf doc docx rtf xls xlsx ppt pptx odf encrypted_office"),
)
_PICTURES = (_words("png jpg jpeg jpe gif bmp tif tiff webp heic heif"), PICTURE_CONTENTS)
_VIDEOS = (
    _words("mp4 m4v mov qt avi wmv asf mkv webm flv mpg mpeg vob ts m2ts 3gp rm rmvb"),
    VIDEO_CONTENTS,
)
_SOUNDS = (_words("mp3 m4a wav wma ogg oga opus amr aac"), _words("mp3 m4a mp4 wav asf ogg amr"))
_TEXTS = (_words("txt md log"), _words("text"))
_SHOWN = (_DOCUMENTS, _PICTURES, _VIDEOS, _SOUNDS, _TEXTS)
# Suffixes whose programs run what stands in the file by design.
_MACRO_SUFFIXES = frozenset(("docm", "dotm", "xlsm", "xlsb", "pptm"))
_CHUNK_BYTES = 1 << 20

# Shown at once; only after a question (macros); listed by us (archives); not at all, but saved
# where that is wanted.
How = Literal["open", "ask", "list", "save"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What may be done with a stored file, and the name that it gets on the disk."""

    name: str
    how: How


def how_to_open(workspace: Workspace, digest: str, name: str) -> Opening:
    """Decide by the name that would be made and by the content.

    Args:
        name: as the sender gave it, never trusted.

    Raises:
        StoreError: `open.missing`: the content is not stored.
    """
    made = safe_name(name)
    suffix = made.rpartition(".")[2].lower() if "." in made else ""
    path = _stored(workspace, digest, name)
    try:
        content = content_of(path)
        if content in ARCHIVE_CONTENTS:
            return Opening(made, "list")
        if not any(suffix in suffixes and content in known for suffixes, known in _SHOWN):
            return Opening(made, "save")
        macros = suffix in _MACRO_SUFFIXES or (suffix in _DOCUMENTS[0] and has_macros(path))
    except OSError as err:
        raise StoreError("open.missing", file=name) from err
    return Opening(made, "ask" if macros else "open")


def open_stored(workspace: Workspace, digest: str, name: str, *, sure: bool = False) -> Path:
    """Copy a content to a file of its own name and show it with the system's program.

    Args:
        sure: whether a person was asked about macros, and wants to see the file.

    Returns:
        The copy; changing it changes nothing that is stored.

    Raises:
        StoreError: `open.not_shown` (it would be run, or nobody knows what would happen),
            `open.macros` (it brings macros, and nobody was asked), `open.missing` (the content is
            not stored), `open.no_opener` (the system has no program that opens files),
            `workspace.link`, `disk.*`.
    """
    opening = how_to_open(workspace, digest, name)
    if opening.how in ("save", "list"):
        raise StoreError("open.not_shown", file=name)
    if opening.how == "ask" and not sure:
        raise StoreError("open.macros", file=name)
    copy = own_folder(workspace.folder, f"opened/{digest[:16]}") / opening.name
    refuse_link(copy)
    _copy(_stored(workspace, digest, name), copy)
    _show(copy)
    return copy


def list_stored(workspace: Workspace, digest: str, name: str) -> ArchiveListing:
    """What a stored archive holds, listed by a child that is shut in; no member is opened.

    Raises:
        StoreError: `open.missing`: the content is not stored; `disk.full`.
    """
    return list_members(_stored(workspace, digest, name), name)


def save_stored(workspace: Workspace, digest: str, name: str, target: Path) -> None:
    """Copy a content to a place that a person chose; nothing is opened.

    Raises:
        StoreError: `open.missing`; `disk.exists` where something stands there; `disk.*`.
    """
    _copy(_stored(workspace, digest, name), target, replace=False)


def mark_as_foreign(path: Path, *, platform: str = sys.platform) -> None:
    """Tell the system that a file came from elsewhere: Office then opens it protected.

    Where a disk keeps no such marks there is none.
    """
    if platform == "win32":
        with contextlib.suppress(OSError):
            stream = Path(f"{path}:Zone.Identifier")
            stream.write_text("[ZoneTransfer]\r\nZoneId=3\r\n", encoding="ascii", newline="")
    elif platform == "darwin":
        mark = f"0081;{int(time.time()):08x};sixones;"
        with contextlib.suppress(OSError):
            subprocess.run(
                ["/usr/bin/xattr", "-w", "com.apple.quarantine", mark, str(path)],
                check=False,
                capture_output=True,
            )


def _stored(workspace: Workspace, digest: str, name: str) -> Path:
    blobs = workspace.blobs
    if not digest or not blobs.has(digest):
        raise StoreError("open.missing", file=name)
    return blobs.path(digest)


def _copy(stored: Path, target: Path, *, replace: bool = True) -> None:
    with stored.open("rb") as content, whole_file(target, replace=replace) as out:
        while chunk := content.read(_CHUNK_BYTES):
            out.write(chunk)
    mark_as_foreign(target)


def _show(path: Path) -> None:
    if handed_over(path):
        return
    if sys.platform == "win32":
        os.startfile(path)
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise StoreError("open.no_opener", file=str(path))
    # The shell leaves at once, so that a viewer that stays open is nobody's child here.
    subprocess.run(
        ["/bin/sh", "-c", '"$0" "$1" >/dev/null 2>&1 &', opener, str(path)],
        check=True,
        stdin=subprocess.DEVNULL,
        env=shown_environment(),
        start_new_session=True,
    )
