"""One branch in lines: its items with files and findings, why they are credited, its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from store.model import FileKind, ReceivedFrom, Severity
from store.notice.deadline import describe_days
from store.notice.notice import Notice
from store.text.sizes import size_text
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.columns import all_columns, board_columns
from store.views.board.types import BranchRow, BranchView, Cell, FileEntry, HistoryLine
from tui.base.act_words import act_name, actor_name
from tui.base.cell_words import cell_text
from tui.base.cells import fit, wrap
from tui.base.inks import STATE_INKS
from tui.base.measured_words import measured_words, viewing_words
from tui.base.task_words import intent_words, task_words
from tui.base.worded_facts import finding_words
from tui.board.branch_letters import letter_texts
from tui.widgets.painted import Line, Span, line_width, wrapped

# Kinds of which a later file replaces an earlier one.
_VERSIONED = (FileKind.PLAN, FileKind.VIDEO, FileKind.EVAL_FORM)
_SEVERITY_INKS = {Severity.HARD: "red", Severity.SOFT: "amber", Severity.HINT: "dim"}
# History lines that the panel shows; older ones are counted.
_HISTORY = 30


@dataclass(frozen=True, slots=True)
class BranchPage:
    """What the lines are made of; `view` is None until a worker has read it.

    `reasons` words, by a file's subject, why it is credited.
    """

    row: BranchRow
    view: BranchView | None
    notice: Notice
    wording: Wording
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def lines(self, width: int) -> list[Line]:
        """All lines for a width."""
        return [
            *self._head(width),
            (),
            *self._items(width),
            *self._others(width),
            *self._waiting(width),
            *self._outside(width),
            *self._messages(width),
            *self._letters(width),
            *self._reasons(width),
            *self._history(width),
        ]

    def _head(self, width: int) -> Iterator[Line]:
        branch = self.row.branch
        yield from wrapped(branch.name, width, "strong bold")
        yield from wrapped(self.row.sub_committee.name, width, "dim")
        facts = []
        if branch.secretary:
            facts.append(self._say("branch.secretary", name=branch.secretary))
        if branch.phone:
            facts.append(self._say("branch.phone", phone=branch.phone))
        if branch.consecutive_years:
            facts.append(self._say("board.second_year"))
        if facts:
            yield from wrapped("  ".join(facts), width, "dim")
        yield from self._limit(width)
        yield from self._vetting(width)
        for note in self.view.notes if self.view is not None else ():
            said = self._say("branch.note", at=self._moment(note.at), who=note.who, text=note.text)
            yield from wrapped(said, width, "text")

    def _limit(self, width: int) -> Iterator[Line]:
        """A branch with more time than the others has a countdown of its own."""
        if self.view is None or not self.row.extended:
            return

        left = describe_days(self.view.countdown, self.wording)
        said = self._say("branch.extended", until=self._moment(self.row.limit), left=left)
        yield from wrapped(said, width, "amber")

    def _vetting(self, width: int) -> Iterator[Line]:
        """Whether the sub-committee vetted what came; it blocks nothing."""
        vetted = self.view.vetting if self.view is not None else None
        state = self.row.vetting
        if vetted is not None:
            code = "branch.vetted_by" if vetted.by else "branch.vetted"
            if not vetted.who:
                # No person here marked it: the manifest of the sub-committee says it.
                code = "branch.vetted_handed_by" if vetted.by else "branch.vetted_handed"
            said = self._say(code, by=vetted.by, day=vetted.date, who=vetted.who)
            yield from wrapped(said, width, "dim")
        elif state in ("proposed", "not_vetted"):
            ink = "amber" if state == "not_vetted" else "dim"
            # To a sub-committee its branches write directly: only the vetting is still to come.
            own = "_own" if state == "not_vetted" and self.row.submission is not None else ""
            yield from wrapped(self._say(f"vetting.{state}{own}"), width, ink)

    def _items(self, width: int) -> Iterator[Line]:
        for cell in self.row.cells:
            ink = STATE_INKS[cell.state]
            mark = fit(self._say(f"state.{cell.state}"), 2)
            head: list[Span] = [
                (mark + " ", f"{ink} bold"),
                (self._say(f"item_title.{cell.column}") + "  ", "strong bold"),
            ]
            text = cell_text(cell, self.wording)
            named = self._say(f"state_name.{cell.state}")
            said = named if not text else f"{named}  {text}"
            used = line_width(head)
            first, *more = wrap(said, max(width - used, 10))
            yield (*head, (first, ink))
            for part in more:
                yield ((" " * used, "text"), (part, ink))
            due = self._due(cell)
            if due:
                yield from wrapped(due, width, "red" if cell.late else "dim", indent=3)
            if cell.mended is not None:
                mended = self._say("branch.mended", at=self._second(cell.mended))
                yield from wrapped(mended, width, "amber", indent=3)
            column = all_columns().get(cell.column)
            for entry in self._files(column.kind if column is not None else None):
                yield from self._file(entry, width)

    def _due(self, cell: Cell) -> str:
        """The date that an item has of its own with its countdown, while it is not done."""
        dues = self.view.dues if self.view is not None else ()
        found = next((one for one in dues if one.item == cell.column), None)
        if found is None or cell.state.complete:
            return ""
        code = "branch.due_over" if found.countdown.phase == "over" else "branch.due"
        left = describe_days(found.countdown, self.wording)
        return self._say(code, until=self._moment(found.until), left=left)

    def _files(self, kind: FileKind | None) -> list[FileEntry]:
        if self.view is None or kind is None:
            return []
        return [entry for entry in self.view.files if entry.credit.kind is kind]

    def _others(self, width: int) -> Iterator[Line]:
        if self.view is None:
            return
        shown = {column.kind for column in board_columns().values()}
        rest = [entry for entry in self.view.files if entry.credit.kind not in shown]
        if not rest:
            return
        yield from self._part("branch.others")
        for entry in rest:
            yield from self._file(entry, width, kind=True)

    def _waiting(self, width: int) -> Iterator[Line]:
        if self.view is None or not self.view.waiting:
            return
        yield from self._part("branch.waiting")
        yield from self._asked(self.view.waiting, width)

    def _outside(self, width: int) -> Iterator[Line]:
        """What came before the window's start: nobody is credited with it by the machine."""
        if self.view is None or not self.view.outside:
            return
        yield from self._part("branch.outside")
        yield from self._asked(self.view.outside, width)

    def _messages(self, width: int) -> Iterator[Line]:
        """Mails of words that want something, and what people have in hand."""
        if self.view is None or not (self.view.messages or self.view.tasks):
            return
        yield from self._part("branch.messages" if self.view.messages else "task.title")
        for one in self.view.messages:
            said = self._say(
                "branch.message",
                intents=intent_words(one.intents, self.wording),
                subject=one.received.subject,
            )
            yield from wrapped(said, width, "amber", indent=3)
            who = one.received.sender_name or one.received.sender_email
            at = self._moment(one.received.received_at) if one.received.received_at else ""
            yield from wrapped(f"{at}  {visible(who)}", width, "dim", indent=5)
        for task in self.view.tasks:
            yield from wrapped(task_words(task, self.wording), width, "mauve", indent=3)

    def _asked(self, files: Iterable[FileEntry], width: int) -> Iterator[Line]:
        for entry in files:
            yield from self._file(entry, width, kind=True)
            came = entry.received
            who = came.sender_name or came.sender_email
            yield from wrapped(
                self._say("branch.mail", sender=who, subject=came.subject), width, "dim", indent=5
            )

    def _file(self, entry: FileEntry, width: int, *, kind: bool = False) -> Iterator[Line]:
        strong = "text" if entry.current or kind else "dim"
        parts = []
        if kind:
            parts.append(self._say(f"kind.{entry.credit.kind}"))
        if entry.version and entry.credit.kind in _VERSIONED:
            code = "branch.version_current" if entry.current else "branch.version"
            parts.append(self._say(code, n=entry.version))
            if entry.because is not None:
                parts.append(self._say(entry.because.code, **entry.because.params))
        if entry.credit.is_link:
            parts.append(self._say("branch.link"))
        parts.append(self._when(entry))
        if entry.credit.size_bytes is not None:
            parts.append(size_text(entry.credit.size_bytes))
        yield from wrapped("  ".join(parts), width, strong, indent=3)
        yield from wrapped(entry.credit.path, width, strong, indent=5)
        if entry.credit.expires_at is not None:
            until = self._moment(entry.credit.expires_at)
            yield from wrapped(self._say("branch.expires", until=until), width, "mauve", indent=5)
        if entry.current:
            for said in self._measured(entry):
                yield from wrapped(said, width, "dim", indent=5)
        # Findings of a version that was replaced are history: only the current one is judged.
        if entry.current or not entry.version:
            for finding in entry.findings:
                said = finding_words(finding, self.wording)
                severity = self._say(f"finding_severity.{finding.severity}")
                yield from wrapped(
                    f"[{severity}] {said}", width, _SEVERITY_INKS[finding.severity], indent=5
                )
            if any(finding.code == "file.similar" for finding in entry.findings):
                yield from wrapped(self._say("alike.key"), width, "dim", indent=5)

    def _measured(self, entry: FileEntry) -> tuple[str, ...]:
        if entry.credit.kind not in (FileKind.PLAN, FileKind.VIDEO):
            return ()
        second_year, wording = self.row.branch.consecutive_years, self.wording
        said = measured_words(
            entry.measures,
            entry.credit.kind,
            notice=self.notice,
            second_year=second_year,
            wording=wording,
        )
        if (viewing := entry.viewing) is None:
            return said
        return (*said, viewing_words(viewing, at=self._moment(viewing.at), wording=wording))

    def _letters(self, width: int) -> Iterator[Line]:
        """What was sent to the branch or about it, and whether it went."""
        if self.view is None or not self.view.letters:
            return
        yield from self._part("branch.letters")
        for said, strong in letter_texts(self.view.letters, self.wording, self._second):
            ink, indent = ("text", 3) if strong else ("dim", 5)
            yield from wrapped(said, width, ink, indent=indent)

    def _reasons(self, width: int) -> Iterator[Line]:
        if self.view is None:
            return
        reasoned = [
            entry
            for entry in self.view.files
            if (entry.current or not entry.version)
            and (entry.credit.decided_by or entry.credit.subject in self.reasons)
        ]
        if not reasoned:
            return
        yield from self._part("branch.why")
        for entry in reasoned:
            yield from wrapped(entry.credit.name, width, "text", indent=3)
            if entry.credit.decided_by:
                said = self._say("branch.decided_by", who=entry.credit.decided_by)
                yield from wrapped(said, width, "dim", indent=5)
                continue
            for said in self.reasons[entry.credit.subject]:
                yield from wrapped(said, width, "dim", indent=5)

    def _history(self, width: int) -> Iterator[Line]:
        if self.view is None or not self.view.history:
            return
        yield from self._part("branch.history")
        for line in self.view.history[:_HISTORY]:
            yield from wrapped(self._event(line), width, "dim", indent=3)
        rest = len(self.view.history) - _HISTORY
        if rest > 0:
            yield (("   " + self._say("branch.older", n=rest), "dim"),)

    def _event(self, line: HistoryLine) -> str:
        said = act_name(line.act, self.wording)
        told_of = line.act == "mail.stored" or line.act.startswith("letter.")
        about = line.after.get("subject") if told_of and line.after else None
        if isinstance(about, str) and about:
            said = f"{said}  {visible(about)}"
        if line.after and line.act.startswith("letter."):
            for name in ("recipient", "answer"):
                said += f"  {visible(text)}" if (text := str(line.after.get(name, ""))) else ""
        if line.readers:
            said = f"{said}  {'、'.join(map(visible, line.readers))}"
        if line.undone:
            said = self._say("branch.taken_back", act=said)
        if line.reason:
            said = self._say("branch.because", said=said, reason=line.reason)
        who = actor_name(line.actor, self.wording)
        return self._say("branch.event", at=self._moment(line.at), who=who, said=said)

    def _part(self, code: str) -> Iterator[Line]:
        yield ()
        yield ((self._say(code), "dim"),)

    def _when(self, entry: FileEntry) -> str:
        came = entry.received
        if came.received_at is None:
            return self._say("received.unknown")
        moment = self._second(came.received_at)
        if came.received_from is not ReceivedFrom.INTERNALDATE:
            moment = self._say(f"received.{came.received_from}", at=moment)
        if came.own_date is None:
            return moment
        return self._say("received.own_date", at=moment, own=self._second(came.own_date))

    def _moment(self, moment: datetime) -> str:
        local = self.notice.dates.local(moment)
        return f"{local.month}-{local.day:02d} {local.hour:02d}:{local.minute:02d}"

    def _second(self, moment: datetime) -> str:
        """A moment of the server to the second: what "did you get ours?" is answered by."""
        local = self.notice.dates.local(moment)
        return f"{self._moment(moment)}:{local.second:02d}"

    def _say(self, code: str, /, **params: object) -> str:
        return self.wording.say(code, **params)
