"""The rows of the viewing queue, and how far the full check is."""

from __future__ import annotations

from store.rules.video import clock
from store.text.visible import visible
from store.views.items.viewing import ToView, ViewingView
from tui.base.cells import crop_middle, fit, width_of
from tui.base.desk import Desk
from tui.places.decoding import Decoding
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, heading

_TIME_WIDTH = 7


def viewing_rows(view: ViewingView, desk: Desk) -> list[Row]:
    """A row for every video: those to be viewed, then those that were, each under a heading."""
    say = desk.wording.say
    rows: list[Row] = []
    for code, videos in (("viewing.waiting", view.waiting), ("viewing.viewed", view.viewed)):
        if not videos:
            continue
        rows.append(heading("  " + say(code, n=len(videos))))
        rows += [_row(video, desk) for video in videos]
    return rows


def _row(video: ToView, desk: Desk) -> Row:
    code, ink = _standing(video, desk.who)
    mark = desk.wording.say(f"viewing.mark.{code}")
    seconds = video.measures.get("duration_s")
    time = clock(int(seconds)) if isinstance(seconds, int | float) else ""

    def draw(width: int) -> Line:
        room = width - width_of(mark) - 1 - _TIME_WIDTH
        return (
            (mark + " ", f"{ink} bold"),
            (fit(crop_middle(visible(video.branch.name), room), room), "text"),
            (f"{time:>{_TIME_WIDTH}}", "dim"),
        )

    return Row(video.subject, draw)


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
