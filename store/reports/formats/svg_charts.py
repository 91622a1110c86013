"""The two charts as SVG within a page: no script, told in words for those who cannot see them."""

from __future__ import annotations

from html import escape

from store.reports.content.blocks import Chart
from store.reports.content.source import ReportSource
from store.reports.formats.xlsx_charts import (
    COLOURS,
    DUE_COLOUR,
    DUE_EDGE,
    EDGE,
    PLAN_COLOUR,
    VIDEO_COLOUR,
    arrival_heads,
    progress_heads,
    progress_rows,
)

_WIDTH = 720
_ROW, _BAR, _LABELS = 30, 20, 150
_HEIGHT, _FLOOR, _LEFT = 240, 190, 34
_INKS = ("#FFFFFF", "#000000", "#000000", "#000000")


def svg(source: ReportSource, chart: Chart) -> str:
    """Draw a chart."""
    drawn, height = _progress(source) if chart.which == "progress" else _arrivals(source)
    name = f"chart-{chart.which}"
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(chart.caption)}</title>'
        f'<desc id="{name}-d">{escape(chart.told)}</desc>{drawn}</svg>'
    )


def _progress(source: ReportSource) -> tuple[str, int]:
    rows = progress_rows(source)
    total = max((sum(parts) for _, *parts in rows), default=0) or 1
    room = _WIDTH - _LABELS - 10
    drawn = []
    for place, (name, *parts) in enumerate(rows):
        top = place * _ROW
        drawn.append(_text(_LABELS - 8, top + 15, name, anchor="end"))
        left = float(_LABELS)
        for part, colour, ink in zip(parts, COLOURS, _INKS, strict=True):
            width = room * part / total
            if not part:
                continue
            drawn.append(_rect(left, top, width, _BAR, colour))
            if width > 10 * len(f"{part}"):
                drawn.append(_text(left + width / 2, top + 15, f"{part}", ink=ink))
            left += width
    height = len(rows) * _ROW + 30
    keys = [
        (name, colour, EDGE)
        for name, colour in zip(progress_heads(source)[1:], COLOURS, strict=True)
    ]
    drawn.append(_legend(keys, height - 18))
    return "".join(drawn), height


def _arrivals(source: ReportSource) -> tuple[str, int]:
    days = source.view.arrivals
    most = max((max(day.plans, day.videos) for day in days), default=0) or 1
    step = (_WIDTH - _LEFT - 10) / max(1, len(days))
    due = source.dates.day(source.view.board.deadline)
    drawn = []
    for share in range(5):
        y = _FLOOR - (_FLOOR - 16) * share / 4
        drawn.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - 10}" stroke="#CCCCCC"/>')
        if most * share % 4 == 0:
            drawn.append(_text(_LEFT - 6, y + 4, f"{most * share // 4}", anchor="end"))
    for place, day in enumerate(days):
        left = _LEFT + place * step
        for offset, count, colour in (
            (0.1, day.plans, PLAN_COLOUR),
            (0.5, day.videos, VIDEO_COLOUR),
        ):
            height = (_FLOOR - 16) * count / most
            if count:
                drawn.append(
                    _rect(left + step * offset, _FLOOR - height, step * 0.38, height, colour)
                )
        if day.day == due:
            x = left + step / 2
            drawn.append(
                f'<path d="M{x:.1f} 6V{_FLOOR}" stroke="{DUE_EDGE}" stroke-width="2" '
                'stroke-dasharray="5 3"/>'
            )
        if place % max(1, len(days) // 8) == 0:
            label = f"{day.day.month}-{day.day.day:02d}"
            drawn.append(_text(left + step / 2, _FLOOR + 16, label))
    _, plan, video, deadline = arrival_heads(source)
    keys = [
        (plan, PLAN_COLOUR, EDGE),
        (video, VIDEO_COLOUR, EDGE),
        (deadline, DUE_COLOUR, DUE_EDGE),
    ]
    drawn.append(_legend(keys, _HEIGHT - 18))
    return "".join(drawn), _HEIGHT


def _legend(keys: list[tuple[str, str, str]], top: int) -> str:
    drawn, left = [], _LEFT + 20
    for name, colour, edge in keys:
        drawn.append(_rect(left, top, 12, 12, colour, edge))
        drawn.append(_text(left + 18, top + 11, name, anchor="start"))
        left += 40 + sum(14 if ord(char) > 0x2E80 else 8 for char in name)
    return "".join(drawn)


def _rect(x: float, y: float, width: float, height: float, colour: str, edge: str = EDGE) -> str:
    dashed = ' stroke-dasharray="3 2"' if edge == DUE_EDGE else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{colour}" stroke="{edge}"{dashed}/>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "middle", ink: str = "") -> str:
    fill = f' fill="{ink}"' if ink else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{fill}>{escape(text)}</text>'
