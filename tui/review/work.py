"""The longer work of F8, in threads: packs, returned sheets, the volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import UsageError
from store.text.wording import LANGUAGES, load
from tui.dialogs.form import Field, MarkForm
from tui.review.pack_words import remarks

if TYPE_CHECKING:
    from mailsync.review.exchange import TakenSheet
    from mailsync.review.packing import MadePacks
    from mailsync.volume.volume import MadeVolume
    from tui.review.screen import ReviewPlace


def make_packs(place: ReviewPlace) -> None:
    """Ask how they get there, then make the pack of every reviewer."""
    say, desk = place.desk.wording.say, place.desk
    facts = place.facts
    if facts is None:
        return
    folder = desk.workspace.output_folder / say("review.packs_folder")
    fields = [
        Field(
            "way",
            say("review.way"),
            "mail" if desk.workspace.settings.smtp.host else "stick",
            tuple((one, say(f"review.way_{one}")) for one in ("mail", "stick")),
        ),
        Field("folder", say("review.folder"), str(folder)),
        Field("by", say("review.by"), hint=say("review.by_hint")),
        Field(
            "videos",
            say("review.videos_in"),
            "no",
            tuple((one, say(f"review.videos_{one}")) for one in ("no", "yes")),
        ),
    ]

    def make(values: Mapping[str, str] | None) -> None:
        if values is None:
            return
        by_mail = values["way"] == "mail"

        def work() -> MadePacks:
            from mailsync.review.packing import MadePacks, PackJob, keep_packs, write_packs
            from tui.base.jobs import opened

            job = PackJob(
                desk.workspace,
                facts.review,
                facts.selection,
                return_by=date.fromisoformat(values["by"]) if values["by"] else None,
                with_videos=values["videos"] == "yes",
            )
            at, who = desk.clock(), desk.who
            with opened(desk.workspace) as store:
                if by_mail:
                    return keep_packs(
                        job, store, at=at, who=who, base_revision=facts.review.revision
                    )
                packs = list(
                    write_packs(job, store, Path(values["folder"]).expanduser(), at=at, who=who)
                )
            missing = dict.fromkeys(name for pack in packs for name in pack.without_plan)
            return MadePacks(len(packs), tuple(missing))

        def done(made: MadePacks) -> None:
            code = "review.packs_kept" if by_mail else "review.packs_made"
            told = say(code, n=made.count, folder=values["folder"])
            more = remarks(made, desk.wording, desk.workspace.settings.letters.attach_mb)
            place.said.say(" ".join((told, *more)), "amber" if more else "done")
            place.reload()

        place.say("review.packing")
        place.run_job("packs", work, done)

    form = MarkForm(
        say("review.packs"), fields, desk.wording, text=say("review.packs_about"), check=_check_day
    )
    place.app.push_screen(form, make)


def read_returned(place: ReviewPlace) -> None:
    """Read every sheet that came by mail and was not read yet."""
    facts, desk = place.facts, place.desk
    if facts is None:
        return

    def work() -> Sequence[TakenSheet]:
        from mailsync.review.exchange import take_all_returned
        from tui.base.jobs import opened

        with opened(desk.workspace) as store:
            return take_all_returned(
                store, desk.workspace, facts.review, at=desk.clock(), who=desk.who
            )

    place.say("review.reading")
    place.run_job("sheets", work, lambda taken: _taken(place, taken))


def read_files(place: ReviewPlace) -> None:
    """Ask for a returned sheet, or a folder of them, and read it."""
    facts, desk, say = place.facts, place.desk, place.desk.wording.say
    if facts is None:
        return
    fields = [
        Field("path", say("review.sheet_path")),
        Field(
            "partly",
            say("review.partly"),
            "no",
            tuple((one, say(f"review.partly_{one}")) for one in ("no", "yes")),
        ),
    ]

    def read(values: Mapping[str, str] | None) -> None:
        if values is None:
            return
        paths = _sheets(Path(values["path"]).expanduser())

        def work() -> list[TakenSheet]:
            from mailsync.review.exchange import take_file
            from tui.base.jobs import opened

            with opened(desk.workspace) as store:
                return [
                    take_file(
                        store,
                        desk.workspace,
                        facts.review,
                        path,
                        partly=values["partly"] == "yes",
                        at=desk.clock(),
                        who=desk.who,
                    )
                    for path in paths
                ]

        place.say("review.reading")
        place.run_job("sheets", work, lambda taken: _taken(place, taken))

    form = MarkForm(say("review.read_title"), fields, desk.wording, check=_check_path)
    place.app.push_screen(form, read)


def build_volume(place: ReviewPlace) -> None:
    """Ask for a folder, then build the volume and its PDF."""
    say, desk = place.desk.wording.say, place.desk
    facts = place.facts
    if facts is None:
        return
    chosen = len(facts.selection.chosen("selected"))
    fields = [Field("folder", say("review.folder"), str(desk.workspace.folder))]

    def build(values: Mapping[str, str] | None) -> None:
        if values is None:
            return

        def work() -> MadeVolume:
            from mailsync.volume.office import find_office
            from mailsync.volume.volume import make_volume
            from tui.base.jobs import opened

            with opened(desk.workspace) as store:
                return make_volume(
                    store,
                    desk.workspace,
                    facts.selection,
                    load(LANGUAGES[0]),
                    folder=Path(values["folder"]).expanduser(),
                    office=find_office(),
                    at=desk.clock(),
                    who=desk.who,
                )

        def done(made: MadeVolume) -> None:
            told = [say("review.volume_made", n=len(made.volume.chapters), file=made.docx.name)]
            if made.pdf is None:
                told.append(say("volume.no_pdf"))
            told += [say(one.code, **one.params) for one in made.problems[:3]]
            place.said.say(" ".join(told), "amber" if made.problems else "done")
            place.reload()

        place.say("review.building")
        place.run_job("volume", work, done)

    about = say("review.build_about", n=chosen)
    place.app.push_screen(MarkForm(say("review.build"), fields, desk.wording, text=about), build)


def _taken(place: ReviewPlace, taken: Sequence[TakenSheet]) -> None:
    """Say what was taken, and show every complaint."""
    say = place.desk.wording.say
    place.complaints = tuple(
        line
        for one in taken
        if one.checked.problems
        for line in (
            one.file.rsplit("/", 1)[-1],
            *(f"  {say(problem.code, **problem.params)}" for problem in one.checked.problems),
        )
    )
    scores = sum(one.taken for one in taken)
    wrong = sum(bool(one.checked.problems) for one in taken)
    code = "review.taken_wrong" if wrong else "review.taken"
    said = say(code, n=len(taken), scores=scores, wrong=wrong)
    place.said.say(said, "amber" if wrong else "done")
    place.reload()


def _sheets(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        one for one in path.iterdir() if one.suffix.lower() in (".xlsx", ".docx") and one.is_file()
    )


def _check_day(values: Mapping[str, str]) -> None:
    if not values["by"]:
        return
    try:
        date.fromisoformat(values["by"])
    except ValueError as err:
        raise UsageError("promotion.day", text=values["by"]) from err


def _check_path(values: Mapping[str, str]) -> None:
    if not Path(values["path"]).expanduser().exists() or not values["path"]:
        raise UsageError("promotion.file", file=values["path"], reason="-")
