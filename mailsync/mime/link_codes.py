"""The code that opens a share: the words beside a link that somebody has to type."""

from __future__ import annotations

import re
import unicodedata

_CODE = re.compile(
    r"(?P<word>提取码|提取碼|提取密码|访问码|访问密码|分享密码|分享码|取件码|下载码|校验码|口令|密码|密碼|验证码"
    r"|access code|passcode|password|pwd|code|码)"
    r"\s{0,3}(?:是|为|爲)?\s{0,3}[:：=]?\s{0,3}[\[\uff3b(（【「『<《{\"“'‘]?\s{0,3}"
    r"(?P<code>[A-Za-z0-9]{4,8})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"(?<=[提访分取下校密验])\s(?=[取问享件载验码])|(?<=[取问享件载验])\s(?=码)")
# A code without a word for it, in brackets or by itself: …StUv（ab12）, …StUv ab12
_BARE = re.compile(
    r"\s{0,3}(?:[\[\uff3b(（【「『<《{]\s?([A-Za-z0-9]{4,6})\s?[\]\uff3d)）】」』>》}]"
    r"|[ \t\n]([A-Za-z0-9]{4})(?=\s|$))"
)
_NEAR = 300
# Services that hand a file over by a word to type, and a word for such a word.
_BY_WORD = re.compile(
    r"(?:取件码|提取码|提货码|分享码|接收码|传输码|下载码|快传|文叔叔|奶牛|闪电快传|空投|网盘)"
    r"[^\n]{0,24}?(?:口令|码|密码)?\s{0,2}(?:是|为)?\s{0,2}[:：]?\s{0,2}[A-Za-z0-9]{4,12}(?![A-Za-z0-9])"
)


def holds_code(text: str) -> bool:
    """Whether a text gives a code with a word for it."""
    return _CODE.search(text) is not None


def code_comes_first(above: str, same_line: str) -> bool:
    """Whether codes stand above their links, as the text before and behind the first one tells."""
    return holds_code(above) and not holds_code(same_line[:_NEAR])


def code_beside(inside: str, before: str, after: str, *, code_first: bool, share: bool) -> str:
    """The code that opens a share, with the word for it: on its line, else near it; or "".

    Args:
        code_first: whether the codes of this text stand above their links.
        share: whether the link is one that takes a code, so that a code without a word counts.
    """
    line_after = after.partition("\n")[0]
    line_before = before.rpartition("\n")[2]
    far = (before, after) if code_first else (after, before)
    for number, near in enumerate((f"{inside} {line_after}", line_before, *far)):
        # Full-width letters (ａｂ１２) are read as the others.
        text = _SPREAD.sub("", near)
        hits = list(_CODE.finditer(text)) or list(
            _CODE.finditer(unicodedata.normalize("NFKC", text))
        )
        if hits:
            # Of what stands before, the nearest is the last.
            backwards = number == 1 or (number > 1 and near is before)
            hit = hits[-1] if backwards else hits[0]
            return hit[0] if hit[0][-1].isalnum() else f"{hit['word']}:{hit['code']}"
    bare = _BARE.match(unicodedata.normalize("NFKC", after[:40])) if share else None
    return "" if bare is None else (bare[1] or bare[2])


def offered_by_word(text: str) -> str:
    """The words of a text that hand over a file by a code alone, without any link; or ""."""
    hit = _BY_WORD.search(text[:20_000])
    return "" if hit is None else " ".join(hit[0].split())
