"""Manual pages and completions name every command, and shells and man take them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from store.text.wording import LANGUAGES, load
from tui.cli import COMMANDS
from tui.commands.work.manual import completion, manual_page, write_manual

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_has_every_command_and_no_raw_troff_request(language: str) -> None:
    page = manual_page(load(language))
    heads = {line.removeprefix(".SH ") for line in page.splitlines() if line.startswith(".SH ")}
    assert {f"sixones {name}" for name in COMMANDS} <= heads
    requests = {line.split(" ", 1)[0] for line in page.splitlines() if line[:1] in ".'"}
    assert requests == {".TH", ".SH", ".TP", ".B"}


def test_pages_and_completions_are_written_where_systems_look(tmp_path: Path) -> None:
    written = {str(path.relative_to(tmp_path)) for path in write_manual(tmp_path)}
    assert {"man/man1/sixones.1", "man/zh_CN/man1/sixones.1"} < written
    assert all((tmp_path / name).read_text(encoding="utf-8").strip() for name in written)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    assert "_SIXONES_COMPLETE" in completion(shell)


def test_bash_completes_a_command_that_was_begun(tmp_path: Path) -> None:
    asked = {"_SIXONES_COMPLETE": "bash_complete", "COMP_WORDS": "sixones ver", "COMP_CWORD": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())"],
        cwd=ROOT,
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout.split() == ["plain,verify"]


@pytest.mark.sweep
def test_the_built_program_is_installed_and_runs_the_demonstration(tmp_path: Path) -> None:
    """As `make install` does it, in an environment that has nothing else."""
    copy = tmp_path / "sixones"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "*_cache", "dist"))
    (copy / ".venv").symlink_to(Path(sys.prefix))
    prefix = tmp_path / "prefix"
    subprocess.run(
        ["make", "install", f"PREFIX={prefix}", "-o", ".venv/.dev"],
        cwd=copy,
        check=True,
        timeout=600,
    )
    assert list((copy / "dist").glob("sixones-*.tar.gz"))
    assert (prefix / "share/man/man1/sixones.1").is_file()
    ran = subprocess.run(
        [prefix / "bin/sixones", "demo", "--headless"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert "党支部" in ran.stdout
