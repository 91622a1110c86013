"""The archive of a cohort: planned, written as a folder or zip, and resumed.

Single reports are written in `formats`.
"""
