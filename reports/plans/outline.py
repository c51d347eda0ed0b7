"""A plan as an office writes it down: lines of 施策 with their codes, lines of sections, made entries of a file."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from indicators.calculation.spelling import plain

MOST_LINES: Final = 2_000
TOO_MANY: Final = f"一度に登録できるのは{MOST_LINES:,}行までです。残りは、後から管理画面で加えてください。"
NO_CODE: Final = "{}行目「{}」：先頭にコードがありません。「1-1 子育て支援」のように書いてください。"
TOO_DEEP: Final = (
    "{}行目「{}」：コードの段が、層の数（{}）より多くあります。層の名前を加えるか、コードを直してください。"
)
NO_PARENT: Final = "{}行目「{}」：一つ上の「{}」の行がありません。その行を先に書いてください。"
TWICE: Final = "{}行目「{}」：同じコードの行が、もう一つあります。"
_PREFIX: Final = re.compile(r"(?:基本)?(?:施策|政策|目標|事業|分野)\s*(?=[0-9０-９])")
_LINE: Final = re.compile(r"(?P<code>\S+?)[\s:：、]+(?P<name>\S.*)")
_NODE_CODE: Final = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
_KINDS: Final = (("局", "bureau"), ("部", "division"))


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A node: its code, the code of the one above it, its name, on which layer, and the how many-th below it."""

    code: str
    parent: str
    name: str
    depth: int
    order: int


@dataclass(frozen=True, slots=True)
class Section:
    """A 局, 部 or 課 with the code of the one above it; "" where there is none."""

    code: str
    name: str
    kind: str
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is said of a plan and its first period."""

    municipality: str
    city: str
    name: str
    years: tuple[int, int]
    number: int
    period_name: str
    period_years: tuple[int, int]
    layers: Sequence[str]
    nodes: Sequence[NodeLine] = ()
    sections: Sequence[Section] = ()

    def key(self, *parts: object) -> list[object]:
        """Return the natural key of something of the period."""
        return [self.city, self.name, self.number, *parts]


@dataclass(slots=True)
class _Reading:
    """The lines read so far. The lowest codes stand on the lowest layer, whatever stands above them in the plan."""

    layers: int
    shift: int
    found: dict[str, NodeLine] = field(default_factory=dict)
    below: dict[str, int] = field(default_factory=dict)

    def problem_of(self, at: int, code: str, name: str) -> str:
        parts = code.split("-")
        depth, parent = len(parts) - self.shift, "-".join(parts[:-1])
        if code in self.found:
            return TWICE.format(at, name)
        if depth > self.layers:
            return TOO_DEEP.format(at, name, self.layers)
        if depth > 1 and parent not in self.found:
            return NO_PARENT.format(at, name, parent)
        above = parent if depth > 1 else ""
        self.below[above] = self.below.get(above, 0) + 1
        self.found[code] = NodeLine(code, above, name, max(depth, 1), self.below[above])
        return ""


def nodes_of(text: str, layers: int) -> tuple[list[NodeLine], list[str]]:
    """Return the nodes that the lines name, and what is wrong with lines: 1-1 子育て支援.

    >>> nodes_of("１－１　子育て\\n1-2 健康", 1)[0][1]
    NodeLine(code='1-2', parent='', name='健康', depth=1, order=2)
    """
    told, problems = _told(text)
    deepest = max((code.count("-") + 1 for _, code, _ in told), default=1)
    is_whole = any("-" not in code for _, code, _ in told)
    reading = _Reading(layers, 0 if is_whole else max(deepest - layers, 0))
    problems += [said for one in told if (said := reading.problem_of(*one))]
    return list(reading.found.values()), problems


def _told(text: str) -> tuple[list[tuple[int, str, str]], list[str]]:
    told, problems = [], []
    for at, line in enumerate(text.splitlines(), start=1):
        words = _PREFIX.sub("", line.strip(), count=1)
        code, name = _coded(words)
        if code:
            told.append((at, code, name))
        elif words:
            problems.append(NO_CODE.format(at, words[:40]))
    return (told, problems) if len(told) <= MOST_LINES else ([], [TOO_MANY])


def _coded(line: str) -> tuple[str, str]:
    """Return the code at the beginning of a line, as it is compared, and the rest as written; no code, the whole."""
    match = _LINE.fullmatch(line)
    code = plain(match["code"]).strip() if match else ""
    return (code, match["name"]) if match and _NODE_CODE.fullmatch(code) else ("", line)


def sections_of(text: str, known: Mapping[str, str], taken: Collection[str]) -> list[Section]:
    """Return the sections that the lines name and that are not `known` (code by name), below the 局 or 部 above them.

    Where no code is written, the next number that is not taken is one.

    >>> [one.parent for one in sections_of("企画部\\n10 政策課", {}, ())]
    ['', '001']
    """
    found: list[Section] = []
    used, bureau, division = set(taken), "", ""
    free = _free(used)
    for line in filter(None, map(str.strip, text.splitlines())):
        written, name = _coded(line)
        kind = next((kind for ending, kind in _KINDS if name.endswith(ending)), "section")
        code = known.get(name) or written or next(free)
        parent = {"bureau": "", "division": bureau}.get(kind, division or bureau)
        if kind == "bureau":
            bureau, division = code, ""
        elif kind == "division":
            division = code
        if name not in known:
            found.append(Section(code, name, kind, parent))
        used.add(code)
    return found


def _free(used: Collection[str]) -> Iterator[str]:
    """Yield the next number that is no code when it is asked for."""
    return (code for number in count(1) if (code := f"{number:03}") not in used)


def entries_of(outline: Outline, layer_said: Any) -> list[dict[str, Any]]:
    """Return the entries of a file that adds the sections, the plan, its period, layers and nodes."""
    root = [outline.city, outline.name]
    plan = {"municipality": outline.municipality, "local_government_code": outline.city, "name": outline.name}
    period = {"plan": root, "number": outline.number, "name": outline.period_name}
    return [
        *(_section(outline.city, one) for one in outline.sections),
        _entry("policies.plan", plan | _years(outline.years)),
        _entry("policies.planperiod", period | _years(outline.period_years)),
        *(
            _entry(
                "policies.layer", {"period": outline.key(), **layer_said(depth, name, len(outline.layers))}
            )
            for depth, name in enumerate(outline.layers, start=1)
        ),
        *(_node(outline, one) for one in outline.nodes),
    ]


def _entry(model: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"model": model, "fields": dict(fields)}


def _years(years: tuple[int, int]) -> dict[str, int]:
    return {"first_year": years[0], "last_year": years[1]}


def _section(city: str, one: Section) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "local_government_code": city,
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
    }
    return _entry("accounts.department", fields | ({"parent": [city, one.parent]} if one.parent else {}))


def _node(outline: Outline, one: NodeLine) -> dict[str, Any]:
    fields = {"period": outline.key(), "layer": outline.key(one.depth), "code": one.code, "order": one.order}
    above = {"parent": outline.key(one.parent)} if one.parent else {}
    return _entry("policies.policynode", fields | above | {"name": one.name})
