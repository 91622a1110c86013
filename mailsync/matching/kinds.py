"""What kind of material a file is: heading before name before folder before type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailsync.matching.evidence.folders import Folder, FolderKind
from mailsync.matching.words.kind_words import KIND_WORDS, PINYIN_WORDS, SUMMARY
from store.model import FileKind

_SENTENCE = re.compile(r"[。;!?]")
_VIDEO = frozenset(
    ("mp4", "avi", "mov", "flv", "mkv", "wmv", "m4v", "mpg", "mpeg", "3gp", "rmvb", "webm")
)
_IMAGE = frozenset(("jpg", "jpeg", "png", "gif", "bmp", "heic", "tif", "tiff", "webp"))
# 方案, 视频 alone are heads of columns.
_COLUMN_HEAD = 2
_COLUMNS = (FileKind.PLAN, FileKind.VIDEO)
_SHEET = frozenset(("xlsx", "xls", "et", "csv", "ods", "xlsm"))
_HEADING_LINES = 8
# A line of a PDF breaks within a sentence.
_LONGEST_HEADING = 24
_HEADING, _NAME, _LIST, _FOLDER, _TYPE = 3.0, 2.6, 2.2, 1.6, 1.0


@dataclass(frozen=True, slots=True)
class KindGuess:
    """The likeliest kind, and its lead over the next one; 0 where nothing speaks for it."""

    kind: FileKind
    lead: float


def word_kind(text: str) -> FileKind | None:
    """The kind that a phrase names: in Chinese the last word decides, 支撑材料目录 is a 目录."""
    best: tuple[int, int, FileKind] | None = None
    for kind, pattern in KIND_WORDS:
        for found in pattern.finditer(text):
            place = (found.end(), found.end() - found.start(), kind)
            if best is None or place[:2] > best[:2]:
                best = place
    if best is not None:
        return best[2]
    if SUMMARY.search(text):
        return FileKind.OTHER
    return None


def is_summary(name: str) -> bool:
    """Whether a file is called a summary, list or statistics."""
    return SUMMARY.search(name) is not None


def guess_kind(
    name: str,
    extension: str,
    title: str,
    folders: Sequence[Folder],
    listed: str,
    branches_listed: int,
) -> KindGuess:
    """Weigh the cues of one file.

    Args:
        name: the normalised stem with branch names blanked out; so is `title`.
        listed: what the body's list says of this file, "" where it says nothing.
        branches_listed: how many branches the first lines list.
    """
    votes: dict[FileKind, float] = {}

    def vote(kind: FileKind | None, weight: float) -> None:
        if kind is not None:
            votes[kind] = votes.get(kind, 0.0) + weight

    video = extension in _VIDEO
    heading = _heading_kind(title)
    if extension in _SHEET and (heading in _COLUMNS or is_summary(name)):
        # A table is no plan.
        heading = None
    by_name = word_kind(name) or _pinyin_kind(name)
    by_folder = _folder_kind(folders)
    vote(heading, _HEADING)
    vote(by_name, _NAME)
    by_list = word_kind(listed) if listed else None
    vote(by_list, _LIST)
    vote(by_folder, _FOLDER)
    if video:
        return _video_kind(heading, by_name, by_list, by_folder)
    if extension in _IMAGE:
        vote(FileKind.SUPPORT, _TYPE / 2)
    if branches_listed > 1 and (SUMMARY.search(name + title) or heading in (None, FileKind.TOC)):
        if heading in (FileKind.SHARING, FileKind.EVAL_FORM, FileKind.ARTICLE):
            return KindGuess(heading, _HEADING)
        return KindGuess(FileKind.OTHER, _HEADING)
    if not votes:
        return KindGuess(FileKind.OTHER, 0.0)
    ranked = sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
    if (
        FileKind.TOC in votes
        and ranked[0][0] is FileKind.SUPPORT
        and heading is not FileKind.SUPPORT
    ):
        return KindGuess(FileKind.TOC, votes[FileKind.TOC])
    following = ranked[1][1] if len(ranked) > 1 else 0.0
    return KindGuess(ranked[0][0], ranked[0][1] - following)


def _video_kind(
    heading: FileKind | None,
    by_name: FileKind | None,
    by_list: FileKind | None,
    by_folder: FileKind | None,
) -> KindGuess:
    """A video within the supporting material stays supporting material."""
    if heading is FileKind.VIDEO:
        return KindGuess(FileKind.VIDEO, _HEADING)
    for said in (by_name, by_list, by_folder):
        if said is FileKind.SUPPORT:
            return KindGuess(FileKind.SUPPORT, _FOLDER)
        if said is FileKind.VIDEO:
            return KindGuess(FileKind.VIDEO, _NAME)
    if by_name in (FileKind.SHARING, FileKind.OTHER):
        return KindGuess(FileKind.VIDEO, 0.0)
    return KindGuess(FileKind.VIDEO, _TYPE)


def _heading_kind(title: str) -> FileKind | None:
    for line in title.split("\n")[:_HEADING_LINES]:
        if _SENTENCE.search(line) or ("," in line and len(line) > _LONGEST_HEADING):
            continue
        kind = word_kind(re.sub(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", line))
        if kind in _COLUMNS and len(line.strip()) <= _COLUMN_HEAD:
            continue
        if kind is not None:
            return kind
    return None


def _folder_kind(folders: Sequence[Folder]) -> FileKind | None:
    for folder in reversed(folders):
        if folder.kind in (FolderKind.ITEM, FolderKind.NUMBER, FolderKind.OTHER):
            kind = word_kind(folder.normal.text)
            if kind is not None:
                return kind
    return None


def _pinyin_kind(name: str) -> FileKind | None:
    best: tuple[int, FileKind] | None = None
    squeezed = re.sub(r"[ _+-]", "", name)
    for word, kind in PINYIN_WORDS:
        at = squeezed.rfind(word)
        if at >= 0 and (best is None or at + len(word) > best[0]):
            best = (at + len(word), kind)
    return best[1] if best else None
