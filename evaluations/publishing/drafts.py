"""An edition before it is published: what it would say, what stands against it, what is still out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from evaluations.actions.publishing import Draft
from evaluations.judgement.editions import (
    Difference,
    canonical,
    differences,
    sha256_of,
    with_departments_of,
)
from evaluations.judgement.stages import PUBLIC
from evaluations.models import EvaluationCycle, Publication
from evaluations.publishing.content import content_of
from evaluations.publishing.sources import read_standings, scope_of
from evaluations.scorecards import Standing
from indicators.calculation.checks import Severity
from indicators.models import Indicator
from policies.tree import PlanTree


@dataclass(frozen=True, slots=True)
class Preview:
    """What the 事務局 looks at before it publishes; `out` are figures still missing, with who owes them (庁内)."""

    draft: Draft
    last: Publication | None
    differences: list[Difference]
    out: list[tuple[str, str, str]]
    renames: bool = False

    @property
    def objections_title(self) -> str:
        """Say how much stands against publishing, and what can be done about it."""
        count = len(self.draft.objections)
        return f"未解決のものが{count}件あります。解決するか、理由を書いて残したまま公表してください。"

    @property
    def next_edition(self) -> int:
        return self.last.edition + 1 if self.last else 1


def draft_of(cycle: EvaluationCycle, today: date, *, named_as: Mapping[str, Any] | None = None) -> Draft:
    """Return what would be published today, with the departments named as in that content, if one is given."""
    content = content_of(cycle, today)
    if named_as is not None:
        content = with_departments_of(content, named_as)
    return Draft(
        cycle=cycle,
        content=content,
        basis=sha256_of(canonical(content)),
        objections=tuple(objections(cycle, content, today)),
    )


def preview(cycle: EvaluationCycle, today: date, *, renames: bool = False) -> Preview:
    """Return the draft beside the last edition; departments stay as they were published, unless it `renames` them."""
    last = cycle.publications.order_by("-edition").first()
    published = last.read() if last else None
    draft = draft_of(cycle, today, named_as=None if renames else published)
    return Preview(
        draft=draft,
        last=last,
        differences=differences(published, draft.content) if published else [],
        out=still_out(draft.content),
        renames=renames,
    )


def objections(cycle: EvaluationCycle, content: Mapping[str, Any], today: date) -> list[str]:
    """Say what stands against publishing: what is on its way, ratings nobody has decided, checks that failed (誤り)."""
    found, on_the_way = [], stages_before_publication(cycle)
    for measure in content["measures"]:
        named = f"{measure['code']} {measure['name']}".strip()
        if stage := on_the_way.get(measure["address"]):
            found.append(f"{named}：「{stage}」の段階です。公表の段階まで進めてください。")
            continue
        for key, words in (("progress", "施策の進捗状況"), ("direction", "今後の方向性")):
            if not measure[key]:
                found.append(f"{named}：「{words}」が決定していません。")
    return [*found, *failed_checks(cycle, today)]


def stages_before_publication(cycle: EvaluationCycle) -> Mapping[str, str]:
    """Return, by the address of the measure, the stage of what has not come to its publication: none of it is shown."""
    on_the_way = cycle.evaluations.exclude(stage=None).exclude(stage__meaning__in=PUBLIC)
    return dict(on_the_way.values_list("node__address", "stage__name"))


def failed_checks(cycle: EvaluationCycle, today: date) -> list[str]:
    """Say which figures contradict themselves, counts of projects included, whatever the public is shown."""
    scope = scope_of(cycle, today, internal=True)
    found: Mapping[int, Standing] = read_standings(cycle, scope, PlanTree.of(cycle.period))
    return [
        f"{standing.node}　{card.indicator}：{finding.message}"
        for standing in found.values()
        for card in (*standing.cards, *standing.supplementary)
        for finding in card.findings_until(cycle.last)
        if finding.severity is Severity.ERROR
    ]


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
