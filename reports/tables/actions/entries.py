"""Rows that were read -> entries of the loader's own format, each figure with its file, sheet, cell and words."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from accounts.models import Department
from indicators.calculation.facts import Comparator
from indicators.models import Indicator, Result, Target
from policies.models import PolicyNode
from reports.tables.readout import ReadFigure, ReadRow
from reports.tables.surveys import Every
from reports.tables.uses import Use
from store.limits import TEXT

CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LONGEST_NUMBER: Final = 10
_SCOPES: Final = {
    Use.TARGET: Target.Scope.YEAR,
    Use.MID: Target.Scope.MID,
    Use.PERIOD: Target.Scope.PERIOD,
}


@dataclass(frozen=True, slots=True)
class ForNew:
    """What a table does not say of indicators that are new."""

    kind: str
    is_judged: bool
    baseline_year: int | None


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with its place in the plan: an indicator that is there, or the node on which a new one is to hang."""

    row: ReadRow
    node: PolicyNode
    department: Department | None
    indicator: Indicator | None
    file: str
    sheet: str
    every: Every | None

    def source(self, figure: ReadFigure) -> str:
        """Return where a figure stands, with its words."""
        place = f"{self.file} {self.sheet} {figure.address}"
        return f"{place}「{' '.join(figure.words.split())}」"[:TEXT]


@dataclass(slots=True)
class Numbers:
    """Numbers and places for new indicators, so that none is given twice."""

    taken: dict[int, set[str]] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)

    @classmethod
    def beside(cls, indicators: Iterable[Indicator]) -> "Numbers":
        """Return what is taken by the indicators that are there."""
        numbers = cls()
        for one in indicators:
            numbers.taken.setdefault(one.node_id, set()).add(one.number)
            numbers.orders[one.node_id] = max(numbers.orders.get(one.node_id, 0), one.order)
        return numbers

    def take(self, node: PolicyNode, wanted: str) -> tuple[str, int]:
        """Return the number that is wanted if it is free, else the next free one, and the order."""
        taken = self.taken.setdefault(node.pk, set())
        more = (*CIRCLED, *(str(number) for number in range(21, 1000)))
        fitting = (wanted,) if wanted and len(wanted) <= LONGEST_NUMBER else ()
        number = next(one for one in (*fitting, *more) if one not in taken)
        taken.add(number)
        self.orders[node.pk] = self.orders.get(node.pk, 0) + 1
        return number, self.orders[node.pk]


def entries_of(placed: Sequence[PlacedRow], numbers: Numbers, new: ForNew) -> list[dict[str, Any]]:
    """Return the entries of a file that adds what the rows say: new indicators, then targets and results."""
    indicators, figures = [], []
    for one in placed:
        number, entry = _indicator(one, numbers, new)
        if entry is not None:
            indicators.append(entry)
        key = [*one.node.natural_key(), number]
        figures += [*_targets(one, key), *_results(one, key)]
    return [*indicators, *figures]


def as_file(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the entries as the loader reads a file."""
    return json.dumps(entries, ensure_ascii=False, default=_number, indent=1).encode()


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value))


def _entry(model: type[Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"model": model._meta.label_lower, "fields": dict(fields)}


def _indicator(one: PlacedRow, numbers: Numbers, new: ForNew) -> tuple[str, dict[str, Any] | None]:
    """Return the indicator's number and what is said of it: of one that is there only a baseline that it lacks."""
    base = _baseline(one, new)
    node = [*one.node.natural_key()]
    if one.indicator is not None:
        number = one.indicator.number
        if not base or one.indicator.baseline_value is not None:
            return number, None
        stored = {name: getattr(one.indicator, name) for name in ("order", "name", "kind")}
        return number, _entry(Indicator, {"node": node, "number": number, **stored, **base})
    row = one.row
    number, order = numbers.take(one.node, row.code)
    fields: dict[str, Any] = {
        "node": node,
        "order": order,
        "number": number,
        "name": row.name[:TEXT],
        "kind": new.kind,
        "is_judged": new.is_judged,
        "unit": row.unit[:30],
        "decimals": row.decimals,
        "direction": row.direction.value,
        "method": row.method,
        "note": row.note,
        "source": f"{one.file} {one.sheet} {row.at + 1}行目"[:TEXT],
        **base,
    }
    if one.every is not None:
        fields |= {"asked": Indicator.Asked.INTERVAL.value, "survey_interval": one.every.years}
        fields["asked_since"] = one.every.since
    if one.department is not None:
        fields["department"] = [*one.department.natural_key()]
    return number, _entry(Indicator, fields)


def _baseline(one: PlacedRow, new: ForNew) -> dict[str, Any]:
    base = next(iter(one.row.of(Use.BASELINE)), None)
    year = (base.year or new.baseline_year) if base else None
    if base is None or base.value is None or year is None:
        return {}
    return {"baseline_value": base.value, "baseline_year": year}


def _targets(one: PlacedRow, key: list[Any]) -> Iterator[dict[str, Any]]:
    for use, scope in _SCOPES.items():
        for figure in one.row.of(use):
            fields: dict[str, Any] = {
                "indicator": key,
                "scope": scope.value,
                "comparator": figure.comparator or Comparator.PLAIN.value,
                "source": one.source(figure),
            }
            if figure.year is not None:
                fields["fiscal_year"] = figure.year
            if figure.value is not None:
                fields |= {"value": figure.value, "is_approximate": figure.is_approximate}
            if figure.upper is not None:
                fields["upper"] = figure.upper
            if figure.comparator == Comparator.TEXT:
                fields["text"] = figure.text
            elif figure.text:
                fields["label"] = figure.text[:50]
            yield _entry(Target, fields)


def _results(one: PlacedRow, key: list[Any]) -> Iterator[dict[str, Any]]:
    years: dict[int, dict[str, Any]] = {}
    for figure in one.row.of(Use.RESULT):
        if figure.year is not None:
            years[figure.year] = _result(figure) | {"source": one.source(figure)}
    for use, name in ((Use.RATE, "published_rate"), (Use.CLASS, "published_class")):
        for figure in one.row.of(use):
            if figure.year in years:
                years[figure.year][name] = figure.value if use is Use.RATE else figure.text
    for year, said in sorted(years.items()):
        yield _entry(Result, {"indicator": key, "fiscal_year": year, **said})


def _result(figure: ReadFigure) -> dict[str, Any]:
    said: dict[str, Any] = {
        "printed": " ".join(figure.words.split())[:TEXT],
        "entry_state": Result.EntryState.WAITING.value,
    }
    if figure.missing:
        return said | {"missing": figure.missing, "pending_until": figure.pending_until}
    if figure.value is None:
        return said | {"text_value": figure.text}
    said |= {"standing": figure.standing} if figure.standing else {}
    return said | {"total": figure.value, "is_approximate": figure.is_approximate}


def lone_shares(rows: Sequence[ReadRow]) -> list[str]:
    """Say which published rates and classes have no result in the table beside which they could be kept."""
    said = []
    for row in rows:
        years = {one.year for one in row.of(Use.RESULT)}
        lone = [one for use in (Use.RATE, Use.CLASS) for one in row.of(use) if one.year not in years]
        said += [
            f"{one.address}「{one.words[:40]}」：同じ年度の実績が表にないため、読み込めません。"
            for one in lone
        ]
    return said
