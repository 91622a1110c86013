"""The workspace: made, opened, refused."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store.errors import ConfigError, StoreError
from store.notice.notice import shipped_text
from store.text.hosts import is_loopback
from store.text.wording import load
from store.workspace.settings import KEYS, setting_keys
from store.workspace.workspace import (
    MailSettings,
    SmtpSettings,
    change_setting,
    follow_notice,
    init_workspace,
    open_workspace,
)
from tests.store.workspaces import SHANGHAI, make


def refused(folder: Path, *lines: tuple[str, str]) -> ConfigError:
    """Open a workspace after replacing text in its settings."""
    workspace = make(folder)
    text = workspace.toml.read_text(encoding="utf-8")
    for old, new in lines:
        assert old in text
        text = text.replace(old, new, 1)
    workspace.toml.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        open_workspace(workspace.folder)
    for language in ("zh_CN", "en"):
        words = load(language).error(caught.value)
        assert str(workspace.toml) in words
    return caught.value


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 11, 3), 2027),
        (date(2027, 4, 13), 2027),
        (date(2027, 4, 14), 2028),
        (date(2027, 4, 15), 2028),
    ],
)
def test_dates_roll_to_the_next_april_14_after_today(
    tmp_path: Path, today: date, year: int
) -> None:
    settings = make(tmp_path, today=today).settings
    assert settings.deadline == datetime(year, 4, 14, 17, 0, tzinfo=SHANGHAI)
    assert settings.window_start == date(year, 3, 15)
    assert settings.cohort == year - 1


def test_a_deadline_given_sets_window_and_cohort_of_its_year(tmp_path: Path) -> None:
    given_one = datetime(2029, 5, 2, 4, 0, tzinfo=ZoneInfo("UTC"))
    settings = make(tmp_path, deadline=given_one).settings
    assert settings.deadline.isoformat() == "2029-05-02T12:00:00+08:00"
    assert (settings.window_start, settings.cohort) == (date(2029, 3, 15), 2028)


def test_what_was_made_is_what_is_opened(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        scope="机械工程与自动化学院党委",
        smtp=SmtpSettings(host="smtp.uni.example"),
        mail=MailSettings(
            host="imap.uni.example",
            user="zzb@uni.example",
            tls="starttls",
            folders=("INBOX", "垃圾邮件"),
            since=date(2027, 3, 1),
        ),
    )
    opened = open_workspace(made.folder)
    assert opened == made
    assert opened.settings.mail.port == 143
    assert opened.settings.smtp.port == 465
    assert opened.database_file.is_file()
    assert opened.spool.is_dir()
    assert opened.files in opened.spool.parents


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_setting_is_explained_in_the_file(tmp_path: Path, language: str) -> None:
    lines = make(tmp_path, language=language).toml.read_text(encoding="utf-8").splitlines()
    wording = load(language)
    for key in (key for key in setting_keys() if key not in KEYS):
        comment = wording.say(f"settings.comment.{key}")
        assert f"# {comment}" in lines
    if language == "zh_CN":
        assert any("授权码不写在这里" in line for line in lines)


def test_a_workspace_is_never_overwritten(tmp_path: Path) -> None:
    made = make(tmp_path)
    before = made.toml.read_bytes()
    with pytest.raises(ConfigError) as caught:
        make(tmp_path)
    assert caught.value.code == "workspace.exists"
    assert made.toml.read_bytes() == before


def test_a_folder_without_settings_tells_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        open_workspace(tmp_path / "nothing")
    assert caught.value.code == "workspace.none"
    assert "init" in load("zh_CN").error(caught.value)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("")
    with pytest.raises(ConfigError) as caught:
        make(tmp_path)
    assert caught.value.code == "workspace.not_a_folder"


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ("sync_minutes = 5", "sync_minutes = 0", "settings.too_small", "sync_minutes"),
        ("sync_minutes = 5", 'sync_minutes = "5"', "settings.not_number", "sync_minutes"),
        ("sync_minutes = 5", "sync_minuts = 5", "settings.unknown_key", "sync_minuts"),
        ("port = 993", "port = 99999", "settings.too_large", "mail.port"),
        ("port = 993", 'password = "abcd"', "settings.secret_in_file", "mail.password"),
        ("port = 993", 'auth_code = "abcd"', "settings.secret_in_file", "mail.auth_code"),
        ('tls = "implicit"', 'tls = "ssl"', "settings.bad_choice", "mail.tls"),
        ('tls = "implicit"', 'tls = "none"', "settings.tls_none", "mail.tls"),
        ("folders = []", 'folders = "INBOX"', "settings.not_list", "mail.folders"),
        ("demo = false", 'demo = "no"', "settings.not_yes_no", "demo"),
        ('scope = ""', "scope = 3", "settings.not_text", "scope"),
        ('host = "imap.uni.example"', "", "settings.missing_key", "mail.host"),
        ("cohort = 2026", "", "settings.missing_key", "cohort"),
        ('notice = "neu-2021-8"', "", "settings.missing_key", "notice"),
        ('notice = "neu-2021-8"', "notice = 8", "settings.not_text", "notice"),
        ("2027-03-15", "2027-04-15", "settings.window_late", "window_start"),
        ("2027-03-15", '"soon"', "settings.not_moment", "window_start"),
        ("2027-04-14T17:00:00+08:00", '"four"', "settings.not_moment", "deadline"),
        ("2027-04-14T17:00:00+08:00", "4", "settings.not_moment", "deadline"),
        ("demo = false", "demo = true", "demo.not_loopback", "mail.host"),
    ],
)
def test_a_wrong_setting_is_refused_with_file_and_key(
    tmp_path: Path, old: str, new: str, code: str, key: str
) -> None:
    error = refused(tmp_path, (old, new))
    assert (error.code, error.fields["key"]) == (code, key)
    assert "abcd" not in repr(error)


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    error = refused(tmp_path, ('scope = ""', "scope = "))
    assert error.code == "settings.not_toml"
    assert "line" in str(error.fields["reason"])


@pytest.mark.parametrize("text", ["a = " + 100_000 * "[", 50_000 * "a." + "b = 1"])
def test_settings_that_nest_without_end_are_no_settings(tmp_path: Path, text: str) -> None:
    (tmp_path / "sixones.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        open_workspace(tmp_path)
    assert caught.value.code == "settings.not_toml"


def test_settings_in_another_encoding_are_told(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    text = workspace.toml.read_text(encoding="utf-8")
    workspace.toml.write_bytes(text.encode("gb18030"))
    with pytest.raises(ConfigError) as caught:
        open_workspace(workspace.folder)
    assert caught.value.code == "settings.not_utf8"


def test_a_notice_followed_in_another_year_names_that_cohort(tmp_path: Path) -> None:
    made = init_workspace(
        tmp_path / "w", today=date(2026, 11, 25), mail=MailSettings(host="h.example", user="u")
    )
    opened = open_workspace(made.folder)
    assert opened.notice == made.notice
    assert opened.notice.short_title == "2026年度特色支部创建工作成果验收"
    assert opened.notice.title == "关于对2020年度特色支部创建工作成果进行验收的通知"
    assert change_setting(opened, "cohort", 2020).notice.short_title.startswith("2020年度")


def test_a_notice_that_is_gone_is_told(tmp_path: Path) -> None:
    error_code = "notice.not_found"
    workspace = make(tmp_path)
    text = workspace.toml.read_text(encoding="utf-8")
    workspace.toml.write_text(text.replace("neu-2021-8", "other.toml"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        open_workspace(workspace.folder)
    assert caught.value.code == error_code


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2027-04-14", "2027-04-14T17:00:00+08:00"),
        ("2027-04-14 12:30:00", "2027-04-14T12:30:00+08:00"),
        ("2027-04-14T04:30:00Z", "2027-04-14T12:30:00+08:00"),
        ('"2027年4月14日"', "2027-04-14T17:00:00+08:00"),
    ],
)
def test_a_deadline_without_zone_or_clock_is_the_notices(
    tmp_path: Path, written: str, moment: str
) -> None:
    workspace = make(tmp_path)
    text = workspace.toml.read_text(encoding="utf-8")
    workspace.toml.write_text(text.replace("2027-04-14T17:00:00+08:00", written), encoding="utf-8")
    assert open_workspace(workspace.folder).settings.deadline.isoformat() == moment


def test_a_notice_file_is_copied_into_the_workspace(tmp_path: Path) -> None:
    source = tmp_path / "own.toml"
    shipped = Path("store/notices/neu-2021-8.toml").read_text(encoding="utf-8")
    source.write_text(shipped.replace("04-14", "05-20"), encoding="utf-8")
    made = make(tmp_path, notice=str(source))
    source.unlink()
    opened = open_workspace(made.folder)
    assert opened.settings.notice == "notice.toml"
    assert opened.settings.deadline.date() == date(2027, 5, 20)
    assert opened == made


def test_a_window_over_new_year_opens_in_the_year_before(tmp_path: Path) -> None:
    source = tmp_path / "own.toml"
    shipped = Path("store/notices/neu-2021-8.toml").read_text(encoding="utf-8")
    source.write_text(shipped.replace('"03-15"', '"11-20"'), encoding="utf-8")
    settings = make(tmp_path, notice=str(source)).settings
    assert settings.window_start == date(2026, 11, 20)


def test_a_mail_folder_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mails").mkdir()
    monkeypatch.chdir(tmp_path)
    made = make(tmp_path, mail=MailSettings(kind="folder", path="mails"))
    monkeypatch.chdir("/")
    assert open_workspace(made.folder).mail_folder == tmp_path / "mails"


def test_a_mail_folder_inside_moves_with_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = make(tmp_path, mail=MailSettings(kind="folder", path="w/mails"))
    assert made.settings.mail.path == "mails"
    moved = made.folder.rename(tmp_path / "elsewhere")
    assert open_workspace(moved).mail_folder == moved / "mails"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("127.1", False),
        ("2130706433", False),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.1", False),
        ("imap.163.example", False),
        ("", False),
    ],
)
def test_only_this_computer_is_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_nothing_heavy_is_imported_to_open_a_workspace() -> None:
    program = (
        "import sys, store.workspace.workspace, store.workspace.secrets\n"
        "import store.notice.deadline, store.roster.importing\n"
        "heavy = {'tomlkit', 'openpyxl', 'keyring', 'chinese_calendar', 'holidays', 'hypothesis'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_where_nothing_can_be_written_no_notice_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make(tmp_path / "w")
    monkeypatch.setattr(os, "access", lambda *_: False)
    closed = open_workspace(workspace.folder)
    before = {path: path.read_bytes() for path in closed.folder.iterdir() if path.is_file()}
    with pytest.raises(StoreError) as told:
        follow_notice(closed, shipped_text())
    assert told.value.code == "workspace.read_only"
    assert {path: path.read_bytes() for path in closed.folder.iterdir() if path.is_file()} == before
