"""The text of a scan, recognised page by page; runs in the child, and counts about.

Imported there only: what it needs comes with the extra `ocr` and is large.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

# One thread is what a person at the screen leaves over; read when these are imported.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import cv2
import numpy
import onnxruntime
from PIL.Image import Image
from rapidocr import RapidOCR

from mailsync.examine.documents.counting import count_all
from mailsync.examine.documents.sketch import sketch_of
from mailsync.examine.documents.text_measures import TITLE_CHARS, TITLE_TEXT_CHARS, Measures
from mailsync.examine.pages import pages_of

# A plan of 1500 characters fills three pages; what is longer is told by its first ones.
_PAGES_CAP = 12
# No page is begun after this; one takes some seconds.
_ENOUGH_S = 90.0
_ONE_THREAD = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
# Lines whose middles lie closer than this part of their height stand beside each other.
_SAME_LINE = 0.5


def recognised(path: Path, content: str) -> Measures:
    """Measures of the text that is seen in a scan, as `mailsync.examine.ocr.scan.recognise`."""
    cv2.setNumThreads(1)
    # Nothing would leave this process anyway.
    onnxruntime.disable_telemetry_events()
    engine = RapidOCR(params=_ONE_THREAD)
    began_s = time.monotonic()
    lines: list[str] = []
    pages = 0
    for page in pages_of(path, content, most=_PAGES_CAP):
        lines += _lines(engine, page)
        pages += 1
        if time.monotonic() - began_s > _ENOUGH_S:
            break
    if not lines:
        return {"ocr": "nothing", "ocr_pages": pages}
    text = "\n".join(lines)
    return {
        "ocr": "read",
        "ocr_pages": pages,
        "chars_about": count_all(tuple(lines)).chars,
        "title": lines[0][:TITLE_CHARS],
        "title_text": text[:TITLE_TEXT_CHARS],
        **({"sketch": sketch} if (sketch := sketch_of(text)) else {}),
    }


def _lines(engine: RapidOCR, page: Image) -> list[str]:
    """The lines of a page from top to bottom, what stands beside each other from left to right."""
    seen: Any = engine(numpy.asarray(page)[:, :, ::-1])
    if seen.txts is None or seen.boxes is None:
        return []
    pieces = sorted(
        (float(box[:, 1].mean()), float(box[:, 0].min()), float(numpy.ptp(box[:, 1])), text)
        for box, text in zip(seen.boxes, seen.txts, strict=True)
    )
    rows: list[list[tuple[float, float, float, str]]] = []
    for piece in pieces:
        if rows and piece[0] - rows[-1][0][0] < _SAME_LINE * min(piece[2], rows[-1][0][2]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return ["  ".join(text for *_, text in sorted(row, key=lambda one: one[1])) for row in rows]
