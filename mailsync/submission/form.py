"""The evaluation form of a session, or of each branch that spoke, written to be filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from mailsync.submission.form_docx import form_docx, template_of
from store.db.database import Store
from store.errors import UsageError
from store.files.own_files import own_folder
from store.files.whole_file import whole_file
from store.items.sessions import Session, WrittenForm, record_written_forms
from store.model import Branch, SubCommittee
from store.reports.content.safe_names import distinct, safe_name, same_place
from store.roster.stored import load_roster
from store.text.wording import Wording
from store.workspace.workspace import Workspace

FOLDER = "forms"


def write_forms(
    workspace: Workspace,
    store: Store,
    session: Session,
    wording: Wording,
    *,
    folder: Path | None = None,
    at: datetime,
    who: str,
) -> tuple[Path, ...]:
    """Write the form of a session, or one for each branch that spoke, as the settings say.

    Nothing that lies there is replaced: somebody may have filled it in.

    Args:
        folder: where it is written; None means `forms/` in the workspace.

    Raises:
        ConfigError: `template.form_*`, `notice.not_own`.
        UsageError: `form.nobody` where nobody is on the agenda, `submission.no_folder`.
        StoreError: the disk refuses.
    """
    workspace.require_own_notice()
    roster = load_roster(store)
    unit = next(one for one in roster.sub_committees if one.id == session.sub_committee_id)
    branches = [one for one in roster.branches if one.id in session.speakers]
    if not branches:
        raise UsageError("form.nobody", session=session.id)
    target = folder or own_folder(workspace.folder, FOLDER)
    if not target.is_dir():
        raise UsageError("submission.no_folder", folder=str(target))
    template = template_of(workspace.folder)
    taken = {same_place(one.name) for one in target.iterdir()}
    alone = workspace.settings.eval_form_per == "branch"
    groups = [[one] for one in branches] if alone else [branches]
    written: list[WrittenForm] = []
    for group in groups:
        content = form_docx(
            _fields(workspace, session, unit, group, wording),
            workspace.notice,
            wording,
            second_year=any(one.consecutive_years for one in group),
            template=template,
        )
        whose = group[0].name if alone else unit.name
        named = f"{session.date.isoformat()}_{whose}_{workspace.notice.eval_form.short}"
        path = target / distinct(safe_name(named, suffix=".docx"), taken)
        with whole_file(path, replace=False) as out:
            out.write(content)
        digest = hashlib.sha256(content).hexdigest()
        written.append(WrittenForm(str(path), digest, tuple(one.id for one in group)))
    record_written_forms(store, session.id, written, at=at, who=who)
    return tuple(Path(one.path) for one in written)


def _fields(
    workspace: Workspace,
    session: Session,
    unit: SubCommittee,
    branches: Sequence[Branch],
    wording: Wording,
) -> Mapping[str, str]:
    say, notice = wording.say, workspace.notice
    spoke = {one.id: say(f"speaker.{session.speakers[one.id]}") for one in branches}
    return {
        "title": f"《{notice.eval_form.titles[0]}》",
        "unit": unit.name,
        "date": session.date.isoformat(),
        "place": session.place,
        "form": session.form,
        "branches": "\n".join(one.name for one in branches),
        "speakers": "\n".join(
            say("form.speaker", branch=one.name, speaker=spoke[one.id], secretary=one.secretary)
            for one in branches
        ),
        "attendance": str(session.attendance) if session.attendance else "",
        "precautions": say("sharing.precautions") if session.precautions else "",
        "notice": notice.title,
        "number": notice.number,
    }
