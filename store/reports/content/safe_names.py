"""Names of files and folders that every system takes: Windows, macOS, Linux, zip programs."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Three parts of a path stay together under the 260 characters of Windows.
LONGEST_FOLDER, LONGEST_FILE = 50, 90
# A name of ext4 has 255 bytes; a Chinese character takes three.
_MOST_BYTES = 240
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])(?=\.|$)",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^[\s.]+|[\s.]+$")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


def safe_name(text: str, *, most: int = LONGEST_FILE, suffix: str = "") -> str:
    """One part of a path made from any text; `suffix` (".docx" or "") ends it.

    Marks that a system refuses become `_`, what cannot be seen goes, reserved names get a `_`
    in front, a name that is too long ends in a piece of its digest.
    """
    plain = unicodedata.normalize("NFC", text)
    plain = "".join("_" if _FORBIDDEN.match(char) else char for char in plain if _shows(char))
    # Windows drops dots and blanks at the end; one in front hides a file elsewhere.
    plain = _EDGES.sub("", plain) or "_"
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    if _length(plain + suffix) > most or len((plain + suffix).encode()) > _MOST_BYTES:
        mark = f"~{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"
        while (
            _length(plain + mark + suffix) > most
            or len((plain + mark + suffix).encode()) > _MOST_BYTES
        ):
            plain = plain[:-1]
        plain = _EDGES.sub("", plain) + mark
    return plain + suffix


def suffix_of(name: str) -> str:
    """The suffix of a sender's file name in small letters, "" where it is none to trust."""
    found = _SUFFIX.search(unicodedata.normalize("NFKC", name).strip())
    return found[0].lower() if found else ""


def without_suffix(name: str) -> str:
    """A sender's file name without that suffix."""
    return name[: -len(suffix)] if (suffix := suffix_of(name)) and name.endswith(suffix) else name


def same_place(path: str) -> str:
    """Two paths with equal keys are one file on some system."""
    return unicodedata.normalize("NFC", path).casefold()


def distinct(path: str, taken: set[str]) -> str:
    """A path whose place is not in `taken`, to which it is added: `a.docx`, then `a (2).docx`."""
    number, candidate = 1, path
    folder, slash, name = path.rpartition("/")
    suffix = suffix_of(name)
    stem = name[: len(name) - len(suffix)]
    while same_place(candidate) in taken:
        number += 1
        candidate = f"{folder}{slash}{stem} ({number}){suffix}"
    taken.add(same_place(candidate))
    return candidate


def _shows(char: str) -> bool:
    return char == " " or unicodedata.category(char) not in (
        "Cc",
        "Cf",
        "Cs",
        "Co",
        "Cn",
        "Zl",
        "Zp",
    )


def _length(text: str) -> int:
    """Length as Windows counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
