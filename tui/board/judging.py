"""Judging on the board: findings that staff accept, and the version that is in use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from store.db.database import Store
from store.decisions.marks import Marking, accept, pin
from store.errors import UsageError
from store.views.board.types import BranchRow
from tui.board.mark_asking import NO, YES, MarkAsking
from tui.board.questions import OpenFinding, Version, open_findings, versions_of
from tui.dialogs.form import Field
from tui.dialogs.pick import Entry, Pick

if TYPE_CHECKING:
    from datetime import datetime


class Judging(MarkAsking):
    """Accepts findings and chooses versions."""

    def accept(self, column: str | None = None) -> None:
        """Accept findings of the chosen branches, in one column or in both that have any."""
        board = self._board
        rows = board.matrix.chosen
        work = partial(open_findings, board.desk, rows, board.facts, column)
        board.run_job("findings", work, partial(self._ask_accept, rows))

    def _ask_accept(self, rows: tuple[BranchRow, ...], found: tuple[OpenFinding, ...]) -> None:
        if not found:
            self._board.say("mark.nothing_to_accept", ink="amber")
            return
        say = self._say
        answers = ((YES, say("mark.accept_yes")), (NO, say("mark.accept_no")))
        fields = [Field("reason", say("mark.reason"), hint=say("mark.reason_hint"))]
        lines = []
        for number, one in enumerate(found, start=1):
            times = say("mark.times", n=len(one.accepted)) if len(one.accepted) > 1 else ""
            lines.append(f"{number}. {one.text}{times}")
            # What the notice leaves open is accepted unless one says no; what it demands is not,
            # unless there is nothing else to accept.
            chosen = YES if one.soft or len(found) == 1 else NO
            label = say("mark.finding", number=number)
            fields.append(Field(f"finding-{number}", label, chosen, answers))

        def write(
            store: Store, values: Mapping[str, str], _: tuple[BranchRow, ...], by: Marking
        ) -> str:
            pairs = [
                pair
                for number, one in enumerate(found, start=1)
                if values[f"finding-{number}"] == YES
                for pair in one.accepted
            ]
            if not pairs:
                raise UsageError("mark.nothing_chosen")
            accept(store, pairs, reason=values["reason"], marking=by)
            return say("mark.accepted", n=len(pairs))

        self._ask("accept", rows, tuple(fields), write, text="\n".join(lines))

    def pin(self) -> None:
        """Choose which version of the branch under the cursor is in use."""
        board = self._board
        row = board.matrix.current
        if row is not None:
            work = partial(versions_of, board.desk, row, board.facts)
            board.run_job("versions", work, partial(self._ask_version, row))

    def _ask_version(self, row: BranchRow, found: tuple[Version, ...]) -> None:
        board = self._board
        if not found:
            board.say("mark.one_version", ink="amber")
            return
        revision = board.revision
        entries = [Entry(str(number), one.text) for number, one in enumerate(found)]

        def picked(key: str | None) -> None:
            if key is not None:
                board.decide(partial(self._write_pin, row, found[int(key)], revision))

        title = self._title("mark.pin", (row,))
        board.app.push_screen(Pick(title, entries, board.desk.wording), picked)

    def _write_pin(
        self, row: BranchRow, chosen: Version, revision: int | None, store: Store, now: datetime
    ) -> str:
        by = Marking(now, self._board.desk.who, revision)
        pin(store, row.branch.id, chosen.kind, chosen.file, reason="", marking=by)
        code = "mark.unpinned" if chosen.file is None else "mark.pinned"
        return self._say(code, kind=self._kind(chosen.kind))
