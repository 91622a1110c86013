import json
import re
from pathlib import Path

import pytest

from mailsync.demo.kept import kept_mails
from mailsync.demo.mails import DEMO_MAILBOX
from store.workspace.workspace import open_workspace
from tui.cli import main


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demonstration on a machine without ffmpeg that was kept, and what it printed."""
    pytest.importorskip("pymap", reason="the extra demo (pymap) is not installed")
    folder = tmp_path_factory.mktemp("demo") / "kept"
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        patch.setattr("mailsync.examine.video.ffmpeg_tools.find_spec", lambda _: None)
        patch.setattr("click.echo", lambda text="", **_: printed.append(str(text)))
        assert main(["demo", "--headless", "--keep", str(folder)]) == 0
    return folder, "\n".join(printed)


def test_every_mail_adds_up_and_nothing_is_lost(kept: tuple[Path, str]) -> None:
    lines = re.findall(r"^\d\d-\d\d .*$", kept[1], re.MULTILINE)
    assert len(lines) == len(kept_mails(kept[0])) > 55
    for line in lines:
        found = re.search(r"发来 (\d+) = 记入 (\d+) \+ 待归属 (\d+) \+ \D+ (\d+)  ", line)
        assert found, line
        sent, credited, queued, not_ours = map(int, found.groups())
        assert sent == credited + queued + not_ours, line
    total = re.search(r"^合计.*丢失 (\d+)", kept[1], re.MULTILINE)
    assert total
    assert total[1] == "0"


def test_some_files_are_credited_some_queued_and_some_not_ours(kept: tuple[Path, str]) -> None:
    total = next(line for line in kept[1].splitlines() if line.startswith("合计"))
    assert all(int(number) > 0 for number in re.findall(r"\d+", total)[:5])


def test_a_second_sync_of_a_kept_demonstration_fetches_and_changes_nothing(
    kept: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    here = ["--workspace", str(kept[0])]

    def run(*arguments: str) -> str:
        capsys.readouterr()
        assert main([*here, *arguments]) == 0
        return capsys.readouterr().out

    moment = "2099-01-01"
    before = run("status", "--json", "--as-of", moment)
    told = json.loads(run("sync", "--json"))
    assert told == {"new": 0, "known": len(kept_mails(kept[0])), "problems": 0, "bytes": 0}
    assert run("status", "--json", "--as-of", moment) == before
    assert json.loads(before)["items"]["plan"]["done"] > 0


def test_doctor_finds_a_kept_demonstration_in_order(
    kept: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--workspace", str(kept[0]), "doctor", "--json"]) == 0
    remarks = json.loads(capsys.readouterr().out)
    served = [remark for remark in remarks if remark["topic"] in ("mailbox", "sending")]
    assert {remark["level"] for remark in served} == {"good"}
    assert len(served) == 2


def test_a_demonstration_does_not_overwrite_a_workspace(
    kept: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--headless", "--keep", str(kept[0])]) == 2
    assert str(kept[0]) in capsys.readouterr().err


def test_without_ffmpeg_the_committed_clips_serve_and_that_is_said(kept: tuple[Path, str]) -> None:
    assert "没有可用的 ffmpeg" in kept[1]


def test_what_a_sub_committee_s_demonstration_hands_on_is_addressed_to_the_other(
    kept: tuple[Path, str],
) -> None:
    workspace = open_workspace(kept[0])
    assert workspace.notice.mailbox == workspace.settings.mail.user == DEMO_MAILBOX
