"""Whatever comes in while letters go out, nobody is asked for what is there."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mailsync.sending.events import Ended, Handing, SendEvent
from store.model import FileKind
from tests.mailsync.letters.desk import FINE_PLAN, FINE_VIDEO
from tests.mailsync.letters.sending import approved, desk_of, run
from tests.servers.smtp_fake import fake_smtp

UNITS, EACH = 4, 2
BRANCHES = [f"V{unit:02d}-{number}" for unit in range(1, UNITS + 1) for number in (1, 2)]
# Which file of which branch comes in at which event of the run.
ARRIVALS = st.lists(
    st.tuples(
        st.integers(0, 2 * UNITS),
        st.sampled_from(BRANCHES),
        st.sampled_from([FileKind.PLAN, FileKind.VIDEO]),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(ARRIVALS)
def test_no_letter_asks_for_what_had_come_in_when_it_went(
    arrivals: list[tuple[int, str, FileKind]],
) -> None:
    with tempfile.TemporaryDirectory() as name, fake_smtp() as fake:
        desk = desk_of(Path(name), UNITS, EACH)
        plan = approved(desk)
        there: set[tuple[str, FileKind]] = set()
        events = [0]
        asked_in_vain: list[str] = []

        def note(event: SendEvent) -> None:
            if isinstance(event, Ended):
                asked_in_vain.extend(
                    branch_id for branch_id in event.letter.branch_ids
                    if any((branch_id, kind) in there for kind in (FileKind.PLAN, FileKind.VIDEO))
                )  # fmt: skip
            if isinstance(event, Ended | Handing):
                for at, branch_id, kind in arrivals:
                    if at == events[0] and (branch_id, kind) not in there:
                        measures = FINE_PLAN if kind is FileKind.PLAN else FINE_VIDEO
                        desk.deliver(branch_id, kind, measures)
                        there.add((branch_id, kind))
                events[0] += 1

        told = run(desk, plan.digest, fake.host, fake.port, on_event=note)
        desk.store.close()
    assert asked_in_vain == []
    assert told.sent + told.held == UNITS
    assert len(set(fake.recipients)) == len(fake.recipients) == told.sent
