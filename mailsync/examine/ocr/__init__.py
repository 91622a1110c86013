"""Text of scans, photographs and first slides by OCR (extra `ocr`): it counts about, rules never.

`scan` decides and asks, in our process; `pages` and `recognised` run in the shut-in child, and
only they import what the extra brings.
"""
