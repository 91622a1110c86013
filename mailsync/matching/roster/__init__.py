"""The roster compiled for matching: branch names, colleges, people, and names that cannot be told
apart. Nothing is stored here.
"""
