"""What is wrong with a file itself, whatever it was sent as."""

from __future__ import annotations

from collections.abc import Mapping

from store.model import FileKind, Finding, Params, Severity
from store.rules.measures import text

# Which contents a suffix may hold; a suffix that is not here says nothing.
_FITTING: Mapping[str, frozenset[str]] = {
    suffix: frozenset(contents.split())
    for suffix, contents in {
        ".docx": "docx office_cut encrypted_office",
        ".doc": "doc old_doc rtf encrypted_office",
        ".wps": "doc docx ole ole_other old_doc encrypted_office office_cut",
        ".rtf": "rtf",
        ".pdf": "pdf",
        ".pptx": "pptx office_cut encrypted_office",
        ".ppt": "ppt encrypted_office",
        ".xlsx": "xlsx office_cut encrypted_office",
        ".xls": "xls old_sheet encrypted_office",
        ".txt": "text",
        ".mp4": "mp4",
        ".m4v": "mp4",
        ".mov": "mov",
        ".3gp": "3gp",
        ".flv": "flv",
        ".f4v": "mp4",
        ".mkv": "matroska",
        ".webm": "matroska",
        ".avi": "avi",
        ".wmv": "asf",
        ".mpg": "mpeg mpegts",
        ".mpeg": "mpeg mpegts",
        ".ts": "mpegts",
        ".rmvb": "rm",
        ".zip": "zip",
        ".ofd": "ofd office_cut",
        ".xps": "xps",
        ".oxps": "xps",
        ".epub": "epub",
        ".xmind": "xmind",
        ".tar": "tar",
        ".gz": "gzip",
        ".tgz": "gzip",
        ".bz2": "bzip2",
        ".xz": "xz",
        ".mht": "mht",
        ".mhtml": "mht",
        ".html": "html",
        ".htm": "html",
        ".rar": "rar",
        ".7z": "7z",
        ".jpg": "jpeg",
        ".jpeg": "jpeg",
        ".png": "png",
        ".gif": "gif",
        ".bmp": "bmp",
        ".tif": "tiff",
        ".tiff": "tiff",
        ".webp": "webp",
        ".heic": "heif",
    }.items()
}
_DOCUMENT_SUFFIXES = frozenset(
    (".docx", ".doc", ".wps", ".rtf", ".pdf", ".pptx", ".ppt", ".xlsx", ".xls")
)
_VIDEO_SUFFIXES = frozenset(
    (".mp4", ".m4v", ".mov", ".3gp", ".flv", ".f4v", ".mkv", ".webm", ".avi", ".wmv", ".mpg",
     ".mpeg", ".ts", ".rmvb")
)  # fmt: skip
_ARCHIVE_SUFFIXES = frozenset((".zip", ".rar", ".7z"))
# Contents that no program made on purpose: the file is damaged, not misnamed.
_FORMLESS = frozenset(("unknown", "ole"))
# Contents that are no material under whatever name.
FOREIGN = frozenset(("exe", "elf", "apk", "jar", "tnef", "amr", "ogg"))
# What stopped us and not the file: its own program may well open it, so a person looks.
_OURS = frozenset(("timeout", "crashed", "too_large"))


def file_findings(
    measures: Params, *, kind: FileKind, name: str | None = None
) -> tuple[Finding, ...]:
    """Empty, unreadable, encrypted, unsafe, or named as something that it is not."""
    if measures.get("empty_file"):
        return (Finding("file.empty", Severity.HARD),)
    suffix = text(measures, "suffix") if name is None else _suffix(name)
    content = text(measures, "content")
    found: list[Finding] = []
    if code := text(measures, "unreadable"):
        reason = text(measures, "reason") or "damaged"
        severity = Severity.HINT if reason in _OURS else Severity.HARD
        found.append(Finding(code, severity, {"reason": reason}))
    elif content in _FORMLESS | FOREIGN and suffix in _FITTING and content not in _FITTING[suffix]:
        foreign = content in FOREIGN
        code = _unreadable_as(suffix)
        # Of an archive it would be said that it is damaged.
        code = "file.unreadable" if foreign and code == "archive.unreadable" else code
        reason = "foreign" if foreign else "damaged"
        return (Finding(code, Severity.HARD, {"reason": reason}),)
    elif content == "text" and kind is FileKind.VIDEO:
        found.append(Finding("video.unreadable", Severity.HARD, {"reason": "not_video"}))
    if measures.get("empty"):
        found.append(Finding("document.empty", Severity.HARD))
    if content and suffix in _FITTING and content not in _FITTING[suffix]:
        found.append(
            Finding("file.wrong_suffix", Severity.HINT, {"suffix": suffix, "content": content})
        )
    return tuple(found)


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.strip().lower()}" if dot and stem else ""


def _unreadable_as(suffix: str) -> str:
    if suffix in _VIDEO_SUFFIXES:
        return "video.unreadable"
    if suffix in _ARCHIVE_SUFFIXES:
        return "archive.unreadable"
    return "document.unreadable" if suffix in _DOCUMENT_SUFFIXES else "file.unreadable"
