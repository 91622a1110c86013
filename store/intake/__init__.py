"""WRITE: one mail, or files given by hand, recorded whole in one transaction.

Nothing is judged here.
"""
