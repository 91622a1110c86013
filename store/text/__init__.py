"""Text for people: catalogs, reasons, visible text, sizes, pinyin. No fact is known here."""
