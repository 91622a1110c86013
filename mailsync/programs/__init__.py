"""Other programs: what environment they are started with. Which programs and what for stands with
what uses them: archives, documents, videos, the player of a person.
"""
