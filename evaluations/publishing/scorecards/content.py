"""A whole edition as data: the plan, the rules and scales it was judged by, and every 施策 in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.direction import disclaimer
from evaluations.publishing.editions import FORMAT, plain
from evaluations.publishing.scorecards.facts import known, node_facts, project_facts, public
from evaluations.publishing.scorecards.indicators import indicator_content
from evaluations.publishing.scorecards.reviews import committee_content
from evaluations.publishing.scorecards.sheets import sheet_content
from evaluations.publishing.scorecards.sources import Sources, read_sources
from evaluations.rating.models.evaluation import EvaluationReason
from evaluations.rating.scorecards.standings import Standing
from indicators.models import RatingLevel, RatingScale
from policies.fiscal_year import FiscalYear
from policies.models import PolicyNode
from policies.scorecards.lineage import said_of_end
from policies.scorecards.tree import Branch
from projects.models import LeadingProject


def content_of(cycle: EvaluationCycle, today: date) -> dict[str, Any]:
    """Return what an edition of the cycle says today, but for what belongs to the edition itself."""
    return content_from(read_sources(cycle, today))


def content_from(sources: Sources) -> dict[str, Any]:
    """Return what an edition says that is made from these."""
    nodes, last = sources.tree.nodes, sources.cycle.last_year
    measures = sources.tree.evaluated()
    ended = [ended_content(node) for node in sources.tree.ended(measures, last)]
    content: dict[str, Any] = plain(
        {
            "format": FORMAT,
            "plan_key": sources.plan.key,
            **frame(sources),
            "measures": [measure_content(sources, node) for node in sources.tree.living(measures, last)],
            **({"ended": ended} if ended else {}),
            "others": [
                node_content(sources, node)
                for node in nodes
                if not node.layer.is_evaluated and not node.layer.is_undertaking
            ],
        }
    )
    return content


def frame(sources: Sources) -> dict[str, Any]:
    """Return what the edition is about, and what it was judged by."""
    cycle, plan = sources.cycle, sources.plan
    return {
        "plan": {
            "code": plan.local_government_code,
            "municipality": plan.municipality,
            "name": plan.name,
            **span(plan),
            "is_fictional": plan.is_fictional,
            "shows_suggestions": plan.shows_suggestions,
            "periods": [
                {"key": one.number, "number": one.number, "name": one.name, **span(one)}
                for one in sources.scope.periods
            ],
        },
        "words": {
            "measure": cycle.period.measure_word,
            "undertaking": cycle.period.undertaking_word,
            "records": cycle.period.records_word,
        },
        "period": {"number": cycle.period.number, "name": cycle.period.name, **span(cycle.period)},
        "cycle": {
            "key": cycle.key,
            "name": cycle.name,
            "kind": cycle.get_kind_display(),
            "source": cycle.source,
            **span(cycle),
            "label": f"{cycle.first.era}～{cycle.last.era}",
        },
        "rules": rules_content(cycle),
        "scales": {
            "attainment": scale_content(cycle.profile.attainment_scale),
            "progress": scale_content(cycle.progress_scale),
            "direction": scale_content(cycle.direction_scale),
            "achievement": scale_content(cycle.achievement_scale) if cycle.achievement_scale else None,
        },
    }


def span(one: Any) -> dict[str, int]:
    return {"first_year": one.first_year, "last_year": one.last_year}


def rules_content(cycle: EvaluationCycle) -> dict[str, Any]:
    """Return the 判定基準 with its edition and every row, as it judged."""
    profile = cycle.profile
    return {
        "key": profile.key,
        "edition_number": profile.edition,
        "name": profile.name,
        "source": profile.source,
        "attainment_rules": profile.attainment_rules,
        "progress_rules": profile.progress_rules,
        "direction_rules": profile.direction_rules,
    }


def scale_content(scale: RatingScale) -> dict[str, Any]:
    """Return a scale with what each of its symbols means."""
    return {
        "key": scale.key,
        "name": scale.name,
        "levels": [level_content(level) for level in scale.levels.all()],
    }


def level_content(level: RatingLevel) -> dict[str, str]:
    return {
        "symbol": level.symbol,
        "label": level.label,
        "explanation": level.explanation,
        "tone": level.tone,
        "shape": level.shape,
    }


def ended_content(node: PolicyNode) -> dict[str, Any]:
    """Name a 施策 that ended before the cycle's last year, and so is not among those that are judged."""
    return {
        "uid": node.uid,
        "address": node.address,
        "code": node.code,
        "name": node.name,
        "text": said_of_end(node.ended_in),
        "facts": known(ended_in=node.ended_in),
    }


def end_known(ended_in: int | None, last: int) -> dict[str, str]:
    """Return that something ended, as far as an edition up to that year knows of it."""
    return {"ended": said_of_end(ended_in)} if ended_in is not None and ended_in <= last else {}


def node_content(sources: Sources, node: PolicyNode) -> dict[str, Any]:
    """Return a node with its indicators."""
    standing = sources.standings[node.pk]
    return {
        "uid": node.uid,
        "address": node.address,
        "code": node.code,
        "name": node.name,
        "layer": node.layer.name,
        "direct_goal": node.direct_goal,
        "source": node.source,
        "above": [
            {"uid": one.uid, "address": one.address, "code": one.code}
            | {"name": one.name, "layer": one.layer.name}
            for one in sources.tree.ancestors(node)
        ],
        "department": sources.departments.get(node.department_id or 0, ""),
        "related_departments": list(sources.related.get(node.pk, ())),
        "indicators": [indicator_content(sources, card) for card in standing.cards_on_it],
        "facts": node_facts(node, also_under(sources, node), last=sources.cycle.last_year),
        **end_known(node.ended_in, sources.cycle.last_year),
    }


def also_under(sources: Sources, node: PolicyNode) -> str:
    """Return the address under which the node is listed again; nothing where it is not."""
    return sources.tree.node(node.also_under_id).address if node.also_under_id else ""


def measure_content(sources: Sources, node: PolicyNode) -> dict[str, Any]:
    """Return a 施策: its ratings with their reasons, its text, its indicators, and what was done for it."""
    standing = sources.standings[node.pk]
    evaluation = standing.evaluation
    key = evaluation.pk if evaluation else 0
    reasons = sources.reasons.get(key, ())
    shows = sources.scope.shows_suggestions
    return node_content(sources, node) | {
        "progress": symbol(standing.decided_progress),
        "direction": symbol(standing.decided_direction),
        "decided_on": evaluation.decided_on.isoformat() if evaluation and evaluation.decided_on else "",
        "progress_reasons": texts(reasons, EvaluationReason.Subject.PROGRESS),
        "direction_reasons": texts(reasons, EvaluationReason.Subject.DIRECTION),
        "difference_reason": evaluation.difference_reason if evaluation and shows else "",
        "suggestion": suggestion_content(standing) if shows else None,
        "narrative": [
            {"place": section.order, "kind": section.get_kind_display(), "heading": section.heading}
            | {"body": section.body}
            for section in sources.sections.get(key, ())
        ],
        "undertakings": [
            undertaking_content(sources, branch)
            for branch in sources.tree.children(node)
            if branch.node.layer.is_undertaking
        ],
        "projects": [project_content(one) for one in sources.projects.get(node.pk, ())],
        "committee": committee_content(sources.opinions.get(key), sources.earlier.get(node.pk, ())),
    }


def symbol(level: RatingLevel | None) -> str:
    return level.symbol if level else ""


def texts(reasons: Iterable[EvaluationReason], subject: str) -> list[str]:
    return [reason.text for reason in reasons if reason.subject == subject]


def suggestion_content(standing: Standing) -> Mapping[str, Any] | None:
    """Return both 参考判定 with why, marked as what they are."""
    progress, direction = standing.progress, standing.direction
    if progress is None or direction is None:
        return None
    return {
        "progress": progress.symbol or "",
        "direction": direction.symbol or "",
        "progress_sentences": list(map(public, progress.sentences)),
        "direction_sentences": list(map(public, direction.sentences)),
        "disclaimer": disclaimer(is_adopted=standing.is_adopted),
    }


def undertaking_content(sources: Sources, branch: Branch) -> dict[str, Any]:
    """Return a 事務事業 with the 達成度 that people gave; a relisted one keeps its figures where it is counted."""
    node, sheet = branch.node, sources.sheets.get(branch.node.pk)
    shown: Sequence[Any] = () if branch.relisted else sources.standings[node.pk].cards_on_it
    return {
        "uid": node.uid,
        "address": node.address,
        "code": node.code,
        "name": node.name,
        "is_relisted": branch.relisted,
        "department": sources.departments.get(node.department_id or 0, ""),
        "achievement": symbol(sheet.achievement) if sheet else "",
        "comment": sheet.comment if sheet else "",
        "sheet": None if branch.relisted else sheet_content(sheet),
        "indicators": [indicator_content(sources, card, drawn=False) for card in shown],
        "facts": node_facts(node, also_under(sources, node), last=sources.cycle.last_year),
        **end_known(node.ended_in, sources.cycle.last_year),
    }


def project_content(one: LeadingProject) -> dict[str, Any]:
    """Return a leading project."""
    span = [FiscalYear(year).short if year else "" for year in (one.first_year, one.last_year)]
    return {
        "id": one.pk,
        "name": one.name,
        "summary": one.summary,
        "partners": [line.strip() for line in one.partners.splitlines() if line.strip()],
        "span": f"{span[0]}～{span[1]}" if any(span) else "不明",
        "standing": one.get_standing_display(),
        "counting_year": FiscalYear(one.counting_year).label if one.counting_year else "",
        "source": one.source,
        "facts": project_facts(one),
    }
