"""What a kind of letter is: one object says everything about it, and everything else iterates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from mailsync.letters.draft import Asked, Draft
from mailsync.letters.recipients import Mode
from store.letters.letter import Dropped, Letter, LetterPlan, Reason
from store.letters.titles import kind_tab, kind_title
from store.text.wording import Wording
from store.views.letters.facts import LetterFacts


def branches_extent(letter: Letter, wording: Wording) -> str:
    """How much a letter is about: its branches."""
    return wording.say("letters.row.branches", n=len(letter.branch_ids))


def nothing_holds_back(_draft: Draft, _facts: LetterFacts, _asked: Asked) -> Reason | None:
    """Of most kinds only the address, what was told and the cool-down are asked about."""
    return None


def complete(_letter: Letter, _facts: LetterFacts) -> Reason:
    """Why most letters are due no more: what they asked for is there."""
    return Reason("letters.dropped.complete")


def nobody_rests(
    _facts: LetterFacts, _asked: Asked, _letters: Sequence[Letter], _before: LetterPlan | None
) -> Iterable[Dropped]:
    """Most kinds concern what is new only: nobody looks for one that is not due."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LetterKind:
    """One kind of letter.

    Attributes:
        name: as it is stored, typed and given in JSON; its templates are `NAME.txt` and
            `NAME.short.txt`, its title `letters.kind.NAME`, a short one for its tab
            `letters.tab.NAME`.
        place: its place in plans and lists, the most urgent first.
        drafts: the letters of this kind that the facts ask for, given what is no news any more.
        setting: the key of the settings that says who gets it, such as `letters.to_return`, or "".
        default_to: who gets it where that setting says "default", or there is none; what goes to
            a sub-committee goes to each branch in a workspace of that sub-committee.
        held_back: why one that is drafted does not go as things stand.
        gone: why one that was approved is due no more.
        at_rest: who might look for one and gets none, given the letters of the plan and the plan
            that was shown before.
        repeats: it says the same again as long as it is so; the cool-down keeps two apart.
        rests_after: other kinds after which the cool-down keeps it back too.
        by_date: the date calls for it: it is planned where no kind was asked for.
        along: other kinds that are planned with it: it leaves to them what they tell.
        apart: whoever approves all that is due does not mean it: the deadline does not call for it.
        asks: the columns of the board that it asks for something of.
        asks_own_items: it asks for what the notice has beside the six.
        asks_for_files: what waits to be assigned may be what it asks for.
        dated: it asks for something on a day: a calendar file goes along.
        lists_findings: the document of findings may go along with it.
        answers: it answers mails: no machine may answer it in turn.
        by_hand: a person wrote what it says: it stands alone, waits for no cool-down and makes no
            other letter wait, and no header calls it a machine's.
        extent: how much it is about, for a row of a list.
        ink: how its name is drawn.
        pinyin: of its title, a space per character, by which the palette finds it.
        texts: its templates by file name, where none are shipped: a kind of somebody's own.
    """

    name: str
    place: int
    drafts: Callable[[LetterFacts, Asked, Collection[str]], Iterable[Draft]]
    setting: str = ""
    default_to: Mode = "sub_committee"
    held_back: Callable[[Draft, LetterFacts, Asked], Reason | None] = nothing_holds_back
    gone: Callable[[Letter, LetterFacts], Reason] = complete
    at_rest: Callable[
        [LetterFacts, Asked, Sequence[Letter], LetterPlan | None], Iterable[Dropped]
    ] = nobody_rests
    repeats: bool = False
    rests_after: tuple[str, ...] = ()
    by_date: bool = False
    along: tuple[str, ...] = ()
    apart: bool = False
    asks: tuple[str, ...] = ()
    asks_own_items: bool = False
    asks_for_files: bool = False
    dated: bool = False
    lists_findings: bool = False
    answers: bool = False
    by_hand: bool = False
    extent: Callable[[Letter, Wording], str] = branches_extent
    ink: str = "text"
    pinyin: str = ""
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def mode(self, asked: Asked) -> Mode:
        """Who gets it, by the settings; `asked.scoped` is a workspace of one sub-committee."""
        chosen: Mode | Literal["default"] = (
            getattr(asked.settings, self.setting.partition(".")[2]) if self.setting else "default"
        )
        # A sub-committee's letters never go to itself.
        to_itself = asked.scoped and chosen in ("sub_committee", "with_secretaries")
        if chosen != "default" and not to_itself:
            return chosen
        return "branch" if asked.scoped and self.default_to == "sub_committee" else self.default_to

    def title(self, wording: Wording) -> str:
        """What it is called in a heading."""
        return kind_title(self.name, wording)

    def tab(self, wording: Wording) -> str:
        """What it is called where there is little room."""
        return kind_tab(self.name, wording)
