"""A draft as JSON: the shape of a facts file, each figure with its place and how sure the reading is."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from reports.reading.days import day_in
from reports.reading.documents import Place
from reports.reading.facts import Candidate, Fact, FactRole, Reading
from reports.reading.tables import DEFAULT_TARGET

Json = dict[str, Any]
_TEXTS: Final = {FactRole.TARGET: "target_texts", FactRole.ACTUAL: "actual_texts"}


def draft(readings: Iterable[Reading], candidates: Iterable[Candidate], about: Json) -> Json:
    """Return what was read, ready for json.dumps; what is not in the text is absent."""
    return about | {
        "indicators": [indicator(reading) for reading in readings],
        "candidates": [_candidate(one) for one in candidates],
    }


def indicator(reading: Reading) -> Json:
    """Return one indicator of a draft."""
    told: Json = {"name": reading.name, "source": source(reading.place)}
    for key, value in (
        ("number", reading.number),
        ("kind", reading.kind),
        ("unit", reading.unit),
        ("accumulation", reading.accumulation),
        ("direction", reading.direction),
    ):
        if value:
            told[key] = value
    if reading.is_supplementary:
        told["supplementary"] = True
    for fact in reading.facts:
        _add(told, fact)
    told |= _year_basis(reading.facts)
    return told


def _add(told: Json, fact: Fact) -> None:
    if fact.upper is not None:
        _slot(told, "target_ranges", fact, [number(fact.value), number(fact.upper)])
    elif fact.value is None:
        _add_text(told, fact)
    elif fact.role is FactRole.BASELINE:
        told["baseline"] = _baseline(fact)
    elif fact.role is FactRole.TARGET and (fact.year is None or fact.is_period):
        _slot(told, "period_targets", fact, number(fact.value))
    elif fact.role is FactRole.ACTUAL and fact.year is None:
        _slot(told, "period_actuals", fact, number(fact.value))
    else:
        _slot(told, fact.role.value, fact, number(fact.value))


def _add_text(told: Json, fact: Fact) -> None:
    if fact.role is FactRole.BASELINE:
        told["baseline_text"] = {"text": fact.text} | _year_of(fact) | _provenance(fact)
    elif key := _TEXTS.get(fact.role):
        _slot(told, key, fact, fact.text)


def _slot(told: Json, key: str, fact: Fact, value: object) -> None:
    slot = told.setdefault(key, {})
    name = str(fact.year) if fact.year is not None else (fact.label or DEFAULT_TARGET)
    while name in slot and slot[name]["value"] != value:
        name += "'"
    slot.setdefault(name, {"value": value} | _details(fact) | _provenance(fact))


def _baseline(fact: Fact) -> Json:
    return _year_of(fact) | {"value": number(fact.value)} | _details(fact) | _provenance(fact)


def _year_of(fact: Fact) -> Json:
    return {"fiscal_year": fact.year} if fact.year is not None else {}


def _details(fact: Fact) -> Json:
    told: Json = {}
    if fact.comparator:
        told["comparator"] = fact.comparator
    if fact.approx:
        told["approx"] = True
    if fact.unit:
        told["unit"] = fact.unit
    if fact.label:
        told["label"] = fact.label
    if fact.role is FactRole.INTERIM:
        day = day_in(fact.label, fact.year, is_calendar=fact.is_calendar)
        told |= {"as_of": day.isoformat()} if day else {}
    if fact.revised_from is not None:
        told["revised_from"] = number(fact.revised_from)
    if fact.suspect:
        told["suspect"] = fact.suspect
    return told


def _provenance(fact: Fact) -> Json:
    return {"source": source(fact.place), "confidence": fact.confidence.value}


def source(place: Place) -> Json:
    return {"page": place.page, "line": place.line, "quote": place.quote}


def _year_basis(facts: Iterable[Fact]) -> Json:
    bases = {fact.is_calendar for fact in facts if fact.year is not None}
    if bases == {True, False}:
        return {"year_basis": "mixed"}
    return {"year_basis": "calendar"} if bases == {True} else {}


def _candidate(one: Candidate) -> Json:
    told = {"value": number(one.value), "unit": one.unit, "words": one.words}
    return told | {"source": source(one.place), "confidence": "unsure"}


def number(value: Decimal | None) -> int | float | None:
    """Return an exact amount as JSON writes it: 66, 37.2."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
