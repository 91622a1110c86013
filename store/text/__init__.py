"""Text for people: catalogs, reasons, visible text, sizes, pinyin, names of hosts.

No fact is known here.
"""
