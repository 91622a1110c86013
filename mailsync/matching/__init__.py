"""Which branch and which kind a file belongs to: pure, deterministic, no clock, no network."""
