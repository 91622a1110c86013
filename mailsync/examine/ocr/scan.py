"""Which files are scans, whether their text can be recognised here, and asking a child for it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from mailsync.examine.documents.text_measures import Measures
from mailsync.examine.process.child import Child
from store.model import Params

# Why a text is not counted though the eye reads it.
SCANNED = ("scanned", "picture", "outlines", "garbled")
# Recognising needs more memory than reading: its models work on whole pages.
_MEMORY_BYTES = 3 << 30
_TIMEOUT_S = 180.0


def ocr_is_here() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def is_scan(measures: Params) -> bool:
    """Whether what was measured of a file is only what a picture shows."""
    return measures.get("not_countable") in SCANNED


def recogniser() -> Child:
    """A child that may take as much memory as recognising needs."""
    return Child(memory_bytes=_MEMORY_BYTES)


def recognise(path: Path, content: str, *, child: Child) -> Measures:
    """Let a child of `recogniser` read a scan.

    Returns:
        `ocr` says how it ended: "read", "nothing" where no text was seen, "failed"; where text
        was read also `chars_about`, `ocr_pages`, `title`, `title_text` and `sketch`.
    """
    answer = child.ask(
        {"do": "scan", "path": str(path.absolute()), "content": content}, timeout_s=_TIMEOUT_S
    )
    return {"ocr": "failed", "reason_ocr": answer} if isinstance(answer, str) else answer
