"""The quick look at one file during a sync: an Examination of plain measures."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mailsync.examine.documents.text_measures import Measures
from mailsync.examine.ocr.scan import is_scan, ocr_is_here
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools
from mailsync.examine.video.quick import probe_video
from mailsync.filetype.magic import ARCHIVE_CONTENTS, PICTURE_CONTENTS, VIDEO_CONTENTS, content_of
from mailsync.filetype.markup import MARKUP_CONTENTS
from store.errors import SixOnesError
from store.letters.manifest import is_manifest
from store.model import Examination, Problem

# Raised when a measure changes its meaning: older examinations are then looked at again.
EXAMINER = 3

_DOCUMENT_TIMEOUT_S = 20.0
# Why a whole document is not counted, where more can be said than that its format is another.
_NOT_COUNTABLE = {
    "old_doc": "old_format",
    "old_sheet": "old_format",
    **dict.fromkeys(MARKUP_CONTENTS, "markup"),
}
_LONGEST_REASON = 200
_READABLE_DOCUMENTS = frozenset(
    (
        "docx", "doc", "pdf", "pptx", "xlsx", "text", "ofd", "rtf", "odf", "html", "mht",
        "word_xml", "flat_office", "flat_odf",
    )
)  # fmt: skip


def probe(
    path: Path,
    *,
    media_type: str,
    name: str,
    tools: FfmpegTools,
    child: Child | None = None,
    digest: str = "",
) -> Examination:
    """Measure a file by its content; bad input is a measure, never an exception.

    Args:
        media_type: as declared; noted only, the content decides.
        name: the attachment's name; only its suffix is noted.
        child: where files are looked into; without one a child is started for this file alone
            (about 0.1 s), so a sync opens one and passes it. Safe to share between threads.
        digest: sha256 of the file if the caller knows it; computed otherwise.
    """
    if child is None:
        with Child() as own:
            return probe(
                path, media_type=media_type, name=name, tools=tools, child=own, digest=digest
            )
    try:
        content = content_of(path)
        measures = _measures(path, content, name, tools=tools, child=child)
        if is_scan(measures) and not ocr_is_here():
            measures["ocr"] = "missing"
        digest = digest or digest_of(path)
    except OSError:
        content, measures = "unknown", {"unreadable": "file.unreadable", "reason": "not_readable"}
    except Exception as err:
        if isinstance(err, SixOnesError):
            raise
        reason = f"{type(err).__name__}: {err}"[:_LONGEST_REASON]
        return unmeasured(digest, "failed", media_type=media_type, name=name, why=reason)
    return Examination(
        digest=digest,
        depth="probe",
        measures={
            "examiner": EXAMINER,
            "content": content,
            "suffix": suffix_of(name),
            "media_type": media_type,
            "title_text": "",
            **measures,
        },
        problems=_problems(measures, name),
    )


def _problems(measures: Measures, name: str) -> tuple[Problem, ...]:
    """A manifest that says nothing is a problem of its mail: what it vouched for is not known."""
    code = measures.get("submission_problem")
    if code is None:
        return ()
    params = {"name": name, "reason": measures.get("reason", "")}
    return (Problem(f"submission.problem_{code}", params),)


def unmeasured(
    digest: str, reason: str, *, media_type: str, name: str, why: str = ""
) -> Examination:
    """What stands for a look that was not taken: nothing is said against the file.

    Args:
        reason: "budget", where others of the mail took all of the time, or "failed".
        why: what a failure said; it is a problem of the mail.
    """
    return Examination(
        digest=digest,
        depth="probe",
        measures={
            "examiner": EXAMINER,
            "content": "",
            "suffix": suffix_of(name),
            "media_type": media_type,
            "title_text": "",
            "not_countable": reason,
            "not_checked": reason,
        },
        problems=(Problem("file.not_measured", {"name": name, "reason": why}),) if why else (),
    )


def suffix_of(name: str) -> str:
    """The suffix of a file name, lower case with its dot, or ""."""
    suffix = Path(name.replace("\\", "/")).suffix.lower().strip()
    return suffix if len(suffix) <= 10 else ""


def _measures(path: Path, content: str, name: str, *, tools: FfmpegTools, child: Child) -> Measures:
    if is_manifest(name):
        return _manifest(path, child)
    if content in VIDEO_CONTENTS:
        return probe_video(path, content, tools=tools, child=child)
    if content in _READABLE_DOCUMENTS:
        answer = child.ask(
            {"do": "document", "path": str(path.absolute()), "content": content},
            timeout_s=_DOCUMENT_TIMEOUT_S,
        )
        if isinstance(answer, str):
            return {"unreadable": "document.unreadable", "reason": answer}
        return answer
    if content == "empty":
        return {"empty_file": True}
    if content == "encrypted_office":
        return {"unreadable": "document.encrypted", "reason": "password"}
    if content == "office_cut":
        return {"unreadable": "document.unreadable", "reason": "damaged"}
    if content in PICTURE_CONTENTS:
        return {"not_countable": "picture", "pictures": 1}
    if content in ARCHIVE_CONTENTS:
        return {"archive": content}
    return {"not_countable": _NOT_COUNTABLE.get(content, "format")}


def _manifest(path: Path, child: Child) -> Measures:
    answer = child.ask(
        {"do": "manifest", "path": str(path.absolute())}, timeout_s=_DOCUMENT_TIMEOUT_S
    )
    if isinstance(answer, str):
        return {"submission_problem": "broken", "reason": answer}
    return answer


def digest_of(path: Path) -> str:
    """The sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
