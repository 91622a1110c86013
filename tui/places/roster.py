"""名册: what to mend in the roster, and what was learnt from people, which can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from mailsync.matching.roster.problems import RosterProblem
from mailsync.sync.learning import knowledge
from mailsync.sync.sync import relearn
from mailsync.sync.taught import Taught, laid_open, needs_mending, problems_first
from store.db.database import Store
from store.db.decisions import Marking
from store.decisions.teaching import forget, settle_form
from store.roster.stored import StoredRoster
from store.text.visible import visible
from tui.base import keys
from tui.base.actions import Command
from tui.base.cells import crop
from tui.base.desk import Desk
from tui.base.job_host import ASKING
from tui.places.place import Place
from tui.places.roster_import import RosterImport
from tui.widgets.painted import Line, Span, wrapped
from tui.widgets.place_head import PlaceHead
from tui.widgets.row_list import Row, RowList, heading
from tui.widgets.tab_line import TabLine
from tui.widgets.table import Column, Table
from tui.widgets.text_pane import TextPane

_KEY = 30


@dataclass(frozen=True, slots=True)
class RosterFacts:
    """The roster's problems, those to mend first, and the memory."""

    roster: StoredRoster
    problems: tuple[RosterProblem, ...]
    taught: Taught


@dataclass(frozen=True, slots=True)
class Remembered:
    """One thing learnt: what it is, its two names, and the words that explain it.

    `kind`: "proposal", "accepted", "refused" (short forms: sub-committee and form), "sender" or
    "not_ours" (address and branch id).
    """

    kind: str
    owner: str
    name: str
    line: str
    explained: str

    @property
    def key(self) -> str:
        """The row's key."""
        return f"{self.kind}:{self.owner}/{self.name}"


class RosterPlace(Place[RosterFacts]):
    """Two lists: problems, and the memory."""

    NAME = "roster"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("memory_tab", keys.NEXT, "huan ye", 3),
        Command("memory_tab(-1)", keys.PREVIOUS, "shang yi ye", 62, code="turn_back"),
        Command("accept_form", keys.DO, "cai yong", 4),
        Command("import_roster", keys.TAKE_IN, "dao ru ming ce", 6),
        Command("revoke", keys.NO, "che hui", 5),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._facts: RosterFacts | None = None
        self._rows: dict[str, Remembered] = {}

    def body(self) -> ComposeResult:
        """The tabs, the list of the chosen one, and what is under the cursor in full."""
        say = self.desk.wording.say
        yield TabLine(
            [("problems", say("memory.tab_problems")), ("memory", say("memory.tab_memory"))]
        )
        yield RowList(id="roster-rows")
        yield TextPane(id="roster-detail")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one("#roster-detail").can_focus = False
        self.query_one(RowList).focus()

    def read(self, store: Store) -> RosterFacts:
        """Compile the roster and lay the memory open."""
        known = knowledge(store)
        return RosterFacts(known.roster, problems_first(known), laid_open(known))

    def show(self, facts: RosterFacts) -> None:
        """Draw the chosen list."""
        self._facts = facts
        rows = self.query_one(RowList)
        if self.query_one(TabLine).chosen == "problems":
            self._rows = {}
            rows.show(self._problem_rows(facts))
        else:
            found = self._remembered(facts)
            self._rows = {one.key: one for one in found}
            rows.show(self._memory_rows(found))

        say = self.desk.wording.say
        to_mend = sum(needs_mending(one) for one in facts.problems)
        counts: list[Span] = [(say("memory.branches", n=len(facts.roster.active)) + "  ", "dim")]
        if to_mend:
            counts.append((say("memory.to_mend", n=to_mend) + "  ", "amber bold"))
        if facts.taught.proposals:
            counts.append((say("memory.to_accept", n=len(facts.taught.proposals)), "blue bold"))
        self.query_one(PlaceHead).count(counts)
        self._show_detail()

    # -- problems --------------------------------------------------------------------------

    def _problem_rows(self, facts: RosterFacts) -> list[Row]:
        rows: list[Row] = []
        for mend, head in ((True, "memory.head_mend"), (False, "memory.head_know")):
            group = [
                (at, one) for at, one in enumerate(facts.problems) if needs_mending(one) is mend
            ]
            if group:
                rows.append(self._head(head, len(group)))
                rows += [
                    Row(f"problem:{at}", partial(self._problem_line, one, mend))
                    for at, one in group
                ]
        return rows or [self._head("memory.clean", 0)]

    def _problem_line(self, problem: RosterProblem, mend: bool, width: int) -> Line:
        return ((crop(self._problem_words(problem), width), "amber" if mend else "text"),)

    def _problem_words(self, problem: RosterProblem) -> str:
        return self.desk.wording.say(f"matching.problem.{problem.code}", **problem.params)

    # -- memory ----------------------------------------------------------------------------

    def _remembered(self, facts: RosterFacts) -> list[Remembered]:
        say, taught = self.desk.wording.say, facts.taught
        names = {branch.id: branch.name for branch in facts.roster.branches}
        unit_of = {branch.id: branch.sub_committee_id for branch in facts.roster.branches}
        units = facts.roster.names
        found = [
            Remembered(
                "proposal",
                one.sub_committee_id,
                one.form,
                units.get(one.sub_committee_id, ""),
                say("memory.about_proposal", form=one.form, example=one.example, n=one.times),
            )
            for one in taught.proposals
        ]
        for form in taught.forms:
            kind = "accepted" if form.accepted else "refused"
            unit = units.get(form.sub_committee_id, "")
            about = say(f"memory.about_{kind}", form=form.form, unit=unit)
            found.append(Remembered(kind, form.sub_committee_id, form.form, unit, about))
        for fact in taught.senders:
            unit = units.get(unit_of.get(fact.branch_id, ""), "")
            branch = f"{unit} {names.get(fact.branch_id, fact.branch_id)}".strip()
            about = say(
                "memory.about_sender",
                address=fact.address,
                branch=branch,
                n=fact.times,
                day=fact.last_date,
            )
            line = f"{say('cli.memory.times', n=fact.times)}  {branch}"
            found.append(Remembered("sender", fact.address, fact.branch_id, line, about))
        for fact in taught.not_ours:
            about = say("memory.about_not_ours", address=fact.address, day=fact.last_date)
            found.append(Remembered("not_ours", fact.address, "", fact.last_date, about))
        return found

    def _memory_rows(self, found: list[Remembered]) -> list[Row]:
        table = Table(Column(_first, _KEY), Column(lambda one: (visible(one.line), "text")))
        rows: list[Row] = []
        for kind in ("proposal", "accepted", "refused", "sender", "not_ours"):
            group = [one for one in found if one.kind == kind]
            if group:
                rows.append(self._head(f"memory.head_{kind}", len(group)))
                rows += [table.row(one.key, one) for one in group]
        return rows or [self._head("memory.nothing", 0)]

    def _head(self, code: str, count: int) -> Row:
        return heading(self.desk.wording.say(code, n=count))

    # -- what is under the cursor ----------------------------------------------------------

    def can(self) -> Mapping[str, bool]:
        """What was learnt can be accepted or taken back, as its kind allows."""
        one = self._current
        kind = one.kind if one is not None else ""
        return {
            "accept_form": kind in ("proposal", "refused"),
            "revoke": kind not in ("", "refused"),
        }

    @property
    def _current(self) -> Remembered | None:
        """What was learnt, where the cursor is on such a row."""
        return self._rows.get(self.query_one(RowList).current or "")

    def on_row_list_moved(self) -> None:
        """Show another entry in full."""
        self._show_detail()

    def _show_detail(self) -> None:
        self.query_one("#roster-detail", TextPane).show(self._detail)

    def _detail(self, width: int) -> list[Line]:
        current = self.query_one(RowList).current
        if current is None or self._facts is None:
            return []
        if current in self._rows:
            return wrapped(self._rows[current].explained, width, "text")
        problem = self._facts.problems[int(current.removeprefix("problem:"))]
        return wrapped(self._problem_words(problem), width, "text")

    # -- deciding --------------------------------------------------------------------------

    def action_memory_tab(self) -> None:
        """Show the other list."""
        self.query_one(TabLine).step()

    def on_tab_line_chosen(self) -> None:
        """Draw the list of the chosen tab."""
        if self._facts is not None:
            self.show(self._facts)
            self.show_keys()

    @work(group=ASKING, exit_on_error=False)
    async def action_import_roster(self) -> None:
        """Import a roster from files."""
        said = await self.app.push_screen_wait(RosterImport(self.desk))
        if said is not None:
            self.decided(said)

    def action_accept_form(self) -> None:
        """Accept the short form under the cursor."""
        one = self._current
        if one is not None and one.kind in ("proposal", "refused"):
            self._settle(one, accepted=True)

    def action_revoke(self) -> None:
        """Refuse a short form, or forget what was learnt of an address."""
        one = self._current
        if one is None:
            return
        if one.kind in ("proposal", "accepted"):
            self._settle(one, accepted=False)
        elif one.kind in ("sender", "not_ours"):
            self._forget(one)

    def _settle(self, one: Remembered, *, accepted: bool) -> None:
        revision = self.revision
        unit = one.line
        code = "cli.memory.form_accepted" if accepted else "cli.memory.form_refused"
        said = self.desk.wording.say(code, form=one.name, unit=unit)

        def work(store: Store, now: datetime) -> str:
            settle_form(
                store,
                one.owner,
                one.name,
                accepted=accepted,
                marking=Marking(now, self.desk.who, revision),
            )
            return self._judged_anew(store, now, said)

        self.decide(work)

    def _forget(self, one: Remembered) -> None:
        revision = self.revision
        said = self.desk.wording.say("cli.memory.forgotten", address=one.owner)

        def work(store: Store, now: datetime) -> str:
            forget(
                store,
                [(one.owner, one.name)],
                marking=Marking(now, self.desk.who, revision),
            )
            return self._judged_anew(store, now, said)

        self.decide(work)

    def _judged_anew(self, store: Store, now: datetime, said: str) -> str:
        changed = relearn(self.desk.workspace, store, at=now)
        return f"{said} {self.desk.wording.say('cli.memory.rejudged', n=changed)}"


def _first(one: Remembered) -> Span:
    name = one.name if one.kind in ("proposal", "accepted", "refused") else one.owner
    return visible(name), "blue bold" if one.kind == "proposal" else "text bold"
