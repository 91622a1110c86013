"""The viewing queue: one video after the other in the system's player, four keys to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.marks import accept
from store.items.viewing import claim, confirm, override, release
from store.model import Severity
from store.rules.viewing import Quality
from store.views.items.viewing import ToView, ViewingView, viewing_queue
from tui.base import keys
from tui.base.actions import Command
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.base.jobs import opened
from tui.base.messages import DecodeShown
from tui.base.worded_facts import finding_words
from tui.dialogs.ask import AskText
from tui.places.decoding import ChecksVideos, Decoding
from tui.places.file_look import FileLook
from tui.places.looks import Seen
from tui.places.place import Place
from tui.viewing.jobs import (
    claim_first,
    open_in_player,
)
from tui.viewing.lines import ViewingPage, most_still_lines
from tui.viewing.rows import decoding_line, viewing_rows
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import RowList
from tui.widgets.text_pane import TextPane

# From this width on the list stands beside the video; below it, over it.
BESIDE_FROM = 120
_ALL_HOLD: Mapping[Quality, bool] = dict.fromkeys(Quality, True)


class ViewingPlace(Place["ViewingView"]):
    """The queue, the video under the cursor, what happens, keys."""

    NAME = "viewing"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("play", keys.DO, "bo fang", 3, "video_play"),
        *(
            # The video's own lines show these keys too: on a narrow terminal they give way.
            Command(
                f"judge('{quality}')",
                keys.numbered(str(number)),
                pinyin,
                8 + number,
                f"judge_{quality}",
            )
            for number, (quality, pinyin) in enumerate(
                zip(
                    Quality,
                    ("tu xiang wen ding", "sheng yin qing chu", "zhu hua mian", "hua wai yin"),
                    strict=True,
                ),
                start=1,
            )
        ),
        Command("all_hold", keys.ALL, "dou fu he", 4, "video_all_hold"),
        Command("save", keys.CONFIRM, "bao cun", 5, "video_save"),
        Command("skip", keys.NEXT, "xia yi ge", 6, "video_skip"),
        Command("accept", keys.YES, "ren ke", 7, "video_accept"),
        Command("override", keys.CHANGE, "gai pan", 8, "video_override"),
        Command("decode", None, "xi cha", 19, "video_decode"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: ViewingView | None = None
        self.drafts: dict[str, dict[Quality, bool]] = {}
        self._shown: str | None = None
        self._go_to: str | None = None
        self.with_player = False
        self.saving = False

    def body(self) -> ComposeResult:
        """The queue and the video."""
        with Horizontal(id="viewing"):
            yield RowList(id="queue", empty=self.desk.wording.say("viewing.empty"))
            with Vertical(id="watched"):
                yield FileLook(self.desk, id="stills")
                yield TextPane(id="video")

    def on_mount(self) -> None:
        """Keys go to the queue first."""
        self.set_class(self.app.size.width < BESIDE_FROM, "narrow")
        self.queue.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the parts to the terminal; stills are made for its width."""
        self.set_class(event.size.width < BESIDE_FROM, "narrow")
        # The video is drawn for the room that is left then.
        self.fit_height(event.size.height)
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
    def look(self) -> FileLook:
        """The stills: as pictures where the terminal shows any, else in the lines of the pane."""
        return self.query_one(FileLook)

    @property
    def decoding(self) -> Decoding:
        """The full check of videos, which the program does by itself."""
        assert isinstance(self.app, ChecksVideos)
        return self.app.decoding

    @property
    def video(self) -> ToView | None:
        """The video under the cursor."""
        current = self.queue.current
        rows = self.view.rows if self.view is not None else ()
        return next((one for one in rows if one.subject == current), None)

    def can(self) -> Mapping[str, bool]:
        """What may be done with the video under the cursor."""
        video = self.video
        some = video is not None
        return {
            **dict.fromkeys(("video_play", "video_all_hold"), some),
            **dict.fromkeys((f"judge_{quality}" for quality in Quality), some),
            "video_save": video is not None and bool(self.draft_of(video)),
            "video_skip": bool(self._following()),
            "video_accept": video is not None and bool(video.open_findings(Severity.SOFT)),
            "video_override": video is not None and bool(video.open_findings(Severity.HARD)),
        }

    # -- reading and showing ---------------------------------------------------------------

    def read(self, store: Store) -> ViewingView:
        """The whole queue."""
        return viewing_queue(store, self.desk.workspace, now=self.desk.clock())

    def show(self, facts: ViewingView) -> None:
        """Show another snapshot; after a save, the next video."""
        self.view = facts
        self.queue.show(viewing_rows(facts, self.desk))
        self.show_counts()
        go_to = self.arrived()
        if go_to is not None:
            self.queue.go_to(go_to)
        self.rest()
        if go_to is not None and self.with_player:
            self.action_play()

    @on(DecodeShown)
    def show_counts(self) -> None:
        """Show how far the full check is."""
        if self.view is not None:
            line = decoding_line(self.view.undecoded, self.decoding, self.desk)
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
            None if self.look.unread else self.look.cells(),
            self.desk.who,
            self.desk.workspace.notice,
            self.desk.wording,
            airy=self.has_class("airy"),
            pictured=self.look.has_pictures,
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
        """Draw at once; the stills are read when the cursor rests."""
        video, pane = self.video, self.pane.scrollable_content_region
        self.look.look_at(
            () if video is None else (Seen(video.digest, video.name, video.measures),),
            width=pane.width - 2,
            most_lines=most_still_lines(pane.height),
        )
        self.show_video()

    @on(FileLook.Read)
    def _stills_read(self) -> None:
        self.show_video()

    # -- watching --------------------------------------------------------------------------

    @on(RowList.Opened)
    def action_play(self) -> None:
        """Take the video, so that nobody else is sent to it, and open the player."""
        if self.video is not None:
            self.play(self.video)

    def action_skip(self) -> None:
        """Go to the next video that nobody is watching, and take it."""
        self.skip()

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
        self.show_keys()

    def action_all_hold(self) -> None:
        """Save that all four hold, and go on; not over a mark that one does not."""
        if self.video is None:
            return
        if False in self.drafts.get(self.video.subject, {}).values():
            self.say("viewing.marked_no", ink="amber")
            return
        self.save(self.video, dict(_ALL_HOLD))

    def action_save(self) -> None:
        """Save what was marked, and go on."""
        if self.video is not None:
            self.save(self.video, dict(self.draft_of(self.video)))

    def action_accept(self) -> None:
        """Accept the soft findings of this video, with a reason."""
        if self.video is not None:
            self.tolerate(self.video, Severity.SOFT)

    def action_override(self) -> None:
        """Hold against the hard findings of this video that they do not apply, with a reason."""
        if self.video is not None:
            self.tolerate(self.video, Severity.HARD)

    # -- the full check --------------------------------------------------------------------

    def action_decode(self) -> None:
        """Stop the full check of videos, or go on with it."""
        decoding = self.decoding
        decoding.toggle()
        self.say("decode.stopping" if decoding.stopped else "decode.starting")
        self.show_counts()

    def let_go(self) -> None:
        """Let go what is watched and what is said."""
        self.queue.focus()
        super().let_go()
        self.release()

    def arrived(self) -> str | None:
        """The video to go to, now that another snapshot is shown; told once."""
        self.saving = False
        go_to, self._go_to = self._go_to, None
        return go_to

    # -- watching --------------------------------------------------------------------------

    def play(self, video: ToView) -> None:
        """Take a video, so that nobody else is sent to it, and open the player."""
        place, desk = self, self.desk
        self.with_player = True

        def work() -> str:
            with opened(desk.workspace) as store:
                claim(store, video.subject, who=desk.who, at=desk.clock())
            open_in_player(desk.workspace, video)
            return desk.wording.say("viewing.playing")

        place.run_job("play", work, place.decided, failed=self._play_failed)

    def _play_failed(self) -> None:
        self.with_player = False
        self.reload()

    def skip(self) -> None:
        """Take the next video that nobody is watching."""
        self.run_job("skip", partial(self._claim_of, self._following()), self._skipped)

    def _skipped(self, claimed: str | None) -> None:
        if claimed is None:
            self.say("viewing.none_left", ink="amber")
            return
        self.say("viewing.next_taken")
        self._go_to = claimed
        self.reload()

    def _following(self) -> tuple[str, ...]:
        """The waiting videos behind the one under the cursor, then those before it."""
        view, current = self.view, self.queue.current
        waiting = [one.subject for one in view.waiting] if view is not None else []
        at = waiting.index(current) + 1 if current in waiting else 0
        turned = waiting[at:] + waiting[:at]
        return tuple(name for name in turned if name != current)

    def _claim_of(self, subjects: tuple[str, ...]) -> str | None:
        desk = self.desk
        with opened(desk.workspace) as store:
            return claim_first(store, subjects, who=desk.who, at=desk.clock())

    def release(self) -> None:
        """Let go what is watched."""
        self.with_player = False
        self.run_job("release", self._release, lambda _done: self.reload())

    def _release(self) -> None:
        with opened(self.desk.workspace) as store:
            release(store, who=self.desk.who)

    # -- judging ---------------------------------------------------------------------------

    def save(self, video: ToView, verdicts: dict[Quality, bool]) -> None:
        """Keep what was said of a video, and take the next one."""
        if self.saving:
            return
        self.saving = True
        place, desk = self, self.desk
        revision, subjects = place.revision, self._following()

        def work() -> tuple[str, str | None]:
            marking = Marking(desk.clock(), desk.who, revision)
            with opened(desk.workspace) as store:
                confirm(store, video.subject, verdicts, reason="", marking=marking)
            return video.subject, self._claim_of(subjects)

        place.run_job("decide", work, self._saved, failed=self._save_failed)

    def _saved(self, result: tuple[str, str | None]) -> None:
        saved, self._go_to = result
        self.drafts.pop(saved, None)
        self.say("viewing.saved" if self._go_to else "viewing.saved_last", ink="done")
        self.reload()

    def _save_failed(self) -> None:
        self.saving = False

    @work(group=ASKING, exit_on_error=False)
    async def tolerate(self, video: ToView, severity: Severity) -> None:
        """Ask for a reason, then accept the soft findings of a video, or override the hard ones."""
        desk, wording, revision = self.desk, self.desk.wording, self.revision
        found = video.open_findings(severity)
        if not found:
            self.say(f"viewing.none_open.{severity}", ink="amber")
            return
        listed = "\n".join(finding_words(finding, wording) for finding in found)
        question = wording.say(f"viewing.ask_reason.{severity}") + "\n" + listed
        codes = [(video.subject, finding.code) for finding in found]
        reason = await self.app.push_screen_wait(
            AskText(question, wording, needed=wording.say("error.mark.no_reason"))
        )
        if reason is None:
            return

        def write(store: Store, now: datetime) -> str:
            act = accept if severity is Severity.SOFT else override
            act(store, codes, reason=reason, marking=Marking(now, desk.who, revision))
            return desk.wording.say(f"viewing.tolerated.{severity}", n=len(codes))

        self.decide(write)
