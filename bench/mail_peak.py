"""Peak memory of a whole sync of large mails: twelve attachments of 20 MB, then three of 70 MB.

Run from the top folder: .venv/bin/python -m bench.mail_peak
"""

from __future__ import annotations

import base64
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta

from tests.servers.dovecot import dovecot
from tests.servers.imap_server import StoredMail

_MB = 1_000_000
_SYNC = ("-m", "bench.mail_bulk", "--as", "sync")
# Size of an attachment and how many mails carry one; the peak that must not be passed.
_SETS = ((20, 12, 100), (70, 3, 150))


def _mail(number: int, size_mb: int) -> StoredMail:
    content = base64.encodebytes(random.Random(number).randbytes(size_mb * _MB))
    raw = (
        f"Message-ID: <{number}.{size_mb}@zzb.example>\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()
    raw += content.replace(b"\n", b"\r\n") + b"--b--\r\n"
    return StoredMail(raw, datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=number))


def main() -> None:
    """Print each peak; exit code 1 where one is too high."""
    missed = False
    for size_mb, count, must_mb in _SETS:
        mails = [_mail(number, size_mb) for number in range(count)]
        with dovecot({"INBOX": mails}) as server, tempfile.TemporaryDirectory() as target:
            del mails
            said = subprocess.run(
                [sys.executable, *_SYNC, str(server.port), target, ""],
                check=True,
                capture_output=True,
                text=True,
            )
        peak_mb = int(said.stdout.split()[0])
        missed |= peak_mb > must_mb
        print(f"{count} attachments of {size_mb} MB: peak {peak_mb} MB (must be <= {must_mb})")
    if missed:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
