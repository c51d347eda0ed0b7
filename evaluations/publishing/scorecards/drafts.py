"""An edition before it is published: what it would say, what stands against it, what is still out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.decision import Basis, to_explain
from evaluations.judgement.stages import PUBLIC, Meaning, following
from evaluations.publishing.actions import EditionDraft
from evaluations.publishing.editions import (
    ErratumLine,
    differences,
    sha256_of,
    with_departments_of,
    written,
)
from evaluations.publishing.errata import ErratumRow, rows_of
from evaluations.publishing.models import Publication
from evaluations.publishing.scorecards.content import content_from
from evaluations.publishing.scorecards.sources import Sources, read_sources
from evaluations.rating.actions.deciding import chosen_by, hinders
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage, ordered
from evaluations.rating.scorecards import standings as scorecards
from evaluations.rating.scorecards.standings import Standing
from indicators.calculation.checks import Severity
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """What the 事務局 looks at before it publishes; `out` are figures still missing, with who owes them (庁内).

    `onward` are the evaluations that go on to the stage beside them, `staying` those that stay at 公表, with why.
    """

    draft: EditionDraft
    last: Publication | None
    differences: list[ErratumLine]
    out: list[tuple[str, str, str]]
    onward: list[tuple[Evaluation, EvaluationStage]]
    staying: list[tuple[Evaluation, tuple[str, ...]]]
    renames: bool = False

    @property
    def rows(self) -> list[ErratumRow]:
        """What would change, each with what only follows from it."""
        return rows_of(self.differences)

    @property
    def objections_title(self) -> str:
        """Say how much stands against publishing, and what can be done about it."""
        count = len(self.draft.objections)
        return f"未解決のものが{count}件あります。解決するか、理由を書いて残したまま公表してください。"

    @property
    def onward_words(self) -> str:
        """Say how many evaluations go on to which stage with the edition; nothing where none does."""
        counted = Counter(f"{one.stage}→{target}" for one, target in self.onward)
        word = self.draft.cycle.period.measure_word
        return "、".join(f"{step}：{count}{word}" for step, count in counted.items())

    @property
    def next_edition(self) -> int:
        return self.last.edition + 1 if self.last else 1


def draft_of(cycle: EvaluationCycle, today: date) -> EditionDraft:
    """Return what would be published today."""
    return preview(cycle, judge(cycle, today)).draft


def judge(cycle: EvaluationCycle, today: date) -> dict[str, Any]:
    """Return as plain data what the engine says for an edition: its content, failed checks, what each decision lacks.

    What is `lacking` stands by the key of each evaluation at 公表: what keeps it there, and what has to be explained.
    """
    sources = read_sources(cycle, today)
    content = content_from(sources)
    return {
        "content": content,
        "basis": sha256_of(written(content)),
        "failed": failed_checks(sources),
        "lacking": {
            str(one.pk): [
                list(hinders(one, basis_of(sources.standings[one.node_id], cycle))),
                unexplained(sources, one),
            ]
            for one in at_publication(cycle)
        },
    }


def preview(cycle: EvaluationCycle, judged: Mapping[str, Any], *, renames: bool = False) -> EditionPreview:
    """Return the draft beside the last edition; departments stay as they were published, unless it `renames` them.

    `judged` is what judge() says; what is to be published follows from what it says within that very transaction.
    """
    last = cycle.publications.order_by("-edition").first()
    published = last.read() if last else None
    content, basis = judged["content"], judged["basis"]
    if published is not None and not renames:
        content = with_departments_of(content, published)
        basis = sha256_of(written(content))
    lacking = judged["lacking"]
    waiting = [(one, lacking[str(one.pk)]) for one in at_publication(cycle) if str(one.pk) in lacking]
    onward = going_onward(cycle, [one for one, (hindered, _) in waiting if not hindered])
    to_explain = [sentence for _, (_, sentences) in waiting for sentence in sentences]
    draft = EditionDraft(
        cycle=cycle,
        content=content,
        basis=basis,
        objections=(*objections(cycle, content), *judged["failed"], *to_explain),
        onward=tuple(one for one, _ in onward),
    )
    return EditionPreview(
        draft=draft,
        last=last,
        differences=differences(published, content) if published else [],
        out=still_out(content),
        onward=onward,
        staying=[(one, tuple(hindered)) for one, (hindered, _) in waiting if hindered],
        renames=renames,
    )


def objections(cycle: EvaluationCycle, content: Mapping[str, Any]) -> list[str]:
    """Say which measures stand against publishing: what is on its way, undecided ratings."""
    found, on_the_way = [], stages_before_publication(cycle)
    for measure in content["measures"]:
        named = f"{measure['code']} {measure['name']}".strip()
        if stage := on_the_way.get(measure["address"]):
            found.append(f"{named}：「{stage}」の段階です。公表の段階まで進めてください。")
            continue
        for key, words in (("progress", f"{measure['layer']}の進捗状況"), ("direction", "今後の方向性")):
            if not measure[key]:
                found.append(f"{named}：「{words}」が決定していません。")
    return found


def unexplained(sources: Sources, one: Evaluation) -> list[str]:
    """Say which ratings at 公表 lack the reason that they need: unlike what the figures suggest now, or unusual."""
    if one.difference_reason.strip():
        return []
    basis = replace(basis_of(sources.standings[one.node_id], sources.cycle), failed=())
    return [
        f"{one.node}：{sentence}理由を入力してください。" for sentence in to_explain(basis, *chosen_by(one))
    ]


def stages_before_publication(cycle: EvaluationCycle) -> Mapping[str, str]:
    """Return, by the address of the measure, the stage of what has not come to its publication: none of it is shown."""
    on_the_way = cycle.evaluations.exclude(stage=None).exclude(stage__meaning__in=PUBLIC)
    return dict(on_the_way.values_list("node__address", "stage__name"))


def failed_checks(sources: Sources) -> list[str]:
    """Say which figures contradict themselves, counts of projects included, whatever the public is shown."""
    return [
        f"{standing.node}　{card.indicator}：{finding.message}"
        for standing in sources.standings.values()
        for card in standing.cards_on_it
        for finding in card.findings_until(sources.cycle.last)
        if finding.severity is Severity.ERROR
    ]


def at_publication(cycle: EvaluationCycle) -> list[Evaluation]:
    """Return the evaluations that stand at 公表."""
    waiting = cycle.evaluations.filter(stage__meaning=Meaning.PUBLISH)
    found = list(waiting.select_related("stage", "node", "progress", "direction").order_by("node__path"))
    for one in found:
        one.cycle = cycle  # whose scales are loaded
    return found


def going_onward(
    cycle: EvaluationCycle, ready: Sequence[Evaluation]
) -> list[tuple[Evaluation, EvaluationStage]]:
    """Return those that have a stage after 公表, each with it; where that is the last they have arrived."""
    stages = ordered(cycle.stages.all()) if ready else []
    targets = ((one, following(stages, one.stage, is_reviewed=one.is_reviewed)) for one in ready)
    return [(one, target) for one, target in targets if target is not None]


def basis_of(standing: Standing, cycle: EvaluationCycle) -> Basis:
    """Return what a decision about the measure is held against."""
    progress = standing.progress.symbol if standing.progress else None
    direction = standing.direction.symbol if standing.direction else None
    return Basis(
        progress, direction, tuple(scorecards.failed_checks(standing.cards, cycle.last, shows_counts=True))
    )


def still_out(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (施策, indicator, what is published instead) for the figures of the last year that are not settled."""
    named = {
        one["id"]: f"{node['code']} {node['name']}".strip()
        for node in (*content["measures"], *content["others"])
        for one in node["indicators"]
    }
    departments = dict(Indicator.objects.filter(pk__in=named).values_list("pk", "department__name"))
    return [
        (
            named[one["id"]],
            f"{one['kind']}{one['number']} {one['name']}（{departments.get(one['id']) or '所管課不明'}）",
            f"{year['label']}　{year['result']}" + (f"（{year['standing']}）" if year["total"] else ""),
        )
        for node in (*content["measures"], *content["others"])
        for one in node["indicators"]
        for year in one["years"]
        if not year["settled"] and not year["is_computed"] and year["result"] != "－"
    ]
