"""What is done with an edition: published first, brought up to date, corrected. Nothing published is ever changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.editions import (
    differences,
    sha256_of,
    substance,
    written,
)
from evaluations.publishing.errata import ErratumRow, as_data, gravest, rows_of, unlike_updates
from evaluations.publishing.models import LONGEST_CONTENT, Publication
from evaluations.rating.actions.after_publication import bring_onward
from evaluations.rating.models.evaluation import Evaluation
from store.actions.numbers import move
from store.actions.rows import (
    Actor,
    RefusedError,
    make_change,
    record,
)
from store.limits import LONG_TEXT
from store.numbers import EVERYTHING

NOTHING_NEW = "前の版から変わったところがありません。公表する内容を直してから、もう一度操作してください。"
MORE = "（ほか{}件）"
BY_EDITION = "{}の公表により進めました（SHA-256 {}）。"


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """What would be published of a cycle, the hash of it, and what stands against it.

    `content` is plain (judgement/editions.py). `onward` are the evaluations at 公表 that go on with the edition.
    """

    cycle: EvaluationCycle
    content: Mapping[str, Any]
    basis: str
    objections: tuple[str, ...] = ()
    onward: tuple[Evaluation, ...] = ()


class OvertakenError(RefusedError):
    """Somebody else published that edition first; `publication` is theirs. Nothing was written."""

    def __init__(self, publication: Publication) -> None:
        who = publication.published_by or "ほかの人"
        super().__init__(f"{publication.label}は、{who}さんがすでに公表しています。")
        self.publication = publication


class ObjectionsError(RefusedError):
    """Something stands against publishing and no reason was given to do so all the same."""

    def __init__(self, objections: Sequence[str]) -> None:
        super().__init__(f"公表していません。未解決のものが{len(objections)}件あります。")
        self.objections = tuple(objections)


class NeedsCorrectionError(RefusedError):
    """A 確定に伴う更新 would change what was settled; `differences` say where."""

    def __init__(self, found: Sequence[ErratumRow]) -> None:
        super().__init__(
            "公表していません。「確定に伴う更新」にできるのは、集計中・速報値・暫定値などが確定したときだけです。"
            f"次の{len(found)}か所は、訂正（誤り）か遡及改定を選んでください。"
        )
        self.differences = tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Which edition is published, by whom, and what was said about it.

    `kind` is that of every change for which `kinds` says no other, in the order of the rows.
    """

    kind: Publication.Kind
    edition: int
    by: Actor
    reason: str = ""
    reasons: Sequence[str] = ()
    kinds: Sequence[str] = ()
    allowed_despite: str = ""


def publish(draft: EditionDraft, *, edition: int, allowed_despite: str = "", by: Actor) -> Publication:
    """Publish a cycle for the first time. `edition` is the one that the page offered.

    Raise OvertakenError if it has been published already, ObjectionsError if something stands against it and no reason
    was given to do so all the same, StaleRow if an evaluation that would go on changed, RefusedError for anything else;
    then nothing is written.
    """
    turn = Turn(kind=Publication.Kind.FIRST, edition=edition, allowed_despite=allowed_despite, by=by)
    return _append(draft, turn)


def publish_further(draft: EditionDraft, turn: Turn) -> Publication:
    """Publish a further edition, each of its changes as what somebody chose for it.

    確定に伴う更新 brings what became final later (NeedsCorrectionError for whatever else changed), 遡及改定 what is
    counted otherwise from now on for years gone by, 訂正 what was wrong: that alone enters the 正誤表. The edition is
    of the gravest kind among them.
    """
    return _append(draft, turn)


def publish_update(draft: EditionDraft, **said: Any) -> Publication:
    """Publish results that became final later (確定に伴う更新), and nothing else."""
    return publish_further(draft, Turn(kind=Publication.Kind.UPDATE, **said))


def publish_correction(draft: EditionDraft, **said: Any) -> Publication:
    """Publish a corrected edition (訂正) with its 正誤表."""
    return publish_further(draft, Turn(kind=Publication.Kind.CORRECTION, **said))


@transaction.atomic
def _append(draft: EditionDraft, turn: Turn) -> Publication:
    """Add that edition, if it is the next one and nothing stands against it; else say why not and write nothing.

    What waited at 公表 goes on to its next stage, by a step that names the edition.
    """
    last = draft.cycle.publications.order_by("-edition").first()
    _refuse_other_turn(draft, turn.edition, last)
    lines = _lines(draft, turn, last)
    if lines:
        turn = replace(turn, kind=Publication.Kind(gravest(one["kind"] for one in lines)))
    if turn.kind != Publication.Kind.FIRST and not turn.reason.strip():
        raise RefusedError(f"{turn.kind.label}の理由を入力してください。")
    if draft.objections and not turn.allowed_despite.strip():
        raise ObjectionsError(draft.objections)
    publication = _written(draft, turn, last, lines)
    _insert(publication)
    record([_told(publication, last, turn.by)])
    why = BY_EDITION.format(publication.label, publication.sha256)
    bring_onward(draft.onward, by=replace(turn.by, why=why))
    return publication


def _refuse_other_turn(draft: EditionDraft, edition: int, last: Publication | None) -> None:
    """Refuse any edition but the next one, and an address at which another cycle has been published."""
    done = draft.cycle.publications.filter(edition=edition).first()
    if done is not None:
        raise OvertakenError(done)
    if edition != (last.edition + 1 if last else 1):
        raise RefusedError("公表する版の番号が違います。画面を開き直してください。")
    plan, key = _address(draft.cycle, last)
    elsewhere = Publication.objects.at(plan, key).exclude(cycle=draft.cycle)
    if elsewhere.exists():
        raise RefusedError(
            f"キー「{key}」は、別の計画期間の公表で使われています。評価の回のキーを変えてから公表してください。"
        )


def _address(cycle: EvaluationCycle, last: Publication | None) -> tuple[str, str]:
    """Return where the cycle is published: where it was first, else under its own names."""
    if last is not None:
        return last.plan_key, last.cycle_key
    return cycle.period.plan.key, cycle.key


def _lines(draft: EditionDraft, turn: Turn, last: Publication | None) -> list[dict[str, Any]]:
    """Return what changed against the last edition, row by row; a first edition has nothing of it."""
    if (last is None) != (turn.kind == Publication.Kind.FIRST):
        raise RefusedError("第1版は公表、第2版からは確定に伴う更新、遡及改定又は訂正として公表してください。")
    if last is None:
        return []
    found = differences(last.read(), draft.content)
    if not found:
        raise RefusedError(NOTHING_NEW)
    rows = rows_of(found)
    kinds = [kind or turn.kind.value for kind in _as_many(turn.kinds, rows)]
    if settled := unlike_updates(rows, kinds):
        raise NeedsCorrectionError(settled)
    reasons = [why.strip()[:LONG_TEXT] for why in _as_many(turn.reasons, rows)]
    return [as_data(row, kind, why) for row, kind, why in zip(rows, kinds, reasons, strict=True)]


def _as_many(said: Sequence[str], rows: Sequence[ErratumRow]) -> list[str]:
    """Return what was said of the rows, nothing of those of which nothing was."""
    return [*said, *[""] * len(rows)][: len(rows)]


def _written(
    draft: EditionDraft, turn: Turn, last: Publication | None, lines: Sequence[Mapping[str, Any]]
) -> Publication:
    """Return the edition, not saved yet; what it says of itself stands in its content too."""
    plan_key, key = _address(draft.cycle, last)
    now, plan = timezone.now(), draft.content["plan"]
    about = {
        "number": turn.edition,
        "kind": turn.kind.value,
        "label": f"公表版 第{turn.edition}版（{turn.kind.label}）",
        "published_at": Publication.instant(now),
        "reason": turn.reason.strip(),
        "errata": list(lines),
        "previous": last.sha256 if last else "",
    }
    content = written(substance(draft.content) | {"edition": about})
    if len(content) > LONGEST_CONTENT:
        raise RefusedError(
            "公表する内容が大きすぎます（2,000万文字まで）。システム管理者に相談してください。"
        )
    return Publication(
        cycle=draft.cycle,
        plan_key=plan_key,
        cycle_key=key,
        municipality=plan["municipality"],
        plan_name=plan["name"],
        edition=turn.edition,
        kind=turn.kind,
        published_at=now,
        published_by=turn.by.person.name if turn.by.person else "",
        post=str(turn.by.post or ""),
        reason=turn.reason.strip(),
        allowed_despite=turn.allowed_despite.strip() if draft.objections else "",
        objections=_listed(draft.objections),
        errata=json.dumps(lines, ensure_ascii=False) if lines else "",
        content=content,
        sha256=sha256_of(content),
    )


def _insert(publication: Publication) -> None:
    try:
        with transaction.atomic():
            publication.save(force_insert=True)
            move(EVERYTHING)
    except IntegrityError:
        first = Publication.objects.filter(cycle=publication.cycle, edition=publication.edition).first()
        if first is None:
            raise
        raise OvertakenError(first) from None


def _listed(objections: Sequence[str]) -> str:
    """Return the objections line by line, as many as a text of ours holds, and how many more there were."""
    kept: list[str] = []
    for one in objections:
        if sum(map(len, kept)) + len(kept) + len(one) > LONG_TEXT - 50:
            return "\n".join([*kept, MORE.format(len(objections) - len(kept))])
        kept.append(one)
    return "\n".join(kept)


def _told(publication: Publication, last: Publication | None, by: Actor) -> Any:
    """Return the line of the cycle's history: which edition, by which hash, and why."""
    why = "\n".join(filter(None, (publication.reason, publication.allowed_despite)))[:LONG_TEXT]
    said = f"{publication.label}（{publication.get_kind_display()}）SHA-256 {publication.sha256}"
    actor = Actor(by.via, by.person, by.post, why)
    return make_change(publication.cycle, actor, field="公表版", old=last.label if last else "", new=said)
