"""What may be done about a mail of words: what it asks for first, under digits, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from textual.message import Message

from store.model import Intent
from store.roster.stored import StoredRoster
from store.text.visible import visible
from store.text.wording import Wording
from store.views.board.types import FileEntry
from store.views.inbox.conversations import Conversation
from tui.base.cells import crop, fit, width_of
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, RowList

# So many named branches have a line of their own.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class WordAct:
    """One thing to do: its name, the branches or the archive that it is done to."""

    name: str
    branch_ids: tuple[str, ...] = ()
    archive: FileEntry | None = None
    shown: str = ""
    count: int = 0

    @property
    def key(self) -> str:
        """What tells it from the others."""
        file = self.archive.credit.subject if self.archive is not None else ""
        return "/".join((self.name, *self.branch_ids, file))


@dataclass(frozen=True, slots=True)
class WordOffer:
    """What there is to do about a conversation; `proposed` of the acts are what it asks for."""

    acts: tuple[WordAct, ...] = ()
    proposed: int = 0


def offer_of_words(
    talk: Conversation | None,
    roster: StoredRoster,
    locked: Sequence[FileEntry],
    idle: int,
) -> WordOffer:
    """The acts for a conversation.

    Args:
        locked: the archives of its sender that only a password opens.
        idle: how many open conversations are thanks or automatic replies and nothing else.
    """
    if talk is None or not talk.open_mails:
        return WordOffer()
    asked = tuple(_asked(talk, roster, locked, idle))
    names = {one.name for one in asked}
    rest = [WordAct(name) for name in ("answer", "note", "hand", "settle") if name not in names]
    if not talk.sub_committee_ids and not talk.branch_ids:
        rest.append(WordAct("apart"))
    if talk.task is not None:
        rest.insert(0, WordAct("done"))
    return WordOffer((*asked, *rest), len(asked))


def _asked(
    talk: Conversation,
    roster: StoredRoster,
    locked: Sequence[FileEntry],
    idle: int,
) -> Iterator[WordAct]:
    active = {branch.id: branch.name for branch in roster.active}
    named = tuple(one for one in talk.branch_ids if one in active)
    for intent in talk.intents:
        match intent:
            case Intent.WITHDRAWAL | Intent.EXTENSION:
                name = "withdraw" if intent is Intent.WITHDRAWAL else "extend"
                yield from _of_branches(name, named, active)
            case Intent.PASSWORD:
                for archive in locked:
                    shown = visible(archive.credit.name)
                    yield WordAct("unlock", archive=archive, shown=shown)
            case Intent.QUESTION:
                yield WordAct("answer")
            case Intent.OTHER_WAY:
                yield WordAct("note")
            case _:
                continue
    if talk.is_idle:
        yield WordAct("settle")
        if idle > 1:
            yield WordAct("settle_idle", count=idle)


def _of_branches(name: str, named: Sequence[str], active: dict[str, str]) -> Iterator[WordAct]:
    if not named:
        yield WordAct(name)
    if len(named) > 1:
        yield WordAct(name, tuple(named), count=len(named))
    for one in named[:_NAMED]:
        yield WordAct(name, (one,), shown=visible(active[one]))


class WordActs(RowList, can_focus=False, inherit_bindings=False):
    """Lists the acts; digits come from the screen, choices go to it."""

    @dataclass
    class Chosen(Message):
        """One act was chosen."""

        act: WordAct

    def __init__(self, wording: Wording, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id, empty=wording.say("word_act.nothing"))
        self._wording = wording
        self._offer = WordOffer()

    def offer(self, offer: WordOffer) -> None:
        """List what there is; nothing is highlighted where nothing known is asked for."""
        if offer == self._offer and self.current is not None:
            return
        self._offer = offer
        self.show(
            [
                Row(act.key, partial(self._line, at, act))
                for at, act in enumerate(offer.acts, start=1)
            ]
        )
        if offer.proposed:
            self.go_to(offer.acts[0].key)
        else:
            self.go_nowhere()

    def step(self, by: int) -> None:
        """Move the cursor; from nowhere to the first or the last."""
        if self.current is None:
            self.go(0 if by > 0 else len(self._offer.acts) - 1)
        else:
            self.action_move(by)

    def take(self) -> bool:
        """Choose what the cursor is on; False where it is nowhere."""
        if self.current is None:
            return False
        self._choose(self.current)
        return True

    def take_number(self, number: int) -> bool:
        """Choose what bears a digit; False where nothing does."""
        if not 1 <= number <= len(self._offer.acts):
            return False
        self._choose(self._offer.acts[number - 1].key)
        return True

    def clicked(self, at: int, x: int, *, again: bool) -> None:  # noqa: ARG002  (of all lists)
        """Choose a line by the second click."""
        if again:
            self._choose(self.key_at(at))

    def _choose(self, key: str) -> None:
        act = next((one for one in self._offer.acts if one.key == key), None)
        if act is not None:
            self.post_message(self.Chosen(act))

    def _line(self, at: int, act: WordAct, width: int) -> Line:
        code = f"word_act.{act.name}"
        if act.name in ("withdraw", "extend"):
            code += ".one" if act.shown else ".several" if act.count else ".pick"
        said = self._wording.say(code, name=act.shown, n=act.count)
        ink = "blue bold" if at <= self._offer.proposed else "text"
        lead = fit(str(at), 2)
        return ((lead, "amber bold"), (crop(said, max(width - width_of(lead), 4)), ink))
