"""The acts that people can do, with the shape of each act's payload."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What a person did. Subjects are written `kind:id`, see `subject`."""

    # file: or link:  {"branch_ids": [...], "kind": FileKind}; with "sections" {branch id: [places
    # in the measure `parts`]} where one document holds several branches' plans
    CREDIT = "credit"
    # file: or link:  {"remember": bool}  (not a submission: kept, and off every count; whether
    # what this sender mails is to be filed apart from now on)
    NOT_OURS = "not_ours"
    # file: an archive  {"files": n}  (opened by its password: its files stand beside it)
    OPENED = "opened"
    # file:  {"branch_ids": [...], "kind": FileKind, "source": Source, "link": subject or None}
    # (a file that came by hand; it counts while this stands)
    TAKE_IN = "take_in"
    # mail:  {}  (looked at, and put behind the other mails)
    POSTPONE = "postpone"
    # mail:  {"how": "done" | "not_ours"}  (来信 that wants nothing more of us; "not_ours" files its
    # sender's later mail of words alone apart)
    SETTLE = "settle"
    # mail:  {"text": what we answer}  (goes through the outbox as every letter)
    ANSWER = "answer"
    # mail:, branch: or finding:FILE/CODE  {"to": who, "day": "YYYY-MM-DD" or "", "text": note}; or
    # {"done": true}
    TASK = "task"
    # alias:SUB_COMMITTEE/FORM  {"sub_committee_id": id, "form": text, "accepted": bool}
    ALIAS = "alias"
    # sender:ADDRESS  {"branch_id": id}  (what was learnt of this address so far is forgotten)
    FORGET = "forget"
    # sender:ADDRESS  {"branch_id": id, "times": n, "last_date": "YYYY-MM-DD"}  (earlier years)
    RECALL = "recall"
    # session:  a whole session, see `store.items.sessions.Session`
    SESSION = "session"
    # branch: or session:  {"on_paper": bool, "date": "YYYY-MM-DD"}; "file" where one came by mail
    FORM = "form"
    # session:  {"files": [{"path", "digest", "branch_ids"}]}  (forms that are to be filled in)
    FORM_WRITTEN = "form_written"
    # branch:  {"excellent": bool}  (an excellent case may go to further channels, notice 一.3)
    EXCELLENT = "excellent"
    # channel:  a channel that staff added (等方式), see `store.items.promotions.AddedChannel`
    CHANNEL = "channel"
    # promotion:  one piece on one channel, see `store.items.promotions.Article`
    PROMOTION = "promotion"
    # reviewer:  a reviewer of the panel, see `store.items.review.Reviewer`
    REVIEWER = "reviewer"
    # branch:  {"reviewer_ids": [...]}, who reviews it
    ASSIGN = "assign"
    # reviewer:  the pack that was made for them, see `store.items.review_pack.ReviewPack`
    PACK = "pack"
    # score:REVIEWER/BRANCH  one reviewer's scores of one branch, see `store.items.review.Score`
    SCORE = "score"
    # branch:  {"choice": "selected" | "reserve" | "not_selected" | ""}, with a reason
    SELECT = "select"
    # branch:  {"recommended": bool}  (its video for the training course, notice 一.2)
    TRAINING = "training"
    # volume:  one built volume with its frozen inputs, see `store.items.volume.Volume`
    VOLUME = "volume"
    # file:  {"code": finding code}, with the reason why a soft finding is accepted
    ACCEPT = "accept"
    # file:  {"code": finding code}, with the reason why a hard finding does not apply
    OVERRIDE = "override"
    # file:  {quality: bool} of a video that was viewed, see `store.rules.viewing.Quality`
    CONFIRM = "confirm"
    # branch: or sub_committee:  {"until": moment}
    EXTEND = "extend"
    # branch:  {"by": who of the sub-committee, "date": "YYYY-MM-DD"}  (分党委已审核)
    VETTED = "vetted"
    # item: any but items 1 and 2  {"until": moment, or None where it has no date again}
    DUE = "due"
    # own_item:ITEM/BRANCH  {"done": bool, "date": "YYYY-MM-DD", "text": title}  (beside the six)
    OWN_ITEM = "own_item"
    # version:BRANCH/KIND  {"file": the subject in use, or None for the latest again}
    PIN = "pin"
    # branch:  {"text": what to remember}
    NOTE = "note"
    # branch:  {"date": "YYYY-MM-DD"}, with the reason (退出创建)
    WITHDRAW = "withdraw"
    # submission:ID  {"place": folder, "files": [lines of its manifest]}  (报送 that went by folder
    # or stick, see `store.letters.manifest.SubmittedFile`)
    SUBMIT = "submit"
    # list:MOMENT  {"name": who signs, "digest": of the frozen list that is signed}
    SIGN = "sign"
    # Appended by undoing; names the batch in `undoes`.
    UNDO = "undo"


def subject(kind: str, identifier: object) -> str:
    """Name what an act is about, as `kind:id`.

    Kinds: file, link, mail, branch, finding, sub_committee, session, item, own_item, version,
    sender, alias, channel, promotion, reviewer, score, volume, submission, list.
    """
    return f"{kind}:{identifier}"


def subject_id(name: str) -> str:
    """The id within a subject's name."""
    return name.partition(":")[2]


def subject_kind(name: str) -> str:
    """The kind within a subject's name."""
    return name.partition(":")[0]
