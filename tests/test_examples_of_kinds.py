"""Each kind of file and roster that other people met has at least three examples of our own.

A kind is one sentence; beside it stand the tests whose examples it has, and a test that is
parametrised is as many examples as it has cases. `python -m tests.test_examples_of_kinds` prints
the numbers.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType

import pytest

from tests.mailsync.archives import test_bombs, test_unpack
from tests.mailsync.examine import test_kinds_of_files as files
from tests.mailsync.examine.documents import test_other_formats, test_shown_not_read
from tests.mailsync.examine.ocr import test_scan
from tests.mailsync.examine.video import test_what_players_show as players
from tests.store.files import test_table_file, test_workbook
from tests.store.roster import test_cells, test_layouts
from tests.store.roster.layouts import FURTHER, LAYOUTS
from tests.tui.commands import test_front_door

FILES: Mapping[str, Sequence[tuple[ModuleType, str]]] = {
    "K1 a zip is an archive only where nothing says that it is a document": (
        (files, "test_a_document_in_a_zip_is_one_file"),
        (files, "test_a_document_that_was_packed_again_with_its_folder_is_one_damaged_file"),
        (files, "test_a_document_that_is_cut_off_is_no_archive"),
        (files, "test_an_archive_of_documents_stays_an_archive"),
    ),
    "K2 a count is of text": (
        (files, "test_markup_is_never_counted"),
        (test_other_formats, "test_the_text_is_there_for_matching_and_its_length_decides_nothing"),
    ),
    "K3 nothing was read is not nothing is there": (
        (files, "test_text_that_was_not_read_is_not_nothing"),
        (files, "test_boxes_count_where_most_of_the_text_stands_in_them"),
        (test_shown_not_read, "test_a_page_with_something_on_it_is_not_empty"),
        (test_shown_not_read, "test_slides_of_shapes_alone_are_not_empty"),
    ),
    "K4 parts are found by relations, without case": (
        (files, "test_a_package_is_read_however_its_parts_are_named"),
        (test_workbook, "test_rows_are_read_whatever_stands_around_them"),
    ),
    "K5 valid but unread is a hint with the true reason": (
        (files, "test_a_text_that_people_can_open_is_counted"),
        (files, "test_a_document_of_an_older_word_is_not_damaged"),
        (test_shown_not_read, "test_a_sheet_of_an_older_excel_is_not_damaged"),
    ),
    "K6 side files of office programs are junk everywhere": (
        (files, "test_side_files_are_never_a_document"),
        (files, "test_an_owner_file_is_known_by_its_content_too"),
    ),
    "K7 bytes before and after, order of boxes, compatible brands": (
        (files, "test_a_pdf_may_begin_late"),
        (files, "test_bytes_behind_a_zip_are_none_of_it"),
        (players, "test_bytes_behind_a_video_take_nothing_away"),
        (players, "test_any_brand_of_an_mp4_makes_it_one"),
        (players, "test_brands_may_stand_behind_other_boxes"),
    ),
    "K8 the track that is shown": (
        (players, "test_the_enabled_picture_is_measured"),
        (players, "test_of_two_enabled_pictures_the_larger_is_measured"),
        (players, "test_the_only_picture_counts_though_it_is_not_enabled"),
        (players, "test_a_still_beside_a_video_is_not_the_video"),
        (players, "test_the_enabled_sound_is_heard"),
    ),
    "K9 duration from samples where headers have none": (
        (players, "test_a_duration_that_no_header_gives_is_that_of_the_samples"),
        (players, "test_a_header_without_its_duration_takes_nothing_away"),
        (players, "test_sound_that_begins_late_makes_the_film_longer"),
    ),
    "K10 damage proved by decoding": (
        (players, "test_a_part_that_cannot_be_decoded_is_no_hint"),
        (players, "test_a_video_that_is_cut_stays_cut"),
    ),
    "K11 method not supported is not damaged, not opened is not nothing found": (
        (files, "test_a_tar_is_opened_however_it_is_packed"),
        (files, "test_a_zip_is_read_by_every_method_of_7_zip"),
        (files, "test_a_program_that_unpacks_itself_is_opened"),
        (test_unpack, "test_a_method_that_nobody_reads_is_said_and_is_no_damage"),
    ),
    "K12 table readers need no styles": (
        (test_workbook, "test_rows_are_read_whatever_stands_around_them"),
        (test_table_file, "test_a_cell_is_trimmed_and_freed_of_what_cannot_be_seen"),
    ),
    "K13 of alternatives the one that Word understands": (
        (files, "test_of_alternatives_the_one_counts_that_word_understands"),
    ),
    "K14 no terminal, and signals": (
        (test_front_door, "test_without_a_terminal_the_board_is_refused_in_one_sentence"),
        (test_front_door, "test_a_signal_that_ends_the_program_gives_the_terminal_back"),
    ),
    "K15 bombs and dark slides": (
        (test_bombs, "test_a_bomb_ends_at_the_limit_and_is_said_to_be_one"),
        (test_bombs, "test_a_hundred_thousand_members_end_by_a_cap_that_is_said"),
        (test_bombs, "test_entries_that_run_into_each_other_are_refused"),
        (players, "test_a_dark_slide_is_not_black"),
    ),
    "scans": ((test_scan, "test_every_way_to_send_a_scan"),),
    "rosters: synonyms of the heads": (
        (test_layouts, "test_a_unit_s_head_is_known_with_what_adorns_it"),
        (test_layouts, "test_a_branch_s_head_is_known_with_what_adorns_it"),
    ),
    "rosters: .xls, .et and .ods": (
        (test_layouts, "test_a_workbook_of_another_program_is_read_with_its_merged_cells"),
        (test_layouts, "test_hidden_rows_of_another_program_are_asked_about"),
    ),
    "rosters: texts of an office": (
        (test_layouts, "test_a_text_is_read_in_every_encoding_of_an_office"),
    ),
    "rosters: addresses as people write them": (
        (test_cells, "test_addresses_are_read_and_what_is_none_is_kept_apart"),
    ),
}
# By a word that stands in the names of the layouts.
ROSTERS: Mapping[str, tuple[str, ...]] = {
    "titles, sums and notes": (
        "title, date, sum and note", "signatures below", "sums that bear a unit's name",
        "sums by formulas", "an example and what to fill in",
    ),
    "hidden rows and sheets": ("hidden row", "hidden sheet", "a hidden sum"),
    "several sheets": (
        "a sheet for each unit", "numbered sheets", "a sheet of another year",
        "a sheet of explanations first",
    ),
    "heads over several rows": (
        "two rows of heads", "three rows of heads", "heads in two languages",
        "heads repeated on every page",
    ),
    "group rows": (
        "group rows", "numbered group rows", "a unit that only begins its rows",
        "a title and heads for each unit", "merged units", "ditto marks",
    ),
    "contacts and telephone numbers in one": (
        "addresses and numbers", "labels within the cells", "a secretary with the number",
        "whose address it is beside it", "addresses with their names",
    ),
    "a head that nobody knows": ("unknown unit head", "unknown branch head", "no heads at all"),
    "without the column of the unit": (
        "one unit by scope", "one unit without a scope", "a sheet for each unit without a column",
    ),
    "numbers as a spreadsheet leaves them": (
        "numbers that a spreadsheet changed", "numbers that are numbers", "counted columns",
    ),
    "names that are nearly equal": (
        "short unit name", "a slip in the unit's name", "a unit by a few letters",
        "blanks within two letters", "a blank behind each character",
    ),
}  # fmt: skip


def examples_of(module: ModuleType, name: str) -> int:
    """How many cases a test has."""
    test: Callable[..., object] = getattr(module, name)
    marks = getattr(test, "pytestmark", [])
    return math.prod(len(tuple(mark.args[1])) for mark in marks if mark.name == "parametrize")


def numbers() -> dict[str, int]:
    """The number of examples of each kind."""
    found = {kind: sum(examples_of(*one) for one in tests) for kind, tests in FILES.items()}
    names = [layout.name for layout in (*LAYOUTS, *FURTHER)]
    for kind, words in ROSTERS.items():
        found[f"rosters: {kind}"] = sum(any(word in name for word in words) for name in names)
    return found


@pytest.mark.parametrize("kind", numbers())
def test_a_kind_has_three_examples(kind: str) -> None:
    assert numbers()[kind] >= 3


if __name__ == "__main__":
    for kind, number in numbers().items():
        sys.stdout.write(f"{number:4} {kind}\n")
