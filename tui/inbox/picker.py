"""The branches beside the files of 收件: what is proposed first, under digits, then the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

from textual.message import Message

from store.roster.name_keys import name_under, short_name
from store.text.visible import visible
from store.text.wording import Wording
from store.views.inbox.queue import IntakeView
from tui.base.cells import crop, crop_middle, fit, width_of
from tui.dialogs.branch_choice import NUMBERED, BranchOption, branch_options, shown_options
from tui.widgets.painted import Line
from tui.widgets.row_list import Row, RowList, heading

_LONGEST = 40
_ALL, _WAY = "all:", "way:"


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be done with the files in hand, best first.

    `candidates` are branch ids; `together` those that are proposed to own the files together, each
    with what it would get; `ways` are ways out where no branch of the roster is meant.
    """

    view: IntakeView
    units: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    ways: tuple[str, ...] = ()
    # Whether the ways stand before the candidates.
    ways_first: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """The list as a value: what is typed narrows it, what is marked is chosen together.

    `last` is the branch that was chosen before: without a proposal the one after it comes first.
    """

    offer: Offer
    every: tuple[BranchOption, ...]
    typed: str = ""
    marked: tuple[str, ...] = field(default=())
    last: str = ""

    @classmethod
    def of(cls, offer: Offer, last: str) -> Choices:
        """The choices for the files in hand: candidates first, then the rest."""
        every = branch_options(offer.view.roster, offer.units, offer.candidates)
        ranked = sorted((one for one in every if one.rank), key=lambda one: one.rank)
        return cls(offer, (*ranked, *(one for one in every if not one.rank)), last=last)

    @property
    def options(self) -> tuple[BranchOption, ...]:
        """The branches that are listed."""
        return shown_options(self.every, self.typed)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all lines in their order."""
        branches = tuple(one.branch.id for one in self.options)
        if self.typed:
            return branches
        first = (_ALL,) if self.offer.together else ()
        ways = tuple(_WAY + way for way in self.offer.ways)
        ranked = 0 if self.offer.ways_first else sum(1 for one in self.options if one.rank)
        return (*first, *branches[:ranked], *ways, *branches[ranked:])

    @property
    def numbered(self) -> tuple[str, ...]:
        """The keys that bear the digits from 1: what is proposed, and nothing else."""
        if self.typed:
            return ()
        ranked = {one.branch.id for one in self.every if one.rank}
        proposed = [key for key in self.keys if key.startswith((_ALL, _WAY)) or key in ranked]
        return tuple(proposed[:NUMBERED])

    @property
    def highlighted(self) -> str | None:
        """Where the cursor begins: on the proposal, on what fits the typed, or nowhere."""
        if self.typed:
            return next(iter(self.keys), None)
        if self.offer.ways and self.offer.ways != ("unlock",):
            return None
        return next(iter(self.numbered), None)

    @property
    def unit_branches(self) -> tuple[str, ...]:
        """Every branch of the sub-committees that the mail comes from."""
        return tuple(one.branch.id for one in self.every if one.near)

    def owners(self, key: str) -> tuple[str, ...]:
        """The branches that a line stands for, with those that are marked."""
        if key == _ALL:
            return tuple(branch_id for branch_id, _ in self.offer.together)
        return tuple(dict.fromkeys((*self.marked, key)))


class BranchPicker(RowList, can_focus=False, inherit_bindings=False):
    """Lists the branches; digits, typing and marking come from the screen, choices go to it."""

    @dataclass
    class Chosen(Message):
        """The files in hand are to belong to these branches."""

        owners: tuple[str, ...]

    @dataclass
    class WayChosen(Message):
        """One of the ways out was chosen: "apart", "roster", "ask" or "unlock"."""

        way: str

    def __init__(self, wording: Wording, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._wording = wording
        self._choices: Choices | None = None

    @property
    def marked(self) -> tuple[str, ...]:
        """The branches that are marked to own the files together."""
        return () if self._choices is None else self._choices.marked

    @property
    def proposes(self) -> bool:
        """Whether anything is proposed."""
        return self._choices is not None and bool(self._choices.numbered)

    def offer(self, offer: Offer) -> None:
        """List what there is for other files; nothing is highlighted without a proposal."""
        before = self._choices
        self._choices = Choices.of(offer, "" if before is None else before.last)
        self._list()

    def type(self, more: str) -> None:
        """Find by some more characters."""
        if self._choices is not None:
            typed = (self._choices.typed + more)[:_LONGEST]
            self._choices = replace(self._choices, typed=typed)
            self._list()

    def rub_out(self) -> None:
        """Take back the last character."""
        if self._choices is not None and self._choices.typed:
            self._choices = replace(self._choices, typed=self._choices.typed[:-1])
            self._list()

    def reset(self) -> bool:
        """Forget what is typed and marked; False where there was nothing."""
        choices = self._choices
        if choices is None or not (choices.typed or choices.marked):
            return False
        self._choices = replace(choices, typed="", marked=())
        self._list()
        return True

    def mark(self) -> None:
        """Mark the branch under the cursor as one of several owners, or let it go; step on."""
        choices, key = self._choices, self.current
        if choices is None or key is None or key.startswith((_ALL, _WAY)):
            return
        marked = choices.marked
        marked = tuple(one for one in marked if one != key) if key in marked else (*marked, key)
        self._choices = replace(choices, marked=marked)
        self._draw()
        self.action_move(1)

    def mark_unit(self) -> None:
        """Mark every branch of the mail's sub-committee, or let them go."""
        choices = self._choices
        if choices is None:
            return
        unit = choices.unit_branches
        marked = () if choices.marked == unit else unit
        self._choices = replace(choices, marked=marked)
        self._draw()
        if marked:
            self.go_to(marked[0])

    def step(self, by: int) -> None:
        """Move the cursor; from nowhere to the branch after the one chosen last."""
        choices = self._choices
        if self.current is None and choices is not None and choices.keys:
            keys = choices.keys
            after = keys.index(choices.last) + 1 if choices.last in keys else 0
            self.go(after % len(keys) if by > 0 else len(keys) - 1)
        else:
            self.action_move(by)

    def take(self) -> bool:
        """Choose what the cursor is on; False where it is nowhere."""
        if self.current is None:
            return False
        self.choose(self.current)
        return True

    def take_number(self, number: int) -> bool:
        """Choose what bears a digit; False where nothing does."""
        numbered = () if self._choices is None else self._choices.numbered
        if not 1 <= number <= len(numbered):
            return False
        self.choose(numbered[number - 1])
        return True

    def choose(self, key: str) -> None:
        """Tell the screen what was chosen."""
        if self._choices is None:
            return
        if key.startswith(_WAY):
            self.post_message(self.WayChosen(key.removeprefix(_WAY)))
            return
        owners = self._choices.owners(key)
        before = self._choices
        self._choices = replace(before, typed="", marked=(), last=owners[-1])
        # Where a question is answered with no, what is shown is what Enter means.
        if before.typed or before.marked:
            self._list()
        self.post_message(self.Chosen(owners))

    def clicked(self, at: int, x: int, *, again: bool) -> None:  # noqa: ARG002  (of all lists)
        """Choose a line by the second click."""
        if again:
            self.choose(self.key_at(at))

    # -- drawing ---------------------------------------------------------------------------

    def _list(self) -> None:
        self._draw()
        where = None if self._choices is None else self._choices.highlighted
        if where is None:
            self.go_nowhere()
        else:
            self.go_to(where)

    def _draw(self) -> None:
        choices, say = self._choices, self._wording.say
        if choices is None:
            return
        options = {one.branch.id: one for one in choices.options}
        number = {key: str(at) for at, key in enumerate(choices.numbered, start=1)}
        rows = [
            Row(key, partial(self._line, choices, key, number.get(key, ""), options.get(key)))
            for key in choices.keys
        ]
        said = say("intake.typed", typed=choices.typed) if choices.typed else say("intake.type")
        if choices.marked:
            said = say("intake.marked", n=len(choices.marked))
        heads = [said] if rows else [said, say("intake.no_branch")]
        self.show([*map(heading, heads), *rows])

    def _line(
        self, choices: Choices, key: str, number: str, option: BranchOption | None, width: int
    ) -> Line:
        lead = fit(number, 2)
        if option is None:
            if key != _ALL:
                said = self._wording.say(f"intake.{key.replace(':', '.')}")
            else:
                together = choices.offer.together
                code = "intake.all" if any(got for _, got in together) else "intake.all_listed"
                said = self._wording.say(code, n=len(together))
            return ((lead, "amber bold"), (crop(said, width - 2), "blue bold"))
        plus = "+" if key in choices.marked else ""
        got = dict(choices.offer.together).get(key, "")
        tail = f" {got}" if got else ""
        room = max(width - 2 - len(plus) - width_of(tail), 4)
        name, unit = visible(option.branch.name), visible(option.unit)
        if not option.near and name_under(name, unit, option.short_forms) == name:
            name = f"{unit} {name}"
        if width_of(name) > room:
            name = short_name(visible(option.branch.name), unit, option.short_forms)
        return (
            (lead, "amber bold"),
            (plus, "done bold"),
            (fit(crop_middle(name, room), room), "text"),
            (tail, "blue"),
        )
