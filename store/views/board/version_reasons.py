"""READ: why a file replaced an earlier one: its sender says so, or it simply came later."""

from __future__ import annotations

import re

from store.views.board.credits import Credit
from store.views.board.types import Detail, Received

_MENDED = re.compile(
    r"修改[版稿后]?|修订[版稿]?|更正|订正|更新[版稿]?|补正|补交|补报|补充[版稿]?|重[报发交]|重新[报发提]\w?"
    r"|替换|以此(?:件|份|版|次)?为准|以本(?:次|封|版|件)为准|新版|最新[版稿]?|最终[版稿]?|终稿|定稿"
    r"|第[二三四五六七八九]稿|[vV][2-9](?!\d)|(?i:revised|corrected|final)"
)


def version_reason(later: Credit, earlier: Credit, came: Received) -> Detail:
    """Why `later` is a version of its own behind `earlier`: another content, and what is said.

    The sender's word is looked for in the file's path, then in the mail's subject. A content that
    came before is no version, see `store.views.board.file_findings.versions`.

    Args:
        came: the mail of `later`.
    """
    for code, text in (("version.name_says", later.path), ("version.subject_says", came.subject)):
        said = _MENDED.search(text)
        if said is not None and said[0] not in (earlier.path if code.endswith("name_says") else ""):
            return Detail(code, {"word": said[0]})
    if later.mail_id == earlier.mail_id:
        return Detail("version.same_mail")
    return Detail("version.later")
