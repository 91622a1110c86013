import json
from email.message import EmailMessage
from pathlib import Path

import pytest

from tui.cli import main

KEYS = [
    "message_id", "subject", "from", "received", "automatic", "bounce", "attachments",
    "links", "problems",
]  # fmt: skip
FILE_KEYS = [
    "path", "name", "size", "sha256", "media_type", "kind", "verdict", "branch", "evidence",
    "sections",
    "findings",
]  # fmt: skip


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("SIXONES_WORKSPACE", raising=False)
    message = EmailMessage()
    message["From"] = "王一 <wang1@jx.example>"
    message["Subject"] = "材料 \x1b[31m[red]"
    message["Date"] = "Thu, 01 Apr 2027 09:00:00 +0800"
    message["Message-ID"] = "<one@jx.example>"
    message.set_content("请查收。")
    message.add_attachment(b"", maintype="application", subtype="msword", filename="工作案例.docx")
    path = tmp_path / "one.eml"
    path.write_bytes(message.as_bytes())
    return path


def test_one_object_a_line_with_the_promised_keys(
    mail: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--json", str(mail), str(mail)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == second
    assert list(first) == KEYS
    assert first["from"] == "王一 <wang1@jx.example>"
    assert first["received"] == "2027-04-01T09:00:00+08:00"
    (part,) = first["attachments"]
    assert list(part) == FILE_KEYS
    assert (part["name"], part["size"]) == ("工作案例.docx", 0)
    assert part["verdict"] is None
    assert part["branch"] is None
    assert [finding["code"] for finding in part["findings"]] == ["file.empty"]


def test_a_file_that_is_not_there_keeps_its_line_and_ends_with_1(
    mail: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.eml"
    assert main(["explain", "--json", str(missing), str(mail)]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(first) == KEYS
    assert first["problems"][0]["code"] == "explain.unreadable"
    assert second["message_id"] == "<one@jx.example>"


def test_people_read_it_in_either_language_and_nothing_escapes(
    mail: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("zh_CN", "en"):
        assert main(["--lang", language, "explain", str(mail)]) == 0
        told = capsys.readouterr().out
        assert "工作案例.docx" in told
        assert "\x1b" not in told


def test_a_workspace_names_the_branch(
    mail: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text(
        "branch_id,分党委,党支部,书记,邮箱\nB1,机械工程学院党委,教工第一党支部,王一,wang1@jx.example\n",
        encoding="utf-8",
    )
    folder = str(tmp_path / "w")
    (tmp_path / "mails").mkdir()
    assert main(
        ["--workspace", folder, "init", "--mail-folder", "mails", "--roster", str(roster),
         "--deadline", "2027-04-14"]
    ) == 0  # fmt: skip
    capsys.readouterr()
    assert main(["--workspace", folder, "explain", "--json", str(mail)]) == 0
    (part,) = json.loads(capsys.readouterr().out)["attachments"]
    assert (part["verdict"], part["branch"]) == ("auto", "B1")
    assert part["evidence"]
    assert main(["--workspace", str(tmp_path / "none"), "explain", str(mail)]) == 2


@pytest.mark.parametrize(
    ("stage", "code", "text", "verdict", "reason"),
    [
        ("login", 454, "Authentication failed, please open smtp flag first!", "stop", "login"),
        ("message", 550, "The recipient may contain a non-existent account", "next", "recipient"),
        ("recipient", 550, "Connection frequency limited", "pause", "rate"),
        ("sender", 550, "Sender frequency limited", "pause", "rate"),
    ],
)
def test_a_reply_of_a_mail_server_is_explained_without_a_mail(
    stage: str,
    code: int,
    text: str,
    verdict: str,
    reason: str,
    mail: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "--json", "--smtp", stage, str(code), text]) == 0
    assert json.loads(capsys.readouterr().out) == {"verdict": verdict, "reason": reason}
    for language in ("zh_CN", "en"):
        assert main(["--lang", language, "explain", "--smtp", stage, str(code), text]) == 0
        assert capsys.readouterr().out.strip()
