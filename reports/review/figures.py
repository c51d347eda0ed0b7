"""The indicators of a reviewed draft with their figures: new rows, what is there already, what is stated otherwise."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from indicators.calculation.units import is_other_unit, unit_differs
from reports.review.outcome import (
    DEFINED,
    DERIVED,
    FILLED_IN,
    NO_DAY,
    NO_HOME,
    NO_NUMBER,
    NO_PLACE,
    NO_RESULT,
    NO_YEAR,
    NOT_CUMULATIVE,
    ONLY_TEXT,
    OTHER_UNIT,
    SAME_DAY,
    TWICE,
    Loadable,
    Restated,
    amount_of,
    figure_words,
    source_of,
)
from reports.review.places import Placing, StoredIndicator
from reports.review.slots import Json, Role, Slot

KINDS: Final = {"成果指標": "outcome", "活動指標": "activity", "市民の実感指標": "survey"}
JUDGED: Final = ("成果指標", "")
TOTALS: Final = (Role.ACTUAL, Role.ESTIMATE, Role.FORECAST)
STANDINGS: Final = {Role.ESTIMATE: "estimated", Role.FORECAST: "expected"}
LONGEST_PRINTED: Final = 30
APPROXIMATE: Final = "概数"
SHARE: Final = "％"  # of published rates, whatever the indicator is counted in
OF_A_YEAR: Final = ("year", "period", "mid")  # 「R8目標」 is said of the target of the last year too
Key = list[object]


class Figures:
    """Adds indicators and their figures to what becomes of a draft."""

    def __init__(self, placing: Placing, done: Loadable) -> None:
        self.placing, self.done = placing, done
        self.numbers = {home: set(taken) for home, taken in placing.taken_numbers.items()}

    def source(self, *facts: Slot) -> str:
        return source_of(self.placing.document, *facts)

    def add(self, slot: Slot, facts: Sequence[Slot], order: int) -> None:
        """Add an indicator with its figures."""
        stored = self.placing.indicators.get(slot.path)
        if stored is None and not self.placing.home_of(slot.path):
            for one in (slot, *facts):
                self.done.hold(one, NO_HOME)
            return
        if stored is None:
            key = self.new_indicator(slot, facts, order)
            accumulation = str(slot.said.get("accumulation", "unknown"))
        else:
            key = self.placing.key(stored.node, stored.number)
            accumulation = stored.accumulation
            self.done.equal.append(slot)
            facts = [one for one in facts if self.is_in_unit(one, slot, stored)]
        self.baseline(slot, facts, stored)
        self.targets(key, facts, stored)
        self.results(key, facts, stored, accumulation)
        self.interim(key, facts, stored)
        for one in facts:
            if reason := _REASONS.get(one.role):
                self.done.hold(one, reason)

    def is_in_unit(self, fact: Slot, slot: Slot, stored: StoredIndicator) -> bool:
        """Tell whether a figure can be one of the indicator that is there; note one that is in another unit."""
        unit = str(fact.said.get("unit") or slot.said.get("unit") or "")
        if fact.role not in _IN_UNITS or not is_other_unit(unit, stored.unit):
            return True
        self.done.hold(fact, unit_differs("報告書", unit, "登録済み", stored.unit) + OTHER_UNIT)
        return False

    def new_indicator(self, slot: Slot, facts: Sequence[Slot], order: int) -> list[object]:
        said, home = slot.said, self.placing.home_of(slot.path)
        number = self.number_for(slot, home)
        key = self.placing.key(home, number)
        kind = str(said.get("kind", ""))
        baseline = next((one for one in facts if one.role is Role.BASELINE and one.year is not None), None)
        value = amount_of(baseline.said.get("value")) if baseline else None
        told: Json = {}
        if baseline is not None and value is not None:
            told = {
                "baseline_value": value,
                "baseline_year": baseline.year,
                "baseline_label": str(baseline.said.get("label", ""))[:50],
            }
        self.done.add(
            "indicators.indicator",
            key,
            slot.path,
            node=self.placing.key(home),
            order=order,
            number=number,
            name=said["name"],
            kind=KINDS.get(kind, "other" if kind else "outcome"),
            is_judged=kind in JUDGED and not said.get("supplementary"),
            unit=str(said.get("unit") or ""),
            decimals=max((_decimals(one) for one in facts), default=0),
            direction=str(said.get("direction") or "unknown"),
            accumulation=str(said.get("accumulation") or "unknown"),
            year_basis="calendar" if said.get("year_basis") == "calendar" else "fiscal",
            source=self.source(slot, *([baseline] if told and baseline else [])),
            **told,
        )
        return key

    def number_for(self, slot: Slot, home: str) -> str:
        """Return the printed number, else the next that is free on its node."""
        printed, taken = str(slot.said.get("number") or "")[:10], self.numbers.setdefault(home, set())
        wanted = printed if printed and printed not in taken else ""
        number = wanted or next(str(at) for at in range(1, 10_000) if str(at) not in taken)
        taken.add(number)
        return number

    def baseline(self, slot: Slot, facts: Sequence[Slot], stored: StoredIndicator | None) -> None:
        for one in facts:
            if one.role is not Role.BASELINE:
                continue
            value = amount_of(one.said.get("value"))
            if value is None:
                self.done.hold(one, NO_NUMBER)
            elif one.year is None:
                self.done.hold(one, NO_YEAR)
            elif stored is None:
                self.done.facts.setdefault(f"baseline|{slot.path}", one.path)
            elif stored.baseline_value is None:
                self.done.hold(one, DEFINED)
            else:
                self.compare(one, stored, stored.baseline_value, value, "")

    def targets(self, key: list[object], facts: Sequence[Slot], stored: StoredIndicator | None) -> None:
        for one in facts:
            if one.role in {Role.PERIOD_TARGET, Role.TARGET, Role.TARGET_RANGE, Role.TARGET_TEXT}:
                self.target(key, one, stored)

    def target(self, key: list[object], slot: Slot, stored: StoredIndicator | None) -> None:
        year, is_period = slot.year, slot.role is Role.PERIOD_TARGET or slot.year is None
        promised = _promised(slot)
        if promised is None:
            self.done.hold(slot, NO_NUMBER)
            return
        due = year or self.placing.period.last_year
        scopes = ("period", "mid") if is_period else OF_A_YEAR
        last = (
            next((one for scope in scopes if (one := stored.targets.get((due, scope)))), None)
            if stored
            else None
        )
        if stored is not None and last is not None:
            if "text" in promised:
                self.compare_texts(slot, stored, last.text, promised["text"], last.source)
            else:
                self.compare(slot, stored, last.value, promised["value"], last.source)
            return
        common = {"indicator": key, "fiscal_year": year, "scope": "period" if is_period else "year"}
        common |= {"label": "" if year else slot.key[:50], "source": self.source(slot)}
        before = amount_of(slot.said.get("revised_from"))
        if before is not None:
            self.done.entries.append(
                {"model": "indicators.target", "fields": common | {"comparator": "plain", "value": before}}
            )
            common["revision"] = 1
        place = (due, common["scope"], common.get("revision", 0))
        self.done.add("indicators.target", [*key, *place], slot.path, **common | promised)

    # --- results ---

    def results(
        self, key: list[object], facts: Sequence[Slot], stored: StoredIndicator | None, accumulation: str
    ) -> None:
        years: dict[int, dict[Role, Slot]] = {}
        for slot in facts:
            if slot.role not in _OF_RESULTS:
                continue
            if slot.year is None:
                self.done.hold(slot, NO_YEAR)
                continue
            role = slot.role
            if role is Role.ANNUAL_ACTUAL:
                role = Role.INCREMENT if accumulation == "cumulative" else Role.ACTUAL
            if role is Role.INCREMENT and accumulation != "cumulative":
                self.done.hold(slot, NOT_CUMULATIVE)
                continue
            first = years.setdefault(slot.year, {}).setdefault(role, slot)
            if first.said.get("value") != slot.said.get("value"):
                self.done.hold(slot, TWICE)
        for year, told in sorted(years.items()):
            known = stored.results.get(year) if stored else None
            if stored is not None and known is not None:
                self.compare_result(stored, year, told)
            else:
                self.result(key, year, told)

    def result(self, key: list[object], year: int, told: dict[Role, Slot]) -> None:
        fields: Json = {}
        total = next((told[role] for role in TOTALS if role in told), None)
        if total is not None:
            fields |= {"total": amount_of(total.said.get("value")), "printed": _printed(total)}
            fields |= {"is_approximate": True} if total.said.get("approx") else {}
            fields |= {"standing": STANDINGS[total.role]} if total.role in STANDINGS else {}
        if (one := told.get(Role.INCREMENT)) is not None:
            fields["increment"] = amount_of(one.said.get("value"))
        if (one := told.get(Role.ACTUAL_TEXT)) is not None and total is None:
            fields["text_value"] = str(one.said.get("value", ""))[:200]
        if all(fields.get(name) is None for name in ("total", "increment", "text_value")):
            for slot in told.values():
                self.done.hold(slot, NO_RESULT if slot.role in {Role.RATE, Role.GRADE} else NO_NUMBER)
            return
        if (one := told.get(Role.RATE)) is not None:
            fields["published_rate"] = amount_of(one.said.get("value"))
        if (one := told.get(Role.GRADE)) is not None:
            fields["published_class"] = str(one.said.get("value", ""))[:10]
        for other in told.values():
            if other.role in TOTALS and other is not total:
                self.done.hold(other, NO_PLACE)
        first = total or next(iter(told.values()))
        common = {"indicator": key, "fiscal_year": year, "entry_state": "checked"}
        common["source"] = self.source(first, *(one for one in told.values() if one is not first))
        self.done.add("indicators.result", [*key, year], first.path, **common | fields)

    def compare_result(self, stored: StoredIndicator, year: int, told: dict[Role, Slot]) -> None:
        known = stored.results[year]
        for role, slot in told.items():
            if role in {Role.ACTUAL_TEXT, Role.GRADE}:
                old = known.text if role is Role.ACTUAL_TEXT else known.grade
                self.compare_texts(slot, stored, old, str(slot.said.get("value", "")), known.source)
                continue
            value = amount_of(slot.said.get("value"))
            at = {Role.INCREMENT: known.increment, Role.RATE: known.rate}.get(role, known.total)
            if value is None:
                self.done.hold(slot, NO_NUMBER)
            elif at is None:
                self.done.hold(slot, FILLED_IN)
            else:
                self.compare(slot, stored, at, value, known.source)

    # --- within a year ---

    def interim(self, key: list[object], facts: Sequence[Slot], stored: StoredIndicator | None) -> None:
        told: dict[date, Slot] = {}
        for slot in facts:
            if slot.role is not Role.INTERIM:
                continue
            value = amount_of(slot.said.get("value"))
            if value is None:
                self.done.hold(slot, NO_NUMBER)
            elif slot.day is None:
                self.done.hold(slot, NO_DAY)
            elif (first := told.setdefault(slot.day, slot)) is not slot:
                if amount_of(first.said.get("value")) != value:
                    self.done.hold(slot, SAME_DAY)
            elif stored is not None and (known := stored.interim.get(slot.day)) is not None:
                self.compare(slot, stored, known.value, value, known.source)
            else:
                row = {"indicator": key, "as_of": slot.day.isoformat(), "value": value}
                row["source"] = self.source(slot)
                row |= {"note": APPROXIMATE} if slot.said.get("approx") else {}
                self.done.add("indicators.interimvalue", [*key, slot.day.isoformat()], slot.path, **row)

    def compare(
        self, slot: Slot, stored: StoredIndicator, old: Decimal | None, new: Decimal, source: str
    ) -> None:
        """Note that a figure is there already, or that it is stated otherwise."""
        if old == new:
            self.done.equal.append(slot)
            return
        own = SHARE if slot.role is Role.RATE else stored.unit
        words = figure_words(old, own), figure_words(new, str(slot.said.get("unit") or own))
        self.done.restated.append(Restated(slot, stored, *words, source))

    def compare_texts(self, slot: Slot, stored: StoredIndicator, old: str, new: str, source: str) -> None:
        if old == new:
            self.done.equal.append(slot)
        else:
            self.done.restated.append(Restated(slot, stored, old, new, source))


_OF_RESULTS: Final = frozenset(
    {Role.ACTUAL, Role.ACTUAL_TEXT, Role.PERIOD_ACTUAL, Role.ANNUAL_ACTUAL, Role.INCREMENT}
    | {Role.ESTIMATE, Role.FORECAST, Role.RATE, Role.GRADE}
)
_IN_UNITS: Final = frozenset(
    {Role.BASELINE, Role.PERIOD_TARGET, Role.TARGET, Role.TARGET_RANGE, Role.ACTUAL, Role.PERIOD_ACTUAL}
    | {Role.ANNUAL_ACTUAL, Role.INCREMENT, Role.ESTIMATE, Role.FORECAST, Role.INTERIM}
)
_REASONS: Final = {
    Role.BASELINE_TEXT: ONLY_TEXT,
    Role.PLANNING: NO_PLACE,
    Role.ANNUAL_TARGET: NO_PLACE,
    Role.DIFFERENCE: DERIVED,
}


def _promised(slot: Slot) -> Json | None:
    """Return what a target says as its row keeps it, None where nothing can be read."""
    said = slot.said
    if slot.role is Role.TARGET_TEXT:
        return {"comparator": "text", "text": str(said.get("value", ""))[:200]}
    if slot.role is Role.TARGET_RANGE:
        ends = said.get("value")
        low, high = map(amount_of, ends) if isinstance(ends, list) and len(ends) == 2 else (None, None)
        return None if low is None or high is None else {"comparator": "range", "value": low, "upper": high}
    value = amount_of(said.get("value"))
    if value is None:
        return None
    told: Json = {"comparator": said.get("comparator") or "plain", "value": value}
    return told | ({"is_approximate": True} if said.get("approx") else {})


def _printed(slot: Slot) -> str:
    return slot.quote if len(slot.quote) <= LONGEST_PRINTED and any(map(str.isdigit, slot.quote)) else ""


def _decimals(slot: Slot) -> int:
    """Return how many decimals a figure of an indicator has."""
    if slot.role not in {Role.BASELINE, Role.PERIOD_TARGET, Role.TARGET, Role.ACTUAL, Role.INCREMENT}:
        return 0
    value = amount_of(slot.said.get("value"))
    exponent = value.as_tuple().exponent if value is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
