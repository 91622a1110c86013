"""WRITE: what a person decides about branches, files and finding marks.

What a board shows is derived in `views`.
"""
