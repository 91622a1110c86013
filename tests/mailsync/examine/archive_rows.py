"""Archives of the table: names, nesting, and everything that an archive may do to us."""

from __future__ import annotations

import io
import stat
from pathlib import Path

from mailsync.archives.unpack import seven_zip_program
from tests.mailsync.archives.made import Entry, make_rar4, make_zip, pack_7z
from tests.mailsync.examine.documents.made import plan
from tests.mailsync.examine.row import Maker, Row, of_bytes, zip_of

RARS = Path(__file__).parents[2] / "corpus" / "rar"
LINK, DEVICE = stat.S_IFLNK | 0o777, stat.S_IFCHR | 0o600
TEXT = ("说明.txt", b"x" * 40)


def _docx_bytes() -> bytes:
    packed = io.BytesIO()
    plan(300).save(packed)
    return packed.getvalue()


def _bomb(path: Path, _ffmpeg: str) -> None:
    path.write_bytes(zip_of(("零.txt", bytes(300 << 20))))


def _gbk_zip(path: Path, _ffmpeg: str) -> None:
    # Written under a name of the same length, then renamed in the bytes as old programs do.
    name = "机械学院/方案.docx".encode("gbk")
    stand_in = "a" * len(name)
    content = zip_of((stand_in, _docx_bytes())).replace(stand_in.encode(), name)
    path.write_bytes(content)


def _seven_zip(*switches: str) -> Maker:
    def make(path: Path, _ffmpeg: str) -> None:
        program = seven_zip_program()
        assert program is not None
        folder = path.with_suffix(".folder")
        folder.mkdir()
        (folder / "说明.txt").write_bytes(b"x" * 4000)
        pack_7z(program, folder, path, *switches)

    return make


def _cut_seven_zip(path: Path, ffmpeg: str) -> None:
    _seven_zip()(path, ffmpeg)
    path.write_bytes(path.read_bytes()[:-20])


def _rar(name: str) -> Maker:
    return of_bytes((RARS / name).read_bytes())


def _nested(depth: int) -> bytes:
    content = zip_of(TEXT)
    for number in range(depth - 1):
        content = zip_of((f"第{number}层.zip", content))
    return content


ARCHIVE_ROWS = (
    Row("国标名.zip", _gbk_zip),
    Row("套两层.zip", of_bytes(zip_of(("内层.zip", zip_of(("说明.txt", b"x" * 40)))))),
    Row("加密.zip", of_bytes(zip_of(("方案.docx", b"x" * 64), flags=1)), "archive.encrypted"),
    Row("越界.zip", of_bytes(zip_of(("../../越界.txt", b"x" * 40))), "archive.unsafe"),
    Row("炸弹.zip", _bomb, "archive.too_large"),
    Row("截断.zip", of_bytes(zip_of(("a.txt", b"x" * 4000))[:60]), "archive.unreadable"),
    Row("三层.zip", of_bytes(_nested(3))),
    Row("四层.zip", of_bytes(_nested(4)), "archive.too_large"),
    Row("链接.zip", of_bytes(make_zip([Entry(b"a.txt", b"/etc/passwd", mode=LINK)])),
        "archive.unsafe"),
    Row("设备.zip", of_bytes(make_zip([Entry(b"null", mode=DEVICE)])), "archive.unsafe"),
    Row("绝对路径.zip", of_bytes(make_zip([Entry(b"/etc/cron.d/x"), Entry(b"b.txt")])),
        "archive.unsafe"),
    Row("一文两名.zip", of_bytes(make_zip([Entry(b"a"), Entry(b"b", offset_of=0)])),
        "archive.two_names"),
    Row("坏一个.zip", of_bytes(make_zip([Entry(b"a.txt", crc=1), Entry(b"b.txt")])),
        "archive.member_damaged"),
    Row("没有文件.zip", of_bytes(zip_of()), "archive.empty"),
    Row("内层加密.zip", of_bytes(zip_of(("内层.zip", zip_of(TEXT, flags=1)))), "archive.encrypted"),
    Row("材料.rar", _rar("rar5-solid.rar")),
    Row("旧版材料.rar", of_bytes(make_rar4([("机械学院/方案.txt".encode("gbk"), b"text")]))),
    Row("加密.rar", _rar("rar5-psw.rar"), "archive.encrypted"),
    Row("文件名也加密.rar", _rar("rar5-hpsw.rar"), "archive.encrypted"),
    Row("链接.rar", _rar("rar5-symlink-unix.rar"), "archive.unsafe"),
    Row("越界.rar", of_bytes(make_rar4([(b"../a.txt", b"text")])), "archive.unsafe"),
    Row("截断.rar", of_bytes((RARS / "rar5-solid.rar").read_bytes()[:60]),
        "archive.member_damaged"),
    Row("材料.7z", _seven_zip()),
    Row("加密.7z", _seven_zip("-psecret"), "archive.encrypted"),
    Row("文件名也加密.7z", _seven_zip("-psecret", "-mhe=on"), "archive.encrypted"),
    Row("截断.7z", _cut_seven_zip, "archive.unreadable"),
    Row("其实是rar.zip", _rar("rar5-solid.rar"), "file.wrong_suffix"),
    Row("零字节.zip", of_bytes(b""), "file.empty"),
    Row("乱码.rar", of_bytes(bytes(range(256)) * 40), "archive.unreadable"),
)  # fmt: skip
