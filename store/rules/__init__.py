"""Measures and the notice give findings, one file a subject.

Nothing is measured and nothing is stored here.
"""
