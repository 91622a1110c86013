"""The slow look at stored videos: newest first, resumed by file, one at a time in a workspace."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from mailsync.examine.ocr.scan import ocr_is_here
from mailsync.examine.probe import probe
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from mailsync.sync.decoding import DecodeProgress, DecodeRun, decode_waiting
from store.db.database import Store
from store.errors import StoreError
from store.files.blobs import Blobs
from store.files.lock import exclusive
from store.intake import record as intake
from store.model import FileKind, Judgement, Params, Proposal
from store.views.board.measures import latest_measures
from store.views.items.undecoded import undecoded_videos
from store.workspace.workspace import Workspace
from tests.mailsync.examine.ocr.drawn import page
from tests.mailsync.examine.video import made as videos
from tests.making import NOW, ask, auto, make_mail, make_workspace

Place = tuple[Workspace, Store]


@pytest.fixture(scope="module")
def tools() -> FfmpegTools:
    found = find_tools()
    if found.ffmpeg is None:
        pytest.skip("ffmpeg and ffprobe are not installed")
    return found


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    workspace, store = make_workspace(tmp_path)
    yield workspace, store
    store.close()


def receive(place: Place, tools: FfmpegTools, name: str, *, days: int, probed: bool = True) -> str:
    """Take in a mail with one real video; its digest."""
    made = place[0].folder / name
    videos.make(made, str(find_tools().ffmpeg), size="64x64", seconds=1 + days / 10)
    return take_in_file(
        place, made, auto("B1", FileKind.VIDEO), tools if probed else FfmpegTools(), days=days
    )


def take_in_file(
    place: Place, made: Path, proposal: Proposal, tools: FfmpegTools, *, days: int = 1
) -> str:
    """Take in a mail with one file, judged like this; its digest."""
    workspace, store = place
    name = made.name
    blobs = workspace.blobs
    ref = blobs.put([made.read_bytes()])
    mail = make_mail(name, [(name, name)], at=NOW - timedelta(days=days))
    (part,) = mail.attachments
    mail = replace(mail, attachments=(replace(part, digest=ref.digest),))
    intake.record(
        store,
        mail,
        raw_digest=mail.digest,
        judgements=[Judgement(0, proposal)],
        examinations=[
            probe(
                blobs.path(ref.digest),
                media_type="",
                name=name,
                tools=tools,
                digest=ref.digest,
            )
        ],
        place=None,
        at=NOW,
    )
    return ref.digest


def decoded(place: Place, tools: FfmpegTools, seen: list[DecodeProgress]) -> DecodeRun:
    return decode_waiting(
        place[0], place[1], clock=lambda: NOW, stop=lambda: False, report=seen.append, tools=tools
    )


def measures(place: Place, digest: str) -> Params:
    return latest_measures(place[1])[digest]


def test_videos_are_decoded_newest_first_and_keep_three_stills(
    place: Place, tools: FfmpegTools
) -> None:
    old = receive(place, tools, "旧.mp4", days=3)
    new = receive(place, tools, "新.mp4", days=1)
    seen: list[DecodeProgress] = []
    assert decoded(place, tools, seen) == DecodeRun(0, 2, 0, stopped=False, ffmpeg=True)
    assert list(dict.fromkeys((one.name, one.number, one.total) for one in seen)) == [
        ("新.mp4", 1, 2),
        ("旧.mp4", 2, 2),
    ]
    blobs = Blobs(place[0].files)
    for digest in (old, new):
        found = measures(place, digest)
        assert found["decode_errors"] == 0
        taken = found["stills"]
        assert isinstance(taken, list)
        assert [blobs.path(one["digest"]).read_bytes()[:4] for one in taken] == [b"\x89PNG"] * 3
    assert decoded(place, tools, []).decoded == 0


def test_a_run_that_was_stopped_goes_on_with_what_is_left(place: Place, tools: FfmpegTools) -> None:
    receive(place, tools, "旧.mp4", days=3)
    receive(place, tools, "新.mp4", days=1)
    stop = threading.Event()

    def after_the_first(progress: DecodeProgress) -> None:
        if progress.share == 1.0:
            stop.set()

    run = decode_waiting(
        place[0], place[1], clock=lambda: NOW, stop=stop.is_set, report=after_the_first, tools=tools
    )
    assert (run.decoded, run.waiting, run.stopped) == (1, 1, True)
    assert [video.name for video in undecoded_videos(place[1])] == ["旧.mp4"]
    assert decoded(place, tools, []).waiting == 0


def test_without_ffmpeg_a_video_waits_and_is_probed_once_it_is_there(
    place: Place, tools: FfmpegTools
) -> None:
    digest = receive(place, tools, "视频.mp4", days=1, probed=False)
    assert measures(place, digest)["not_checked"] == "ffmpeg_missing"
    assert decoded(place, FfmpegTools(), []) == DecodeRun(0, 0, 1, stopped=False, ffmpeg=False)
    assert decoded(place, tools, []) == DecodeRun(1, 1, 0, stopped=False, ffmpeg=True)
    assert "not_checked" not in measures(place, digest)
    assert measures(place, digest)["width"] == 64


def test_a_second_run_in_the_same_workspace_is_refused(place: Place, tools: FfmpegTools) -> None:
    lock = exclusive(place[0].folder / "decode.lock", code="decode.locked")
    with lock, pytest.raises(StoreError) as refused:
        decoded(place, tools, [])
    assert refused.value.code == "decode.locked"


def test_a_content_that_is_gone_from_the_disk_does_not_hold_up_the_rest(
    place: Place, tools: FfmpegTools
) -> None:
    gone = receive(place, tools, "新.mp4", days=1)
    receive(place, tools, "旧.mp4", days=3)
    Blobs(place[0].files).path(gone).unlink()
    assert decoded(place, tools, []) == DecodeRun(0, 1, 1, stopped=False, ffmpeg=True)
    assert "unreadable" not in measures(place, gone)


SLIDE = ("流通部党支部", "特色党支部创建工作方案")


def proposed(place: Place, name: str) -> Proposal:
    (row,) = place[1].rows("SELECT id FROM files WHERE path = ?", (name,))
    return intake.latest_proposals(place[1])[f"file:{row['id']}"]


def test_a_scan_that_nobody_knows_is_recognised_and_judged_anew(place: Place) -> None:
    assert ocr_is_here()
    page(SLIDE).save(place[0].folder / "IMG_0412.jpg")
    digest = take_in_file(
        place, place[0].folder / "IMG_0412.jpg", ask(FileKind.SUPPORT), FfmpegTools()
    )
    seen: list[DecodeProgress] = []
    assert decoded(place, FfmpegTools(), seen).recognised == 1
    assert [(one.name, one.number, one.total, one.scan) for one in seen] == [
        ("IMG_0412.jpg", 1, 1, True)
    ]
    assert measures(place, digest)["title"] == SLIDE[0]
    now = proposed(place, "IMG_0412.jpg")
    assert [one.branch_id for one in now.candidates][:1] == ["B3"]
    assert now.kind is FileKind.PLAN
    # It is looked at once.
    assert decoded(place, FfmpegTools(), []).recognised == 0


def test_a_photograph_whose_branch_and_kind_are_known_is_not_looked_at(place: Place) -> None:
    page(SLIDE).save(place[0].folder / "照片.jpg")
    file = place[0].folder / "照片.jpg"
    take_in_file(place, file, auto("B1", FileKind.SUPPORT), FfmpegTools())
    assert decoded(place, FfmpegTools(), []).recognised == 0


@pytest.mark.sweep
def test_the_first_slide_of_a_video_says_whose_it_is(place: Place, tools: FfmpegTools) -> None:
    slide = place[0].folder / "slide.png"
    page(SLIDE, size=(1280, 960), letters=72).save(slide)
    film = place[0].folder / "VID_0412.mp4"
    subprocess.run(
        [str(tools.ffmpeg), "-loglevel", "error", "-loop", "1", "-i", str(slide), "-t", "2",
         "-pix_fmt", "yuv420p", str(film)],
        check=True, timeout=120,
    )  # fmt: skip
    digest = take_in_file(place, film, ask(FileKind.VIDEO), tools)
    decoded(place, tools, [])
    assert SLIDE[0] in str(measures(place, digest)["title_text"])
    assert [one.branch_id for one in proposed(place, "VID_0412.mp4").candidates][:1] == ["B3"]
