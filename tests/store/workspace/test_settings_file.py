"""One setting changed: comments kept, wrong values refused, a full disk survived."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from store.errors import ConfigError, StoreError
from store.text.wording import load
from store.workspace.settings import choices
from store.workspace.workspace import SmtpSettings, change_setting, open_workspace
from tests.store.workspaces import LOCAL, SERVER, SHANGHAI, make


@pytest.mark.parametrize("part", ["mail", "smtp"])
def test_a_demo_refuses_a_real_host_when_made_opened_and_changed(tmp_path: Path, part: str) -> None:
    options: dict[str, object] = {"mail": LOCAL, "demo": True}
    real = {"mail": SERVER, "smtp": SmtpSettings(host="smtp.uni.example")}
    with pytest.raises(ConfigError) as caught:
        make(tmp_path, **(options | {part: real[part]}))
    assert caught.value.code == "demo.not_loopback"
    demo = make(tmp_path, **options)
    with pytest.raises(ConfigError) as caught:
        change_setting(demo, f"{part}.host", "smtp.uni.example")
    assert caught.value.code == "demo.not_loopback"
    with pytest.raises(ConfigError) as caught:
        change_setting(demo, "demo", False)
    assert caught.value.code == "settings.fixed"
    assert open_workspace(demo.folder) == demo


def test_a_change_keeps_every_other_byte(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    text = workspace.toml.read_text(encoding="utf-8")
    text = text.replace("sync_minutes = 5", "sync_minutes   =  5   # 领导要求勤一点")
    text = text.replace("\n", "\r\n")
    workspace.toml.write_bytes(text.encode())
    changed = change_setting(workspace, "sync_minutes", 2)
    assert changed.settings.sync_minutes == 2
    now = workspace.toml.read_bytes().decode()
    assert now == text.replace("=  5   #", "=  2   #")
    assert open_workspace(workspace.folder) == changed


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("sync_minutes", "10", 10),
        ("grace_minutes", 30, 30),
        ("eval_form_per", "branch", "branch"),
        ("deadline", "2027-04-16", datetime(2027, 4, 16, 17, tzinfo=SHANGHAI)),
        ("deadline", "2027年4月16日 12:00", datetime(2027, 4, 16, 12, tzinfo=SHANGHAI)),
        ("window_start", "2027-03-01", date(2027, 3, 1)),
        ("mail.since", "2027/3/1", date(2027, 3, 1)),
        ("mail.since", "", None),
        ("mail.folders", "INBOX；垃圾邮件", ("INBOX", "垃圾邮件")),
        ("mail.folders", ("INBOX",), ("INBOX",)),
        ("smtp.host", "smtp.uni.example", "smtp.uni.example"),
        ("language", "en", "en"),
        ("theme", None, ""),
    ],
)
def test_a_setting_is_changed_by_value_or_by_text(
    tmp_path: Path, key: str, value: object, shown: object
) -> None:
    workspace = change_setting(make(tmp_path), key, value)
    found: object = open_workspace(workspace.folder).settings
    for part in key.split("."):
        found = getattr(found, part)
    assert found == shown


def test_a_missing_line_or_section_is_added_where_it_belongs(tmp_path: Path) -> None:
    workspace = make(tmp_path)
    text = workspace.toml.read_text(encoding="utf-8")
    head, _, _ = text.partition("[smtp]")
    workspace.toml.write_text(head.replace('theme = ""\n', ""), encoding="utf-8")
    change_setting(workspace, "theme", "夜")
    changed = change_setting(workspace, "smtp.host", "smtp.uni.example")
    assert (changed.settings.theme, changed.settings.smtp.host) == ("夜", "smtp.uni.example")
    assert open_workspace(workspace.folder) == changed


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("sync_minutes", 0, "settings.too_small"),
        ("sync_minutes", "soon", "settings.not_number"),
        ("mail.tls", "none", "settings.tls_none"),
        ("mail.tls", "ssl", "settings.bad_choice"),
        ("mail.host", "", "settings.missing_key"),
        ("mail.user", None, "settings.missing_key"),
        ("mail", {}, "settings.unknown_key"),
        ("mail.password", "x", "settings.unknown_key"),
        ("nothing.at.all", 1, "settings.unknown_key"),
        ("deadline", "tomorrow", "when.unreadable"),
        ("deadline", "2027-01-01", "settings.window_late"),
        ("notice", "none", "notice.not_found"),
    ],
)
def test_a_wrong_change_leaves_the_file_as_it_was(
    tmp_path: Path, key: str, value: object, code: str
) -> None:
    workspace = make(tmp_path)
    before = workspace.toml.read_bytes()
    with pytest.raises(ConfigError) as caught:
        change_setting(workspace, key, value)
    assert caught.value.code == code
    assert load("en").error(caught.value)
    assert workspace.toml.read_bytes() == before
    assert {entry.name for entry in workspace.folder.iterdir()} >= {"sixones.toml", "sixones.db"}


def test_a_full_disk_leaves_the_settings_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make(tmp_path)
    before = workspace.toml.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("store.workspace.settings_file.os.fsync", full)
    with pytest.raises(StoreError) as caught:
        change_setting(workspace, "sync_minutes", 9)
    assert caught.value.code == "disk.full"
    assert workspace.toml.read_bytes() == before
    assert not list(workspace.folder.glob(".sixones.toml-*"))


def test_two_changes_one_after_the_other_both_hold(tmp_path: Path) -> None:
    one = make(tmp_path)
    other = open_workspace(one.folder)
    change_setting(one, "sync_minutes", 7)
    assert change_setting(other, "grace_minutes", 15).settings.sync_minutes == 7


def test_every_choice_is_known_by_its_key() -> None:
    assert choices("mail.tls") == ("implicit", "starttls", "none")
    assert choices("language") == ("zh_CN", "en")
    assert choices("mail.host") == ()
    assert choices("no.such") == ()
