"""What examining costs, beside plain ffprobe and ffmpeg on the same files in the same run.

    python bench/examine.py [--seconds 480] [--rounds 5]

Prints the ratio of the probe to a bare ffprobe, of the full check to the cheapest single ffmpeg
pass that yields the same measures, peak memory, and the time of a document.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from docx import Document

from mailsync.examine.full import full
from mailsync.examine.probe import probe
from mailsync.examine.process.child import Child
from mailsync.examine.video.ffmpeg_tools import FfmpegTools, find_tools
from mailsync.examine.video.full import VideoSource, command

PICTURE = "testsrc=size=1280x720:rate=1/12,drawgrid=w=160:h=90,noise=alls=3:allf=t"
VOICE = "anoisesrc=a=0.4:c=pink:r=44100,tremolo=f=3:d=0.95"
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024 if hasattr(os, "sysconf") else 4


def main() -> int:
    """Run every comparison; exit code 1 where a figure is missed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=480)
    arguments.add_argument("--rounds", type=int, default=5)
    wishes = arguments.parse_args()
    tools = find_tools()
    if tools.ffmpeg is None or tools.ffprobe is None:
        print("ffmpeg and ffprobe are needed", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, Child() as child:
        video = Path(folder) / "video.mp4"
        make_video(video, tools.ffmpeg, wishes.seconds)
        print(f"video: {wishes.seconds} s, 1280x720, {video.stat().st_size >> 20} MB")
        document = Path(folder) / "plan.docx"
        make_document(document)
        kept = [
            probe_against_ffprobe(video, tools, child, wishes.rounds),
            full_against_ffmpeg(video, tools, child, max(1, wishes.rounds // 2), wishes.seconds),
        ]
        documents(document, child, wishes.rounds)
    return 0 if all(kept) else 1


def probe_against_ffprobe(video: Path, tools: FfmpegTools, child: Child, rounds: int) -> bool:
    """The probe within 1.3 times a bare ffprobe, both with the digest known."""
    bare = [
        str(tools.ffprobe), "-v", "error", "-show_format", "-show_streams", "-of", "json",
        "-f", "mov", "-protocol_whitelist", "file", str(video),
    ]  # fmt: skip
    ours, theirs = alternate(
        lambda: probe(
            video, media_type="", name=video.name, tools=tools, child=child, digest="known"
        ),
        lambda: subprocess.run(bare, stdout=subprocess.DEVNULL, check=True),
        4 * rounds,
    )
    return report("probe / ffprobe", ours, theirs, 1.3, "ms", 1000)


def full_against_ffmpeg(
    video: Path, tools: FfmpegTools, child: Child, rounds: int, seconds: int
) -> bool:
    """The full check within 1.2 times one ffmpeg pass of the same filters, under 300 MB."""
    source = VideoSource(video, "mp4", float(seconds), 0, audio_rate=44_100)
    pass_of_filters = command(source, ffmpeg=str(tools.ffmpeg))
    peaks: list[int] = []

    def ours_once() -> None:
        with Watch() as watch:
            full(
                video,
                media_type="",
                tools=tools,
                progress=lambda _share: None,
                stop=lambda: False,
                child=child,
                digest="known",
            )
        peaks.append(watch.peak_kb)

    ours, theirs = alternate(
        ours_once,
        lambda: subprocess.run(
            pass_of_filters, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=True,
        ),
        rounds,
    )  # fmt: skip
    kept = report("full / one ffmpeg pass", ours, theirs, 1.2, "s", 1)
    peak_mb = max(peaks) / 1024
    print(f"  peak of this process and its children: {peak_mb:.0f} MB (must be < 300)")
    return kept and peak_mb < 300


def documents(document: Path, child: Child, rounds: int) -> None:
    """The probe of an ordinary plan, beside python-docx reading its paragraphs."""
    ours, theirs = alternate(
        lambda: probe(
            document, media_type="", name=document.name, tools=FfmpegTools(), child=child
        ),
        lambda: [paragraph.text for paragraph in Document(str(document)).paragraphs],
        10 * rounds,
    )
    print(f"docx of {document.stat().st_size >> 10} kB")
    report("probe / python-docx paragraphs", ours, theirs, None, "ms", 1000)


def alternate(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Medians of both, run by turns after one round that is not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    for at in range(rounds + 1):
        for which, act in enumerate((ours, theirs)):
            begun = time.perf_counter()
            act()
            if at:
                times[which].append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])


def report(
    name: str, ours: float, theirs: float, most: float | None, unit: str, scale: int
) -> bool:
    """Print one line; whether the ratio is within its limit."""
    ratio = ours / theirs
    limit = f" (must be <= {most})" if most else ""
    print(f"{name}: {ours * scale:.2f} / {theirs * scale:.2f} {unit} = {ratio:.2f}{limit}")
    return most is None or ratio <= most


class Watch:
    """The highest resident memory of this process and all its children, sampled."""

    def __init__(self) -> None:
        self.peak_kb = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(0.1):
            self.peak_kb = max(self.peak_kb, resident_kb(os.getpid()))


def resident_kb(pid: int) -> int:
    """Resident memory of a process and everything below it; 0 where the system does not tell."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_KB
        below = " ".join(
            task.joinpath("children").read_text() for task in Path(f"/proc/{pid}/task").iterdir()
        )
    except (OSError, IndexError):
        return 0
    return own + sum(resident_kb(int(child)) for child in below.split())


def make_video(path: Path, ffmpeg: str, seconds: int) -> None:
    """Slides that change every 12 seconds under camera noise, with something like a voice."""
    subprocess.run(
        [ffmpeg, "-v", "error", "-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", VOICE,
         "-t", str(seconds), "-r", "25", "-c:v", "libx264", "-preset", "veryfast",
         "-pix_fmt", "yuv420p", "-c:a", "aac", "-ac", "2", str(path)],
        check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def make_document(path: Path) -> None:
    """A plan of about 1,500 characters as python-docx writes it."""
    document = Document()
    document.add_heading("特色支部工作案例", 0)
    for heading in ("一、工作内容", "二、建设成果", "三、特色做法", "四、宣传推广"):
        document.add_heading(heading, 1)
        for _ in range(6):
            document.add_paragraph("支部党员认真学习讨论，形成了可以推广的做法，" * 3)
    document.save(str(path))


if __name__ == "__main__":
    sys.exit(main())
