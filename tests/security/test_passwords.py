"""Passwords go to the host that they are for, and along with no program that is started."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from mailsync.examine.process.child import Child
from mailsync.programs.environment import bare_environment, shown_environment
from store.errors import MailboxError
from store.text.wording import load
from store.workspace.secrets import mail_password, remember_password
from store.workspace.settings import MailSettings, Settings, SmtpSettings
from store.workspace.trust import trust

HOST = "imap.uni.example"


class PlaintextKeyring(KeyringBackend):
    """A keyring that writes what it is given into a file that anybody reads."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring has no types here
    yield
    keyring.set_keyring(before)


def settings(host: str, smtp: str = "") -> Settings:
    return Settings(
        notice="neu-2021-8",
        deadline=datetime(2027, 4, 14, 17, tzinfo=ZoneInfo("Asia/Shanghai")),
        window_start=date(2027, 3, 15),
        cohort=2026,
        mail=MailSettings(host=host, port=993, user="zzb@uni.example"),
        smtp=SmtpSettings(host=smtp),
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_password_of_the_environment_goes_to_no_host_of_somebody_else(language: str) -> None:
    evil = settings("imap.evil.example")
    for environ in (
        {"SIXONES_MAIL_PASSWORD": "code"},
        {"SIXONES_MAIL_PASSWORD": "code", "SIXONES_MAIL_HOST": HOST},
    ):
        with pytest.raises(MailboxError) as refused:
            mail_password(evil, environ=environ)
        assert refused.value.code == "password.other_host"
        assert "SIXONES_MAIL_HOST=imap.evil.example" in load(language).error(refused.value)
        assert "code" not in str(refused.value.fields.values())


def test_it_goes_to_the_named_host_and_to_one_that_was_confirmed(tmp_path: Path) -> None:
    named = {"SIXONES_MAIL_PASSWORD": "code", "SIXONES_MAIL_HOST": "IMAP.named.example"}
    assert mail_password(settings("imap.named.example"), environ=named) == "code"
    confirmed = settings("imap.confirmed.example")
    with pytest.raises(MailboxError):
        mail_password(confirmed, environ={"SIXONES_MAIL_PASSWORD": "code"})
    trust(tmp_path, confirmed)
    assert mail_password(confirmed, environ={"SIXONES_MAIL_PASSWORD": "code"}) == "code"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
@pytest.mark.parametrize(
    ("mode", "taken"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False)]
)
def test_a_password_file_is_private(tmp_path: Path, mode: int, taken: bool) -> None:
    file = tmp_path / "code"
    file.write_text("code\n", encoding="utf-8")
    file.chmod(mode)
    environ = {"SIXONES_MAIL_PASSWORD_FILE": str(file), "SIXONES_MAIL_HOST": HOST}
    if taken:
        assert mail_password(settings(HOST), environ=environ) == "code"
        return
    with pytest.raises(MailboxError) as refused:
        mail_password(settings(HOST), environ=environ)
    assert refused.value.code == "password.file_open"
    # As systemd hands it over: private by other means.
    handed = environ | {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert mail_password(settings(HOST), environ=handed) == "code"


@pytest.mark.skipif(sys.platform == "win32", reason="a FIFO of POSIX")
@pytest.mark.parametrize("kind", ["missing", "folder", "fifo"])
def test_a_password_file_that_is_none_is_told(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "code"
    if kind == "folder":
        file.mkdir()
    elif kind == "fifo":
        os.mkfifo(file, 0o600)
    with pytest.raises(MailboxError) as refused:
        mail_password(
            settings(HOST),
            environ={"SIXONES_MAIL_PASSWORD_FILE": str(file), "SIXONES_MAIL_HOST": HOST},
        )
    assert refused.value.code == "password.file_unreadable"


def test_a_keyring_of_plain_text_is_used_only_where_somebody_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring = PlaintextKeyring()
    keyring.set_keyring(ring)
    assert not remember_password(HOST, "zzb@uni.example", "code")
    assert ring.kept == {}
    ring.kept[f"sixones:{HOST}", "zzb@uni.example"] = "planted"
    with pytest.raises(MailboxError):
        mail_password(settings(HOST), environ={})
    monkeypatch.setenv("SIXONES_PLAIN_KEYRING", "1")
    assert remember_password(HOST, "zzb@uni.example", "code")
    assert mail_password(settings(HOST), environ={}) == "code"
    ring.kept.clear()


def test_programs_get_an_environment_of_a_short_list() -> None:
    given = {
        "PATH": "/bin", "LANG": "C", "HOME": "/home/li", "DISPLAY": ":0", "XDG_RUNTIME_DIR": "/run",
        "SIXONES_MAIL_PASSWORD": "code", "SIXONES_SMTP_PASSWORD": "code", "AWS_SECRET": "x",
        "LD_PRELOAD": "x", "PYTHONPATH": "x", "SSH_AUTH_SOCK": "x",
    }  # fmt: skip
    assert set(bare_environment(given)) == {"PATH", "LANG"}
    assert set(shown_environment(given)) == {"PATH", "LANG", "HOME", "DISPLAY", "XDG_RUNTIME_DIR"}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_child_holds_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIXONES_MAIL_PASSWORD", "an-authorization-code")
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    with Child() as child:
        child.ask(
            {"do": "document", "path": str(tmp_path / "a.txt"), "content": "text"}, timeout_s=9
        )
        process = child._process
        assert process is not None
        environ = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"an-authorization-code" not in environ
