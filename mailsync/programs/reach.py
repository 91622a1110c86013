"""What holds of the children of this machine, tried in one of them."""

from __future__ import annotations

import json
import subprocess
import sys

from mailsync.programs.confine import Held
from mailsync.programs.environment import bare_environment

_START = (
    "import sys; sys.path[:] = {paths!r}; import dataclasses, json; "
    "from mailsync.programs.confine import confine; "
    "print(json.dumps(dataclasses.asdict(confine())))"
)


def what_holds() -> Held:
    """Shut a child in and let it say what the kernel agreed to; nothing where none can start."""
    try:
        tried = subprocess.run(
            [sys.executable, "-B", "-S", "-E", "-s", "-c", _START.format(paths=sys.path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=bare_environment(),
            timeout=30,
            check=True,
        )
        return Held(**json.loads(tried.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return Held()
