"""A notice that is read after mail came in judges that mail by its own items, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec

from mailsync.sync.sync import relearn
from store.intake.record import latest_proposals
from store.model import FileKind
from store.notice.notice import OwnItem
from tests.making import NOW, auto, make_mail, make_workspace, take_in

LECTURE = OwnItem("lecture", 7, "主题微党课", "党课", "一.7", "录制一堂微党课", True, "05-20")
FILE = "自动化研究所教工党支部主题微党课.mp4"


def test_a_video_of_an_own_item_stops_being_the_video(tmp_path: Path) -> None:
    workspace, store = make_workspace(tmp_path)
    relearn(workspace, store, at=NOW)
    take_in(store, make_mail("材料", [(FILE, "a")]), auto("B1", FileKind.VIDEO))
    assert relearn(workspace, store, at=NOW) == 0
    notice = msgspec.structs.replace(workspace.notice, own_items=(LECTURE,))
    told = replace(workspace, notice=notice)
    assert relearn(told, store, at=NOW) == 1
    (judged,) = latest_proposals(store).values()
    assert (judged.kind, judged.kind_certain, judged.branch_id) == (FileKind.OTHER, True, "B1")
    assert relearn(told, store, at=NOW) == 0
    store.close()
