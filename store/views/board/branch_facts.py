"""READ: what the cells of a branch are derived from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from store.items.promotions import Article
from store.items.review import Score
from store.items.sessions import Session
from store.items.volume import Selection
from store.model import Branch, FileKind, Item
from store.views.board.credits import Credit


class FormArrival(msgspec.Struct, frozen=True):
    """An evaluation form that came in on a day; `credit` is None for one on paper."""

    day: date
    credit: Credit | None


class Facts(msgspec.Struct, frozen=True):
    """Everything that the cells of one branch are derived from.

    `credited` and `waiting` are in the order of arrival; `forms` are the evaluation forms that came
    in for the branch or for a session it spoke in, oldest first; `limits` are those of items 1 and
    2 that have a date of their own, `dues` the dates of all others, `own_items` the days on which
    items beside the six were done, `pins` the versions in use
    that are not the latest. `articles` present the branch; `reviewers` were asked to review it,
    `scores` are theirs.
    """

    branch: Branch
    limit: datetime
    limits: Mapping[Item, datetime] = msgspec.field(default_factory=dict)
    credited: Sequence[Credit] = ()
    waiting: Sequence[Credit] = ()
    sessions: Sequence[Session] = ()
    forms: Sequence[FormArrival] = ()
    dues: Mapping[str, datetime] = msgspec.field(default_factory=dict)
    own_items: Mapping[str, date] = msgspec.field(default_factory=dict)
    pins: Mapping[FileKind, str] = msgspec.field(default_factory=dict)
    articles: Sequence[Article] = ()
    excellent: bool = False
    reviewers: Sequence[str] = ()
    scores: Sequence[Score] = ()
    selection: Selection | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing came for the branch, and nothing was decided about it."""
        return not (
            self.credited
            or self.waiting
            or self.sessions
            or self.forms
            or self.own_items
            or self.pins
            or self.articles
            or self.excellent
            or self.reviewers
            or self.scores
            or self.selection
        )

    def limit_of(self, item: Item) -> datetime:
        """The last moment in time of item 1 or 2."""
        return self.limits.get(item, self.limit)

    @property
    def all_limits(self) -> tuple[datetime, ...]:
        """Each of these moments."""
        return (self.limit, *self.limits.values())
