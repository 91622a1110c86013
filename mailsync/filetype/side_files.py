"""Files that systems and office programs lay beside a file: never anything that was submitted."""

from __future__ import annotations

import re

_FOLDERS = frozenset(
    {"__macosx", ".git", ".svn", ".fseventsd", ".spotlight-v100", ".trashes"}
    | {"@eadir", "system volume information", "$recycle.bin", "__pycache__"}
)
_FILES = frozenset({
    ".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".localized", "icon\r",
    "folder.htt", ".directory", ".apdisk", ".volumeicon.icns", "icon", ".gitkeep",
    "zone.identifier",
})  # fmt: skip
# Owner files of Word (~$NAME), WPS (.~NAME) and LibreOffice (.~lock.NAME#), what they save while
# a file is open, and the resource forks of a Mac.
_NAME = re.compile(
    r"(?:~\$.+|\.~.+|\._.+|~wr[a-z]\d+\.tmp|~.*\.tmp|\.fuse_hidden.+|.+\.(?:crdownload|opdownload|downloading|xltd|aria2|asd|wbk)"
    # What Windows notes of a download, and sums that are checked against.
    r"|.+:zone\.identifier|.+\.(?:docx?|pdf|zip|rar|7z|mp4)\.(?:md5|sha1|sha256|sha512|crc)"
    r"|(?:checksums?|md5sums?|sha\d+sums?)(?:\.\w{2,6})?)"
)
_OWNER_BYTES = (54, 162, 165)
# Office takes no longer name of a user.
_LONGEST_OWNER = 52


def is_side_file(name: str) -> bool:
    """Whether the path of a file is that of a side file, by its name or by a folder on its way."""
    parts = name.replace("\\", "/").lower().split("/")
    last = parts[-1].strip(" ")
    return (
        last in _FILES
        or _NAME.fullmatch(last) is not None
        or bool(_FOLDERS.intersection(parts[:-1]))
    )


def is_owner_file(head: bytes, size_bytes: int) -> bool:
    """Whether a content is an owner file of Word, Excel or PowerPoint, whatever its name is.

    It is a user's name behind its length, filled up with blanks or zeros, then the same name in
    UTF-16, of a size of its own.
    """
    if size_bytes not in _OWNER_BYTES or len(head) < size_bytes:
        return False
    length = head[0]
    if not 0 < length <= _LONGEST_OWNER:
        return False
    rest = head[1 + length : 54]
    return not rest.strip(b" \0") and head[55:56] in (bytes((length,)), b"", b"\0", b" ")
