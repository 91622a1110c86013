"""What strangers can fill stays visible text on every screen and in every command's output."""

from __future__ import annotations

import contextlib
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from mailsync.mailbox.names import encode_folder
from store.db.database import open_store
from store.model import Address, Attachment, Branch, FileKind, Link, Mail, SubCommittee
from tests.making import NOW, add_roster, ask, auto, make_mail, take_in
from tests.servers.coremail import coremail
from tests.servers.imap_server import PASSWORD, StoredMail
from tests.tui.conftest import LONG_VIDEO, Place, place, plain_terminal, settle, text_of
from tui.cli import main
from tui.places.registry import PLACES

__all__ = ["place", "plain_terminal"]
# What a terminal and tmux take into the clipboard, plain and as tmux hands it on.
CLIPBOARD = "\x1b]52;c;aG9zdGlsZQ==\x07\x1bPtmux;\x1b\x1b]52;c;aG9zdGlsZQ==\x07\x1b\\"
HOSTILE = (
    "[red]x[/red]\x1b[31m\x1b]0;t\x07"
    + CLIPBOARD
    + "\u202e\u200d\u2066\x9b5m\r\n[@click=app.quit]y[/]"
    + "长" * 300
)


def fill_hostile(made: Place) -> None:
    """Hostile text as sender, subject, body, names of files and links, and in the roster."""
    add_roster(
        made.store,
        [SubCommittee("U8", HOSTILE, contacts=("u8@neu.example",))],
        [Branch("B8", "U8", HOSTILE, secretary=HOSTILE)],
    )
    link = Link(
        "https://mail.163.example/x",
        "mail.163.example",
        HOSTILE,
        9_000_000,
        NOW + timedelta(days=2),
    )

    def hostile(number: int, *files: str, links: tuple[Link, ...] = ()) -> Mail:
        mail = make_mail(
            f"m{number}", [(name, f"d{number}{name[-6:]}") for name in files], links=links
        )
        attachments = tuple(
            Attachment(HOSTILE + one.path, one.digest, one.media_type, one.size_bytes)
            for one in mail.attachments
        )
        return replace(
            mail,
            sender=Address(HOSTILE, "u8@neu.example"),
            subject=HOSTILE,
            body=HOSTILE,
            attachments=attachments,
        )

    store = made.store
    take_in(
        store,
        hostile(1, "a.docx", "b.mp4"),
        auto("B8", FileKind.PLAN),
        auto("B8", FileKind.VIDEO),
        measures={"d1a.docx": {"chars": 1900}, "d1b.mp4": dict(LONG_VIDEO)},
    )
    take_in(
        store, hostile(2, "c.docx", "e.docx"), ask(FileKind.PLAN, "B8"), ask(FileKind.ARTICLE, "B8")
    )
    take_in(store, hostile(3, links=(link,)), auto("B8", FileKind.VIDEO))
    take_in(store, hostile(4, "f.docx"), auto("B8", FileKind.EVAL_FORM))


@pytest.mark.parametrize("size", [(160, 40), (80, 24)], ids=["wide", "narrow"])
async def test_hostile_text_stays_text_in_every_place(place: Place, size: tuple[int, int]) -> None:
    fill_hostile(place)
    app = place.dashboard()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for info in PLACES:
            app.action_go(info.name)
            await settle(pilot)
            for key in ("end", "tab", "end"):
                await pilot.press(key)
                await settle(pilot)
                shown = text_of(app)
                unseen = {char for char in shown if unicodedata.category(char) in ("Cc", "Cf")}
                assert unseen <= {"\n"}, (info.name, key, unseen)
                assert all(cell_len(line) <= size[0] for line in shown.splitlines()), info.name
        assert app.is_running


def unseen(text: str) -> set[str]:
    """What a terminal would obey, or not show."""
    return {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs")} - {"\n"}


LISTED = (
    ("status",), ("status", "--json"), ("problems",), ("problems", "--json"), ("links",),
    ("links", "--json"), ("roster", "check"), ("roster", "check", "--json"), ("session", "list"),
    ("session", "list", "--json"), ("form", "list"), ("form", "list", "--json"),
    ("promotion", "list"), ("review", "list"), ("review", "list", "--json"), ("volume", "list"),
    ("remind", "--dry-run"), ("remind", "--dry-run", "--json"), ("verify",), ("verify", "--json"),
    ("roster", "memory"), ("notice",), ("doctor",), ("doctor", "--json"),
)  # fmt: skip
# Words of the person who types, or of whoever gave them a line to paste.
GIVEN = (
    ("mark", HOSTILE, "--vetted"), ("explain", HOSTILE), ("check", HOSTILE), ("verify", HOSTILE),
    ("restore", HOSTILE, HOSTILE), ("export", HOSTILE), ("export", "csv", f"/nowhere/{HOSTILE}"),
    ("add", HOSTILE), ("session", "import", HOSTILE), ("roster", "import", HOSTILE), (HOSTILE,),
    ("--lang", HOSTILE, "status"), ("--sub-committee", HOSTILE, "status"), ("status", HOSTILE),
    ("verify", "--against", HOSTILE), ("forget", "--older-than", HOSTILE), ("trust", HOSTILE),
    ("notice", "read", HOSTILE),
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("command", [*LISTED, *GIVEN], ids=lambda given: " ".join(given)[:20])
def test_hostile_text_stays_text_in_every_command(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    language: str,
) -> None:
    fill_hostile(place)
    capsys.readouterr()
    code = main(["--workspace", str(place.workspace.folder), "--lang", language, *command])
    told = capsys.readouterr()
    assert told.out or told.err
    assert unseen(told.out) == set()
    assert unseen(told.err) == set()
    assert code in (0, 1, 2, 3, 4)
    assert "Traceback" not in told.err


FOLDERS = (
    *("../../x", "a\0b", "\x1b]52;c;AAAA\x07", "\x1b[31mred", "[@click=app.quit]x"),
    "\u202egnp",
)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_hostile_names_of_a_mailbox_make_no_file_and_stay_text(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    monkeypatch.setenv("SIXONES_MAIL_PASSWORD", PASSWORD)
    folders = {
        name: [StoredMail(b"Message-ID: <n%d@zzb.example>\r\n\r\nok\r\n" % at, NOW)]
        for at, name in enumerate(("INBOX", *map(encode_folder, FOLDERS)))
    }
    workspace = tmp_path / "in" / "w"
    with coremail(folders) as server:
        arguments = (
            *("init", "--deadline", "2027-04-14", "--imap-host", "127.0.0.1"),
            *("--imap-user", server.user, "--imap-port", str(server.port), "--imap-tls", "none"),
        )
        for command in (arguments, ("sync",), ("doctor",), ("status",), ("problems",)):
            code = main(["--workspace", str(workspace), "--lang", language, *command])
            told = capsys.readouterr()
            assert code in (0, 1), told
            assert unseen(told.out) == unseen(told.err) == set()
    with contextlib.closing(open_store(workspace / "sixones.db")) as store:
        assert len(store.rows("SELECT id FROM mails")) == len(folders)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    assert {name for name in names if unseen(name) or name.endswith("x")} == set()
