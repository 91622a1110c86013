"""`python -m tui`: the command line, for processes that the program starts of itself."""

from __future__ import annotations

import sys

from tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
