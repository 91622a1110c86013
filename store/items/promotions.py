"""WRITE: online promotion: articles on channels, excellent cases, added channels (notice 一.3)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from store.db.acts import Act, subject, subject_id
from store.db.database import Store
from store.db.decisions import (
    Decision,
    Draft,
    Marking,
    decide,
    latest_of,
    live_decisions,
    payload_of,
)
from store.errors import UsageError
from store.notice.notice import Channel, Notice
from store.roster.stored import load_roster, refuse_unknown_branches

Step = Literal["submitted", "published"]
_URL_LONGEST = 2000


class Article(msgspec.Struct, frozen=True):
    """One piece on one channel; it may present several branches at once (集中推介).

    `step` is 推荐 (submitted) or 刊发 (published). `files` are digests of stored contents: a
    screenshot or the article itself. A withdrawn piece counts for nothing.
    """

    id: str
    channel: str
    step: Step
    branch_ids: tuple[str, ...]
    url: str = ""
    date: date | None = None
    title: str = ""
    files: tuple[str, ...] = ()
    withdrawn: bool = False


class AddedChannel(msgspec.Struct, frozen=True):
    """A channel that staff added; `removed` takes it off the grid."""

    name: str
    cases: Literal["all", "excellent"] = "excellent"
    steps: tuple[Step, ...] = ("submitted", "published")
    removed: bool = False


def new_article_id() -> str:
    """A fresh id, short enough to type."""
    return f"P{uuid.uuid4().hex[:8]}"


def url_problem(url: str) -> str | None:
    """What is wrong with the form of an address, as a code of the catalogs; None if nothing."""
    if not url:
        return None
    if len(url) > _URL_LONGEST or any(char.isspace() or not char.isprintable() for char in url):
        return "promotion.url_characters"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "promotion.url_host"
    if parts.scheme.lower() not in ("http", "https"):
        return "promotion.url_scheme"
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return "promotion.url_host"
    return None


def save_articles(
    store: Store,
    articles: Sequence[Article],
    notice: Notice,
    *,
    marking: Marking,
    reason: str = "",
) -> str:
    """Record articles as a whole, new or changed, as one batch; returns the batch.

    Raises:
        UsageError: `promotion.channel`, `promotion.step` (the website only publishes),
            `promotion.branch`, `promotion.nobody`, `promotion.not_excellent` (a channel for
            excellent cases only), or what `url_problem` says.
    """
    decisions = live_decisions(store)
    channels = {channel.id: channel for channel in channels_of(notice, decisions)}
    excellent = excellent_branches(decisions)
    known = {branch.id for branch in load_roster(store).branches}
    for article in articles:
        if not article.withdrawn:
            _check(article, channels, known, excellent)
    return marking.write(
        store,
        [
            Draft(Act.PROMOTION, subject("promotion", article.id), payload_of(article), reason)
            for article in articles
        ],
    )


def mark_excellent(
    store: Store,
    branch_ids: Iterable[str],
    excellent: bool,
    *,
    marking: Marking,
    reason: str = "",
) -> str:
    """Mark cases as excellent, or take the mark back; returns the batch.

    Raises:
        UsageError: `promotion.branch`.
    """
    wanted = list(branch_ids)
    refuse_unknown_branches(store, wanted, "promotion.branch")
    return marking.write(
        store,
        [
            Draft(Act.EXCELLENT, subject("branch", one), {"excellent": excellent}, reason)
            for one in wanted
        ],
    )


def add_channel(
    store: Store, name: str, notice: Notice, *, everyone: bool = False, at: datetime, who: str
) -> str:
    """Add a channel of the staff's own (等方式, notice 一.3); returns its id.

    Raises:
        UsageError: `promotion.channel_name` (empty, or there is one of that name).
    """
    name = name.strip()
    known = {channel.name for channel in channels_of(notice, live_decisions(store))}
    if not name or name in known:
        raise UsageError("promotion.channel_name", name=name)
    channel_id = f"C{uuid.uuid4().hex[:6]}"
    added = AddedChannel(name, "all" if everyone else "excellent")
    decide(
        store,
        [Draft(Act.CHANNEL, subject("channel", channel_id), msgspec.to_builtins(added))],
        at=at,
        who=who,
    )
    return channel_id


def remove_channel(store: Store, channel_id: str, *, at: datetime, who: str) -> str:
    """Take a channel that staff added off the grid; its articles stay; returns the batch.

    Raises:
        UsageError: `promotion.channel` (none that staff added).
    """
    added = _added(live_decisions(store))
    if channel_id not in added:
        raise UsageError("promotion.channel", channel=channel_id, known=", ".join(added) or "-")
    gone = msgspec.structs.replace(added[channel_id], removed=True)
    draft = Draft(Act.CHANNEL, subject("channel", channel_id), msgspec.to_builtins(gone))
    return decide(store, [draft], at=at, who=who)


def channels_of(notice: Notice, decisions: Iterable[Decision]) -> tuple[Channel, ...]:
    """The channels of the notice, then those that staff added."""
    return (
        *notice.channels,
        *(
            Channel(
                id=channel_id,
                name=added.name,
                cases=added.cases,
                steps=added.steps,
                clause=notice.channels[0].clause,
                words=added.name,
            )
            for channel_id, added in _added(decisions).items()
        ),
    )


def articles_of(decisions: Iterable[Decision]) -> tuple[Article, ...]:
    """The articles that stand, in the order in which they were first recorded."""
    latest = latest_of(decisions, Act.PROMOTION, Article)
    return tuple(article for article in latest.values() if not article.withdrawn)


def excellent_branches(decisions: Iterable[Decision]) -> frozenset[str]:
    """The branches whose case is marked excellent."""
    marked = {
        subject_id(made.subject): bool(made.payload["excellent"])
        for made in decisions
        if made.act is Act.EXCELLENT
    }
    return frozenset(name for name, excellent in marked.items() if excellent)


def _added(decisions: Iterable[Decision]) -> dict[str, AddedChannel]:
    latest = latest_of(decisions, Act.CHANNEL, AddedChannel)
    return {name: channel for name, channel in latest.items() if not channel.removed}


def _check(
    article: Article,
    channels: Mapping[str, Channel],
    known: set[str],
    excellent: frozenset[str],
) -> None:
    channel = channels.get(article.channel)
    if channel is None:
        raise UsageError(
            "promotion.channel", channel=article.channel, known=", ".join(channels) or "-"
        )
    if article.step not in channel.steps:
        raise UsageError("promotion.step", channel=channel.name)
    if not article.branch_ids:
        raise UsageError("promotion.nobody")
    for branch_id in article.branch_ids:
        if branch_id not in known:
            raise UsageError("promotion.branch", branch=branch_id)
    plain = [name for name in article.branch_ids if name not in excellent]
    if channel.cases == "excellent" and plain:
        raise UsageError("promotion.not_excellent", channel=channel.name, branch=", ".join(plain))
    if code := url_problem(article.url):
        raise UsageError(code, url=article.url)
