"""Make store/text/pinyin.txt, the toneless readings of single characters, from pypinyin's table.

    python bench/make_pinyin.py > store/text/pinyin.txt

The table is data of pypinyin (MIT licence), whose notice stands at its head.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from importlib.metadata import distribution, version

from pypinyin.pinyin_dict import pinyin_dict

# Beyond two readings a character is met only in words that no unit is named after.
_READINGS_KEPT = 2


def toneless(marked: str) -> str:
    """One reading without its tone; the diaeresis of lü is a letter, written v."""
    plain = "".join(
        c
        for c in unicodedata.normalize("NFD", marked)
        if not unicodedata.combining(c) or c == "\u0308"
    )
    letters = (c for c in unicodedata.normalize("NFC", plain) if c.isalpha())
    return "".join("v" if c == "ü" else c for c in letters)


def table() -> dict[str, str]:
    """Characters by their readings: "hang xing" gives all that are read so, commonest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, marked in sorted(pinyin_dict.items()):
        known = list(dict.fromkeys(filter(None, map(toneless, marked.split(",")))))
        if known:
            found[" ".join(known[:_READINGS_KEPT])].append(chr(code))
    return {known: "".join(chars) for known, chars in sorted(found.items())}


def notice() -> str:
    """The licence of the data."""
    files = distribution("pypinyin").files or ()
    (licence,) = (one for one in files if one.name.startswith("LICENSE"))
    return licence.read_text()


def main() -> None:
    head = f"Made by bench/make_pinyin.py from pypinyin {version('pypinyin')}.\n\n{notice()}"
    for line in head.splitlines():
        print(f"# {line}".rstrip())
    for known, chars in table().items():
        print(f"{known}\t{chars}")


if __name__ == "__main__":
    main()
