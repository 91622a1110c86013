"""The lines of 收件: the mail, one file of its tree, why it is credited, one branch to choose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailsync.matching.explain import confidence
from store.model import FileKind, ReceivedFrom
from store.roster.name_keys import short_name
from store.rules.aspects import aspect_shares
from store.rules.parts import of_parts
from store.text.sizes import size_text
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import FileEntry
from tui.base.cells import crop_middle, fit, width_of
from tui.base.desk import Desk
from tui.base.worded_facts import problem_words
from tui.inbox.facts import IntakeFacts
from tui.inbox.mail_tree import TreeNode
from tui.inbox.word_lines import WordPage
from tui.widgets.marked_text import marked_lines, without_blank_runs
from tui.widgets.painted import Line, Span, wrapped

# A session that the mail says was held; one that lies ahead (将, 拟, 计划) was not.
_TOOK_PLACE = re.compile(
    r"(?:已经?|业已)(?:在|于|结合|利用|通过)?[^，。；\n]{0,24}?(?:作了|做了|进行了|开展了|组织|举办了?|完成)?"
    r"[^，。；\n]{0,8}?(?:分享交流|交流分享|经验交流|交流发言|交流会|分享会|交流|分享)"
)
_KIND_WIDTH = 8
_STATUS_WIDTH = 8
_DEEPEST = 6
# From this width on a file's line names its owner.
_OWNER_FROM = 60
_CONFIDENCE_INKS = {"sure": "done", "likely": "amber", "open": "blue"}


def _owner_width(width: int, widest: int) -> int:
    """The cells of a file's owner: more than its share where the widest one takes more."""
    if width < _OWNER_FROM:
        return 0
    most = min(30, (width - _KIND_WIDTH - _STATUS_WIDTH) // 2)
    return max(20, (width - 30) * 2 // 5, min(widest + 1, most))


@dataclass(frozen=True, slots=True)
class IntakePage:
    """What the lines are made of; `kinds` are those that the person has set and not yet bound."""

    facts: IntakeFacts
    desk: Desk
    unfolded: bool = False
    kinds: Mapping[str, FileKind] = field(default_factory=dict)

    @property
    def wording(self) -> Wording:
        """The reader's words."""
        return self.desk.wording

    # -- the mail --------------------------------------------------------------------------

    def mail_lines(self, width: int) -> list[Line]:
        """Sender with its history, subject, own text with marked names, quotes folded."""
        mail = self.facts.mail
        if mail is None:
            return []
        came = mail.received
        marks = self.facts.marks or {}
        sender = f"{came.sender_name}  " if came.sender_name else ""
        sender += came.sender_email or self._say("intake.no_address")
        known = self._say("intake.comma").join((self._when(), *self.facts.sender))
        lines = [
            *self._field("intake.from", sender, marks.get("sender_name", ()), width),
            *self._field("intake.subject", came.subject, marks.get("subject", ()), width),
            *wrapped(self._say("intake.came", at=known), width, "dim"),
        ]
        for problem in mail.problems:
            said = problem_words(problem, self.wording)
            lines += wrapped(said, width, "amber")
        earlier = WordPage(self.facts, self.desk).earlier_lines(width, unfolded=self.unfolded)
        return [*lines, (), *self._body(width), *earlier]

    def _field(
        self, code: str, text: str, marks: tuple[tuple[int, int], ...], width: int
    ) -> list[Line]:
        label = self._say(code) + " "
        indent = width_of(label)
        flat = text.replace("\n", " ")
        found = marked_lines(flat, marks, max(width - indent, 8), ink="strong bold")
        return [
            ((label if at == 0 else " " * indent, "dim"), *line) for at, line in enumerate(found)
        ]

    def _body(self, width: int) -> list[Line]:
        mail = self.facts.mail
        if mail is None:
            return []
        marks = (self.facts.marks or {}).get("body", ())
        lines: list[Line] = []
        for part in self.facts.parts:
            text = mail.body[part.start : part.end]
            if not part.quoted:
                lines += marked_lines(text, marks, width, start=part.start)
            elif self.unfolded:
                lines += marked_lines(text, (), width, ink="dim")
            else:
                count = text.strip().count("\n") + 1
                lines += [((self._say("intake.quote", n=count), "mauve"),)]
        rest = mail.body_chars - len(mail.body)
        if rest > 0:
            lines += [((self._say("intake.body_rest", n=rest), "mauve"),)]
        return without_blank_runs(lines) or [((self._say("intake.no_body"), "dim"),)]

    def _when(self) -> str:
        mail = self.facts.mail
        if mail is None or mail.received.received_at is None:
            return self._say("received.unknown")
        came = mail.received
        moment = self._moment(mail.received.received_at)
        if came.received_from is not ReceivedFrom.INTERNALDATE:
            moment = self._say(f"received.{came.received_from}", at=moment)
        if came.own_date is None:
            return moment
        return self._say("received.own_date", at=moment, own=self._moment(came.own_date))

    def _moment(self, moment: datetime) -> str:
        local = self.desk.workspace.notice.dates.local(moment)
        return f"{local.year}-{local.month:02d}-{local.day:02d} {local.hour:02d}:{local.minute:02d}"

    # -- its files -------------------------------------------------------------------------

    def node_line(self, node: TreeNode, width: int) -> Line:
        """One line of the tree: name, kind, owner where there is room, how it stands."""
        indent = "  " * min(node.depth, _DEEPEST)
        if node.entry is None:
            waiting = self._waiting(node)
            said = self._say("intake.folder", n=len(node.subjects), waiting=waiting)
            room = max(width - len(indent) - width_of(said) - 2, 4)
            ink = "blue" if waiting else "dim"
            return (
                (indent, "text"),
                (fit(visible(node.name) + "/", room) + "  ", "strong bold"),
                (said, ink),
            )
        entry = node.entry
        status, ink = self.status(entry)
        files = self.facts.mail.files if self.facts.mail is not None else ()
        widest = max((width_of(self.owner(one)) for one in files), default=0)
        owner_width = _owner_width(width, widest)
        room = max(width - len(indent) - _KIND_WIDTH - _STATUS_WIDTH - owner_width, 6)
        spans: list[Span] = [
            (indent, "text"),
            (fit(crop_middle(visible(node.name), room - 1), room), "text"),
            (fit(self._say(f"kind_short.{self.kind(entry)}"), _KIND_WIDTH), self._kind_ink(entry)),
        ]
        if owner_width:
            owner = crop_middle(self.owner(entry, owner_width - 1), owner_width - 1)
            spans.append((fit(owner, owner_width), ink if entry.credit.branch_ids else "dim"))
        return (*spans, (fit(status, _STATUS_WIDTH), f"{ink} bold"))

    def kind(self, entry: FileEntry) -> FileKind:
        """The kind that a file would be credited as."""
        return self.kinds.get(entry.credit.subject, entry.credit.kind)

    def _kind_ink(self, entry: FileEntry) -> str:
        if entry.credit.subject in self.kinds:
            return "strong bold"
        doubtful = entry.proposal is not None and not entry.proposal.kind_certain
        return "amber" if doubtful and entry.credit.decided_by is None else "dim"

    def status(self, entry: FileEntry) -> tuple[str, str]:
        """How sure a file's owner is, in a word, and its ink."""
        mail = self.facts.mail
        if entry.credit.decided_by is not None:
            if self._opened(entry):
                return self._say("intake.opened_archive"), "done"
            return self._say(
                "intake.decided" if entry.credit.branch_ids else "intake.apart"
            ), "done"
        if mail is not None and entry.credit.subject not in mail.waiting:
            if not entry.credit.branch_ids:
                return self._say("intake.apart"), "dim"
            return self._say("matching.confidence.sure"), "done"
        level = self._confidence(entry)
        return self._say(f"matching.confidence.{level}"), _CONFIDENCE_INKS[level]

    def _opened(self, entry: FileEntry) -> bool:
        """Whether a file is an archive that was opened: its files stand beside it."""
        mail = self.facts.mail
        files = () if mail is None else mail.files
        inside = entry.credit.path + "/"
        return not entry.credit.branch_ids and any(
            one.credit.path.startswith(inside) for one in files
        )

    def _confidence(self, entry: FileEntry) -> str:
        if entry.proposal is None:
            return "open"
        found = confidence(entry.proposal)
        # The branch is sure, the kind is not.
        return "likely" if found == "sure" else found

    def owner(self, entry: FileEntry, room: int = 0) -> str:
        """Who owns a file, or may; the college is short where all of it takes more than `room`
        cells."""
        roster = self.facts.view.roster
        branches = {branch.id: branch for branch in roster.branches}
        mail = self.facts.mail
        waiting = mail is not None and entry.credit.subject in mail.waiting
        if not entry.credit.branch_ids:
            return ""
        if len(entry.credit.branch_ids) > 1 and not waiting:
            return self._say("intake.branches", n=len(entry.credit.branch_ids))
        branch_id = entry.credit.branch_ids[0]
        branch = branches.get(branch_id)
        name, mark = branch_id if branch is None else branch.name, " ?" if waiting else ""
        if branch is not None and room and width_of(visible(name) + mark) > room:
            unit = next(u for u in roster.sub_committees if u.id == branch.sub_committee_id)
            name = short_name(name, unit.name, unit.aliases)
        return visible(name) + mark

    def _waiting(self, node: TreeNode) -> int:
        mail = self.facts.mail
        return 0 if mail is None else sum(name in mail.waiting for name in node.subjects)

    # -- why -------------------------------------------------------------------------------

    def why_lines(self, node: TreeNode | None, width: int) -> list[Line]:
        """What is proposed for a file and why, with the original words marked."""
        if node is None:
            return []
        if node.entry is None:
            return [
                *wrapped(visible(node.name) + "/", width, "strong bold"),
                *wrapped(self._say("intake.folder_help", n=len(node.subjects)), width, "dim"),
            ]
        entry = node.entry
        lines: list[Line] = wrapped(entry.credit.path, width, "strong bold")
        lines += self._proposed(entry, width)
        if session := self._session(entry):
            lines += wrapped(session, width, "blue")
        if entry.credit.held and entry.credit.decided_by is None:
            lines += wrapped(self._say(entry.credit.held), width, "amber")
        explanation = (self.facts.why or {}).get(entry.credit.subject)
        if explanation is None or entry.credit.decided_by is not None:
            return [*lines, *self._sections(entry, width), *self._opening(entry, width)]
        for reason in explanation.lines:
            marks = (reason.mark,) if reason.mark is not None else ()
            for at, line in enumerate(marked_lines(reason.text, marks, width - 2)):
                lines.append((("- " if at == 0 else "  ", "dim"), *line))
        for said in explanation.excluded:
            lines += wrapped(said, width, "dim")
        return [*lines, *self._sections(entry, width), *self._opening(entry, width)]

    def _proposed(self, entry: FileEntry, width: int) -> list[Line]:
        status, ink = self.status(entry)
        facts = [self._say(f"kind.{self.kind(entry)}")]
        if entry.credit.size_bytes is not None:
            facts.append(size_text(entry.credit.size_bytes))
        if entry.credit.is_link:
            facts.append(self._say("branch.link"))
        if self._kind_ink(entry) == "amber":
            facts.append(self._say("intake.kind_open"))
        lines: list[Line] = wrapped("  ".join(facts), width, "dim")
        if entry.credit.decided_by is not None:
            said = self._say("branch.decided_by", who=entry.credit.decided_by)
            lines += wrapped(f"{said}  {self.owner(entry)}", width, "done")
            return lines
        lines += wrapped(f"{status}  {self.owner(entry)}", width, f"{ink} bold")
        return lines

    def _session(self, entry: FileEntry) -> str:
        """Where a file or its mail tells of a session that took place: that it can be recorded."""
        mail = self.facts.mail
        own = (
            ""
            if mail is None
            else "".join(
                mail.body[part.start : part.end] for part in self.facts.parts if not part.quoted
            )
        )
        told = _TOOK_PLACE.search(own)
        if told is not None and self.kind(entry) in (FileKind.EVAL_FORM, FileKind.SHARING):
            return self._say("intake.session_told", words=told[0])
        if self.kind(entry) is FileKind.SHARING:
            return self._say("intake.session_minutes")
        return ""

    def _sections(self, entry: FileEntry, width: int) -> list[Line]:
        """The parts of a document of several branches: heading, branch, 字数, missing aspects."""
        names = {branch.id: branch.name for branch in self.facts.view.roster.branches}
        notice = self.desk.workspace.notice
        lines: list[Line] = []
        for section in entry.proposal.sections if entry.proposal is not None else ():
            own = of_parts(entry.measures, section.parts)
            said = self._say(
                "matching.section",
                heading=visible(section.heading),
                branch=names.get(section.branch_id, self._say("matching.section_of_nobody")),
                chars=own.get("chars", 0),
            )
            lines += wrapped(said, width, "text")
            shares = aspect_shares(own, notice, second_year=False)
            missing = "、".join(name for name, share in shares.items() if not share)
            if missing:
                text = self._say("intake.section_missing", aspects=missing)
                lines += wrapped(text, width, "dim")
        return lines

    def _opening(self, entry: FileEntry, width: int) -> list[Line]:
        """How a document begins, with the words lit that reasons rest on."""
        text = entry.measures.get("title_text")
        if not isinstance(text, str) or not text.strip():
            return []
        proposal = entry.proposal
        found = () if proposal is None else proposal.reasons
        marks = sorted(
            {
                (start, end)
                for reason in found
                if reason.params.get("source") == "title"
                and isinstance(start := reason.params.get("start"), int)
                and isinstance(end := reason.params.get("end"), int)
                and start < end
            }
        )
        return [
            (),
            ((self._say("intake.opening"), "dim"),),
            *marked_lines(text, tuple(marks), width),
        ]

    def _say(self, code: str, /, **params: object) -> str:
        return self.wording.say(code, **params)
