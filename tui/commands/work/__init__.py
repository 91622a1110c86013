"""What commands do once their options are read, where that is more than a call of a room below."""
