import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from store.text.wording import LANGUAGES
from tui.cli import COMMANDS, language_of, main, workspace_folder

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PAGES = [
    [],
    *([name] for name in COMMANDS),
    *(
        ["roster", "import"],
        ["session", "add"],
        ["form", "receive"],
        *(["session", name] for name in ("list", "set", "export", "import")),
        *(["form", name] for name in ("list", "bind")),
        *(
            ["promotion", name]
            for name in ("list", "add", "paste", "withdraw", "excellent", "channel")
        ),
        *(
            ["review", name]
            for name in ("list", "panel", "reviewer", "leave", "assign", "packs", "read", "remind")
        ),
        *(["volume", name] for name in ("list", "choose", "training", "build", "history")),
    ),
]


@pytest.fixture(autouse=True)
def _no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("page", _PAGES, ids=" ".join)
def test_every_help_page_is_in_one_language(
    page: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*page, "--help"]) == 0
    chinese = capsys.readouterr().out
    assert main(["--lang", "en", *page, "--help"]) == 0
    english = capsys.readouterr().out
    assert not _CHINESE.search(english)
    for words in ("Usage", "Options", "Commands", "Show this", "Error", "required"):
        assert words not in chinese
    for text in (chinese, english):
        assert all(_columns(line) <= 82 for line in text.splitlines())


def _columns(line: str) -> int:
    return sum(2 if ord(char) > 0x2E80 else 1 for char in line)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bogus"], "没有选项 --bogus"),
        (["bogus"], "没有命令 bogus"),
        (["status", "--as-of"], "--as-of 缺少内容"),
        (["session", "add", "--place", "x"], "缺少 --sub-committee"),
        (["init", "--imap-tls", "maybe"], "--imap-tls 只能是：implicit, starttls, none"),
        (["init", "--imap-port", "many"], "--imap-port 的内容不对"),
        (["status", "more"], "多写了 more"),
        (["--lang", "fr", "status"], "--lang 只能是：zh_CN, en"),
        (["status"], "还不是工作区"),
        (["explain"], "缺少 FILE.eml"),
    ],
)
def test_wrong_use_is_told_in_chinese_and_ends_with_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert "Usage" not in told.err
    assert "Error" not in told.err


def test_wrong_use_is_told_in_english_where_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--lang", "en", "session", "add", "--plac", "x"]) == 2
    assert not _CHINESE.search(capsys.readouterr().err)


def test_the_language_comes_from_option_then_environment_then_settings(tmp_path: Path) -> None:
    (tmp_path / "personal.toml").write_text('language = "en"\n', encoding="utf-8")
    mine = {"SIXONES_CONFIG": str(tmp_path)}
    assert language_of(["status"], mine) == "en"
    assert language_of(["--lang=zh_CN"], mine) == "zh_CN"
    assert language_of(["--lang", "en"], {"SIXONES_LANG": "zh_CN"}) == "en"
    assert language_of([], {"SIXONES_LANG": "en_GB.UTF-8"}) == "en"
    assert language_of(["status"], {"SIXONES_WORKSPACE": "/nowhere"}) == LANGUAGES[0]


def test_the_workspace_is_named_or_here_or_in_the_data_folder(tmp_path: Path) -> None:
    assert workspace_folder("a", {"SIXONES_WORKSPACE": "b"}) == (Path("a"), True)
    assert workspace_folder(None, {"SIXONES_WORKSPACE": "b"}) == (Path("b"), True)
    assert workspace_folder(None, {})[0].name == "sixones"
    (tmp_path / "sixones.toml").touch()
    assert workspace_folder(None, {}) == (Path(), False)


def _loaded_by(*arguments: str) -> set[str]:
    program = (
        "import sys; from tui.cli import main; main(sys.argv[1:]);"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "SIXONES_WORKSPACE": ""},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(ran.stderr.split())


# Of rich the table of how wide characters are may come, which is two milliseconds.
_HEAVY = {
    "textual", "rich.console", "rich.text", "docx", "openpyxl", "xlsxwriter", "ffmpeg", "imaplib2",
    "jinja2", "keyring", "pypdfium2", "holidays", "hypothesis",
}  # fmt: skip


def test_a_help_page_loads_nothing_heavy() -> None:
    loaded = _loaded_by("--help")
    assert not loaded & (_HEAVY | {"sqlite_utils", "msgspec"})


def test_status_loads_nothing_heavy(tmp_path: Path) -> None:
    mails = tmp_path / "mails"
    mails.mkdir()
    folder = tmp_path / "workspace"
    assert main(["--workspace", str(folder), "init", "--mail-folder", str(mails)]) == 0
    # chinese_calendar knows no year after this one; the years after it need `holidays`.
    as_of = ("--as-of", "2026-04-01")
    toml = folder / "sixones.toml"
    text = re.sub(r"deadline = .*", "deadline = 2026-04-14T17:00:00+08:00", toml.read_text("utf-8"))
    text = re.sub(r"window_start = .*", "window_start = 2026-03-15", text)
    toml.write_text(text, encoding="utf-8")
    loaded = _loaded_by("--workspace", str(folder), "status", *as_of)
    assert "store.views.board.dashboard" in loaded
    assert not loaded & _HEAVY
