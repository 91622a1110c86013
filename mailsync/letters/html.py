"""The text of a letter as HTML, so that both always say the same; pure.

Blank lines part paragraphs; a line in 【】 is a heading, one that begins with `- ` a point of a
list, with two blanks before it a point below the last; lines set far to the right stay there.
"""

from __future__ import annotations

import html
import re

_POINT = re.compile(r"(?P<deep>\s*)- (?P<text>.*)")
# A branch in 【】, or the number and title of a part: 一、修改有关材料.
_HEADING = re.compile(
    r"【.+】.*|\u3000\u3000[一二三四五六七八九]、[^，。；：]{1,30}|[1-9]\. [A-Z][^,.;:]{1,60}"
)
# The signature: set off by at least eight ideographic or sixteen plain blanks.
_RIGHT = re.compile(r"(?:\u3000{8,}| {16,})\S")


def as_html(text: str) -> str:
    """Turn a letter's text into paragraphs, headings and lists; everything is escaped."""
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0

    def close_paragraph() -> None:
        if paragraph:
            out.append(f"<p>{'<br>'.join(paragraph)}</p>")
            paragraph.clear()

    for line in text.splitlines():
        point = _POINT.fullmatch(line)
        wanted = 0 if point is None else min(2 if point["deep"] else 1, depth + 1)
        if wanted:
            close_paragraph()
        while depth > wanted:
            out.append("</li></ul>")
            depth -= 1
        if point is not None:
            if depth == wanted:
                out.append("</li>")
            while depth < wanted:
                out.append("<ul>")
                depth += 1
            out.append(f"<li>{html.escape(point['text'])}")
        elif not line.strip():
            close_paragraph()
        elif _HEADING.fullmatch(line):
            close_paragraph()
            out.append(f"<h3>{html.escape(line.strip())}</h3>")
        elif _RIGHT.match(line):
            close_paragraph()
            out.append(f'<p class="right">{html.escape(line.strip())}</p>')
        else:
            paragraph.append(html.escape(line))
    close_paragraph()
    out.extend("</li></ul>" for _ in range(depth))
    return "\n".join(out)
