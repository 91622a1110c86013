"""One mail of every kind that people send, as a file; with the keys that settle it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK

from mailsync.archives.unpack import seven_zip_program
from tests.making import NOW

EAST = "dongfang@neu.example"
_TEXT = "围绕中心工作抓实特色创建，党员带头攻关，服务师生，宣传推广，建立长效机制。"


@dataclass(frozen=True)
class Kind:
    """One kind of mail.

    `keys` settle it, pressed when it is on the screen. `owners` are whose its files are then, by
    name; () for a file that is no submission. `acts` are what was decided about its words.
    """

    subject: str
    keys: tuple[str, ...]
    owners: tuple[tuple[str, tuple[str, ...]], ...] = ()
    acts: tuple[str, ...] = ()
    body: str = "老师好，材料请查收。"
    sender: str = EAST
    files: Sequence[tuple[str, Callable[[], bytes]]] = ()
    early: bool = False
    # Another mail settles it.
    waits: bool = False
    machine: bool = False

    def write(self, folder: Path, at: int) -> None:
        """Put it into a folder of mail."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, "neuzzb@163.example"
        mail["Subject"] = self.subject
        mail["Message-ID"] = f"<kind-{at}@neu.example>"
        came: datetime = NOW - timedelta(hours=90 - at)
        if self.early:
            came -= timedelta(days=60)
        mail["Date"] = format_datetime(came)
        if self.machine:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(self.body)
        for name, made in self.files:
            mail.add_attachment(
                made(), maintype="application", subtype="octet-stream", filename=name
            )
        (folder / f"{at:02d}.eml").write_bytes(mail.as_bytes())


def document(*heads: str) -> Callable[[], bytes]:
    """A document of parts, each under a heading of its own and on pages of its own."""

    def made() -> bytes:
        written = docx.Document()
        for at, head in enumerate(heads):
            if at:
                written.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            if head:
                written.add_heading(head, 1)
            for _ in range(12):
                written.add_paragraph(_TEXT)
        out = io.BytesIO()
        written.save(out)
        return out.getvalue()

    return made


def locked(name: str, password: str) -> Callable[[], bytes]:
    """An encrypted archive of one document."""

    def made() -> bytes:
        import tempfile

        program = seven_zip_program()
        assert program is not None
        with tempfile.TemporaryDirectory() as folder:
            inside, archive = Path(folder) / name, Path(folder) / "made.7z"
            inside.write_bytes(document(name.rsplit(".", 1)[0])())
            subprocess.run(
                [program, "a", f"-p{password}", archive, inside], check=True, capture_output=True
            )
            return archive.read_bytes()

    return made


def plain(*names: str) -> Callable[[], bytes]:
    """An archive of documents."""

    def made() -> bytes:
        import zipfile

        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, document("")())
        return out.getvalue()

    return made


def typed(name: str) -> tuple[str, ...]:
    """The keys that find a branch and bind it."""
    return (*name, "enter")


KINDS: tuple[Kind, ...] = (
    Kind(
        "东方学院研究生第二党支部材料",
        ("enter",),
        (("东方学院研究生第三党支部-工作方案.docx", ("E03",)),),
        files=(("东方学院研究生第三党支部-工作方案.docx", document("")),),
        sender="one@private.example",
    ),
    Kind(
        "近名没有序号",
        typed("研究生第四"),
        (("东方学院研究生党支部方案.docx", ("E04",)),),
        files=(("东方学院研究生党支部方案.docx", document("")),),
        sender="two@private.example",
    ),
    Kind(
        "没有提到支部",
        typed("yjsdsy"),
        (("甲.docx", ("E11",)),),
        files=(("甲.docx", document("")),),
    ),
    Kind(
        "广告",
        ("ctrl+x", "1"),
        (("培训班招生简章.docx", ()),),
        body="欢迎报名。",
        files=(("培训班招生简章.docx", document("培训班招生简章")),),
        sender="ad@hall.example",
    ),
    Kind(
        "以后不再看的广告",
        ("ctrl+x", "2"),
        (("价目表.docx", ()),),
        body="欢迎选购。",
        files=(("价目表.docx", document("价目表")),),
        sender="shop@hall.example",
    ),
    Kind(
        "一个压缩包两个文件夹",
        ("left", "up", "right", "down", "enter", "down", "enter"),
        (
            ("材料.zip/1/工作方案.docx", ("E01",)),
            ("材料.zip/1/获奖证书.docx", ("E01",)),
            ("材料.zip/2/工作方案.docx", ("E02",)),
            ("材料.zip/2/获奖证书.docx", ("E02",)),
        ),
        files=(
            (
                "材料.zip",
                plain("1/工作方案.docx", "1/获奖证书.docx", "2/工作方案.docx", "2/获奖证书.docx"),
            ),
        ),
    ),
    Kind(
        "名册外不是报送材料",
        ("1", "1"),
        (("东方学院研究生第九十党支部方案.docx", ()),),
        files=(("东方学院研究生第九十党支部方案.docx", document("")),),
    ),
    Kind(
        "名册外加入名册",
        ("2", "1", "enter"),
        (("东方学院研究生第八十党支部方案.docx", ("new",)),),
        files=(("东方学院研究生第八十党支部方案.docx", document("")),),
    ),
    Kind(
        "名册外待核实",
        ("3", "1", "1"),
        (("东方学院研究生第七十党支部方案.docx", ()),),
        files=(("东方学院研究生第七十党支部方案.docx", document("")),),
    ),
    Kind(
        "两个支部的方案在一个文件里",
        ("enter",),
        (("方案.docx", ("E01", "E02")),),
        files=(
            (
                "方案.docx",
                document("东方学院研究生第一党支部工作方案", "东方学院研究生第二党支部工作方案"),
            ),
        ),
    ),
    Kind(
        "一份会议记录几个支部",
        ("enter",),
        (("东方学院现场分享交流会议记录.docx", ("E01", "E02", "E03")),),
        files=(
            (
                "东方学院现场分享交流会议记录.docx",
                document(
                    "现场分享交流会议记录\n参加支部：东方学院研究生第一党支部、"
                    "东方学院研究生第二党支部、东方学院研究生第三党支部"
                ),
            ),
        ),
    ),
    Kind(
        "全分党委的通知",
        ("plus", "enter"),
        (("签到.docx", ("every",)),),
        files=(("签到.docx", document("")),),
    ),
    Kind(
        "三个支部一起标上",
        ("down", "space", "space", "enter"),
        (("合影.docx", ("E01", "E02", "E03")),),
        files=(("合影.docx", document("")),),
    ),
    Kind(
        "种类不明",
        ("ctrl+e", "1"),
        (("东方学院研究生第六党支部.docx", ("E06",)),),
        files=(("东方学院研究生第六党支部.docx", document("")),),
        sender="six@private.example",
    ),
    Kind(
        "写明密码的压缩包",
        ("enter", "enter"),
        (("材料.7z/东方学院研究生第七党支部工作方案.docx", ("E07",)),),
        body="压缩包密码：neu2027。",
        files=(("材料.7z", locked("东方学院研究生第七党支部工作方案.docx", "neu2027")),),
        sender="seven@private.example",
    ),
    Kind(
        "电话告知密码的压缩包",
        ("enter", *"neu2028", "enter"),
        (("材料.7z/东方学院研究生第八党支部工作方案.docx", ("E08",)),),
        body="压缩包密码另行电话告知。",
        files=(("材料.7z", locked("东方学院研究生第八党支部工作方案.docx", "neu2028")),),
        sender="eight@private.example",
    ),
    Kind(
        "超大附件",
        typed("研究生第九"),
        (("成果展示视频.mp4", ("E09",)),),
        body="从QQ邮箱发来的超大附件\n\n成果展示视频.mp4 (120.00M, 2027年05月20日 10:00 到期)\n"
        "进入下载页面：https://mail.qq.com/cgi-bin/ftnExs_download?k=0a1b&t=exs_ftn_download\n",
    ),
    Kind(
        "起始日前的材料",
        ("enter",),
        (("东方学院研究生第十党支部工作方案.docx", ("E10",)),),
        files=(("东方学院研究生第十党支部工作方案.docx", document("")),),
        early=True,
    ),
    Kind(
        "退出",
        ("enter", "ctrl+s"),
        acts=("withdraw", "settle"),
        body="研究生第一党支部因故退出创建。",
    ),
    Kind(
        "延期",
        ("enter", "ctrl+s"),
        acts=("extend", "settle"),
        body="研究生第五党支部的视频申请延期三天报送。",
    ),
    Kind("咨询", ("enter", "ctrl+s"), acts=("answer",), body="请问视频必须是MP4吗？"),
    Kind(
        "另寄",
        ("enter", *"+2", "ctrl+s"),
        acts=("task",),
        body="研究生第二党支部的纸质评价表另行用机要送达。",
    ),
    Kind(
        "压缩包的密码没有来",
        ("ctrl+w",),
        waits=True,
        sender="nine@private.example",
        files=(("材料.7z", locked("东方学院研究生第九党支部工作方案.docx", "neu2029")),),
    ),
    Kind(
        "密码",
        ("enter",),
        acts=("opened", "settle"),
        body="压缩包密码：neu2029。",
        sender="nine@private.example",
    ),
    Kind("Re: 催办", ("enter",), acts=("settle",), body="收到，谢谢！"),
    Kind(
        "自动回复：出差",
        ("enter",),
        acts=("settle",),
        body="我正在出差，回来后回复您。",
        machine=True,
    ),
    Kind("书法展", ("ctrl+x",), acts=("settle",), body="欢迎参观。", sender="art@hall.example"),
    Kind(
        "请转同事",
        ("ctrl+k", "1", *"Ann", "ctrl+s"),
        acts=("task",),
        body="请问评价表一式几份？",
        sender="ten@private.example",
    ),
)
