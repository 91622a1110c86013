"""READ: branches x channels: what was recommended and published, and drafts that came by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.db.database import Store
from store.items.promotions import Article
from store.model import Branch, FileKind, State, SubCommittee
from store.notice.notice import Channel
from store.views.board.branch_facts import Facts
from store.views.board.facts import BoardFacts, read_facts
from store.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ChannelCell:
    """How one branch stands on one channel.

    `state` is done (刊发), submitted (推荐) or open; None where the channel is not for this
    branch: its case is not marked excellent. `article` is the latest piece.
    """

    channel: str
    state: State | None
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A promotion draft that came in, by mail or by hand; it may still wait for a person."""

    subject: str
    path: str
    digest: str
    received_at: datetime | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """One branch of the grid; `cells` are in the order of the channels."""

    branch: Branch
    sub_committee: SubCommittee
    excellent: bool
    cells: tuple[ChannelCell, ...]
    drafts: tuple[ArticleFile, ...]


@dataclass(frozen=True, slots=True)
class PromotionView:
    """The whole grid. `added` are the ids of channels that staff added."""

    revision: int
    channels: tuple[Channel, ...]
    added: frozenset[str]
    rows: tuple[PromotionRow, ...]

    def published(self, channel: str) -> int:
        """How many branches are published on a channel."""
        return sum(
            cell.state is State.DONE
            for row in self.rows
            for cell in row.cells
            if cell.channel == channel
        )

    def in_scope(self, channel: str) -> int:
        """How many branches a channel is for."""
        return sum(
            cell.state is not None
            for row in self.rows
            for cell in row.cells
            if cell.channel == channel
        )


def promotion(store: Store, workspace: Workspace, *, now: datetime) -> PromotionView:
    """Read the grid as of a moment."""
    with store.snapshot():
        revision = store.revision()
        facts = read_facts(store, workspace, as_of=now)
    channels = tuple(facts.ruling.channels)
    of_notice = {channel.id for channel in workspace.notice.channels}
    return PromotionView(
        revision=revision,
        channels=channels,
        added=frozenset(one.id for one in channels if one.id not in of_notice),
        rows=tuple(_row(entry, facts) for entry in in_roster_order(facts)),
    )


def in_roster_order(facts: BoardFacts) -> list[Facts]:
    """The branches in scope, grouped by sub-committee in the order of the roster."""
    order = {unit_id: place for place, unit_id in enumerate(facts.units)}
    return sorted(facts.by_branch.values(), key=lambda one: order[one.branch.sub_committee_id])


def _row(entry: Facts, facts: BoardFacts) -> PromotionRow:
    return PromotionRow(
        branch=entry.branch,
        sub_committee=facts.units[entry.branch.sub_committee_id],
        excellent=entry.excellent,
        cells=tuple(_cell(channel, entry) for channel in facts.ruling.channels),
        drafts=tuple(
            ArticleFile(one.subject, one.path, one.digest, one.received_at, one.waiting)
            for one in (*entry.credited, *entry.waiting)
            if one.kind is FileKind.ARTICLE
        ),
    )


def _cell(channel: Channel, entry: Facts) -> ChannelCell:
    mine = [one for one in entry.articles if one.channel == channel.id]
    published = [one for one in mine if one.step == "published"]
    if published:
        return ChannelCell(channel.id, State.DONE, published[-1])
    if mine:
        return ChannelCell(channel.id, State.SUBMITTED, mine[-1])
    fits = channel.cases == "all" or entry.excellent
    return ChannelCell(channel.id, State.OPEN if fits else None)
