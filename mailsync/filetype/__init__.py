"""What a content is, told from its bytes and never from its name alone.

Nothing is unpacked or counted here.
"""

from store.starting.lazy import lazy

lazy(__name__, "magic")
