"""The rules of the house that no other tool checks: circles, loose files, owners, names."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.house import ROOMS, ROOT, house

# Files that lie in a room itself, beside `__init__.py`.
LOOSE = {"store": {"model.py", "errors.py"}, "mailsync": set(), "tui": {"cli.py", "__main__.py"}}

# What is still there of each kind. A number is only ever lowered.
TYPED_IMPORTS, FUNCTION_IMPORTS, DOUBLED_NAMES = 18, 42, 11

# Which packages import modules of ours elsewhere than at the top, how often at most, and why.
LATE_IMPORTS = {
    "mailsync/archives": (
        4,
        "a child reads a zip or another archive, each with readers of its own",
    ),
    "mailsync/demo": (6, "only a kept demonstration that is synced serves its mails"),
    "mailsync/examine": (2, "a child measures documents or videos, seldom both"),
    "mailsync/review": (3, "only a sheet that came back needs what reads tables and documents"),
    "mailsync/sync": (4, "a workspace has one kind of mailbox, and most syncs find nothing new"),
    "store/files": (2, "only a workspace made of an archive takes contents out of one"),
    "store/keeping": (1, "most syncs come before the deadline, or after the list was frozen"),
    "store/views": (4, "types that name each other, and a view of one's own is seldom saved"),
    "store/workspace": (6, "to open a workspace nothing that writes settings is needed"),
    "tui/app": (8, "the head of the board is painted before the rest is loaded"),
    "tui/base": (3, "messages and the desk name types of what is loaded after the first paint"),
    "tui/board": (1, "the header is painted before the board is loaded"),
    "tui/cli": (2, "a help page needs neither the board nor what reads an archive"),
    "tui/commands": (9, "one command needs what another does not: Textual, passwords, mails"),
    "tui/places": (5, "a place is shown before what it starts is loaded"),
}

# Options whose words have values of their own, or a name that is no word of a catalog.
BARE_OPTIONS = 5

# Where a moment changes its zone, and how often: everywhere else the notice's `dates` do it.
ZONES_CHANGE = {
    "store/notice/notice.py": (1, "the notice's own zone: `dates.local`, `day`, `minute`"),
    "store/notice/when.py": (3, "reads a moment in the zone that it is told"),
    "store/notice/deadline.py": (1, "counts in the deadline's zone, with no notice at hand"),
    "store/views/board/types.py": (1, "a board knows its deadline and no notice"),
    "store/views/board/facts.py": (1, "all limits are in the zone of the deadline"),
    "store/db/moments.py": (1, "UTC, as it is stored"),
    "store/db/postgres/engine.py": (1, "the clock of this machine, in what a server complains of"),
    "store/text/ics.py": (2, "UTC, as calendars want it"),
    "mailsync/mime/link_details.py": (2, "what a mail says is meant in +08:00"),
    "mailsync/demo/mails.py": (2, "mailers of several zones"),
    "tui/commands/demo.py": (1, "there is no workspace yet"),
    "tui/commands/work/checkup.py": (2, "the clock of this machine is what is checked"),
}


@pytest.mark.parametrize("room", ROOMS)
def test_files_lie_in_the_folder_of_what_they_are_about(room: str) -> None:
    loose = {path.name for path in (ROOT / room).glob("*.py")} - {"__init__.py"}
    assert loose == LOOSE[room]


def test_modules_do_not_import_each_other_in_a_circle_however_it_is_written() -> None:
    assert house().circles() == []


def test_every_package_says_what_lives_there() -> None:
    missing = [
        path.parent.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("__init__.py")
        if not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert missing == []


def test_no_class_is_a_base_for_one_subclass_only() -> None:
    assert house().only_children() == {}


def test_nothing_takes_the_screen_that_owns_it() -> None:
    assert house().owner_takers() == []


def test_no_handler_runs_twice() -> None:
    assert house().handlers_called_again() == []


def test_moments_are_brought_into_the_notices_zone_in_one_place() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): count
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if (count := path.read_text(encoding="utf-8").count(".astimezone("))
    }
    assert found == {place: count for place, (count, _) in ZONES_CHANGE.items()}


def test_commands_take_what_the_kit_declares() -> None:
    bare = [
        line.strip()
        for path in (ROOT / "tui/commands/declared").glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "click.Option(" in line or "click.Argument(" in line
    ]
    assert len(bare) <= BARE_OPTIONS, bare


def test_imports_of_ours_stand_at_the_top() -> None:
    allowed = {package: count for package, (count, _) in LATE_IMPORTS.items()}
    assert house().late_imports() <= Counter(allowed)
    counted = house().counted()
    assert counted["typed"] <= TYPED_IMPORTS, "an import under TYPE_CHECKING"
    assert counted["function"] <= FUNCTION_IMPORTS, "an import within a function"


def test_a_class_name_means_one_thing() -> None:
    doubled = house().doubled_names()
    assert len(doubled) <= DOUBLED_NAMES, doubled


def test_text_is_measured_by_cells_in_one_place() -> None:
    assert house().importers_of("rich.cells", "wcwidth", "textwrap") == ["tui.base.cells"]
    assert house().users_of("east_asian_width", "ljust", "rjust") == []
