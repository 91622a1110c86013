"""Documents that go out or come back: score sheets, review packs, the volume of cases."""
