import csv
from pathlib import Path

from mailsync.demo.roster import (
    demo_branches,
    demo_sub_committees,
    demo_themes,
    write_roster_files,
)


def test_there_are_forty_branches_in_twelve_sub_committees() -> None:
    units = demo_sub_committees()
    branches = demo_branches()
    assert (len(units), len(branches)) == (12, 40)
    assert {b.sub_committee_id for b in branches} == {u.id for u in units}
    assert len({b.id for b in branches}) == 40
    assert set(demo_themes()) == {b.id for b in branches}


def test_every_address_is_an_example_address_and_belongs_to_one_branch() -> None:
    branch_addresses = [a for b in demo_branches() for a in b.contacts]
    addresses = branch_addresses + [a for u in demo_sub_committees() for a in u.contacts]
    assert all(address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_twins_within_and_across_sub_committees_are_there() -> None:
    names = [b.name for b in demo_branches()]
    assert {f"计算机科学与工程学院研究生第{n}党支部" for n in "一二三"} <= set(names)
    assert {f"计算机科学与工程学院教工第{n}党支部" for n in "一二"} <= set(names)
    assert names.count("第二党支部") == 2


def test_some_branches_are_in_their_second_year_and_all_have_a_secretary() -> None:
    branches = demo_branches()
    assert 5 <= sum(b.consecutive_years for b in branches) <= 12
    assert all(b.secretary and b.kind and b.phone for b in branches)


def test_roster_files_have_chinese_heads_a_byte_order_mark_and_every_row(tmp_path: Path) -> None:
    roster, sub_committees = write_roster_files(tmp_path)
    for path, rows in ((roster, 40), (sub_committees, 12)):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            assert len(list(csv.DictReader(stream))) == rows
    with roster.open(encoding="utf-8-sig", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert first == {
        "branch_id": "B0001",
        "分党委": "计算机科学与工程学院党委",
        "党支部": "计算机科学与工程学院教工第一党支部",
        "书记": "谌屿白",
        "邮箱": "chenyb@dongda.example",
        "别名": "“红芯领航”",
        "连续两年": "是",
        "类型": "教工",
        "电话": "6101",
    }
