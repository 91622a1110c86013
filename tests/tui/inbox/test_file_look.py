"""How a file looks stands beside the proposal: stills of a video, the page of a document."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PIL import Image
from textual.pilot import Pilot

from store.files.blobs import Blobs
from store.model import Address, Params
from tests.mailsync.examine.test_office_page import drawing
from tests.making import NOW, make_mail, take_in
from tests.tui.conftest import Place, settle
from tests.tui.inbox.intake_mails import desk, judged
from tests.tui.inbox.test_screen import enter
from tui.places.file_look import FileLook
from tui.widgets.pictures import Pictures

__all__ = ["desk"]
WIDTH = 60


def still(red: int, green: int, blue: int) -> bytes:
    """A picture of one colour, as ffmpeg writes a still."""
    rows = b"".join(b"\0" + bytes((red, green, blue)) * 64 for _ in range(36))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 64, 36, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def film(made: Place) -> None:
    """A mail with a video of which two stills were kept, and a picture that can be drawn."""
    blobs = Blobs(made.workspace.files)
    kept = [blobs.put([still(200, 30, 30)]).digest, blobs.put([still(30, 30, 200)]).digest]
    page = io.BytesIO()
    Image.new("RGB", (60, 80), (9, 9, 9)).save(page, "PNG")
    measures: Params = {
        "examiner": 1,
        "content": "mp4",
        "container": "mp4",
        "duration_s": 461.0,
        "width": 1280,
        "height": 720,
        "stills": [
            {"digest": digest, "at_s": float(at * 60)} for at, digest in enumerate(kept, start=1)
        ],
    }
    names = [("东方学院 成果展示视频.mp4", "film"), ("东方学院 照片.png", "page")]
    mail = make_mail("东方学院材料", names, at=NOW - timedelta(hours=5))
    mail = replace(mail, sender=Address("", "dongfang@neu.example"), body="请查收")
    take_in(
        made.store,
        mail,
        *judged(made, mail),
        measures={"film": measures, "page": {"examiner": 1, "content": "png"}},
    )
    digest = blobs.put([page.getvalue()]).digest
    rows = list(made.store.rows("SELECT digest FROM files ORDER BY id"))
    with made.store.atomic():
        made.store.execute(
            "UPDATE files SET digest = ? WHERE digest = ?", (digest, rows[1]["digest"])
        )
        made.store.execute(
            "UPDATE examinations SET digest = ? WHERE digest = ?", (digest, rows[1]["digest"])
        )


async def looked(pilot: Pilot[None], done: object) -> None:
    """Wait until the look of the file in hand was read."""
    assert callable(done)
    async with asyncio.timeout(60):
        while not done():
            await settle(pilot)


@pytest.mark.parametrize("size", [(160, 40), (120, 30), (80, 24)])
async def test_stills_stand_below_the_reasons_where_no_pictures_are_shown(
    desk: Place, size: tuple[int, int]
) -> None:
    film(desk)
    async with desk.dashboard().run_test(size=size) as pilot:
        clerk = await enter(pilot)
        look = clerk.screen.query_one(FileLook)
        await looked(pilot, lambda: look.lines(WIDTH))
        shown = look.lines(WIDTH)
        assert "1:00" in "".join(text for text, _ in shown[-1])
        for _ in range(6):
            await clerk.press("ctrl+down")
        assert "on:#c81818" in str(shown)
        await clerk.press("left", "down")
        assert look.lines(WIDTH) == ()


async def test_a_terminal_that_shows_pictures_shows_stills_and_pages(
    desk: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "sixel")
    film(desk)
    async with desk.dashboard().run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        look = clerk.screen.query_one(FileLook)
        pictures = look.query_one(Pictures)
        await looked(pilot, lambda: len(pictures.children) == 2)
        assert look.lines(WIDTH) == ()
        await clerk.press("left", "down")
        await looked(pilot, lambda: len(pictures.children) == 1)


async def test_where_there_is_no_room_for_pictures_stills_are_cells_all_the_same(
    desk: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "sixel")
    film(desk)
    async with desk.dashboard().run_test(size=(80, 24)) as pilot:
        look = (await enter(pilot)).screen.query_one(FileLook)
        await looked(pilot, lambda: look.lines(WIDTH))
        assert not look.query_one(Pictures).children


@drawing
async def test_the_page_of_an_office_document_is_drawn_once_for_all_screens(
    desk: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIXONES_PICTURES", "sixel")
    plan = r"{\rtf1\ansi {\b Plan of the branch}\par We meet every month.}"
    mail = make_mail("东方学院材料", [("东方学院 工作方案.rtf", plan)], at=NOW - timedelta(hours=5))
    mail = replace(mail, sender=Address("", "dongfang@neu.example"), body="请查收")
    measures: Params = {"examiner": 1, "content": "rtf"}
    take_in(desk.store, mail, *judged(desk, mail), measures={plan: measures})
    ref = Blobs(desk.workspace.files).put([plan.encode()])
    app = desk.dashboard()
    async with app.run_test(size=(160, 40)) as pilot:
        clerk = await enter(pilot)
        pictures = clerk.screen.query_one(FileLook).query_one(Pictures)
        await looked(pilot, lambda: pictures.children)
        (shown,) = pictures.shown
        assert shown.name == "东方学院 工作方案.rtf"
        assert pictures.content_size.height > 10
        assert app.desk.drawn.get((ref.digest, 0)) == (shown,)
