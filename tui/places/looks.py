"""How a file looks as pictures: stills of a video, the first page of what can be drawn."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from mailsync.examine import first_page, office_page
from mailsync.examine.process import child as child_process
from mailsync.filetype import magic
from store.model import Params
from store.views.board.types import FileEntry
from tui.base.desk import Desk
from tui.base.drawn import Picture
from tui.places.stills import still_pictures


class Seen(msgspec.Struct, frozen=True):
    """A file that is looked at."""

    digest: str
    name: str
    measures: Params

    @classmethod
    def of(cls, entry: FileEntry) -> Seen:
        """A file of a mail."""
        return cls(entry.credit.digest, entry.credit.name, entry.measures)

    @property
    def content(self) -> str:
        """What it is by its bytes."""
        return str(self.measures.get("content", ""))

    @property
    def film(self) -> bool:
        """Whether it is a video, of any kind."""
        return self.content in magic.VIDEO_CONTENTS

    @property
    def office(self) -> bool:
        """Whether its page takes an office program."""
        return self.content in office_page.OFFICE_CONTENTS

    @property
    def drawable(self) -> bool:
        """Whether files of this kind have a look; the content of those on paper is nowhere."""
        known = self.film or self.office or self.content in first_page.DRAWN
        return known and bool(self.digest)

    @property
    def key(self) -> tuple[str, int]:
        """What the look depends on: the content, and whether stills of it were kept."""
        kept = self.measures.get("stills")
        return self.digest, len(kept) if isinstance(kept, list) else 0


def draw(desk: Desk, seen: Seen, stop: Callable[[], bool]) -> tuple[Picture, ...] | None:
    """The pictures of a file, none where it has no look here.

    None where its content is not here, or where it is no more wanted.

    Args:
        stop: asked ten times a second while an office program runs; True ends it.
    """
    blobs = desk.workspace.blobs
    if seen.film:
        # Those that were kept of it are there without it.
        stills = still_pictures(desk.workspace, seen.digest, seen.measures)
        return stills if stills or blobs.has(seen.digest) else None
    if not blobs.has(seen.digest):
        return None
    path = blobs.path(seen.digest)
    with child_process.Child() as child:
        if seen.office:
            with desk.drawn.one_at_a_time:
                office = office_page.find_office_core()
                png = office_page.office_page(
                    path, seen.content, office=office, child=child, stop=stop
                )
        else:
            png = first_page.first_page(path, seen.content, child=child)
    if png is None:
        return None if stop() else ()
    return (Picture(seen.name, png),)
