"""What a sync found is handed to a command and an address, and never more than units and counts."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from mailsync.notify.deliver import deliver
from mailsync.notify.message import deadline_passed, events_of, failed, message
from store.views.news import log_place, news_since
from tests.making import make_mail, make_workspace, take_in

NOW = datetime(2027, 4, 10, 9, 0, tzinfo=UTC)
EVENTS = (failed("mailbox.timeout"), deadline_passed("ab12"))


class _Receiver(BaseHTTPRequestHandler):
    taken: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        self.taken.append((self.path, self.rfile.read(size)))
        self.send_response(302 if self.path == "/moved" else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    _Receiver.taken.clear()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", _Receiver.taken
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_command_gets_one_line_of_json(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    program = f"import sys, pathlib; pathlib.Path({str(kept)!r}).write_text(sys.stdin.read())"
    command = shlex.join([sys.executable, "-c", program])
    assert deliver(message(EVENTS, NOW), command=command) == ()
    (line,) = kept.read_text().splitlines()
    assert json.loads(line) == {
        "at": "2027-04-10T09:00:00+00:00",
        "events": [
            {"event": "failed", "unit": None, "n": 1, "code": "mailbox.timeout"},
            {"event": "deadline", "unit": None, "n": 1, "digest": "ab12"},
        ],
    }


@pytest.mark.parametrize("command", ["/no/such/program", "false", "'"])
def test_a_command_that_fails_is_a_problem_and_no_more(command: str) -> None:
    assert [problem.code for problem in deliver(b"{}", command=command)] == ["notify.command"]


def test_a_command_never_sees_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIXONES_MAIL_PASSWORD", "geheim")
    kept = tmp_path / "kept"
    program = f"import os, pathlib; pathlib.Path({str(kept)!r}).write_text(str(os.environ))"
    assert deliver(b"{}", command=shlex.join([sys.executable, "-c", program])) == ()
    assert "geheim" not in kept.read_text()


def test_an_address_gets_the_same(receiver: tuple[str, list[tuple[str, bytes]]]) -> None:
    place, taken = receiver
    assert deliver(message(EVENTS, NOW), url=f"{place}/hook") == ()
    assert taken == [("/hook", message(EVENTS, NOW))]


def test_a_redirect_is_no_success_and_is_not_followed(
    receiver: tuple[str, list[tuple[str, bytes]]],
) -> None:
    place, taken = receiver
    (problem,) = deliver(b"{}", url=f"{place}/moved")
    assert (problem.code, problem.params) == ("notify.address", {"reason": "302"})
    assert [path for path, _ in taken] == ["/moved"]


def test_a_plain_address_elsewhere_is_refused_before_anything_is_sent() -> None:
    (problem,) = deliver(b"{}", url="http://hook.example/x")
    assert (problem.code, problem.params) == ("notify.plain", {"host": "hook.example"})


def test_news_has_units_and_counts_and_no_names_of_people(tmp_path: Path) -> None:
    _, store = make_workspace(tmp_path)
    before = log_place(store)
    for number in range(3):
        take_in(store, make_mail(f"王建国的材料{number}", at=NOW))
    news = news_since(store, before)
    store.close()
    assert news.mails == (("信息科学与工程学院党委", 3),)
    sent = message(events_of(news), NOW).decode()
    assert "王建国" not in sent
    assert "@" not in sent
