"""The journal as a person reads it: one line an act, with its objects and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from store.db.acts import subject_id, subject_kind
from store.db.journal import MACHINE
from store.db.moments import from_text
from store.notice.notice import Dates
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import HistoryLine
from tui.base.act_words import act_name

# Lines of one act of a person follow each other within this.
_TOGETHER = timedelta(seconds=2)
# So many objects are named, the others counted.
_NAMED = 2
# Kinds of subjects that have a word of their own to be counted by.
_COUNTED = frozenset(("letter", "file", "link", "mail", "branch", "version", "sub_committee"))
# What of a decision is told as it is written: days, moments and words of a person.
_PLAIN = ("day", "date", "text", "recipient", "by")
# What of a decision is a code, and what the catalogs call it.
_CODED = {"kind": "kind", "status": "session_status", "choice": "cell"}


@dataclass(frozen=True, slots=True)
class JournalAct:
    """Lines of the journal, newest first, that were one act of one person."""

    lines: tuple[HistoryLine, ...]

    @property
    def latest(self) -> HistoryLine:
        """The line that stands for all."""
        return self.lines[0]


def acts_of(lines: Iterable[HistoryLine]) -> Iterator[JournalAct]:
    """Put lines together that were one act; given and given back newest first."""
    same: list[HistoryLine] = []
    for line in lines:
        if same and not _together(same[-1], line):
            yield JournalAct(tuple(same))
            same = []
        same.append(line)
    if same:
        yield JournalAct(tuple(same))


def _together(one: HistoryLine, other: HistoryLine) -> bool:
    if (one.act, one.actor, one.undone) != (other.act, other.actor, other.undone):
        return False
    if one.batch is not None or other.batch is not None:
        return one.batch == other.batch
    return one.at - other.at <= _TOGETHER and one.actor != MACHINE


def said_of(act: JournalAct, wording: Wording) -> str:
    """What was done, with how many objects where they are several."""
    latest, count = act.latest, len({line.subject for line in act.lines})
    said = act_name(latest.act, wording)
    if count > 1:
        kind = subject_kind(latest.subject)
        code = kind if kind in _COUNTED else "other"
        said = wording.say(
            "history.several", act=said, what=wording.say(f"history.n.{code}", n=count)
        )
    return wording.say("branch.taken_back", act=said) if latest.undone else said


def objects_of(act: JournalAct, wording: Wording) -> str:
    """What it was done to, as people know it: the first names, and how many more."""
    oldest_first = reversed(act.lines)
    names = dict.fromkeys(name for line in oldest_first if (name := about_name(line, wording)))
    return _several(list(names), "history.and_more", wording)


def _several(names: Sequence[str], code: str, wording: Wording) -> str:
    """The first names, and how many more."""
    shown = "、".join(visible(name) for name in names[:_NAMED])
    more = len(names) - _NAMED
    return wording.say(code, names=shown, n=more) if more > 0 else shown


def about_name(line: HistoryLine, wording: Wording) -> str:
    """What a line was about; "" where it has no name."""
    if line.about:
        return line.about
    if subject_kind(line.subject) == "item":
        return wording.say(f"item_title.{subject_id(line.subject)}")
    return ""


def change_of(act: JournalAct, names: Mapping[str, str], dates: Dates, wording: Wording) -> str:
    """From what to what, or to whom; "" where the act itself says it.

    Args:
        names: the branches by their ids.
        dates: the notice's, in whose zone moments are told.
    """
    line = act.latest
    if readers := dict.fromkeys(name for one in reversed(act.lines) for name in one.readers):
        return _several(list(readers), "history.and_more_readers", wording)
    if len(act.lines) > 1 and len({str(one.after) for one in act.lines}) > 1:
        return ""
    # The day of a session is in its name already.
    known = {"date"} if subject_kind(line.subject) == "session" else set()
    sides = (
        {key: value for key, value in (params or {}).items() if key not in known}
        for params in (line.before, line.after)
    )
    before, after = (_told(side, names, dates, wording) for side in sides)
    if before and after and before != after:
        return wording.say("history.change", before=before, after=after)
    return after


def _told(
    params: Mapping[str, object],
    names: Mapping[str, str],
    dates: Dates,
    wording: Wording,
) -> str:
    parts: list[str] = []
    owners = params.get("branch_ids")
    if isinstance(owners, list):
        named = "、".join(visible(names.get(str(one), str(one))) for one in owners)
        parts.append(named or wording.say("history.nobody"))
    for key, area in _CODED.items():
        value = params.get(key)
        if isinstance(value, str) and wording.has(f"{area}.{value}"):
            parts.append(wording.say(f"{area}.{value}"))
    if isinstance(done := params.get("done"), bool):
        parts.append(wording.say("history.done" if done else "history.not_done"))
    until = params.get("until")
    if isinstance(until, str):
        parts.append(f"{dates.local(from_text(until)):%Y-%m-%d %H:%M}")
    parts += [visible(text) for key in _PLAIN if isinstance(text := params.get(key), str) and text]
    return " ".join(parts)
