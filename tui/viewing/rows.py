"""The rows of the viewing queue, and how far the full check is."""

from __future__ import annotations

from store.rules.video import clock
from store.text.visible import visible
from store.views.items.viewing import ToView, ViewingView
from tui.base.cells import width_of
from tui.base.desk import Desk
from tui.places.decoding import Decoding
from tui.widgets.painted import Line, Span
from tui.widgets.row_list import Row, heading
from tui.widgets.table import Column, Table

_TIME_WIDTH = 6
_MARKS = ("open", "watched", "fine", "poor")


def viewing_rows(view: ViewingView, desk: Desk) -> list[Row]:
    """A row for every video: those to be viewed, then those that were, each under a heading."""
    say = desk.wording.say
    rows, table = list[Row](), _table(desk)
    for code, videos in (("viewing.waiting", view.waiting), ("viewing.viewed", view.viewed)):
        if not videos:
            continue
        rows.append(heading("  " + say(code, n=len(videos))))
        rows += [table.row(video.subject, video) for video in videos]
    return rows


def _table(desk: Desk) -> Table[ToView]:
    marks = {code: desk.wording.say(f"viewing.mark.{code}") for code in _MARKS}

    def mark(video: ToView) -> Span:
        code, ink = _standing(video, desk.who)
        return marks[code], f"{ink} bold"

    return Table(
        Column(mark, max(map(width_of, marks.values())) + 1),
        Column(lambda video: (visible(video.branch.name), "text"), middle=True),
        Column(_time, _TIME_WIDTH),
    )


def _time(video: ToView) -> Span:
    seconds = video.measures.get("duration_s")
    time = clock(int(seconds)) if isinstance(seconds, int | float) else ""
    return f"{time:>{_TIME_WIDTH}}", "dim"


def _standing(video: ToView, who: str) -> tuple[str, str]:
    """The code of a row's mark, and its ink; the mark alone says it too."""
    if not video.free_for(who):
        return "watched", "blue"
    if video.viewing is None:
        return "open", "dim"
    return ("fine", "done") if all(video.viewing.verdicts.values()) else ("poor", "amber")


def decoding_line(undecoded: int, decoding: Decoding, desk: Desk) -> Line:
    """How far the full check is; nothing where nothing waits for it."""
    say = desk.wording.say
    progress = decoding.progress
    if progress is not None:
        said = say(
            "decode.count_moving",
            number=progress.number,
            total=progress.total,
            percent=round(100 * progress.share),
        )
        return ((said, "text"),)
    if not undecoded:
        return ()
    code = "waiting" if decoding.ffmpeg else "no_ffmpeg"
    if decoding.ffmpeg and decoding.stopped:
        code = "stopped"
    return ((say(f"decode.count_{code}", n=undecoded), "amber"),)
