"""Caps on what a process may take of the machine; what it starts inherits them."""

from __future__ import annotations

import contextlib
import sys

if sys.platform != "win32":
    import resource


def limit_this(
    *,
    memory_bytes: int,
    file_bytes: int,
    cpu_s: int | None = None,
    open_files: int | None = None,
) -> None:
    """Cap this process, for good; it leaves no memory image behind.

    Windows has no such caps: there the parent's clock and our counting are the limits.

    Args:
        memory_bytes: of its addresses.
        file_bytes: of each file that it writes.
        cpu_s: of processor time; None for no cap.
        open_files: at once; None for no cap.
    """
    if sys.platform != "win32":
        for kind, most in (
            (resource.RLIMIT_AS, memory_bytes),
            (resource.RLIMIT_FSIZE, file_bytes),
            (resource.RLIMIT_CPU, cpu_s),
            (resource.RLIMIT_NOFILE, open_files),
            (resource.RLIMIT_CORE, 0),
        ):
            if most is None:
                continue
            hard = resource.getrlimit(kind)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            # Some systems know a limit and refuse to set it.
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (least, least))
