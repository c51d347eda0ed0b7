"""Published pages, from an edition's content alone: nothing here asks for a row but those of the editions.

Only where a plan lets visitors see what was confirmed after its newest edition is that put beside it, marked.

A content keeps the form in which it was published; the parts that an older form had no place for are not there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import localtime

from evaluations.cycles.models import EvaluationCycle
from evaluations.publishing.models import Publication
from evaluations.publishing.page.identity import indicator_uid
from evaluations.publishing.places import indicators_of, with_their_node
from evaluations.publishing.scorecards.later import later_years, with_later

Level = Mapping[str, str]
Part = Mapping[str, Any]
SECTIONS = (
    ("overview", "概要"),
    ("background", "背景"),
    ("efforts", "取組"),
    ("outcome", "成果"),
    ("summary", "まとめ"),
    ("committee", "委員会の意見"),
)
OLDER_WORDS: Final = {"measure": "施策", "undertaking": "事務事業", "records": "リーディングプロジェクト"}


@dataclass(frozen=True)
class PublishedEdition:
    """One edition with those beside it, the newest first."""

    row: Publication
    content: Part
    editions: Sequence[Publication]
    shows_later: bool = False  # whether visitors see beside it what was confirmed later

    @property
    def is_latest(self) -> bool:
        return self.row.pk == self.editions[0].pk

    @property
    def latest(self) -> Publication:
        return self.editions[0]

    @property
    def about(self) -> Part:
        """What the edition says of itself."""
        found: Part = self.content["edition"]
        return found

    @property
    def published_at(self) -> datetime | None:
        return parse_datetime(self.about["published_at"])

    @property
    def notice(self) -> str:
        """Say on an old edition that it is one."""
        if self.is_latest:
            return ""
        return f"第{self.row.edition}版です。最新は第{self.latest.edition}版です。"

    @property
    def labels(self) -> list[str]:
        """What stands beside the heading of every page."""
        return [self.row.label]

    @property
    def words(self) -> Mapping[str, str]:
        """What the city calls its measures, undertakings and records; older forms do not say it."""
        said: Mapping[str, str] | None = self.content.get("words")
        if said is not None:
            return said
        measures = self.content["measures"]
        return OLDER_WORDS | ({"measure": str(measures[0]["layer"])} if measures else {})

    @property
    def progress_title(self) -> str:
        return f"{self.words['measure']}の進捗状況"

    @property
    def plan_words(self) -> str:
        plan, period = self.content["plan"], self.content["period"]
        return f"{plan['municipality']} {plan['name']} {period['name']}"

    @property
    def credit(self) -> str:
        """Name the source of a picture that leaves the page."""
        return f"{self.plan_words} {self.content['cycle']['name']} {self.row.label}"

    @property
    def lead(self) -> str:
        """Say when the edition was published, and as what if it is not the first."""
        day = localtime(self.published_at)
        what = "" if self.row.kind == Publication.Kind.FIRST else f"（{self.row.get_kind_display()}）"
        return f"{day.year}年{day.month}月{day.day}日公表{what}"

    @property
    def scales(self) -> list[Part]:
        return [scale for scale in self.content["scales"].values() if scale]

    @property
    def header(self) -> dict[str, str]:
        """What the page frame carries on: links into the site stay with the plan."""
        key = self.content.get("plan_key") or self.row.plan_key
        return {"query": f"plan={key}", "plan_key": key}

    @cached_property
    def levels(self) -> Mapping[str, Mapping[str, Level]]:
        """The levels of each scale by their symbol."""
        return {
            name: {level["symbol"]: level for level in scale["levels"]} if scale else {}
            for name, scale in self.content["scales"].items()
        }

    def level(self, scale: str, symbol: str) -> Level | None:
        """Return a level of a scale; a symbol that the scale does not explain stands without a judgement."""
        if not symbol:
            return None
        bare = {"symbol": symbol, "label": "", "tone": "neutral", "shape": "dash"}
        return self.levels[scale].get(symbol, bare)

    def rows(self) -> list[dict[str, Any]]:
        """Return every 施策 with its ratings as levels, in the order of the plan."""
        return [
            {
                "one": measure,
                "top": measure["above"][0] if measure["above"] else None,
                "progress": self.level("progress", measure["progress"]),
                "direction": self.level("direction", measure["direction"]),
                "classes": [
                    self.level("attainment", one["class"])
                    for one in measure["indicators"]
                    if one["is_judged"]
                ],
                "open": sum(map(is_out, judged(measure))),
            }
            for measure in self.content["measures"]
        ]

    def counts(self, scale: str) -> list[tuple[Level, int]]:
        """Return how many 施策 have each level of that scale; those without one are not counted."""
        given = Counter(measure[scale] for measure in self.content["measures"])
        return [(level, given[symbol]) for symbol, level in self.levels[scale].items()]

    @property
    def undecided(self) -> int:
        return sum(not (one["progress"] and one["direction"]) for one in self.content["measures"])

    def node(self, address: str) -> Part:
        """Return the 施策 or the node above at that address; 404 if it was not published."""
        for part in ("measures", "others"):
            for node in self.content[part]:
                if node["address"] == address:
                    found: Part = node
                    return found
        raise Http404

    def brought_up(self, node: Part) -> Part:
        """Return a published node with what was confirmed after the edition, where visitors may see it."""
        if not self.shows_later:
            return node
        cycle = EvaluationCycle.objects.with_rules().select_related("period__plan").get(pk=self.row.cycle_id)
        return with_later(node, later_years(cycle, list(indicators_of(node)), timezone.localdate()))

    def below(self, node: Part) -> list[dict[str, Any]]:
        """Return the rows of the 施策 that stand below a node."""
        return [
            row
            for row in self.rows()
            if any(above["address"] == node["address"] for above in row["one"]["above"])
        ]

    def chart(self, pk: int) -> Part:
        """Return the figure of an indicator; 404 if it was not published."""
        for node in (*self.content["measures"], *self.content["others"]):
            for one in indicators_of(node):
                if one["id"] == pk and one["chart"]:
                    found: Part = one["chart"]
                    return found
        raise Http404

    def block(self, one: Part) -> dict[str, Any]:
        """Return an indicator with its classes as levels; columns in which no year says anything are left out."""
        years = one["years"]
        return {
            "one": one,
            "anchor": f"years-{one['id']}",
            "level": self.level("attainment", one["class"]),
            "years": [{"row": year, "level": self.level("attainment", year["class"])} for year in years],
            "told": {
                key: any(year[key] or year.get(f"published_{key}") for year in years)
                for key in ("increment", "in_period_rate", "rate", "note")
            },
            "later": any(year.get("is_later") for year in years),
            "footnotes": [(year["label"], year["footnote"]) for year in years if year.get("footnote")],
            "sentences": self.sentences(one),
            "revised": [target for target in one["promises"] if target["revision"]],
        }

    def sentences(self, one: Part) -> list[str]:
        """Say for each year of the period that was judged what class it has and why, else why there is none."""
        first = self.content["period"]["first_year"]
        told = [
            year
            for year in one["years"]
            if year["year"] >= first and year["class"] and not year.get("is_later")
        ]
        return [year["sentence"] for year in told] or [one["sentence"]]


def read_edition(plan: str, key: str, number: int | None = None) -> PublishedEdition:
    """Read an edition (the latest if none is named) and those beside it in two queries at most; 404 without one."""
    rows = Publication.objects.at(plan, key).defer("content", "objections")
    editions = list(rows.select_related("cycle__period__plan"))
    row = next((one for one in editions if number is None or one.edition == number), None)
    if row is None:
        raise Http404
    return PublishedEdition(row, read_content(row.pk, row.sha256), editions)


@lru_cache(maxsize=2)
def read_content(pk: int, sha256: str) -> Part:
    """Return the content of an edition. It never changes, so the last ones stay read: a city's is several MB."""
    return Publication.objects.only("content").get(pk=pk, sha256=sha256).read()


@dataclass(frozen=True, slots=True)
class PublishedKeys:
    """The keys of the indicators and the projects that an edition shows, and the uids of those indicators."""

    indicators: frozenset[int]
    uids: frozenset[str]
    projects: frozenset[int]


@lru_cache(maxsize=4096)
def keys_in(pk: int, sha256: str) -> PublishedKeys:
    """Return the keys in an edition: who looks for one of them need not read several MB of every edition."""
    content = read_content(pk, sha256)
    nodes = (*content["measures"], *content["others"])
    return PublishedKeys(
        indicators=frozenset(one["id"] for node in nodes for one in indicators_of(node)),
        uids=frozenset(
            filter(None, (indicator_uid(*told) for node in nodes for told in with_their_node(node)))
        ),
        projects=frozenset(one["id"] for node in nodes for one in node.get("projects", ())),
    )


def judged(measure: Part) -> Iterator[Part]:
    """Yield the judged indicators of a 施策."""
    return (one for one in measure["indicators"] if one["is_judged"])


def is_out(one: Part) -> bool:
    """Tell whether the figure of an indicator's last year is still out."""
    return bool(one["years"]) and one["years"][-1]["result"].startswith("集計中")


def measure_page(edition: PublishedEdition, node: Part) -> dict[str, Any]:
    """Return what the page of a 施策 shows, in the order of a published report."""
    narrative: dict[str, list[Part]] = {}
    names = {label: key for key, label in SECTIONS}
    for section in node["narrative"]:
        narrative.setdefault(names.get(section["kind"], "summary"), []).append(section)
    committee = node.get("committee")
    main = [edition.block(one) for one in node["indicators"] if one["is_judged"]]
    further = [edition.block(one) for one in node["indicators"] if not one["is_judged"]]
    filled = {
        "overview": True,
        "background": "background" in narrative,
        "efforts": "efforts" in narrative or bool(node["projects"]),
        "outcome": bool(main or further) or "outcome" in narrative,
        "summary": True,
        "committee": bool(committee),
    }
    return {
        "narrative": narrative,
        "opinion": opinion(committee["opinion"]) if committee else None,
        "earlier": list(map(opinion, committee["earlier"])) if committee else [],
        "judged": main,
        "further": further,
        "sections": [(key, label) for key, label in SECTIONS if filled[key]],
        "verdicts": [
            verdict(edition, node, "progress", edition.progress_title),
            verdict(edition, node, "direction", "今後の方向性"),
        ],
        "undertakings": [
            {"one": one, "level": edition.level("achievement", one["achievement"])}
            | {"sheet": one.get("sheet"), "parts": parts_of(one.get("sheet"))}
            | {"blocks": [edition.block(indicator) for indicator in one["indicators"]]}
            for one in node["undertakings"]
        ],
    }


def opinion(one: Part | None) -> Part | None:
    """Return an opinion of the committee with the day of the meeting in words."""
    if one is None:
        return None
    day = parse_date(one["held_on"]) if one["held_on"] else None
    return {**one, "day": f"{day.year}年{day.month}月{day.day}日" if day else ""}


def parts_of(sheet: Part | None) -> list[tuple[str, list[Part]]]:
    """Return the answers of a sheet under the headings of its form, in their order."""
    answers = sheet["answers"] if sheet else []
    return [(part, list(found)) for part, found in groupby(answers, key=itemgetter("part"))]


def verdict(edition: PublishedEdition, node: Part, key: str, title: str) -> dict[str, Any]:
    """Return one rating: as decided, as suggested where that is public, and why."""
    suggestion = node["suggestion"]
    sentences = suggestion[f"{key}_sentences"] if suggestion else []
    return {
        "title": title,
        "decided": edition.level(key, node[key]),
        "reasons": node[f"{key}_reasons"],
        "suggested": edition.level(key, suggestion[key]) if suggestion else None,
        "sentences": sentences,
        "blocked": sentences[0] if sentences else "",
        "disclaimer": suggestion["disclaimer"] if suggestion else "",
        "levels": list(edition.levels[key].values()),
    }
