"""总览, the board: its screen, the panel of a branch, marks and filters.

Other places do not import it.
"""
