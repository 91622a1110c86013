"""目录 against the supporting files received: a finding that spans the files of a branch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from store.model import FileKind, Finding, Params, Severity
from store.notice.notice import Notice
from store.rules.measures import limit_number, ruled

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_NUMBERING = re.compile(
    r"^(?:附件|材料|支撑材料|佐证材料)?\s*[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]?\s*[-_、.\uff0e:：\s]+"
)
_NAMED_CAP = 20


def contents_findings(
    carriers: Iterable[tuple[FileKind, Params]], received: Sequence[str], *, notice: Notice
) -> tuple[Finding, ...]:
    """Compare what the 目录 of one branch lists with the supporting files that came (notice 一.1).

    Args:
        carriers: kind and measures of the files that may hold it: the plan, and 目录 files,
            which are a list as a whole even without a heading.
        received: names of the current supporting files, the 目录 itself not among them.

    Returns:
        `document.no_contents` where several files came without a 目录; otherwise hints of what
        is listed and missing, and received and not listed.
    """
    listed = _listed(carriers)
    limit = notice.limit("document.no_contents")
    if listed is None:
        if limit is None or not len(received) >= limit_number(limit):
            return ()
        return (ruled(limit, files=len(received), limit=limit_number(limit)),)
    if not listed:
        return ()
    missing = [entry for entry in listed if not any(_same(entry, name) for name in received)]
    unlisted = [name for name in received if not any(_same(entry, name) for entry in listed)]
    return tuple(
        Finding(
            code,
            Severity.HINT,
            {
                "n": len(names),
                "names": "；".join(names[:_NAMED_CAP]),
                "words": limit.words if limit else "",
            },
            clause=limit.clause if limit else "",
        )
        for code, names in (
            ("document.contents_missing", missing),
            ("document.contents_unlisted", unlisted),
        )
        if names
    )


def _listed(carriers: Iterable[tuple[FileKind, Params]]) -> tuple[str, ...] | None:
    entries: list[str] = []
    seen = False
    for kind, measures in carriers:
        contents = measures.get("contents")
        if kind is FileKind.TOC and contents is None:
            # A 目录 that cannot be read, such as a picture, is there all the same.
            contents = measures.get("entries", [])
        if isinstance(contents, list):
            seen = True
            entries += [entry for entry in contents if isinstance(entry, str)]
    return tuple(dict.fromkeys(entries)) if seen else None


def _same(entry: str, name: str) -> bool:
    one, other = _key(entry), _key(name)
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and (one == other or (len(shorter) >= 2 and shorter in longer))


def _key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name.rsplit("/", 1)[-1]).strip()
    bare = _NUMBERING.sub("", _SUFFIX.sub("", folded))
    return "".join(char for char in bare.casefold() if char.isalnum()) or "".join(
        char for char in folded.casefold() if char.isalnum()
    )
