"""The letter review by mail: packs for reviewers, score sheets out and back.

Scores themselves are kept by the store.
"""
