"""A notice as issued, read into the figures that it sets: each with its sentence and clause.

What is found is only proposed; a person confirms it. The notice as data lives one level up.
"""
