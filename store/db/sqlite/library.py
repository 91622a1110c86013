"""sqlite-utils without numpy and pandas.

It imports both wherever they are installed (the extra `ocr` brings numpy), to know their types of
numbers. None comes in here, and every start would take a tenth of a second longer.
"""

from store.starting.left_out import left_out

with left_out("numpy", "pandas"):
    from sqlite_utils import Database, Migrations

__all__ = ["Database", "Migrations"]
