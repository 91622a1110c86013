"""What all screens stand on: jobs, messages, actions, theme, words for measures and errors.

No widget and no screen lives here.
"""
