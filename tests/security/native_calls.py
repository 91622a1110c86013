"""What a memory bug in a parser could do: calls of the system itself, past Python and its hooks.

Run as a program it stands for 7-Zip, ffprobe or ffmpeg: it tries, and tells on its output.
"""

from __future__ import annotations

import ctypes
import json
import os
import socket
import struct
import sys
from pathlib import Path

# Who runs it as a program can give it nothing but a file beside it.
_TARGETS = "targets.json"


def attempts(port: int, other: str, victim: str, process: int) -> dict[str, int]:
    """Try each call natively; 0 where it went through, else the number of the error."""
    libc = ctypes.CDLL(None, use_errno=True)
    found: dict[str, int] = {}

    def note(name: str, result: int) -> int:
        found[name] = ctypes.get_errno() if result < 0 else 0
        return result

    handle = note("connect", libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0))
    if handle >= 0:
        address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(port), b"\x7f\0\0\1")
        note("connect", libc.connect(handle, address, len(address)))
    note("open", libc.open(other.encode(), os.O_RDONLY))
    note("write", libc.open(other.encode(), os.O_WRONLY))
    note("chmod", libc.chmod(victim.encode(), 0o600))
    note("unlink", libc.unlink(victim.encode()))
    note("kill", libc.kill(process, 0))
    note("mkdir", libc.mkdir(f"{victim}.made".encode(), 0o700))
    return found


def stand_in(folder: Path, name: str, targets: list[object]) -> Path:
    """Make a program of this file that tries the calls whatever it is asked."""
    folder.mkdir(parents=True)
    program = folder / name
    interpreter = os.path.realpath(sys.executable)
    program.write_text(f"#!{interpreter} -SIB\n{Path(__file__).read_text('utf-8')}", "utf-8")
    program.chmod(0o755)
    (folder / _TARGETS).write_text(json.dumps(targets), encoding="utf-8")
    return program


def main() -> None:
    """Try, and tell; in the scratch folder too, where there is one."""
    targets = json.loads(Path(__file__).with_name(_TARGETS).read_text("utf-8"))
    told = json.dumps(attempts(*targets[:4]))
    if len(targets) > 4:
        Path(targets[4], "told.json").write_text(told, encoding="utf-8")
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
