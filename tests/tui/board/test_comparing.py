"""= on the board: a file beside the one of another branch or year that it is like."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from mailsync.examine.documents.sketch import sketch_of
from store.files.archive_manifest import FORMAT, MANIFEST, Manifest, ManifestFile
from store.model import FileKind
from store.workspace.earlier import EarlierFile, keep_earlier
from store.workspace.workspace import SETTINGS_FILE
from tests.making import auto, make_mail, take_in
from tests.tui.board_pilot import WIDE, opened, press
from tests.tui.conftest import Place, text_of
from tui.board.alike_screen import AlikeScreen

COMMON = "\n".join(
    f"第{number}次走访{number * 7}户，记下{number + 3}个问题。" for number in range(40)
)
OURS = f"本支部地处南湖校区。\n{COMMON}"
THEIRS = f"{COMMON}\n结语由书记撰写。"


def plan(place: Place, branch_id: str, text: str) -> None:
    """A plan whose content lies in the workspace."""
    place.workspace.blobs.put([text.encode()])
    take_in(
        place.store,
        make_mail(branch_id, [(f"{branch_id} 工作方案.txt", text)]),
        auto(branch_id, FileKind.PLAN),
        measures={text: {"content": "text", "chars": 1000, "sketch": sketch_of(text)}},
    )


async def test_two_plans_stand_side_by_side_and_what_is_common_is_lit(place: Place) -> None:
    plan(place, "B7", OURS)
    plan(place, "B6", THEIRS)
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "end")
        assert "按 = 并排对照" in text_of(app).replace("\n", "")
        await press(pilot, "equals_sign")
        lines = text_of(app).splitlines()
        (heads,) = [line for line in lines if "B7 工作方案.txt" in line and "B6" in line]
        assert "B6 工作方案.txt" in heads
        (row,) = [line for line in lines if "第3次走访" in line]
        assert row.count("第3次走访21户") == 2
        (own,) = [line for line in lines if "南湖校区" in line]
        assert own.count("南湖校区") == 1
        await press(pilot, "escape")
        assert "南湖校区" not in text_of(app)


DIGEST = hashlib.sha256(THEIRS.encode()).hexdigest()


def earlier(place: Place, lies: dict[int, str]) -> None:
    plan(place, "B7", OURS)
    known = EarlierFile(2025, "档案馆党支部", "旧案例.txt", DIGEST, sketch_of(THEIRS))
    keep_earlier(place.workspace.folder, (known,), lies)


def archive(folder: Path) -> Path:
    """An archive of one file."""
    folder.mkdir()
    (folder / "旧案例.txt").write_bytes(THEIRS.encode())
    listed = ManifestFile("旧案例.txt", DIGEST, len(THEIRS.encode()))
    manifest = Manifest(FORMAT, "2026-04-14T09:00:00+00:00", (listed,))
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return folder


def zipped(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", archive(folder)))


def workspace(folder: Path) -> Path:
    """As much of last year's workspace as matters."""
    (folder / "files" / DIGEST[:2]).mkdir(parents=True)
    (folder / "files" / DIGEST[:2] / DIGEST).write_bytes(THEIRS.encode())
    (folder / SETTINGS_FILE).touch()
    return folder


@pytest.mark.parametrize("made", [archive, zipped, workspace])
async def test_the_text_of_an_earlier_year_is_read_where_that_year_lies(
    place: Place, tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    earlier(place, {2025: str(made(tmp_path / "往年"))})
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "end", "equals_sign")
        text = text_of(app)
        assert "2025 档案馆党支部" in text
        assert "抽样" not in text
        (row,) = [line for line in text.splitlines() if "第3次走访" in line]
        assert row.count("第3次走访21户") == 2


def altered(folder: Path) -> str:
    (archive(folder) / "旧案例.txt").write_bytes(THEIRS.replace("3", "4").encode())
    return str(folder)


def linked(folder: Path) -> str:
    lies = workspace(folder) / "files" / DIGEST[:2] / DIGEST
    lies.rename(folder / "elsewhere")
    lies.symlink_to(folder / "elsewhere")
    return str(folder)


@pytest.mark.parametrize(
    ("made", "note"),
    [
        (lambda _folder: "", "earlier"),
        (str, "earlier_gone"),
        (altered, "earlier_gone"),
        (linked, "earlier_gone"),
        (lambda _folder: "//server/share/a", "earlier_gone"),
    ],
)
async def test_where_it_cannot_be_read_there_a_sample_shows_what_is_common(
    place: Place, tmp_path: Path, made: Callable[[Path], str], note: str
) -> None:
    earlier(place, {2025: made(tmp_path / "往年")})
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "end", "equals_sign")
        assert isinstance(app.screen, AlikeScreen)
        assert app.screen.comparison.note == note
        text = text_of(app)
        assert "2025 档案馆党支部" in text
        assert text.count("第3次走访21户") == 1


async def test_a_branch_without_such_a_file_says_so(place: Place) -> None:
    app = place.dashboard()
    async with opened(app, WIDE) as pilot:
        await press(pilot, "equals_sign")
        assert "没有雷同的文件" in app.board.said.text
