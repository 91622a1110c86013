"""What a single file is meant to be, where no mail speaks for it: its name, then its content."""

from __future__ import annotations

import re

from mailsync.filetype.magic import (
    ARCHIVE_CONTENTS,
    PICTURE_CONTENTS,
    PROGRAM_CONTENTS,
    VIDEO_CONTENTS,
)
from mailsync.filetype.side_files import is_side_file
from mailsync.matching.kinds import word_kind
from store.model import FileKind, Params

_VIDEO_SUFFIX = re.compile(r"\.(?:mp4|m4v|mov|3gp|flv|f4v|mkv|webm|avi|wmv|mpe?g|rmvb)$")
_PICTURE_SUFFIX = re.compile(r"\.(?:jpe?g|png|gif|bmp|tiff?|webp|heic)$")
_ARCHIVE_SUFFIX = re.compile(r"\.(?:zip|rar|7z|tar|gz|tgz|bz2|xz|zst|cab|iso)$")
_SHORTCUT_SUFFIX = re.compile(r"\.(?:url|lnk|webloc|desktop)$")
# A heading decides only for these: a plan may have headings that name the other kinds.
_BY_HEADING = (FileKind.TOC, FileKind.EVAL_FORM, FileKind.SUPPORT)


def kind_of(name: str, measures: Params) -> FileKind:
    """Guess the kind; a document that says nothing of itself is taken for the plan.

    The guess is strict: what is taken for the plan or the video is held to its limits.
    """
    lower = name.rsplit("/", 1)[-1].lower()
    content = str(measures.get("content", ""))
    named = word_kind(lower.rpartition(".")[0] or lower)
    if content in VIDEO_CONTENTS or _VIDEO_SUFFIX.search(lower):
        return FileKind.SUPPORT if named is FileKind.SUPPORT else FileKind.VIDEO
    if content in ARCHIVE_CONTENTS | PROGRAM_CONTENTS or is_side_file(lower):
        return FileKind.OTHER
    if _SHORTCUT_SUFFIX.search(lower):
        return FileKind.OTHER
    if _ARCHIVE_SUFFIX.search(lower) and content in ("", "unknown", "empty"):
        return FileKind.OTHER
    if named is not None and named is not FileKind.VIDEO:
        return named
    if content in PICTURE_CONTENTS or content == "livp" or _PICTURE_SUFFIX.search(lower):
        return FileKind.SUPPORT
    heading = word_kind(str(measures.get("title", "")))
    return heading if heading in _BY_HEADING else FileKind.PLAN
