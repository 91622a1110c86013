"""One writer a format: docx, xlsx, html, csv, json, Markdown, and the lists at the deadline.

What they say comes from `content`.
"""
