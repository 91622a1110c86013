"""The viewing queue: one video after the other in the system's player, four keys to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from store.model import Severity
from store.rules.viewing import Quality
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.messages import DecodeShown
from tui.places.place import Place
from tui.viewing.acts import ViewingActs
from tui.viewing.lines import ViewingPage, still_size
from tui.viewing.rows import decoding_line, viewing_rows
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from store.db.database import Store
    from store.views.items.viewing import ToView, ViewingView
    from tui.app.app import Dashboard
    from tui.viewing.jobs import ShownStill

# From this width on the list stands beside the video; below it, over it.
BESIDE_FROM = 120
# How long the cursor rests on a video before its stills are read.
REST_S = 0.1
_ALL_HOLD: Mapping[Quality, bool] = dict.fromkeys(Quality, True)


class ViewingPlace(Place["ViewingView"]):
    """The queue, the video under the cursor, what happens, keys."""

    NAME = "viewing"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("play", ("enter", "ctrl+o"), "bo fang", 3, "video_play"),
        *(
            # The video's own lines show these keys too: on a narrow terminal they give way.
            Command(f"judge('{quality}')", (str(number),), pinyin, 8 + number, f"judge_{quality}")
            for number, (quality, pinyin) in enumerate(
                zip(
                    Quality,
                    ("tu xiang wen ding", "sheng yin qing chu", "zhu hua mian", "hua wai yin"),
                    strict=True,
                ),
                start=1,
            )
        ),
        Command("all_hold", ("ctrl+a", "a"), "dou fu he", 4, "video_all_hold"),
        Command("save", ("ctrl+s", "s"), "bao cun", 5, "video_save"),
        Command("skip", ("ctrl+n", "n"), "xia yi ge", 6, "video_skip"),
        Command("accept", ("ctrl+y", "y"), "ren ke", 7, "video_accept"),
        Command("override", ("ctrl+e", "e"), "gai pan", 8, "video_override"),
        Command("decode", ("ctrl+d", "d"), "xi cha", 19, "video_decode"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: ViewingView | None = None
        self.drafts: dict[str, dict[Quality, bool]] = {}
        self._stills: dict[str, tuple[ShownStill, ...]] = {}
        self._shown: str | None = None
        self._rest: Timer | None = None
        self._reading_stills = False
        self.acts = ViewingActs(self)

    def body(self) -> ComposeResult:
        """The queue and the video."""
        with Horizontal(id="viewing"):
            yield RowList(id="queue", empty=self.desk.wording.say("viewing.empty"))
            yield TextPane(id="video")

    def on_mount(self) -> None:
        """Keys go to the queue first."""
        self.set_class(self.app.size.width < BESIDE_FROM, "narrow")
        self.queue.focus()
        super().on_mount()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the parts to the terminal; stills are made for its width."""
        self.set_class(event.size.width < BESIDE_FROM, "narrow")
        super().on_resize(event)
        self._stills.clear()
        self.rest()

    @property
    def queue(self) -> RowList:
        """The list of videos."""
        return self.query_one("#queue", RowList)

    @property
    def pane(self) -> TextPane:
        """The video under the cursor."""
        return self.query_one("#video", TextPane)

    @property
    def dashboard(self) -> Dashboard:
        """The program, which checks videos in full."""
        from tui.app.app import Dashboard

        assert isinstance(self.app, Dashboard)
        return self.app

    @property
    def video(self) -> ToView | None:
        """The video under the cursor."""
        current = self.queue.current
        rows = self.view.rows if self.view is not None else ()
        return next((one for one in rows if one.subject == current), None)

    # -- reading and showing ---------------------------------------------------------------

    def read(self, store: Store) -> ViewingView:
        """The whole queue."""
        from store.views.items.viewing import viewing_queue

        return viewing_queue(store, self.desk.workspace, now=self.desk.clock())

    def show(self, facts: ViewingView) -> None:
        """Show another snapshot; after a save, the next video."""
        self.view = facts
        self.queue.show(viewing_rows(facts, self.desk))
        self.show_counts()
        go_to = self.acts.arrived()
        if go_to is not None:
            self.queue.go_to(go_to)
        self.show_video()
        self.rest()
        if go_to is not None and self.acts.with_player:
            self.action_play()

    @on(DecodeShown)
    def show_counts(self) -> None:
        """Show how far the full check is."""
        if self.view is not None:
            line = decoding_line(self.view.undecoded, self.dashboard.decoding, self.desk)
            self.query_one(PlaceHead).count(line)

    def show_video(self) -> None:
        """Draw the video under the cursor."""
        video = self.video
        if video is None:
            self.pane.show(lambda _width: [])
            return
        page = ViewingPage(
            video,
            self.draft_of(video),
            self._stills.get(video.digest),
            self.desk.who,
            self.desk.workspace.notice,
            self.desk.wording,
            airy=self.has_class("airy"),
        )
        self.pane.show(page.lines, home=self._shown != video.subject)
        self._shown = video.subject

    def draft_of(self, video: ToView) -> Mapping[Quality, bool]:
        """What was marked here, else what was saved."""
        if video.subject in self.drafts:
            return self.drafts[video.subject]
        return video.viewing.verdicts if video.viewing is not None else {}

    @on(RowList.Moved)
    def rest(self) -> None:
        """Draw at once; read stills when the cursor rests."""
        self.show_video()
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, self.read_stills)

    def read_stills(self) -> None:
        """Read the stills of the video under the cursor, unless they are there."""
        video = self.video
        if video is None or video.digest in self._stills or self._reading_stills:
            return
        self._reading_stills = True
        pane = self.pane.scrollable_content_region
        columns, rows = still_size(pane.width - 2, pane.height, video)
        self.run_job(
            "stills",
            partial(self._read_stills, video, columns, rows),
            partial(self._stills_read, video.digest),
            failed=partial(self._stills_read, video.digest, ()),
        )

    def _read_stills(self, video: ToView, columns: int, rows: int) -> tuple[ShownStill, ...]:
        from tui.viewing.jobs import read_stills

        return read_stills(self.desk.workspace, video, columns=columns, rows=rows)

    def _stills_read(self, digest: str, found: tuple[ShownStill, ...]) -> None:
        self._reading_stills = False
        self._stills[digest] = found
        self.show_video()
        self.read_stills()

    # -- watching --------------------------------------------------------------------------

    @on(RowList.Opened)
    def action_play(self) -> None:
        """Take the video, so that nobody else is sent to it, and open the player."""
        if self.video is not None:
            self.acts.play(self.video)

    def action_skip(self) -> None:
        """Go to the next video that nobody is watching, and take it."""
        self.acts.skip()

    # -- judging ---------------------------------------------------------------------------

    def action_judge(self, quality: str) -> None:
        """Mark a quality: it holds, it does not, not judged."""
        video = self.video
        if video is None:
            return
        draft = dict(self.draft_of(video))
        one = Quality(quality)
        following: dict[bool | None, bool | None] = {None: True, True: False, False: None}
        verdict = following[draft.pop(one, None)]
        if verdict is not None:
            draft[one] = verdict
        self.drafts[video.subject] = draft
        self.show_video()

    def action_all_hold(self) -> None:
        """Save that all four hold, and go on; not over a mark that one does not."""
        if self.video is None:
            return
        if False in self.drafts.get(self.video.subject, {}).values():
            self.say("viewing.marked_no", ink="amber")
            return
        self.acts.save(self.video, dict(_ALL_HOLD))

    def action_save(self) -> None:
        """Save what was marked, and go on."""
        if self.video is not None:
            self.acts.save(self.video, dict(self.draft_of(self.video)))

    def action_accept(self) -> None:
        """Accept the soft findings of this video, with a reason."""
        if self.video is not None:
            self.acts.tolerate(self.video, Severity.SOFT)

    def action_override(self) -> None:
        """Hold against the hard findings of this video that they do not apply, with a reason."""
        if self.video is not None:
            self.acts.tolerate(self.video, Severity.HARD)

    # -- the full check --------------------------------------------------------------------

    def action_decode(self) -> None:
        """Stop the full check of videos, or go on with it."""
        decoding = self.dashboard.decoding
        decoding.toggle()
        self.say("decode.stopping" if decoding.stopped else "decode.starting")
        self.show_counts()

    def let_go(self) -> None:
        """Let go what is watched and what is said."""
        self.queue.focus()
        super().let_go()
        self.acts.release()
