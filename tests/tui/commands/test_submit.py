"""`sixones submit`: shown first, then sent exactly as shown, or written to a folder."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailsync.demo.notice import write_demo_notice
from store.db.acts import Act
from store.db.database import open_store
from store.db.decisions import Draft, Marking, decide
from store.decisions.marks import vet
from store.model import FileKind
from store.workspace.workspace import open_workspace
from tests.making import ask, make_mail, take_in
from tests.servers.smtp_sink import SmtpSink, smtp_sink
from tests.tui.commands.test_remind import ROWS, UNITS, write
from tui.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with smtp_sink() as made:
        yield made


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sink: SmtpSink,
) -> Run:
    """`sixones` on the workspace of 机械工程学院党委, a day before the deadline."""
    for name in ("SIXONES_WORKSPACE", "SIXONES_LANG", "SIXONES_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SIXONES_SMTP_PASSWORD", "code")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mails").mkdir()
    due = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=1)
    notice = write_demo_notice(tmp_path, (due - timedelta(days=30)).date(), due.date())

    def ran(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--workspace", str(tmp_path / "w"), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    code, _, err = ran(
        "init",
        "--mail-folder", str(tmp_path / "mails"),
        "--notice", str(notice),
        "--scope", "机械工程学院党委",
        "--roster", write(tmp_path / "r.csv", ROWS),
        "--sub-committees", write(tmp_path / "u.csv", UNITS),
        "--deadline", f"{due:%Y-%m-%d %H:%M}",
        "--smtp-host", sink.host,
        "--smtp-port", str(sink.port),
        "--smtp-user", "jx@neu.example",
        "--smtp-tls", "none",
    )  # fmt: skip
    assert code == 0, err
    toml = tmp_path / "w" / "sixones.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("pace_s = 20", "pace_s = 0"), encoding="utf-8")
    deliver(tmp_path / "w")
    return ran


def deliver(folder: Path) -> None:
    """B1 handed in a plan that was vetted, B2 one that was not."""
    workspace = open_workspace(folder)
    now = datetime.now(UTC) - timedelta(minutes=10)
    with contextlib.closing(open_store(workspace.database)) as store:
        for number, branch in enumerate(("B1", "B2"), start=1):
            workspace.blobs.put([branch.encode()])
            mail = make_mail(branch, [("方案.docx", branch)], at=now)
            plan = ask(FileKind.PLAN, branch)
            take_in(store, mail, plan, measures={branch: {"chars": 900}})
            draft = Draft(Act.CREDIT, f"file:{number}", {"branch_ids": [branch], "kind": "plan"})
            decide(store, [draft], at=now, who="王老师")
        marking = Marking(now + timedelta(minutes=1), "王老师")
        vet(store, ["B1"], by="李明", day=now.date(), reason="", marking=marking)


def plan_of(run: Run, *more: str) -> dict[str, Any]:
    code, out, err = run("submit", "--dry-run", "--json", *more)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_plan_says_what_goes_what_stays_and_why(run: Run) -> None:
    plan = plan_of(run)
    (mail,) = plan["mails"]
    assert [(one["branch"], one["item"]) for one in mail["files"]] == [("B1", "plan")]
    assert mail["to"]
    assert mail["size_bytes"] > 0
    assert {one["id"]: one["state"] for one in plan["branches"]} == {
        "B1": "ready", "B2": "not_yet",
    }  # fmt: skip
    assert [(one["branch"], one["reason"]) for one in plan["left_out"]] == [("B2", "not_vetted")]
    _, out, _ = run("submit")
    assert "可报  教工第一党支部" in out
    assert "不报 教工第二党支部：还没有审核" in out
    assert "--send" in out


def test_what_was_shown_is_sent_once_and_then_on_record(run: Run, sink: SmtpSink) -> None:
    digest = plan_of(run)["digest"]
    code, out, err = run("submit", "--send", digest)
    assert code == 0, out + err
    assert len(sink.taken) == 1
    run("submit", "--send", digest)
    assert len(sink.taken) == 1
    after = plan_of(run)
    assert after["mails"] == []
    assert after["branches"][0]["state"] == "submitted"
    assert after["left_out"][0]["reason"] == "unchanged"


def test_it_is_written_to_a_folder_instead(
    run: Run, tmp_path: Path, sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    stick = tmp_path / "stick"
    code, _, err = run("submit", "--to-folder", "~/stick")
    assert code == 2
    assert "没有这个文件夹" in err
    stick.mkdir()
    code, out, err = run("submit", "--to-folder", "~/stick", "--json")
    assert code == 0, err
    assert (Path(json.loads(out)["folder"]) / "sixones-submission.json").exists()
    assert plan_of(run)["branches"][0]["state"] == "submitted"
    assert sink.taken == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--dry-run", "--send", "0123456789abcdef"),
        ("--send", "0123456789abcdef"),
        ("--branch", "B3"),
        ("--dry-run", "--to-folder", "."),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    code, _, err = run("submit", *arguments)
    assert code == 2
    assert err


def test_letters_of_another_kind_are_not_sent_by_it(run: Run, sink: SmtpSink) -> None:
    _, out, _ = run("remind", "--round", "T-2", "--dry-run", "--json")
    code, _, _ = run("submit", "--send", json.loads(out)["digest"])
    assert (code, sink.taken) == (2, [])


def test_a_reason_lets_the_rest_go_along(run: Run) -> None:
    (mail,) = plan_of(run, "--anyway", "书记出差")["mails"]
    assert [(one["branch"], one["anyway"]) for one in mail["files"]] == [
        ("B1", ""), ("B2", "书记出差"),
    ]  # fmt: skip
