"""The form for files that came by hand: which files, whose, what, how and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.errors import SixOnesError
from store.intake.by_hand import BY_HAND, HandArrival
from store.model import Branch, FileKind, Source
from store.notice.when import parse_when
from store.roster.stored import StoredRoster
from store.text.visible import visible
from tui.base import keys
from tui.base.cells import crop, crop_middle
from tui.base.desk import Desk
from tui.base.given_paths import newest_downloads, read_paths
from tui.dialogs.branch_choice import branch_options, shown_options
from tui.widgets.choice import Choice
from tui.widgets.fields import FieldList
from tui.widgets.lines_below import Said
from tui.widgets.path_suggester import PathSuggester

_LABEL = 12
_NAME = 44


@dataclass(frozen=True, slots=True)
class BehindLink:
    """The link that the files lay behind; the time of its mail is the one that counts."""

    subject: str
    name: str
    received_at: datetime | None
    kind: FileKind


@dataclass(frozen=True, slots=True)
class AddDraft:
    """What the form starts from.

    `candidates` are the branches that are offered, the first one chosen; `roster` has all that
    typed characters, pinyin or initials may mean. `fetched` is a file that needs no path typed,
    with its name.
    """

    candidates: Sequence[Branch]
    roster: StoredRoster
    link: BehindLink | None = None
    fetched: tuple[Path, str] | None = None


@dataclass(frozen=True, slots=True)
class AddWish:
    """What is to be taken in; `names` are None where the paths say them."""

    paths: tuple[Path, ...]
    names: tuple[str, ...] | None
    arrival: HandArrival
    kind: FileKind | None


class AddFilesScreen(ModalScreen[AddWish | None]):
    """Gives what is to be taken in, or None where the form was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.LEAVE.binding("dismiss(None)"),
        keys.CONFIRM.binding("save", priority=True),
        keys.TAKE_IN.binding("download", priority=True),
        keys.DOWN.binding("app.focus_next"),
        keys.UP.binding("app.focus_previous"),
    ]

    def __init__(self, draft: AddDraft, desk: Desk, *, downloads: Path | None = None) -> None:
        super().__init__()
        self._draft = draft
        self._desk = desk
        self._downloads = downloads
        self._older = 0

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        say, draft = self._desk.wording.say, self._draft
        with Vertical(classes="box"):
            yield Static(say("add.title"), classes="title", markup=False)
            with FieldList():
                if draft.fetched is None:
                    yield from self._input("files", "")
                else:
                    yield from self._fact("files", draft.fetched[1])
                yield from self._branch()
                kinds = [("", say("add.kind_by_content"))]
                kinds += [(kind.value, say(f"kind.{kind}")) for kind in FileKind]
                chosen = draft.link.kind.value if draft.link is not None else ""
                yield self._choice("kind", kinds, chosen)
                if draft.link is None:
                    yield self._choice(
                        "source", [(one.value, say(f"source.{one}")) for one in BY_HAND], "usb"
                    )
                    yield from self._input("received", self._now())
                else:
                    yield from self._fact("link", draft.link.name or "-")
                    yield from self._when(draft.link)
                yield from self._input("note", "")
            yield Said()

    def _branch(self) -> ComposeResult:
        """Whose the files are: one branch, one of a few, or one that is typed."""
        candidates, say = self._draft.candidates, self._desk.wording.say
        if len(candidates) == 1 and self._draft.link is None:
            yield from self._fact("branch", candidates[0].name)
            return
        if candidates:
            offered = [(one.id, crop_middle(visible(one.name), _NAME)) for one in candidates]
            yield self._choice("owner", offered, candidates[0].id)
        yield from self._input(
            "other", "", say("add.other_hint" if candidates else "add.typed_hint")
        )

    def _when(self, link: BehindLink) -> ComposeResult:
        if link.received_at is None:
            yield from self._input("received", self._now())
        else:
            yield from self._fact("received", self._shown(link.received_at))

    def on_mount(self) -> None:
        """Start in the first field; say the keys."""
        for one in self.query(Input):
            one.cursor_blink = False
        code = "add.keys" if self._draft.fetched is None else "add.keys_fetched"
        self.query_one(Said).say(self._desk.wording.say(code), "dim")
        first = next((one for one in self.query("Input, Choice") if one.focusable), None)
        if first is not None:
            first.focus()

    def action_download(self) -> None:
        """Name the newest file of the downloads folder, then older ones."""
        if self._draft.fetched is not None:
            return
        folder = self._downloads
        if folder is None:
            from platformdirs import user_downloads_path

            folder = user_downloads_path()
        found = newest_downloads(folder)
        if not found:
            self._refuse("add.no_downloads", "#files", folder=str(folder))
            return
        self.query_one("#files", Input).value = str(found[self._older % len(found)])
        self._older += 1

    def action_save(self) -> None:
        """Check the fields and give what is to be taken in."""
        draft = self._draft
        if draft.fetched is not None:
            paths: tuple[Path, ...] = (draft.fetched[0],)
        else:
            paths = read_paths(self.query_one("#files", Input).value)
            if not paths:
                self._refuse("add.no_files", "#files")
                return
            missing = [path for path in paths if not path.is_file()]
            if missing:
                self._refuse("error.add.no_file", "#files", file=str(missing[0]))
                return
        branch = self._chosen_branch()
        received = self._received()
        if branch is None or received is None:
            return
        kind = self.query_one("#kind", Choice).value
        source = Source.LINK if draft.link else Source(self.query_one("#source", Choice).value)
        self.dismiss(
            AddWish(
                paths,
                None if draft.fetched is None else (draft.fetched[1],),
                HandArrival(
                    branch.id,
                    source,
                    received[0],
                    draft.link.subject if draft.link else None,
                    self.query_one("#note", Input).value.strip(),
                ),
                FileKind(kind) if kind else None,
            )
        )

    @on(Input.Submitted)
    def _next_field(self) -> None:
        self.focus_next()

    @on(Input.Changed, "#other")
    def _show_branch(self, event: Input.Changed) -> None:
        """Say which branch the typed words mean."""
        if not event.value.strip():
            return
        found = self._meant(event.value)
        say = self._desk.wording.say
        if found:
            said = say("add.meant", branch=found[0].name, n=len(found) - 1)
            self.query_one(Said).say(said, "text" if len(found) == 1 else "amber")
        else:
            self.query_one(Said).say(say("add.meant_none"), "dim")

    def _chosen_branch(self) -> Branch | None:
        """The branch that the fields name; what is typed wins."""
        candidates = self._draft.candidates
        if len(candidates) == 1 and self._draft.link is None:
            return candidates[0]
        typed = self.query_one("#other", Input).value.strip()
        if not typed and candidates:
            chosen = self.query_one("#owner", Choice).value
            return next(one for one in candidates if one.id == chosen)
        found = self._meant(typed) if typed else ()
        if found:
            return found[0]
        self._refuse("add.meant_none", "#other")
        return None

    def _meant(self, typed: str) -> tuple[Branch, ...]:
        """The branch of an id, else those that typed characters, pinyin or initials fit."""
        roster = self._draft.roster
        wanted = "".join(typed.split()).lower()
        exact = tuple(one for one in roster.active if one.id.lower() == wanted)
        options = branch_options(roster, (), [one.id for one in self._draft.candidates])
        return exact or tuple(one.branch for one in shown_options(options, wanted))

    def _received(self) -> tuple[datetime | None] | None:
        """The time that the field says, in a tuple; None where it cannot be read."""
        fields = self.query("Input#received")
        if not fields:
            return (None,)
        dates = self._desk.workspace.notice.dates
        text = self.query_one("#received", Input).value
        try:
            moment = parse_when(
                text, dates.zone, end_of_work=dates.end_of_work, now=self._desk.clock()
            )
        except SixOnesError as err:
            self.query_one(Said).say(self._desk.wording.error(err), "amber")
            self.query_one("#received", Input).focus()
            return None
        if moment > self._desk.clock():
            self._refuse("error.add.future", "#received", at=text.strip())
            return None
        return (moment,)

    def _refuse(self, code: str, field: str, **params: object) -> None:
        self.query_one(Said).say(self._desk.wording.say(code, **params), "amber")
        self.query_one(field).focus()

    def _now(self) -> str:
        return self._shown(self._desk.clock())

    def _shown(self, moment: datetime) -> str:
        dates = self._desk.workspace.notice.dates
        return dates.minute(moment)

    def _label(self, name: str) -> Static:
        return Static(self._desk.wording.say(f"add.{name}"), classes="label", markup=False)

    def _fact(self, name: str, text: str) -> ComposeResult:
        with Horizontal(classes="row"):
            yield self._label(name)
            yield Static(crop(visible(text), _NAME), markup=False)

    def _choice(self, name: str, values: list[tuple[str, str]], chosen: str) -> Choice:
        label = self._desk.wording.say(f"add.{name}")
        return Choice(label, values, chosen, label_width=_LABEL, id=name)

    def _input(self, name: str, value: str, hint: str = "") -> ComposeResult:
        with Horizontal(classes="row"):
            yield self._label(name)
            suggester = PathSuggester() if name == "files" else None
            yield Input(value, compact=True, id=name, placeholder=hint, suggester=suggester)
