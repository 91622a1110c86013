from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from store.intake import record as intake
from store.model import Examination, FileKind, Params
from store.views.board.measures import latest_measures
from store.views.items.undecoded import contents_to_probe, undecoded_videos
from tests.engines import OVER_BOTH
from tests.making import NOW, auto, make_mail, make_workspace, take_in

pytestmark = OVER_BOTH

VIDEO: Params = {"examiner": 1, "container": "mp4", "duration_s": 9.0}
PLAN: Params = {"examiner": 1, "chars": 900}


def test_videos_wait_newest_first_until_they_are_decoded(tmp_path: Path) -> None:
    _workspace, store = make_workspace(tmp_path)
    for name, content, days in (("一", "old", 3), ("二", "new", 1), ("三", "old", 2)):
        take_in(
            store,
            make_mail(name, [(f"{name}.zip/视频.mp4", content)], at=NOW - timedelta(days=days)),
            auto("B1", FileKind.VIDEO),
            measures={content: VIDEO},
        )
    take_in(
        store, make_mail("四", [("方案.docx", "plan")]), auto("B1", FileKind.PLAN),
        measures={"plan": PLAN},
    )  # fmt: skip
    newest, oldest = undecoded_videos(store)
    assert (newest.name, oldest.name) == ("视频.mp4", "视频.mp4")
    intake.examined(store, Examination(newest.digest, "full", {"examiner": 1}), at=NOW)
    assert undecoded_videos(store) == (oldest,)


def test_a_newer_examiner_makes_a_video_wait_again(tmp_path: Path) -> None:
    _workspace, store = make_workspace(tmp_path)
    take_in(
        store, make_mail("一", [("视频.mp4", "x")]), auto("B1", FileKind.VIDEO),
        measures={"x": VIDEO},
    )  # fmt: skip
    (video,) = undecoded_videos(store)
    intake.examined(store, Examination(video.digest, "full", {"examiner": 1}), at=NOW)
    assert undecoded_videos(store) == ()
    intake.examined(store, Examination(video.digest, "probe", {**VIDEO, "examiner": 2}), at=NOW)
    assert undecoded_videos(store) == (video,)


def test_a_video_that_cannot_be_decoded_does_not_wait(tmp_path: Path) -> None:
    _workspace, store = make_workspace(tmp_path)
    rows: dict[str, Params] = {
        "一": {"examiner": 1, "container": "mp4", "unreadable": "video.unreadable"},
        "二": {"examiner": 1, "container": "mp4", "not_checked": "ffmpeg_missing"},
    }
    for name, measures in rows.items():
        take_in(
            store, make_mail(name, [("视频.mp4", name)]), auto("B1", FileKind.VIDEO),
            measures={name: measures},
        )  # fmt: skip
    assert undecoded_videos(store) == ()


def test_what_was_not_checked_or_measured_by_an_older_examiner_is_probed_again(
    tmp_path: Path,
) -> None:
    _workspace, store = make_workspace(tmp_path)
    rows: dict[str, Params] = {
        "视频.mp4": {"examiner": 2, "not_checked": "ffmpeg_missing"},
        "旧.docx": PLAN,
        "新.docx": {**PLAN, "examiner": 2},
    }
    for name, measures in rows.items():
        take_in(
            store, make_mail(name, [(name, name)]), auto("B1", FileKind.PLAN),
            measures={name: measures},
        )  # fmt: skip
    assert {one.name for one in contents_to_probe(store, examiner=2)} == {"视频.mp4", "旧.docx"}
    for one in contents_to_probe(store, examiner=2):
        intake.examined(store, Examination(one.digest, "probe", {"examiner": 2}), at=NOW)
    assert contents_to_probe(store, examiner=2) == ()


def test_a_probe_made_again_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    _workspace, store = make_workspace(tmp_path)
    take_in(
        store, make_mail("一", [("视频.mp4", "x")]), auto("B1", FileKind.VIDEO),
        measures={"x": {"container": "mp4", "not_checked": "ffmpeg_missing"}},
    )  # fmt: skip
    (digest,) = latest_measures(store)
    intake.examined(store, Examination(digest, "probe", VIDEO), at=NOW)
    intake.examined(store, Examination(digest, "full", {"black_s": 9.0}), at=NOW)
    intake.examined(store, Examination(digest, "full", {"still_share": 1.0}), at=NOW)
    assert latest_measures(store) == {digest: {**VIDEO, "still_share": 1.0}}
