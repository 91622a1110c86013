"""The mistakes of a first run, one by one: each is told where it was made, and what to do there."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring
import pytest
from keyring.core import load_keyring
from textual.widgets import Input

from mailsync.mailbox.imap.mailbox import ImapMailbox
from mailsync.sending.smtp import Outbox
from mailsync.sending.smtp_account import SmtpAccount
from store.errors import MailboxError
from store.text.wording import LANGUAGES, load
from store.workspace.settings_file import with_value
from tests.closing import closed
from tests.making import NOW
from tests.servers.dovecot import Dovecot, dovecot, why_no_dovecot
from tests.servers.imap_server import PASSWORD, free_port
from tests.servers.smtp_fake import fake_smtp
from tests.tui.commands.cli_runs import ROSTER, Run, write_roster
from tests.tui.wizard.test_wizard import flat, press, refused, settle, wizard
from tui.wizard.mail_step import MailStep
from tui.wizard.setup import Setup
from tui.wizard.step import StepContext

pytestmark = pytest.mark.skipif(bool(why_no_dovecot()), reason=str(why_no_dovecot()))


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Children choose by the variable; this process may have chosen before.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("SIXONES_MAIL_PASSWORD", PASSWORD)
    chosen = keyring.get_keyring()
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    yield
    keyring.set_keyring(chosen)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot(tls="implicit") as serving:
        yield serving


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is typed otherwise than it should be; at which field it is told, and with what words."""

    typed: dict[str, str]
    field: str
    zh: str
    en: str


MAILBOX = {
    "wrong code": Mistake(
        {"code": "Falsch"}, "code", "请核对邮箱地址和授权码", "Check the address"
    ),
    "wrong port": Mistake({"port": "CLOSED"}, "port", "请核对服务器名称和端口", "Check the server"),
    "another service": Mistake({"port": "SMTP"}, "tls", "核对加密方式和端口", "Check encryption"),
    "no CA file": Mistake(
        {"ca_file": ""}, "ca_file", "要根证书（.pem）", "root certificate (.pem)"
    ),
    "CA file that is none": Mistake(
        {"ca_file": __file__}, "ca_file", "文件应为 PEM 格式", "must be PEM"
    ),
    "CA file that is not there": Mistake(
        {"ca_file": "/nowhere.pem"}, "ca_file", "请改正路径", "Correct the path"
    ),
    "plain to another machine": Mistake(
        {"host": "mail.uni.example", "TLS": "none"}, "tls", "请改为加密连接", "Choose encrypted"
    ),
}


def typed_values(server: Dovecot, mistake: Mistake, smtp_port: int) -> dict[str, str]:
    right = {
        "address": server.user + "@uni.example",
        "host": server.host,
        "port": str(server.port),
        "ca_file": str(server.ca_file),
        "code": PASSWORD,
    }
    ports = {"CLOSED": str(free_port()), "SMTP": str(smtp_port)}
    return right | {name: ports.get(value, value) for name, value in mistake.typed.items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAILBOX)
async def test_the_wizard_tells_it_at_the_field(
    server: Dovecot, tmp_path: Path, name: str, language: str
) -> None:
    mistake = MAILBOX[name]
    app = wizard(tmp_path / "w", language=language)
    with fake_smtp() as other:
        async with app.run_test(size=(100, 40)) as pilot:
            await settle(pilot)
            await press(pilot, "enter", "ctrl+s")
            values = typed_values(server, mistake, other.port)
            if values.pop("TLS", None):
                await press(pilot, "down", "down", "down", "left")
            for field, value in values.items():
                app.screen.query_one(f"#{field}", Input).value = value
            await press(pilot, "f5")
            told = refused(app, mistake.field)
    assert (mistake.zh if language == "zh_CN" else mistake.en) in told
    assert "sixones.toml" not in told
    assert "mail." not in told.replace("mail.uni.example", "")


async def test_the_wizard_logs_in_where_nothing_is_wrong(server: Dovecot, tmp_path: Path) -> None:
    app = wizard(tmp_path / "w")
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        for field, value in typed_values(server, Mistake({}, "", "", ""), 0).items():
            value = server.user if field == "address" else value
            app.screen.query_one(f"#{field}", Input).value = value
        await press(pilot, "f5")
        assert f"登录成功：{server.user}（{server.host}）" in flat(app)
        assert "TLSv1" in flat(app)
        assert "没有可用的钥匙串" in flat(app)


DOCTOR = ("wrong code", "wrong port", "no CA file", "CA file that is not there")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCTOR)
def test_doctor_has_a_line_for_it(
    server: Dovecot,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    language: str,
) -> None:
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(Path(str(server.ca_file)).read_bytes())
    given = ("--imap-ca-file", str(ca_file)) if name != "no CA file" else ()
    port = free_port() if name == "wrong port" else server.port
    code, _, err = run(
        "init", "--imap-host", server.host, "--imap-port", str(port), "--imap-user", "zzb", *given
    )
    assert code == 0, err
    if name == "wrong code":
        monkeypatch.setenv("SIXONES_MAIL_PASSWORD", "Falsch")
    if name == "CA file that is not there":
        ca_file.unlink()
    found = doctor(run, language)
    words = {
        "wrong code": ("请核对邮箱地址和授权码", "Check the address"),
        "wrong port": ("服务器名称和端口", "server name and port"),
        "no CA file": ("“证书文件”（mail.ca_file）", "certificate file (mail.ca_file)"),
        "CA file that is not there": ("请检查路径", "Check the path"),
    }[name]
    level, told = found["mailbox"]
    assert level == "bad"
    assert words[LANGUAGES.index(language)] in told


def doctor(run: Run, language: str = "zh_CN") -> dict[str, tuple[str, str]]:
    """The remarks of doctor by topic; the worst of each."""
    _, out, _ = run("--lang", language, "doctor", "--json")
    rank = ("good", "note", "bad")
    found: dict[str, tuple[str, str]] = {}
    for remark in json.loads(out):
        said = (remark["level"], remark["message"])
        before = found.get(remark["topic"], said)
        found[remark["topic"]] = max(before, said, key=lambda one: rank.index(one[0]))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_doctor_tells_of_keyring_terminal_scope_and_roster(
    made: Run, tmp_path: Path, language: str
) -> None:
    toml = tmp_path / "w" / "sixones.toml"
    text = with_value(toml.read_text(encoding="utf-8"), "scope", "信息学院")
    toml.write_text(text, encoding="utf-8")
    found = doctor(made, language)
    chinese = language == "zh_CN"
    assert found["scope"][0] == "bad"
    assert "机械工程学院党委" in found["scope"][1]
    assert "“信息学院”" in found["scope"][1] or not chinese
    assert ("没有终端" if chinese else "no terminal") in found["terminal"][1]
    assert ("没有可用的钥匙串" if chinese else "no usable keyring") in found["keyring"][1]
    assert ("没有邮箱" if chinese else "have no address") in found["roster"][1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (("--scope", "体育学院"), "体育学院", "体育学院"),
        (("--deadline", "春天"), "--deadline", "--deadline"),
        (("--notice", "none.toml"), "--notice", "--notice"),
        (("--imap-tls", "none"), "--imap-tls none 只可用于本机", "--imap-tls none is for this"),
        (("--imap-ca-file", "none.pem"), "--imap-ca-file", "--imap-ca-file"),
        (("--smtp-host", "x.example", "--smtp-tls", "none"), "--smtp-tls none", "--smtp-tls none"),
        (("--imap-user", " "), "--imap-user", "--imap-user"),
    ],
)
def test_init_names_the_option(
    run: Run, tmp_path: Path, given: tuple[str, ...], zh: str, en: str, language: str
) -> None:
    code, out, err = run(
        "--lang", language, "init",
        "--imap-host", "mail.uni.example", "--imap-user", "zzb@uni.example",
        "--roster", write_roster(tmp_path / "r.csv"), *given,
    )  # fmt: skip
    assert code == 2
    assert out == ""
    assert (zh if language == "zh_CN" else en) in err
    assert "sixones.toml" not in err
    assert len(err.strip().splitlines()) == 1
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_roster_leaves_no_workspace(run: Run, tmp_path: Path, language: str) -> None:
    roster = write_roster(tmp_path / "r.csv", [ROSTER[0], ("", "", "", "", ""), *ROSTER[1:]])
    Path(roster).write_bytes(b"\x00\xff\x00" * 50)
    code, _, err = run("--lang", language, "init", "--mail-folder", ".", "--roster", roster)
    assert code == 2
    assert "r.csv" in err
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_server_that_hangs_is_given_up_and_told(tmp_path: Path, language: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        port = hanging.getsockname()[1]
        box = ImapMailbox(
            "127.0.0.1", port, "zzb", PASSWORD, tls="none", spool=tmp_path, greeting_s=0.3
        )
        with pytest.raises(MailboxError) as read:
            box.check()
        account = SmtpAccount("127.0.0.1", port, "zzb", PASSWORD, "none", greeting_s=0.3)
        with Outbox(account) as outbox, pytest.raises(MailboxError) as sent:
            outbox.check()
    wording = load(language)
    assert (read.value.code, sent.value.code) == ("mailbox.unreachable", "outbox.unreachable")
    for place in ("", "wizard"):
        said = wording.error(read.value, place=place)
        assert str(port) in said
        assert ("0.3 秒没有答复" if language == "zh_CN" else "0.3 s") in said
        assert ("端口" if language == "zh_CN" else "port") in said
    assert str(port) in wording.error(sent.value)
    step = MailStep(Setup(), StepContext(wording, lambda: NOW, "李老师", 2, 5))
    assert step.field_of(read.value) == "port"


def test_a_server_that_drips_its_greeting_is_given_up_too(tmp_path: Path) -> None:
    with fake_smtp() as dripping:
        dripping.answers["GREETING"] = ["cut"]
        box = ImapMailbox(
            "127.0.0.1", dripping.port, "zzb", PASSWORD, tls="none", spool=tmp_path, greeting_s=0.3
        )
        with pytest.raises(MailboxError):
            box.check()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_read_only_disk_is_looked_at_and_told(made: Run, tmp_path: Path, language: str) -> None:
    chinese = language == "zh_CN"
    assert made("sync")[0] == 0
    with closed(tmp_path / "w"):
        code, out, err = made("--lang", language, "status")
        assert (code, err) == (0, "")
        assert "3" in out
        code, _, err = made("--lang", language, "sync")
        assert code == 4
        assert ("复制到本机硬盘" if chinese else "Copy the whole folder") in err
        found = doctor(made, language)
        assert found["disk"][0] == "bad"
        assert ("只能读" if chinese else "can only be read") in found["workspace"][1]
        code, _, err = made("--lang", language, "mark", "note", "B1", "--text", "x")
        assert code == 4
        assert ("复制到本机硬盘" if chinese else "Copy the whole folder") in err
