"""Which bytes of an old .doc are hidden text or a tracked deletion."""

from __future__ import annotations

import struct

_PAGE_BYTES = 512
_PAGES_CAP = 20_000
_DELETED, _HIDDEN = 0x0800, 0x083C
# The top three bits of a property's code say how long its operand is.
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_LONG_TABLE = 0xD608


def unseen_ranges(main: bytes, table: bytes, at: int, size: int) -> list[tuple[int, int, str]]:
    """Ranges of file offsets (start, end, "hidden" or "deleted") from the formatted pages."""
    plc = table[at : at + size]
    count = min((len(plc) - 4) // 8, _PAGES_CAP)
    found: list[tuple[int, int, str]] = []
    for number in range(count):
        page_number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        page = main[page_number * _PAGE_BYTES : (page_number + 1) * _PAGE_BYTES]
        if len(page) == _PAGE_BYTES:
            found += _of_page(page)
    return found


def _of_page(page: bytes) -> list[tuple[int, int, str]]:
    runs = page[-1]
    if 4 * (runs + 1) + runs > _PAGE_BYTES:
        return []
    bounds = struct.unpack_from(f"<{runs + 1}I", page)
    found: list[tuple[int, int, str]] = []
    for run in range(runs):
        where = 2 * page[4 * (runs + 1) + run]
        if where:
            kind = _kind(page[where + 1 : where + 1 + page[where]])
            if kind:
                found.append((bounds[run], bounds[run + 1], kind))
    return found


def _kind(properties: bytes) -> str:
    at = 0
    kind = ""
    while at + 3 <= len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        if code in (_DELETED, _HIDDEN) and properties[at + 2] & 1:
            kind = "deleted" if code == _DELETED else kind or "hidden"
        length = _OPERAND_BYTES.get(code >> 13)
        if length is None:
            if code == _LONG_TABLE:
                break
            length = 1 + properties[at + 2]
        at += 2 + length
    return kind
