"""The lists behind the numbers of an edition: which 施策 and which indicators they count, from its content alone.

A number and its list ask the same property of the same rows, so that a number is the length of its list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from evaluations.publishing.page.pages import Part, PublishedEdition, is_out
from indicators.calculation.course import COURSE_WORDS, Course, course_of
from indicators.calculation.outlook import OUTLOOK_WORDS, Outlook

UNRATED: Final = "none"
OF_MEASURES: Final = ("under", "progress", "direction", "differs")
OF_INDICATORS: Final = ("under", "judged", "class", "change", "outlook", "missing", "differs")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Property:
    """By what the rows of a list are told apart: of each value its words, and the places of the rows that have it."""

    name: str
    label: str
    words: Mapping[str, str]
    places: Mapping[str, frozenset[int]]

    def count(self, value: str) -> int:
        """Return how many rows have it."""
        return len(self.places.get(value, ()))


Properties = Mapping[str, Property]


def told_by(
    rows: Sequence[Row], name: str, label: str, words: Mapping[str, str], of: Callable[[Row], Iterable[str]]
) -> Property:
    """Gather the rows by what `of` says that each has."""
    found: dict[str, set[int]] = {}
    for place, row in enumerate(rows):
        for value in of(row):
            found.setdefault(value, set()).add(place)
    return Property(name, label, words, {value: frozenset(places) for value, places in found.items()})


def fitting(rows: Sequence[Row], properties: Properties, asked: Mapping[str, str]) -> list[Row]:
    """Return the rows that have all that is asked for, in their order."""
    kept = set(range(len(rows)))
    for name, value in asked.items():
        kept &= properties[name].places.get(value, frozenset())
    return [rows[place] for place in sorted(kept)]


def differs(measure: Part) -> bool:
    """Tell whether one of the ratings was decided otherwise than it was suggested, as far as that is public."""
    suggestion = measure.get("suggestion") or {}
    return any(
        measure[key] and suggestion.get(key) and measure[key] != suggestion[key]
        for key in ("progress", "direction")
    )


def measure_properties(shown: PublishedEdition, rows: Sequence[Row]) -> Properties:
    """Return by what the 施策 of an edition are narrowed; what it does not say is no property."""

    def rated(name: str, label: str) -> Property:
        levels = {symbol: in_words(level) for symbol, level in shown.levels[name].items()}
        words = {**levels, UNRATED: "未決定"}
        return told_by(rows, name, label, words, lambda row: (row["one"][name] or UNRATED,))

    found = [
        under(rows, lambda row: row["one"]["above"]),
        rated("progress", "進捗状況"),
        rated("direction", "今後の方向性"),
    ]
    if any(row["one"].get("suggestion") for row in rows):
        found.append(
            told_by(
                rows, "differs", "評価と参考判定", {"yes": "異なる"}, lambda row: yes(differs(row["one"]))
            )
        )
    return {one.name: one for one in found}


def indicator_rows(shown: PublishedEdition) -> list[dict[str, Any]]:
    """Return every indicator of an edition in the cycle's last year, beside the year before."""
    last, best_first = int(shown.content["cycle"]["last_year"]), list(shown.levels["attainment"])
    found = []
    for page, node in nodes_of(shown):
        for one in node["indicators"]:
            years = {year["year"]: year for year in one["years"]}
            before = years.get(last - 1, {}).get("class", "")
            course = course_of(before, one["class"], best_first) if one["is_judged"] else None
            found.append(
                {
                    "page": page,
                    "node": node,
                    "one": one,
                    "year": years.get(last),
                    "has_no_own": is_judged_without(years.get(last)),
                    "level": shown.level("attainment", one["class"]),
                    "before": shown.level("attainment", before),
                    "course": course,
                    "course_words": COURSE_WORDS[course] if course else "",
                    "outlook": one.get("outlook", ""),
                }
            )
    return found


def is_judged_without(year: Row | None) -> bool:
    """Tell whether a year is judged that has no figure of its own: by the latest one before it."""
    return bool(year and year["class"] and year.get("standing") == "" and not year.get("total"))


def nodes_of(shown: PublishedEdition) -> Iterable[tuple[Part, Part]]:
    """Yield every node of an edition beside the one whose page shows it, in the order of the plan."""
    above = {one["address"]: one for one in shown.content["others"]}
    for measure in shown.content["measures"]:
        for one in measure["above"]:
            if one["address"] in above:
                node = above.pop(one["address"])
                yield node, node
        yield measure, measure
        yield from ((measure, one) for one in measure["undertakings"])
    yield from ((node, node) for node in above.values())


def indicator_properties(shown: PublishedEdition, rows: Sequence[Row]) -> Properties:
    """Return by what the indicators of an edition are narrowed; what it does not say is no property."""
    found = [
        under(rows, lambda row: [*row["page"]["above"], *([] if is_measure(row["page"]) else [row["page"]])]),
        told_by(
            rows,
            "judged",
            "判定",
            {"yes": "判定対象", "no": "補足"},
            lambda row: ("yes" if row["one"]["is_judged"] else "no",),
        ),
    ]
    if any(row["level"] for row in rows):
        classes = {symbol: in_words(level) for symbol, level in shown.levels["attainment"].items()}
        found += [
            told_by(
                rows, "class", "達成状況", {**classes, UNRATED: "区分なし"}, lambda row: class_of(row["one"])
            ),
            told_by(
                rows,
                "change",
                "前年度から",
                {one.value: words for one, words in COURSE_WORDS.items()},
                lambda row: (row["course"],) if row["course"] else (),
            ),
        ]
    if any(row["outlook"] for row in rows):
        by_words = {words: one.value for one, words in OUTLOOK_WORDS.items()}
        words = {one.value: words for one, words in OUTLOOK_WORDS.items()}
        found.append(
            told_by(
                rows,
                "outlook",
                "期間目標への見込み",
                words,
                lambda row: (by_words[row["outlook"]],) if row["outlook"] in by_words else (),
            )
        )
    found.append(
        told_by(rows, "missing", "実績", {"waiting": "集計中"}, lambda row: waiting(is_out(row["one"])))
    )
    if any(row["page"].get("suggestion") for row in rows):
        found.append(
            told_by(
                rows,
                "differs",
                "評価と参考判定",
                {"yes": "異なる"},
                lambda row: yes(is_measure(row["page"]) and differs(row["page"])),
            )
        )
    return {one.name: one for one in found}


def under(rows: Sequence[Row], above: Callable[[Row], Sequence[Part]]) -> Property:
    """Return below which nodes the rows stand; each node can be asked for."""
    named = {one["address"]: f"{one['code']} {one['name']}".strip() for row in rows for one in above(row)}
    tops = [one["layer"] for row in rows for one in above(row)[:1]]
    return told_by(
        rows, "under", tops[0] if tops else "上位", named, lambda row: {one["address"] for one in above(row)}
    )


def is_measure(node: Part) -> bool:
    return "progress" in node


def class_of(one: Part) -> tuple[str, ...]:
    """Return the class by which an indicator is found: of judged ones alone."""
    return (one["class"] or UNRATED,) if one["is_judged"] else ()


def yes(is_so: bool) -> tuple[str, ...]:
    return ("yes",) if is_so else ()


def waiting(is_so: bool) -> tuple[str, ...]:
    return ("waiting",) if is_so else ()


def in_words(level: Mapping[str, str]) -> str:
    return f"{level['symbol']} {level['label']}".strip()


def key_numbers(
    shown: PublishedEdition, measures: Properties, indicators: Properties
) -> list[dict[str, Any]]:
    """Return what a visitor asks first, each with the list of as many rows; nothing that is not public."""
    listed = reverse("published:indicators", args=shown.row.place)
    asked = (
        (indicators, "change", Course.BETTER.value, "前年度から改善"),
        (indicators, "change", Course.WORSE.value, "前年度から悪化"),
        (indicators, "outlook", Outlook.REACHED.value, OUTLOOK_WORDS[Outlook.REACHED]),
        (indicators, "outlook", Outlook.UNLIKELY.value, OUTLOOK_WORDS[Outlook.UNLIKELY]),
        (indicators, "missing", "waiting", "実績が集計中"),
        (measures, "differs", "yes", "参考判定と相違"),
    )
    return [
        {
            "words": words,
            "number": properties[name].count(value),
            "unit": "指標" if properties is indicators else shown.words["measure"],
            "address": f"{listed}?{name}={value}"
            if properties is indicators
            else f"{shown.row.get_absolute_url()}?{name}={value}#measures",
        }
        for properties, name, value, words in asked
        if name in properties
    ]
