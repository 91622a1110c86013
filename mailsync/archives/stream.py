"""The 7-Zip program as a stream of bytes, counted and summed on the way."""

from __future__ import annotations

import contextlib
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

# Exit codes from here on are no mere warnings.
FATAL = 2

_CHUNK_BYTES = 1 << 18


class Check:
    """Counts and sums what passes through."""

    def __init__(self) -> None:
        self._crc = 0
        self._size_bytes = 0

    def over(self, stream: IO[bytes], most: int) -> Iterator[bytes]:
        """At most `most` bytes of a stream."""
        while most > 0 and (chunk := stream.read(min(most, _CHUNK_BYTES))):
            most -= len(chunk)
            self._crc = zlib.crc32(chunk, self._crc)
            self._size_bytes += len(chunk)
            yield chunk

    def agrees(self, size_bytes: int, crc: int | None) -> bool:
        """Whether size and checksum are those that the archive lists; None is no checksum."""
        return self._size_bytes == size_bytes and crc in (None, self._crc)


@contextlib.contextmanager
def running(
    program: str,
    archive: Path,
    *names: str,
    kind: str = "",
    password: str = "",
    complaints: IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """7-Zip while it writes the members of an archive, or those named, one after the other.

    Args:
        kind: the format as 7-Zip calls it; "" lets it find out.
        complaints: a file that takes what it says is wrong.
    """
    command = [program, "x", "-so", "-bd", "-y", f"-p{password}", "-spd", "-sccUTF-8", "-mmt1"]
    with subprocess.Popen(
        [*command, *([f"-t{kind}"] if kind else []), "--", str(archive), *names],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints or subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            # Shut in, we may send no signal: with nobody to write to it ends by itself.
            if process.stdout is not None:
                process.stdout.close()
            with contextlib.suppress(PermissionError):
                process.kill()


@contextlib.contextmanager
def output(process: subprocess.Popen[bytes]) -> Iterator[IO[bytes]]:
    """Its standard output."""
    if process.stdout is None:
        raise OSError("no pipe")
    yield process.stdout


@contextlib.contextmanager
def one_member(
    program: str, archive: Path, name: str, *, kind: str = "", password: str = ""
) -> Iterator[IO[bytes]]:
    """The bytes of one member, asked for by its name as 7-Zip lists it."""
    with (
        running(program, archive, name, kind=kind, password=password) as process,
        output(process) as stream,
    ):
        yield stream
