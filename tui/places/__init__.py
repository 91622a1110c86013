"""What all places share, and the places that are one file: history, links, problems, roster,
settings.
"""
