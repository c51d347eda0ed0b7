"""From an edition's content to what the API answers: the words as published, the numbers beside them.

Editions of an older form keep no numbers but the totals: what they do not say is null, never computed anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evaluations.publishing.page.identity import indicator_uid, project_uid
from evaluations.publishing.page.pages import PublishedEdition
from evaluations.publishing.scorecards.as_data import chosen
from kpi_tracker.api import schemas

Part = Mapping[str, Any]
DASH: Final = "－"
OF_INDICATOR: Final = ("id", "number", "name", "kind", "is_judged", "unit")
SAID_OF_YEAR: Final = ("year", "label", "standing", "note", "heading")


@dataclass(frozen=True, slots=True)
class PublishedIndicator:
    """A published indicator with the node on which it hangs."""

    one: Part
    node: Part

    @property
    def uid(self) -> str | None:
        return indicator_uid(self.node, self.one)

    def is_called(self, key: str) -> bool:
        """Tell whether an address means it: by its uid, or by its number in this installation."""
        return key in {str(self.one["id"]), self.uid}


def number(text: object) -> float | None:
    """Return an amount that a content keeps as text."""
    return None if text is None else float(str(text))


def facts(part: Part) -> Part:
    found: Part = part.get("facts") or {}
    return found


def level(edition: PublishedEdition, scale: str, symbol: str) -> schemas.Level | None:
    """Return a level as the edition's scale explains it."""
    found = edition.level(scale, symbol)
    return schemas.Level(**chosen(found, "symbol", "label"), explanation=explained(found)) if found else None


def explained(one: Part) -> str:
    return str(one.get("explanation", ""))


def nodes(edition: PublishedEdition) -> list[schemas.Node]:
    """Return what was published of the tree, in the order of the plan."""
    return list(each_node(edition))


def each_node(edition: PublishedEdition) -> Iterator[schemas.Node]:
    """Yield the same one by one."""
    waiting = {one["address"]: one for one in edition.content["others"]}
    for measure in edition.content["measures"]:
        for above in measure["above"]:
            if above["address"] in waiting:
                yield node(waiting.pop(above["address"]))
        yield node(measure)
        yield from (
            undertaking(edition, one, measure) for one in measure["undertakings"] if not one["is_relisted"]
        )
    yield from map(node, waiting.values())
    yield from (ended(edition, one) for one in edition.content.get("ended", ()))


def node(one: Part) -> schemas.Node:
    """Return an item of the tree."""
    above = one["above"]
    return _node(one, one["layer"], len(above) + 1, above[-1]["address"] if above else None)


def undertaking(edition: PublishedEdition, one: Part, measure: Part) -> schemas.Node:
    """Return a 事務事業 below its 施策."""
    depth = len(measure["above"]) + 2
    return _node(one, edition.words["undertaking"], depth, measure["address"])


def ended(edition: PublishedEdition, one: Part) -> schemas.Node:
    """Return a 施策 that had ended before the years of the edition; it says no more of it than that."""
    return _node(one, edition.words["measure"], None, None)


def _node(one: Part, layer: str, depth: int | None, parent: str | None) -> schemas.Node:
    said = facts(one)
    return schemas.Node(
        **chosen(one, "address", "code", "name"),
        uid=one.get("uid"),
        layer=layer,
        depth=said.get("depth", depth),
        parent=parent,
        also_under=said.get("also_under"),
        direct_goal=one.get("direct_goal", ""),
        department=one.get("department", ""),
        ended_in=said.get("ended_in"),
        succeeds=None,
        succeeded_by=None,
    )


def published_indicators(edition: PublishedEdition) -> Iterator[PublishedIndicator]:
    """Yield every published indicator in the order of the plan."""
    by_address = {one["address"]: one for one in (*edition.content["others"], *edition.content["measures"])}
    for one in nodes(edition):
        if found := by_address.get(one.address):
            yield from (PublishedIndicator(indicator, found) for indicator in found["indicators"])
            for below in found.get("undertakings", ()):
                yield from (PublishedIndicator(indicator, below) for indicator in below["indicators"])


def brief(edition: PublishedEdition, found: PublishedIndicator, year: int) -> schemas.IndicatorBrief:
    """Return an indicator in that year."""
    return schemas.IndicatorBrief(**_brief(edition, found, year))


def _brief(edition: PublishedEdition, found: PublishedIndicator, year: int) -> dict[str, Any]:
    one = found.one
    return {
        **chosen(one, *OF_INDICATOR),
        "uid": found.uid,
        "node": found.node["address"],
        "node_uid": found.node.get("uid"),
        "year": year,
        **_in_year(edition, one, year),
        "ended_in": facts(one).get("ended_in"),
    }


def _in_year(edition: PublishedEdition, one: Part, year: int) -> dict[str, Any]:
    """Return what stands in the year: in the edition's last one as it was judged there."""
    said = next((row for row in one["years"] if row["year"] == year), None)
    own, card = facts(said or {}), facts(one)
    is_last = year == edition.content["cycle"]["last_year"] and not (said or {}).get("is_later")
    symbol = one["class"] if is_last else (said or {}).get("class", "")
    shown = card if is_last and card.get("result") else {**own, **chosen_of(said)}
    return {
        "target": shown.get("target") if isinstance(shown.get("target"), str) else aim_of(said),
        "result": shown.get("result", DASH),
        "total": number(shown.get("total")),
        "rate": number(shown.get("rate")),
        "footnote": (said or {}).get("footnote") or "",
        "as_of": own.get("as_of"),
        "published_rate": number(own.get("published_rate")),
        "published_class": (said or {}).get("published_class") or "",
        "attainment_class": level(edition, "attainment", symbol),
        "reason": one["sentence"] if is_last else (said or {}).get("sentence", ""),
    }


def chosen_of(said: Part | None) -> dict[str, Any]:
    return {"result": said["result"], "total": said["total"]} if said else {}


def aim_of(said: Part | None) -> str:
    """Return the words of the target that judges the year."""
    if said is None:
        return DASH
    words = facts(said).get("aim") or (
        said["target"] if said["target"] != DASH else said.get("period_target", DASH)
    )
    return str(words)


def indicator(edition: PublishedEdition, found: PublishedIndicator, year: int) -> schemas.Indicator:
    """Return an indicator with all its years and every version of its targets."""
    one, said = found.one, facts(found.one)
    return schemas.Indicator(
        **_brief(edition, found, year),
        **chosen(one, "department", "method", "accumulation"),
        direction=one["wanted"],
        year_basis=one.get("year_basis") or "",
        asked=said.get("asked", ""),
        known_from=said.get("known_from", ""),
        baseline=number(said.get("baseline")),
        baseline_year=said.get("baseline_year"),
        succeeds=None,
        succeeded_by=None,
        years=[year_of(edition, row) for row in one["years"]],
        targets=[
            schemas.Revision(**chosen(row, "year", "scope", "text", "version", "applies", "reason"))
            for row in one["targets"]
        ],
        interim_values=[],
    )


def year_of(edition: PublishedEdition, row: Part) -> schemas.Year:
    """Return a year of an indicator."""
    said = facts(row)
    return schemas.Year(
        **chosen(row, *SAID_OF_YEAR),
        origin=schemas.Origin.LATER if row.get("is_later") else schemas.Origin.EDITION,
        text=row["result"],
        reason=row["sentence"],
        target=target(row["target"], said.get("target")),
        period_target=target(row["period_target"], said.get("period_target")),
        total=number(row["total"]),
        total_is_derived=row["is_computed"],
        increment=number(said.get("increment")),
        increment_is_derived=bool(row.get("increment_is_computed")),
        rate=number(said.get("rate")),
        in_period_rate=number(said.get("in_period_rate")),
        footnote=row.get("footnote") or "",
        as_of=said.get("as_of"),
        published_rate=number(said.get("published_rate")),
        published_class=row.get("published_class") or "",
        attainment_class=level(edition, "attainment", row["class"]),
    )


def target(text: str, said: Part | None) -> schemas.Target | None:
    """Return a target with its numbers, where the edition keeps them."""
    if text == DASH:
        return None
    return schemas.Target(
        text=text,
        value=number((said or {}).get("value")),
        upper=number((said or {}).get("upper")),
        comparator=(said or {}).get("comparator"),
    )


def measure(
    edition: PublishedEdition, one: Part, found: Iterable[PublishedIndicator], year: int
) -> schemas.Measure:
    """Return a 施策 with its ratings and these of its indicators; who owes figures is not part of an edition."""
    return schemas.Measure(
        **chosen(one, "address", "name", "direct_goal", "department"),
        **chosen(one, "progress_reasons", "direction_reasons"),
        uid=one.get("uid"),
        progress=level(edition, "progress", one["progress"]),
        direction=level(edition, "direction", one["direction"]),
        suggestion=suggestion(one["suggestion"]),
        owed=None,
        answered=None,
        missing=None,
        ended_in=facts(one).get("ended_in"),
        indicators=[brief(edition, below, year) for below in found],
    )


def suggestion(said: Part | None) -> schemas.Suggestion | None:
    """Return both 参考判定 as they were published."""
    if said is None:
        return None
    return schemas.Suggestion(
        progress=said["progress"] or None,
        direction=said["direction"] or None,
        reasons=[*said["progress_sentences"], *said["direction_sentences"]],
        confirmations=said.get("confirmations", []),
        disclaimer=said["disclaimer"],
    )


def cycle(edition: PublishedEdition) -> schemas.Cycle:
    """Return the evaluation of which the edition speaks."""
    said, rules = edition.content["cycle"], edition.content["rules"]
    return schemas.Cycle(
        **chosen(said, "key", "name", "first_year", "last_year"),
        rules=f"{rules['name']}（第{rules['edition_number']}版）",
    )


def each_project(edition: PublishedEdition) -> Iterator[schemas.Project]:
    """Yield the published leading projects in the order of the plan."""
    return (project(one, measure) for measure in edition.content["measures"] for one in measure["projects"])


def project(one: Part, measure: Part) -> schemas.Project:
    """Return a leading project; an older form says its years in words alone."""
    said = facts(one)
    return schemas.Project(
        **chosen(one, "id", "name", "summary", "partners", "standing"),
        uid=project_uid(measure, one),
        node=measure["address"],
        node_uid=measure.get("uid"),
        first_year=said.get("first_year"),
        last_year=said.get("last_year"),
        counting_year=said.get("counting_year"),
    )
