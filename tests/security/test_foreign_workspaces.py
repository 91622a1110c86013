"""A workspace of somebody else runs nothing, connects nowhere and deletes nothing."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from store.errors import ConfigError, StoreError
from store.files.lock import exclusive
from store.files.own_files import OWN_NAMES, refuse_links
from store.notice.calendar import load_calendar
from store.workspace.advice import settings_advice
from store.workspace.trust import require_trust, trust, why_untrusted
from store.workspace.workspace import (
    MailSettings,
    Workspace,
    change_setting,
    init_workspace,
    open_workspace,
)
from tests.making import NOW
from tests.security.programs import leaving_a_mark
from tests.store.workspaces import TODAY, make
from tests.tui.commands.cli_runs import write_mail
from tui.base.system_player import file_to_play
from tui.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and scripts of POSIX")


@pytest.fixture
def foreign(tmp_path: Path) -> Workspace:
    """A folder made by somebody else and unpacked here: nothing of it was ever confirmed."""
    mails = tmp_path / "mails"
    mails.mkdir()
    write_mail(mails / "1.eml")
    made = init_workspace(
        tmp_path / "made", today=TODAY, mail=MailSettings(kind="folder", path=str(mails))
    )
    shutil.copytree(made.folder, tmp_path / "foreign")
    return open_workspace(tmp_path / "foreign")


def with_lines(workspace: Workspace, lines: str) -> None:
    text = workspace.toml.read_text(encoding="utf-8")
    workspace.toml.write_text(lines + text, encoding="utf-8")


@pytest.mark.parametrize("command", [["sync"], ["examine"], ["remind", "--dry-run"], ["status"]])
def test_without_a_terminal_it_is_refused_with_what_to_do(
    foreign: Workspace, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main(["--workspace", str(foreign.folder), *command]) == 2
    said = capsys.readouterr().err
    assert f"sixones trust {foreign.folder}" in said
    assert foreign.settings.mail.path in said


def test_once_confirmed_it_is_opened_and_a_copy_elsewhere_is_asked_about_again(
    foreign: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trust", str(foreign.folder)]) == 0
    assert foreign.settings.mail.path in capsys.readouterr().out
    assert main(["--workspace", str(foreign.folder), "sync"]) == 0
    moved = foreign.folder.with_name("moved")
    foreign.folder.rename(moved)
    assert main(["--workspace", str(moved), "sync"]) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('host = "imap.uni.example"', 'host = "imap.evil.example"'),
        ('user = "zzb@uni.example"', 'user = "other@uni.example"'),
        ("[smtp]\n", '[smtp]\nhost = "smtp.evil.example" #'),
    ],
)
def test_another_server_in_a_confirmed_workspace_is_asked_about(
    tmp_path: Path, old: str, new: str
) -> None:
    workspace = make(tmp_path)
    assert why_untrusted(workspace.folder, workspace.settings) is None
    text = workspace.toml.read_text(encoding="utf-8")
    if old.startswith("[smtp]"):
        text = text.replace('host = ""\n', 'host = "smtp.evil.example"\n')
    workspace.toml.write_text(text.replace(old, new) if "[" not in old else text, "utf-8")
    changed = open_workspace(workspace.folder)
    assert why_untrusted(changed.folder, changed.settings) == "destination"
    assert main(["--workspace", str(workspace.folder), "sync"]) == 2


def test_a_server_changed_with_the_program_is_confirmed(tmp_path: Path) -> None:
    changed = change_setting(make(tmp_path), "mail.host", "imap.other.example")
    assert why_untrusted(changed.folder, changed.settings) is None


def test_a_change_of_an_unconfirmed_workspace_does_not_confirm_it(foreign: Workspace) -> None:
    changed = change_setting(foreign, "sync_minutes", 7)
    assert why_untrusted(changed.folder, changed.settings) == "new"


def test_another_owner_is_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make(tmp_path)
    if os.geteuid() == 0:
        os.chown(workspace.folder, 12345, 12345)
        assert why_untrusted(workspace.folder, workspace.settings) == "owner"


def test_a_program_that_its_settings_name_is_not_run(
    foreign: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = leaving_a_mark(foreign.folder / "tools", "ffprobe", "ffmpeg")
    with_lines(foreign, f'ffmpeg = "{foreign.folder / "tools"}"\nplayer = "tools/ffmpeg"\n')
    monkeypatch.chdir(foreign.folder)
    opened = open_workspace(foreign.folder)
    trust(opened.folder, opened.settings)
    assert main(["sync"]) == 0
    assert main(["examine"]) in (0, 1)
    assert not mark.exists()
    assert (opened.settings.ffmpeg, opened.settings.player) == ("", "")


def test_what_belongs_to_the_person_is_ignored_with_a_hint(foreign: Workspace) -> None:
    with_lines(foreign, 'ffmpeg = "tools"\nlanguage = "en"\ntheme = "红"\n')
    text = foreign.toml.read_text(encoding="utf-8")
    foreign.toml.write_text(text.replace("[mail]", '[mail]\nca_file = "ca.pem"'), encoding="utf-8")
    opened = open_workspace(foreign.folder)
    assert dict(opened.ignored) == {
        "ffmpeg": "tools",
        "language": "en",
        "theme": "红",
        "mail.ca_file": "ca.pem",
    }
    assert (opened.settings.language, opened.settings.mail.ca_file) == ("zh_CN", "")
    calendar = load_calendar(opened.notice.dates, opened.days)
    hints = [
        one
        for one in settings_advice(opened, now=NOW, calendar=calendar)
        if one.code == "advice.personal_key"
    ]
    assert {one.params["key"] for one in hints} == {key for key, _ in opened.ignored}


def test_settings_as_they_were_written_before_are_no_hint(foreign: Workspace) -> None:
    with_lines(foreign, 'ffmpeg = ""\nlanguage = "zh_CN"\ntheme = ""\n')
    assert open_workspace(foreign.folder).ignored == ()


@pytest.mark.parametrize("name", OWN_NAMES)
def test_a_link_under_one_of_our_names_is_refused(foreign: Workspace, name: str) -> None:
    target = foreign.folder.parent / "precious"
    target.mkdir()
    (target / "kept.txt").write_text("kept", encoding="utf-8")
    link = foreign.folder / name
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target if "." not in name.lstrip(".") else target / "kept.txt")
    with pytest.raises(StoreError) as refused:
        refuse_links(foreign.folder)
    assert refused.value.code == "workspace.link"
    assert main(["--workspace", str(foreign.folder), "sync"]) == 4
    assert (target / "kept.txt").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("name", ["sync.holder", "outbox.holder", "decode.holder", "sync.lock"])
def test_a_lock_is_never_written_through_a_link(foreign: Workspace, name: str) -> None:
    precious = foreign.folder.parent / "precious.txt"
    precious.write_text("kept", encoding="utf-8")
    (foreign.folder / name).unlink(missing_ok=True)
    (foreign.folder / name).symlink_to(precious)
    lock = (foreign.folder / name).with_suffix(".lock")
    with pytest.raises(StoreError) as refused, exclusive(lock, code="sync.locked"):
        pass
    assert refused.value.code == "workspace.link"
    assert precious.read_text(encoding="utf-8") == "kept"


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "name", [*OWN_NAMES, "templates/zh_CN/reminder.txt", "templates/en/letter.html"]
)
def test_a_pipe_under_one_of_our_names_is_refused_and_never_waited_for(
    foreign: Workspace, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = foreign.folder / name
    if pipe.is_dir():
        shutil.rmtree(pipe)
    pipe.unlink(missing_ok=True)
    pipe.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(pipe)
    assert main(["--workspace", str(foreign.folder), "--lang", "en", "status"]) == 4
    assert "pipe" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to a device"])
def test_settings_that_are_no_file_are_refused(foreign: Workspace, kind: str) -> None:
    toml = foreign.folder / "sixones.toml"
    toml.unlink()
    if kind == "pipe":
        os.mkfifo(toml)
    elif kind == "folder":
        toml.mkdir()
    elif kind == "link to a device":
        toml.symlink_to("/dev/zero")
    else:
        try:
            os.mknod(toml, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
        except PermissionError:
            pytest.skip("devices are made by root only")
    assert main(["--workspace", str(foreign.folder), "status"]) in (2, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
@pytest.mark.parametrize("name", ["sync.holder", "outbox.holder", "sync.lock"])
def test_a_lock_is_never_written_into_another_name_of_a_file(foreign: Workspace, name: str) -> None:
    precious = foreign.folder.parent / "precious.txt"
    precious.write_text("kept", encoding="utf-8")
    (foreign.folder / name).unlink(missing_ok=True)
    os.link(precious, foreign.folder / name)
    with exclusive((foreign.folder / name).with_suffix(".lock"), code="sync.locked"):
        pass
    assert precious.read_text(encoding="utf-8") == "kept"


def test_the_player_removes_only_folders_of_ours(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "Documents").mkdir(parents=True)
    (home / "0123456789abcde").mkdir()
    (home / ("a" * 16)).symlink_to(home / "Documents")
    stored = tmp_path / ("b" * 64)
    stored.write_bytes(b"video")
    given = file_to_play(stored, "a.mp4", ".mp4", home)
    assert given.exists()
    assert {one.name for one in home.iterdir()} == {
        "Documents",
        "0123456789abcde",
        "a" * 16,
        "b" * 16,
    }
    link = tmp_path / "viewing"
    link.symlink_to(home)
    with pytest.raises(StoreError) as refused:
        file_to_play(stored, "a.mp4", ".mp4", link)
    assert refused.value.code == "workspace.link"


def test_a_template_that_is_a_link_is_not_sent_to_anybody(foreign: Workspace) -> None:
    from mailsync.letters.templates import Templates
    from mailsync.letters.workspace_templates import put_out

    put_out(foreign.folder)
    secret = foreign.folder.parent / "id_rsa"
    secret.write_text("secret\n\nsecret", encoding="utf-8")
    page = foreign.folder / "templates" / "zh_CN" / "letter.html"
    page.unlink()
    page.symlink_to(secret)
    with pytest.raises(StoreError) as refused:
        Templates(foreign.folder, "zh_CN").check(["reminder"])
    assert refused.value.code == "workspace.link"


def test_a_workspace_that_says_it_is_an_archive_is_asked_about_too(foreign: Workspace) -> None:
    (foreign.folder / "files" / ".archived.json").write_text(
        '{"place": "/", "files": {}}', encoding="utf-8"
    )
    assert main(["--workspace", str(foreign.folder), "status"]) == 2


def test_a_refused_workspace_says_so_in_english(
    foreign: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ConfigError) as refused:
        require_trust(foreign.folder, foreign.settings)
    assert refused.value.code == "workspace.untrusted"
    assert main(["--lang", "en", "--workspace", str(foreign.folder), "sync"]) == 2
    assert "You have not trusted" in capsys.readouterr().err
