"""The slow look at what is stored, newest first and resumed by file: scans are recognised and their
mails judged anew, videos decoded whole and stills kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from mailsync.examine.backlog import Backlog, decode_backlog
from mailsync.examine.full import full_scan
from mailsync.examine.ocr.scan import SCANNED, ocr_is_here, recognise, recogniser
from mailsync.examine.probe import EXAMINER, probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from mailsync.examine.video.stills import stills
from mailsync.sync.sync import relearn
from store.db.database import Store
from store.files.blobs import Blobs
from store.intake import record as intake
from store.model import Examination
from store.views.items.undecoded import (
    asked_about,
    contents_to_probe,
    undecoded_videos,
    unread_scans,
)
from store.workspace.workspace import Workspace

LOCKED = "decode.locked"


@dataclass(frozen=True, slots=True)
class DecodeProgress:
    """Which file is looked at: its name, its place among `total`, the share of it that is done;
    `scan` says that it is no video."""

    name: str
    number: int
    total: int
    share: float
    scan: bool = False


@dataclass(frozen=True, slots=True)
class DecodeRun:
    """What a run did: contents probed again, videos decoded, and those that still wait;
    scans whose text was recognised.

    `ffmpeg` is False where the program is missing: what waits then is not checked.
    """

    probed: int
    decoded: int
    waiting: int
    stopped: bool
    ffmpeg: bool
    recognised: int = 0


def decode_waiting(
    workspace: Workspace,
    store: Store,
    *,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
    report: Callable[[DecodeProgress], None],
    tools: FfmpegTools | None = None,
) -> DecodeRun:
    """Look at every stored scan and video that waits; each is stored when done, so a stop loses
    one at most.

    What arrives meanwhile is taken in its turn. First come contents that could not be probed
    when they arrived, or were probed by an older examiner.

    Args:
        stop: asked about ten times a second.

    Raises:
        StoreError: `decode.locked` where another run holds the workspace; or the disk is full.
    """
    tools = tools or find_tools(workspace.settings.ffmpeg)
    with store.exclusive("decode"):
        run = _Run(workspace, store, workspace.blobs, tools, clock, stop, report)
        probed = run.probe_again()
        recognised = run.recognise() if ocr_is_here() else 0
        decoded = run.decode()
    return DecodeRun(
        probed,
        decoded,
        waiting=len(undecoded_videos(store)) + _unprobed_videos(store),
        stopped=stop(),
        ffmpeg=tools.ffmpeg is not None,
        recognised=recognised,
    )


def _unprobed_videos(store: Store) -> int:
    """Videos that could not even be probed, because there was no ffprobe."""
    return len(contents_to_probe(store, examiner=EXAMINER))


@dataclass(slots=True)
class _Run:
    workspace: Workspace
    store: Store
    blobs: Blobs
    tools: FfmpegTools
    clock: Callable[[], datetime]
    stop: Callable[[], bool]
    report: Callable[[DecodeProgress], None]
    done: int = 0
    read_slides: bool = False

    def probe_again(self) -> int:
        """Make up for probes that could not be made, or were made by an older examiner."""
        if self.tools.ffprobe is None:
            return 0
        probed = 0
        with Child() as child:
            for content in contents_to_probe(self.store, examiner=EXAMINER):
                if self.stop():
                    break
                if not self.blobs.has(content.digest):
                    continue
                found = probe(
                    self.blobs.path(content.digest),
                    media_type=content.media_type,
                    name=content.name,
                    tools=self.tools,
                    child=child,
                    digest=content.digest,
                )
                intake.examined(self.store, found, at=self.clock())
                probed += 1
        return probed

    def recognise(self) -> int:
        """Recognise the text of what waits, and judge anew what nobody decided."""
        waiting = [one for one in unread_scans(self.store, SCANNED) if self.blobs.has(one.digest)]
        read = 0
        with recogniser() as child:
            for number, scan in enumerate(waiting, start=1):
                if self.stop():
                    break
                self.report(DecodeProgress(scan.name, number, len(waiting), 0.0, scan=True))
                found = full_scan(self.blobs.path(scan.digest), child=child, digest=scan.digest)
                intake.examined(self.store, found, at=self.clock())
                read += found.measures["ocr"] == "read"
        if read:
            relearn(self.workspace, self.store, at=self.clock(), meanwhile=True)
        return read

    def decode(self) -> int:
        """Decode what waits, one video after the other."""
        for examination in decode_backlog(
            self._queue(), tools=self.tools, progress=self._progress, stop=self.stop
        ):
            intake.examined(self.store, self._with_stills(examination), at=self.clock())
            self.done += 1
        if self.read_slides:
            relearn(self.workspace, self.store, at=self.clock(), meanwhile=True)
        return self.done

    def _queue(self) -> Iterator[Backlog]:
        """The newest video that waits, asked for anew each time; none comes twice in a run."""
        tried: set[str] = set()
        while True:
            waiting = [
                video
                for video in undecoded_videos(self.store)
                # A content that the disk does not have says nothing of the video.
                if video.digest not in tried and self.blobs.has(video.digest)
            ]
            if not waiting:
                return
            newest = waiting[0]
            tried.add(newest.digest)
            yield Backlog(
                newest.digest,
                self.blobs.path(newest.digest),
                newest.media_type,
                newest.name,
                left=len(waiting),
            )

    def _progress(self, video: Backlog, share: float) -> None:
        self.report(DecodeProgress(video.name, self.done + 1, self.done + video.left, share))

    def _with_stills(self, examination: Examination) -> Examination:
        """Keep three stills as contents; the measure `stills` says where.

        Where nobody knows whose the video is, the first slide may tell.
        """
        taken = stills(self.blobs.path(examination.digest), tools=self.tools)
        kept = [
            {"at_s": still.at_s, "digest": self.blobs.put([still.png]).digest} for still in taken
        ]
        measures = {**examination.measures, "stills": kept}
        if kept and ocr_is_here() and examination.digest in asked_about(self.store):
            with recogniser() as child:
                slide = recognise(self.blobs.path(str(kept[0]["digest"])), "png", child=child)
            if slide["ocr"] == "read":
                measures["title_text"] = slide["title_text"]
                self.read_slides = True
        return replace(examination, measures=measures)
