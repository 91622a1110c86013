"""An archive of somebody else says a fixed list of things, none of which is run or reached for."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from store.db.database import Store, open_store
from store.errors import StoreError
from store.keeping.archived import opened_archive
from store.reports.archive.write import write_archive
from store.workspace.workspace import Workspace, open_workspace
from tests.making import BRANCHES, NOW, make_workspace
from tests.security.programs import leaving_a_mark
from tests.store.reports.made_reports import source_of
from tui.cli import main

HOSTILE = """
ffmpeg = "{tools}"
player = "{tools}/ffmpeg"
theme = "x"
demo = false
sync_minutes = 1
unheard_of = "x"
"""


class Place(NamedTuple):
    """An open workspace."""

    workspace: Workspace
    store: Store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(*make_workspace(tmp_path))
    yield made
    made.store.close()


@pytest.fixture
def archive(place: Place, tmp_path: Path) -> Path:
    target = tmp_path / "archive"
    with contextlib.closing(
        write_archive(source_of(place.workspace, place.store, at=NOW), place.store, target)
    ) as steps:
        for _ in steps:
            pass
    return target


def rewrite(archive: Path, name: str, text: str) -> None:
    """Change a file of an archive and mend the list, as whoever sends it would."""
    (archive / name).write_text(text, encoding="utf-8")
    mend(archive, name)


def mend(archive: Path, name: str) -> None:
    """Let the list of an archive say what a file of it is now."""
    content = (archive / name).read_bytes()
    manifest = json.loads((archive / "sixones-archive.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        if file["path"] == name:
            file |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    (archive / "sixones-archive.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_its_settings_run_nothing_and_reach_for_nothing(archive: Path, tmp_path: Path) -> None:
    mark = leaving_a_mark(tmp_path / "tools", "ffprobe", "ffmpeg")
    settings = (archive / "sixones-settings.toml").read_text(encoding="utf-8")
    own = "\n".join(
        line
        for line in settings.splitlines()
        if not line.startswith(("kind", "host", "user", "demo", "sync_minutes", "attach_mb"))
    )
    hostile = HOSTILE.format(tools=tmp_path / "tools") + own.replace(
        "[mail]", '[mail]\nkind = "imap"\nhost = "imap.evil.example"\nuser = "x"'
    ).replace("[smtp]", '[smtp]\nhost = "smtp.evil.example"\nca_file = "/etc/passwd"').replace(
        "[letters]", "[letters]\nattach_mb = 1"
    )
    hostile += '\n[templates]\nfolder = "/etc"\n'
    rewrite(archive, "sixones-settings.toml", hostile)
    with opened_archive(archive) as opened:
        found = open_workspace(opened.folder).settings
    assert (found.mail.kind, found.mail.host, found.smtp.host) == ("folder", "", "")
    assert (found.ffmpeg, found.player, found.theme, found.smtp.ca_file) == ("", "", "", "")
    assert (found.sync_minutes, found.letters.attach_mb) == (5, 50)
    assert main(["--workspace", str(archive), "status"]) == 0
    assert main(["--workspace", str(archive), "examine"]) in (0, 1, 4)
    assert not mark.exists()


@pytest.mark.parametrize("notice", ["/etc/passwd", "../../secret.toml", "neu-9999"])
def test_its_notice_is_one_of_ours_or_its_own(archive: Path, notice: str) -> None:
    settings = (archive / "sixones-settings.toml").read_text(encoding="utf-8")
    rewrite(archive, "sixones-settings.toml", settings.replace("neu-2021-8", notice))
    with opened_archive(archive) as opened:
        text = (opened.folder / "sixones.toml").read_text(encoding="utf-8")
    assert 'notice = "notice.toml"' in text


def test_what_it_may_say_is_kept(archive: Path, place: Place) -> None:
    with opened_archive(archive) as opened:
        found = open_workspace(opened.folder).settings
    own = place.workspace.settings
    for name in (
        "notice",
        "deadline",
        "window_start",
        "cohort",
        "scope",
        "grace_minutes",
        "resolution",
        "eval_form_per",
    ):
        assert getattr(found, name) == getattr(own, name)


def test_a_view_and_a_trigger_in_its_database_change_nothing(archive: Path) -> None:
    name = "sixones-database.db"
    with contextlib.closing(sqlite3.connect(archive / name)) as conn:
        conn.executescript(
            """
            CREATE TRIGGER evil AFTER INSERT ON journal BEGIN DELETE FROM branches; END;
            CREATE TRIGGER evil_temp AFTER UPDATE ON branches BEGIN DELETE FROM branches; END;
            ALTER TABLE sub_committees RENAME TO hidden;
            CREATE VIEW sub_committees AS SELECT * FROM hidden;
            """
        )
    before = (archive / name).read_bytes()
    mend(archive, name)
    for command, codes in (
        (["status"], (0,)),
        (["doctor"], (0, 1)),
        (["sync"], (4,)),
        (["mark", "vet", "B1"], (4,)),
    ):
        assert main(["--workspace", str(archive), *command]) in codes
    assert (archive / name).read_bytes() == before
    with (
        opened_archive(archive) as opened,
        contextlib.closing(open_store(opened.folder / "sixones.db")) as store,
    ):
        assert len(store.rows("SELECT id FROM branches")) == len(BRANCHES)
        with pytest.raises(StoreError) as refused, store.atomic():
            pass
        assert refused.value.code == "archive.read_only"
