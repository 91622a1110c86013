"""The demonstration: an invented roster, invented mail with real files, and a server for it."""
