"""What is done in the viewing queue: a video taken, played, judged, accepted, let go."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from store.model import Severity
from store.rules.viewing import Quality

if TYPE_CHECKING:
    from store.db.database import Store
    from store.views.items.viewing import ToView
    from tui.viewing.screen import ViewingPlace


class ViewingActs:
    """Writes in workers, and has the queue go on to the next video.

    `with_player` says that the last video was opened in the player: then the next one is too.
    `saving` holds from a key that saves until the next video is shown: that key again is not
    meant for it.
    """

    def __init__(self, place: ViewingPlace) -> None:
        self._place = place
        self._go_to: str | None = None
        self.with_player = False
        self.saving = False

    def arrived(self) -> str | None:
        """The video to go to, now that another snapshot is shown; told once."""
        self.saving = False
        go_to, self._go_to = self._go_to, None
        return go_to

    # -- watching --------------------------------------------------------------------------

    def play(self, video: ToView) -> None:
        """Take a video, so that nobody else is sent to it, and open the player."""
        place, desk = self._place, self._place.desk
        self.with_player = True

        def work() -> str:
            from store.items.viewing import claim
            from tui.base.jobs import opened
            from tui.viewing.jobs import open_in_player

            with opened(desk.workspace) as store:
                claim(store, video.subject, who=desk.who, at=desk.clock())
            open_in_player(desk.workspace, video)
            return desk.wording.say("viewing.playing")

        place.run_job("play", work, place.decided, failed=self._play_failed)

    def _play_failed(self) -> None:
        self.with_player = False
        self._place.reload()

    def skip(self) -> None:
        """Take the next video that nobody is watching."""
        self._place.run_job("skip", partial(self._claim_of, self._following()), self._skipped)

    def _skipped(self, claimed: str | None) -> None:
        if claimed is None:
            self._place.say("viewing.none_left", ink="amber")
            return
        self._place.say("viewing.next_taken")
        self._go_to = claimed
        self._place.reload()

    def _following(self) -> tuple[str, ...]:
        """The waiting videos behind the one under the cursor, then those before it."""
        view, current = self._place.view, self._place.queue.current
        waiting = [one.subject for one in view.waiting] if view is not None else []
        at = waiting.index(current) + 1 if current in waiting else 0
        turned = waiting[at:] + waiting[:at]
        return tuple(name for name in turned if name != current)

    def _claim_of(self, subjects: tuple[str, ...]) -> str | None:
        from tui.base.jobs import opened
        from tui.viewing.jobs import claim_first

        desk = self._place.desk
        with opened(desk.workspace) as store:
            return claim_first(store, subjects, who=desk.who, at=desk.clock())

    def release(self) -> None:
        """Let go what is watched."""
        self.with_player = False
        self._place.run_job("release", self._release, lambda _done: self._place.reload())

    def _release(self) -> None:
        from store.items.viewing import release
        from tui.base.jobs import opened

        with opened(self._place.desk.workspace) as store:
            release(store, who=self._place.desk.who)

    # -- judging ---------------------------------------------------------------------------

    def save(self, video: ToView, verdicts: dict[Quality, bool]) -> None:
        """Keep what was said of a video, and take the next one."""
        if self.saving:
            return
        self.saving = True
        place, desk = self._place, self._place.desk
        revision, subjects = place.revision, self._following()

        def work() -> tuple[str, str | None]:
            from store.decisions.marks import Marking
            from store.items.viewing import confirm
            from tui.base.jobs import opened

            marking = Marking(desk.clock(), desk.who, revision)
            with opened(desk.workspace) as store:
                confirm(store, video.subject, verdicts, reason="", marking=marking)
            return video.subject, self._claim_of(subjects)

        place.run_job("decide", work, self._saved, failed=self._save_failed)

    def _saved(self, result: tuple[str, str | None]) -> None:
        saved, self._go_to = result
        self._place.drafts.pop(saved, None)
        self._place.say("viewing.saved" if self._go_to else "viewing.saved_last", ink="done")
        self._place.reload()

    def _save_failed(self) -> None:
        self.saving = False

    def tolerate(self, video: ToView, severity: Severity) -> None:
        """Ask for a reason, then accept the soft findings of a video, or override the hard ones."""
        from tui.base.worded_facts import finding_words
        from tui.dialogs.ask import AskText

        place, wording = self._place, self._place.desk.wording
        found = video.open_findings(severity)
        if not found:
            place.say(f"viewing.none_open.{severity}", ink="amber")
            return
        listed = "\n".join(finding_words(finding, wording) for finding in found)
        question = wording.say(f"viewing.ask_reason.{severity}") + "\n" + listed
        codes = [(video.subject, finding.code) for finding in found]
        place.app.push_screen(
            AskText(question, wording, needed=wording.say("error.mark.no_reason")),
            partial(self._tolerated, severity, codes, place.revision),
        )

    def _tolerated(
        self,
        severity: Severity,
        codes: list[tuple[str, str]],
        revision: int | None,
        reason: str | None,
    ) -> None:
        if reason is None:
            return
        desk = self._place.desk

        def write(store: Store, now: datetime) -> str:
            from store.decisions.marks import Marking, accept
            from store.items.viewing import override

            act = accept if severity is Severity.SOFT else override
            act(store, codes, reason=reason, marking=Marking(now, desk.who, revision))
            return desk.wording.say(f"viewing.tolerated.{severity}", n=len(codes))

        self._place.decide(write)
