"""READ: the board, one branch, one finding, history and search, derived from facts.

Nothing is written here.
"""
