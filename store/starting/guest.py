"""What says to a process that somebody only looks: it is named here for whoever opens nothing."""

# Set by `sixones serve` for a session of somebody who only looks: whatever opens a database in such
# a process changes nothing in it.
GUEST = "SIXONES_GUEST_UNIT"
