"""What a new workspace takes over of last year's: roster, memory and texts, from an archive too;
settings and templates only from a workspace of one's own."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from mailsync.sync.learning import LearntForm, knowledge
from store.db.database import Store, open_store
from store.db.decisions import Marking
from store.decisions.teaching import recall, settle_form
from store.files.own_files import refuse_links
from store.keeping.archived import opened_archive
from store.keeping.earlier import earlier_file
from store.model import Branch, SenderFact, SubCommittee
from store.roster.name_keys import loose_key, name_key
from store.roster.reader import RosterFile, SubCommitteeFile
from store.roster.rows import RosterRow, SubCommitteeRow
from store.roster.stored import StoredRoster, load_roster
from store.views.board.alike import COMPARED
from store.views.board.facts import read_facts
from store.workspace.earlier import EarlierFile, earlier_files, earlier_places, keep_earlier
from store.workspace.settings import setting_keys, value_of
from store.workspace.trust import why_untrusted
from store.workspace.workspace import SETTINGS_FILE, Workspace, change_setting, open_workspace

TEMPLATES = "templates"
# What is of one year only, or was asked anew.
_NOT_CARRIED = frozenset(
    {"notice", "deadline", "window_start", "cohort", "scope", "own_deadline", "demo", "language"}
)
# Until then whatever came for a year has come.
_A_YEAR = timedelta(days=366)
_CONSECUTIVE = "consecutive_years"


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's workspace or archive, read; `own` says that its settings may be taken over."""

    workspace: Workspace
    own: bool
    roster: StoredRoster
    senders: tuple[SenderFact, ...]
    forms: tuple[LearntForm, ...]
    texts: tuple[EarlierFile, ...]
    # Where these lie, by cohort.
    places: Mapping[int, str]

    @property
    def branches(self) -> tuple[Branch, ...]:
        """Who took part to the end."""
        return tuple(branch for branch in self.roster.branches if branch.withdrawn is None)

    def branch_of(self, row: RosterRow) -> Branch | None:
        """Last year's branch of a row: the same id, or the same name in the same sub-committee."""
        units = {unit.id: name_key(unit.name) for unit in self.roster.sub_committees}
        own = name_key(row.sub_committee)
        for branch in self.branches:
            same_name = loose_key(branch.name) == loose_key(row.name)
            if row.branch_id == branch.id or (same_name and units[branch.sub_committee_id] == own):
                return branch
        return None


@contextlib.contextmanager
def last_year(place: Path) -> Iterator[LastYear]:
    """Read last year's workspace folder, or an archive of it.

    Raises:
        ConfigError: `workspace.*`, `settings.*`, `notice.*`.
        StoreError: `archive.*`, `db.*`.
    """
    with contextlib.ExitStack() as opened:
        folder = place
        if not (place / SETTINGS_FILE).is_file():
            archive = opened.enter_context(opened_archive(place))
            folder = archive.folder
        workspace = open_workspace(folder)
        own = not workspace.archived and why_untrusted(folder, workspace.settings) is None
        with contextlib.closing(open_store(workspace.database)) as store:
            known = knowledge(store)
            yield LastYear(
                workspace,
                own,
                load_roster(store),
                known.senders,
                known.forms,
                _texts(workspace, store),
                {
                    **(earlier_places(workspace.folder) if own else {}),
                    workspace.settings.cohort: str(place.absolute()),
                },
            )


def _texts(workspace: Workspace, store: Store) -> tuple[EarlierFile, ...]:
    """What came that is compared, plans with a sketch of their text, and that of years before."""
    as_of = workspace.settings.deadline + _A_YEAR
    facts = read_facts(store, workspace, as_of=as_of, scope="")
    texts = (
        earlier_file(
            workspace,
            entry.branch.name,
            facts.units[entry.branch.sub_committee_id].name,
            credit,
            facts.ruling.measures,
        )
        for entry in facts.by_branch.values()
        for credit in entry.credited
        if credit.kind in COMPARED and credit.digest
    )
    return (*earlier_files(workspace.folder), *texts)


def with_last_year(
    roster: RosterFile | None, last: LastYear, *, second_year: bool
) -> tuple[RosterFile, tuple[str, ...]]:
    """This year's roster with what last year's knew, or last year's where there is none.

    Args:
        second_year: mark who took part last year as 连续两年 (notice 二.4).

    Returns:
        The roster, and the names of the branches that take part for a second year.
    """
    if roster is None:
        names = last.roster.names
        rows = tuple(
            RosterRow(
                number,
                names[branch.sub_committee_id],
                branch.name,
                branch.id,
                branch.secretary,
                branch.contacts,
                branch.aliases,
                kind=branch.kind,
                phone=branch.phone,
            )
            for number, branch in enumerate(last.branches, start=1)
        )
        roster = RosterFile(rows, (), _ALL)
    again, rows_now = [], []
    for row in roster.rows:
        before = last.branch_of(row)
        if before is None:
            rows_now.append(row)
            continue
        again.append(row.name)
        rows_now.append(
            replace(
                row,
                branch_id=row.branch_id or before.id,
                contacts=row.contacts or before.contacts,
                phone=row.phone or before.phone,
                aliases=tuple(dict.fromkeys((*row.aliases, *before.aliases))),
                kind=row.kind or before.kind,
                consecutive_years=row.consecutive_years or second_year,
            )
        )
    columns = roster.columns | {"branch_id", "contacts", "phone", "aliases", "kind", _CONSECUTIVE}
    return replace(roster, rows=tuple(rows_now), columns=columns), tuple(again)


_ALL = frozenset(
    {"branch_id", "secretary", "contacts", "aliases", "kind", "phone", "sub_committee", "name"}
)


def last_units(last: LastYear) -> SubCommitteeFile:
    """Last year's sub-committees, as a file would give them."""
    rows = tuple(
        _unit_row(number, unit) for number, unit in enumerate(last.roster.sub_committees, 1)
    )
    columns = frozenset({"name", "aliases", "former_names", "staff", "contacts", "phone"})
    return SubCommitteeFile(rows, (), columns)


def _unit_row(number: int, unit: SubCommittee) -> SubCommitteeRow:
    return SubCommitteeRow(
        number,
        unit.name,
        unit.aliases,
        unit.former_names,
        unit.staff,
        unit.contacts,
        unit.phone,
    )


def take_over(
    last: LastYear, workspace: Workspace, store: Store, *, at: datetime, who: str
) -> Workspace:
    """Take over memory and texts, and of a workspace of one's own settings and templates.

    Raises:
        ConfigError: `settings.*`; StoreError: `disk.*`, `db.*`.
    """
    roster = load_roster(store)
    ids = {branch.id for branch in roster.branches}
    facts = [fact for fact in last.senders if fact.branch_id in ids]
    if facts:
        recall(store, facts, at=at, who=who)
    units = {unit.id for unit in roster.sub_committees}
    for form in last.forms:
        if form.sub_committee_id in units:
            settle_form(
                store,
                form.sub_committee_id,
                form.form,
                accepted=form.accepted,
                marking=Marking(at, who),
            )
    if last.texts:
        keep_earlier(workspace.folder, last.texts, last.places)
    if not last.own:
        return workspace
    for key in setting_keys():
        if key in _NOT_CARRIED or key.startswith(("mail.", "smtp.")):
            continue
        value = value_of(last.workspace.settings, key)
        if value != value_of(workspace.settings, key):
            workspace = change_setting(workspace, key, value)
    templates = last.workspace.folder / TEMPLATES
    if templates.is_dir():
        refuse_links(last.workspace.folder)
        shutil.copytree(templates, workspace.folder / TEMPLATES, symlinks=True, dirs_exist_ok=True)
    return workspace
