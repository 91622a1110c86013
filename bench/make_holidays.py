"""Make store/notice/public_holidays.txt, China's public holidays, from the library `holidays`.

    python bench/make_holidays.py > store/notice/public_holidays.txt

The library knows the holidays of every country and imports them all, 80 ms of each start. The
data are its (MIT licence), whose notice stands at their head.
"""

from __future__ import annotations

from importlib.metadata import distribution, version

import holidays

# Before them chinese_calendar knows every day; later ones are asked of the library.
YEARS = range(2027, 2061)


def line(year: int) -> str:
    """The holidays of one year: the year, then month and day of each."""
    days = sorted(holidays.country_holidays("CN", years=year))
    return " ".join((str(year), *(f"{day:%m%d}" for day in days if day.year == year)))


def notice() -> str:
    """The licence of the data."""
    files = distribution("holidays").files or ()
    (licence,) = (one for one in files if one.name.startswith("LICENSE"))
    return licence.read_text()


def main() -> None:
    head = f"Made by bench/make_holidays.py from holidays {version('holidays')}.\n\n{notice()}"
    for one in head.splitlines():
        print(f"# {one}".rstrip())
    for year in YEARS:
        print(line(year))


if __name__ == "__main__":
    main()
