"""The table of made files: a name, how it is made, and the codes that it must give."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from docx import Document

from tests.mailsync.examine import documents, videos
from tests.mailsync.examine.documents import ASPECTS, SENTENCE, inserted, plan, text_of

FILES = Path(__file__).parent / "files"
Maker = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One file; `codes` are all codes of its findings, sorted, each once."""

    name: str
    make: Maker
    codes: str = ""


def _docx(chars: int, *extra: str, **wishes: object) -> Maker:
    def make(path: Path, _ffmpeg: str) -> None:
        document = plan(chars, **wishes)  # type: ignore[arg-type]  # passed on as written
        for xml in extra:
            inserted(document, xml)
        document.save(str(path))

    return make


def _lines(*lines: str, size: int = 300) -> Maker:
    """A plan of `size` characters and more lines behind it."""

    def make(path: Path, _ffmpeg: str) -> None:
        document = plan(size)
        for line in lines:
            document.add_paragraph(line)
        document.save(str(path))

    return make


def _bytes(content: bytes) -> Maker:
    return lambda path, _ffmpeg: (path.write_bytes(content), None)[1]


def _copy(name: str, part: float = 1.0) -> Maker:
    def make(path: Path, _ffmpeg: str) -> None:
        content = (FILES / name).read_bytes()
        path.write_bytes(content[: int(part * len(content))])

    return make


def _empty(path: Path, _ffmpeg: str) -> None:
    Document().save(str(path))


def _pictures_only(path: Path, _ffmpeg: str) -> None:
    document = Document()
    document.add_picture(io.BytesIO(documents.png()))
    document.save(str(path))


def _table_text(path: Path, _ffmpeg: str) -> None:
    document = plan(1480)
    table = document.add_table(3, 7)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "字"
    document.save(str(path))


def _with_note(path: Path, _ffmpeg: str) -> None:
    documents.with_parts(
        plan(1500), path, {"footnotes.xml": ("footnotes", documents.footnotes("脚注里的字"))}
    )


def _encrypted_doc(path: Path, _ffmpeg: str) -> None:
    content = bytearray((FILES / "rich.doc").read_bytes())
    at = content.index(b"\xec\xa5")
    content[at + 0x0B] |= 0x01
    path.write_bytes(content)


def _sheet(path: Path, _ffmpeg: str) -> None:
    book = openpyxl.Workbook()
    for row in (("序号", "材料名称"), (1, "活动照片")):
        book.active.append(row)
    book.save(path)


def _zip(*members: tuple[str, bytes], flags: int = 0) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    written = bytearray(packed.getvalue())
    if flags:
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = written.find(mark)
            while at >= 0:
                written[at + offset] |= flags
                at = written.find(mark, at + 4)
    return bytes(written)


def _bomb(path: Path, _ffmpeg: str) -> None:
    path.write_bytes(_zip(("零.txt", bytes(300 << 20))))


def _gbk_zip(path: Path, _ffmpeg: str) -> None:
    # Written under a name of the same length, then renamed in the bytes as old programs do.
    name = "机械学院/方案.docx".encode("gbk")
    packed = io.BytesIO()
    plan(300).save(packed)
    stand_in = "a" * len(name)
    content = _zip((stand_in, packed.getvalue())).replace(stand_in.encode(), name)
    path.write_bytes(content)


def _video(**wishes: object) -> Maker:
    return lambda path, ffmpeg: videos.make(path, ffmpeg, **wishes)  # type: ignore[arg-type]


def _rotated(size: str) -> Maker:
    def make(path: Path, ffmpeg: str) -> None:
        videos.make(path, ffmpeg, size=size)
        videos.rotate(path)

    return make


def _named_otherwise(suffix: str, **wishes: object) -> Maker:
    def make(path: Path, ffmpeg: str) -> None:
        made = path.with_suffix(suffix)
        videos.make(made, ffmpeg, **wishes)  # type: ignore[arg-type]
        made.rename(path)

    return make


def _cut(part: float, *extra: str) -> Maker:
    def make(path: Path, ffmpeg: str) -> None:
        videos.make(path, ffmpeg, extra=extra)
        content = path.read_bytes()
        path.write_bytes(content[: int(part * len(content))])

    return make


def _long(step_s: int, steps: int) -> Maker:
    """A video of step_s × steps seconds that is quick to make: one picture each step."""
    return _video(
        seconds=step_s * steps,
        rate=f"1/{step_s}",
        sound="anoisesrc=a=0.5:r=8000,tremolo=f=2:d=0.98",
    )


NUMBERED_ASPECTS = [f"{n}、{aspect}" for n, aspect in zip("一二三四", ASPECTS, strict=True)]
ENCRYPTED_OFFICE = documents.compound({"EncryptionInfo": b"", "EncryptedPackage": b"x"})

DOCUMENT_ROWS = (
    Row("方案-1499字.docx", _docx(1499)),
    Row("方案-1500字.docx", _docx(1500)),
    Row("方案-1501字.docx", _docx(1501), "document.too_long"),
    Row("方案-很长.docx", _docx(6000), "document.too_long"),
    Row("方案-西文.docx", _lines("COVID-19 3.5% A/B", size=1497)),
    Row("方案-西文超.docx", _lines("COVID-19 3.5% A/B x", size=1497), "document.too_long"),
    Row("方案-文本框.docx", _docx(1500, documents.text_box("文本框不计入字数"))),
    Row("方案-表格.docx", _table_text, "document.too_long"),
    Row("方案-脚注.docx", _with_note),
    Row("方案-修订.docx", _docx(1496, documents.tracked("保留", "新增", "删去的不算"))),
    Row("方案-修订超.docx", _docx(1497, documents.tracked("保留", "新增", "删")),
        "document.too_long"),
    Row("方案-隐藏文字.docx", _docx(1498, documents.hidden("可见", "隐藏的不算"))),
    Row("方案-域.docx", _docx(1498, documents.field("结果"))),
    Row("方案-后附支撑材料.docx", _lines("支撑材料", text_of(1600))),
    Row("方案-后附目录.docx", _lines("支撑材料目录", "1.活动照片", "2.新闻报道")),
    Row("方案-分界不清.docx", _lines("支撑材料", text_of(1400), "五、长效机制", SENTENCE),
        "document.not_countable"),
    Row("方案-附件说明.docx", _lines("附件", text_of(1400)), "document.not_countable"),
    Row("方案-分界不清但都不超.docx", _lines("附件", text_of(200))),
    Row("方案-缺两方面.docx", _docx(900, aspects=ASPECTS[:2]), "document.aspect_missing"),
    Row("方案-无标题.docx", _docx(900, aspects=()), "document.aspect_missing"),
    Row("方案-流水账.docx", _lines(*(f"3月{day}日，{SENTENCE}" for day in range(1, 7))),
        "document.diary_style"),
    Row("方案-四条日期.docx", _lines(*(f"3月{day}日，{SENTENCE}" for day in range(1, 5)))),
    Row("方案-空白.docx", _empty, "document.empty"),
    Row("方案-只有图.docx", _pictures_only, "document.not_countable"),
    Row("方案-零字节.docx", _bytes(b""), "file.empty"),
    Row("方案-截断.docx", _copy("rich.docx", 0.6), "document.unreadable"),
    Row("方案-乱码.docx", _bytes(bytes(range(256)) * 40), "document.unreadable"),
    Row("方案-加密.docx", _bytes(ENCRYPTED_OFFICE), "document.encrypted"),
    Row("方案-其实是doc.docx", _copy("rich.doc"), "file.wrong_suffix"),
    Row("方案-旧版.doc", _copy("rich.doc")),
    Row("方案-旧版加密.doc", _encrypted_doc, "document.encrypted"),
    Row("方案-旧版截断.doc", _copy("rich.doc", 0.4), "document.unreadable"),
    Row("方案-其实是docx.doc", _docx(300), "file.wrong_suffix"),
    Row("方案-金山.wps", _copy("rich.doc")),
    Row("方案-富文本.rtf", _bytes(rb"{\rtf1 text}"), "document.not_countable"),
    Row("方案-文字.pdf",
        _bytes(documents.pdf([NUMBERED_ASPECTS]))),
    Row("方案-扫描.pdf", _bytes(documents.pdf([[], []], picture=True)), "document.not_countable"),
    Row("方案-加密.pdf", _copy("encrypted.pdf"), "document.encrypted"),
    Row("方案-坏.pdf", _bytes(b"%PDF-1.7\nbroken"), "document.unreadable"),
    Row("方案-拍的.png", _bytes(documents.png()), "document.not_countable"),
    Row("方案-幻灯片.pptx", _bytes(documents.slides(["工作内容"])), "document.not_countable"),
    Row("方案-国标.txt",
        _bytes("\n".join(f"{a}\n{SENTENCE * 3}" for a in NUMBERED_ASPECTS).encode("gb18030"))),
    Row("方案-超长.txt", _bytes(("一、" + "、".join(ASPECTS) + "\n" + "字" * 1600).encode()),
        "document.too_long"),
    Row("支撑材料-很长.docx", _docx(5000)),
    Row("支撑材料-空.docx", _empty, "document.empty"),
    Row("支撑材料目录.xlsx", _sheet),
    Row("特色支部创建工作评价表.docx", _docx(2000)),
)  # fmt: skip

VIDEO_ROWS = (
    Row("视频-合格.mp4", _video()),
    Row("视频-1023宽.mp4", _video(size="1022x768"), "video.too_small"),
    Row("视频-两种读法都不够.mp4", _video(size="800x600"), "video.too_small"),
    Row("视频-720.mp4", _video(size="1280x720"), "video.too_small"),
    Row("视频-竖屏.mp4", _video(size="768x1024"), "video.too_small"),
    Row("视频-旋转成横屏.mp4", _rotated("768x1024")),
    Row("视频-旋转成竖屏.mp4", _rotated("1024x768"), "video.too_small"),
    Row("视频-变形后够大.mp4", _video(size="960x1080", picture_filter="setsar=2/1")),
    Row("视频-变形后不够.mp4", _video(size="1440x1080", picture_filter="setsar=1/2"),
        "video.too_small"),
    Row("视频-无声道.mp4", _video(sound=None), "video.no_audio"),
    Row("视频-静音.mp4", _video(sound="anullsrc=r=22050:cl=mono"), "video.silent"),
    Row("视频-mov改名.mp4", _named_otherwise(".mov"), "file.wrong_suffix video.not_mp4"),
    Row("视频-flv改名.mp4", _named_otherwise(".flv"), "file.wrong_suffix video.not_mp4"),
    Row("视频-苹果.mov", _video(), "video.not_mp4"),
    Row("视频-mkv.mkv", _video(), "video.not_mp4"),
    Row("视频-avi.avi", _video(), "video.not_mp4"),
    Row("视频-mp4改名.mov", _named_otherwise(".mp4"), "file.wrong_suffix"),
    Row("视频-HEVC.mp4", _video(codec="libx265"), "video.codec_hint"),
    Row("视频-截断.mp4", _cut(0.5), "video.unreadable"),
    Row("视频-截断但有索引.mp4", _cut(0.7, "-movflags", "+faststart"), "video.unreadable"),
    Row("视频-零字节.mp4", _bytes(b""), "file.empty"),
    Row("视频-播放列表.mp4", _bytes(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
        "file.wrong_suffix video.unreadable"),
    Row("视频-乱码.mp4", _bytes(bytes(range(256)) * 40), "video.unreadable"),
    Row("视频-其实是文档.mp4", _docx(300), "file.wrong_suffix video.not_mp4"),
    Row("视频-黑屏.mp4", _video(picture="color=c=black:s=1024x768:r=10"), "video.black"),
    Row("视频-动画.mp4", _video(picture="mandelbrot=s=1024x768:r=10"), "video.not_slides"),
    Row("视频-单声道坏.mp4",
        _video(sound=f"{videos.VOICE},pan=stereo|c0=c0|c1=0*c0"), "video.dead_channel"),
    Row("视频-声音小.mp4", _video(sound=f"{videos.VOICE},volume=-15dB"), "video.quiet"),
    Row("视频-嘈杂.mp4", _video(sound="anoisesrc=a=0.3:r=22050"), "video.noisy"),
    Row("视频-478秒.mp4", _long(239, 2)),
    Row("视频-480秒.mp4", _long(60, 8)),
    Row("视频-481秒.mp4", _long(37, 13), "video.too_long"),
    Row("活动录像-支撑材料.mov", _video(size="640x480"), ""),
)  # fmt: skip

ARCHIVE_ROWS = (
    Row("国标名.zip", _gbk_zip),
    Row("套两层.zip", _bytes(_zip(("内层.zip", _zip(("说明.txt", b"x" * 40)))))),
    Row("加密.zip", _bytes(_zip(("方案.docx", b"x" * 64), flags=1)), "archive.encrypted"),
    Row("越界.zip", _bytes(_zip(("../../越界.txt", b"x" * 40))), "archive.unsafe"),
    Row("炸弹.zip", _bomb, "archive.too_large"),
    Row("截断.zip", _bytes(_zip(("a.txt", b"x" * 4000))[:60]), "archive.unreadable"),
    Row("方案-其实是压缩包.docx", _bytes(_zip(("a.txt", b"text"))), "file.wrong_suffix"),
)

ROWS = DOCUMENT_ROWS + VIDEO_ROWS + ARCHIVE_ROWS
