"""READ: frozen snapshots for screens and reports; every tick is derived here."""
