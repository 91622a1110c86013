"""What an archive holds, as it lists itself: looked at here, never handed to another program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from mailsync.archives.unpack import ArchiveListing, ListedMember
from store.text.sizes import size_text
from store.text.visible import visible
from store.text.wording import Wording
from tui.base import keys
from tui.base.cells import crop, fit, width_of
from tui.base.worded_facts import problem_words
from tui.widgets.lines_below import Said
from tui.widgets.painted import Line, wrapped
from tui.widgets.text_pane import TextPane


class ArchiveMembers(ModalScreen[bool]):
    """Gives True where the archive is to be saved, False where it was only looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.CONFIRM.binding("dismiss(True)"),
        keys.LEAVE.binding("dismiss(False)"),
    ]

    def __init__(self, name: str, listing: ArchiveListing, wording: Wording) -> None:
        super().__init__()
        self._archive = name
        self._listing = listing
        self._wording = wording

    def compose(self) -> ComposeResult:
        """Lay out the name, the members, the keys."""
        with Vertical(classes="box wide"):
            yield Static(visible(self._archive), classes="title", markup=False)
            yield TextPane(lambda width: list(self._lines(width)), id="members")
            yield Said()

    def on_mount(self) -> None:
        """Up and down scroll at once."""
        self.query_one("#members").focus()
        self.query_one(Said).say(self._wording.say("members.keys"), "dim")

    def _lines(self, width: int) -> Iterator[Line]:
        yield from member_lines(self._listing, self._wording, width)


def member_lines(listing: ArchiveListing, wording: Wording, width: int) -> Iterator[Line]:
    """How many there are and what is wrong, then folder by folder each: name, mark, size."""
    members = listing.members
    if members:
        size = size_text(sum(member.size_bytes for member in members))
        yield ((wording.say("members.count", n=len(members), size=size), "text"),)
    for problem in listing.problems:
        yield from wrapped(problem_words(problem, wording), width, "amber")
    yield from wrapped(wording.say("members.note"), width, "dim")
    yield ()
    marked = max((width_of(_mark(member, wording)) for member in members), default=0)
    sized = max((width_of(size_text(member.size_bytes)) for member in members), default=0)
    room = max(width - marked - sized - 4, 10)
    before = ""
    for member in members:
        folder, _, name = visible(member.name).rpartition("/")
        if folder and folder != before:
            yield ((crop(folder, width), "dim"),)
        before = folder
        indent = "  " if folder else ""
        yield (
            (indent + fit(crop(name, room - len(indent)), room - len(indent)), "text"),
            (f"  {fit(_mark(member, wording), marked)}", "amber"),
            (f"{size_text(member.size_bytes):>{sized + 2}}", "dim"),
        )


def _mark(member: ListedMember, wording: Wording) -> str:
    if member.link:
        return wording.say("members.link")
    return wording.say("members.locked") if member.encrypted else ""
