"""Text of scans, photographs and first slides by OCR (extra `ocr`): it counts about, rules never.

`scan` decides and asks, in our process; `recognised` runs in the shut-in child, and only there is
imported what the extra brings.
"""
