"""Records: JSON objects, one an indicator, whose keys say what their texts and numbers are."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reports.reading.cells import Cell, read_printed
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, Fact, FactRole, Harvest, Reading
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, readings_of
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_SUFFIX: Final = re.compile(r"_(?:original|text|raw|printed|str|string|display|label|value)(?=_|$)")
_NO_FACT: Final = re.compile(
    r"(?:^|_)(?:id|ids|key|group|kind|type|status|reason|rationale|note|notes|source|page|basis|review|level|url|comment|remark|overview|definition|national|benchmark|comparison|count|row|number|order|sequence|date|department|unit)(?:_|$)"
)
_ROLE_KEYS: Final = (
    (FactRole.BASELINE, re.compile(r"(?:^|_)(?:baseline|base|initial|planning|kijun|genjo)(?:_|$|\d)")),
    (FactRole.TARGET, re.compile(r"(?:^|_)(?:targets?|goals?|mokuhyo|kpi_target)(?:_|$|\d)")),
    (
        FactRole.ACTUAL,
        re.compile(
            r"(?:^|_)(?:actuals?|results?|latest|observed|achieved|jisseki|measured|annual)(?:_|$|\d)"
        ),
    ),
)
_CURRENT: Final = re.compile(r"(?:^|_)(?:current|present)(?:_|$)")
_RATE: Final = re.compile(r"(?:^|_)(?:achievement|attainment|progress)?_?rate(?:_|$)|達成率|進捗率")
_NAMES: Final = (
    re.compile(r"(?:indicator|kpi|measure)_name$|指標名|指標$|項目名"),
    re.compile(r"^(?:indicator|kpi|name)$|(?<!policy)(?<!plan)(?<!group)(?<!department)_name$"),
    re.compile(r"^(?:title|label)$|事業名|取組名"),
)
_YEAR_KEY: Final = re.compile(r"(?:^|_)(?:measurement_year|year|fiscal_year|period|nendo)(?:_|$)|年度")
_YEAR_IN_KEY: Final = re.compile(r"(?<![a-z0-9])(r|h|s|fy)?(\d{1,4})(?![0-9])")
_UNIT: Final = re.compile(r"(?:^|_)units?(?:_|$)|単位")
_VALUE_KEY: Final = re.compile(r"value|値|数値|figure|amount|")


@dataclass(slots=True)
class _Lines:
    """The lines of a JSON text, walked through in the order of its keys."""

    lines: tuple[Line, ...]
    calendar: NamedYears
    at: int = 0

    def of(self, key: str) -> Line:
        """Return the line on which a key stands next."""
        sign = json.dumps(key, ensure_ascii=False)
        for position in range(self.at, len(self.lines)):
            if sign in self.lines[position].text:
                self.at = position
                return self.lines[position]
        return self.lines[self.at]


@dataclass(slots=True)
class _Record:
    """What was found in one object."""

    name: str = ""
    unit: str = ""
    line: Line | None = None
    pairs: list[tuple[FactRole, PrintedYear | None, Cell, Line, str]] = field(default_factory=list)
    years: dict[FactRole, PrintedYear] = field(default_factory=dict)
    has_baseline: bool = False


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read a JSON text that holds a list of objects with a name and at least one figure of a known role."""
    text = document.text().lstrip("\ufeff \n")
    if taken or not text.startswith(("[", "{")):
        return Harvest()
    try:
        content = json.loads(text)
        is_keepable = "\\u0000" not in json.dumps(content, ensure_ascii=False).encode().decode()
    except (ValueError, RecursionError):  # half characters among them
        return Harvest()
    if not is_keepable:
        return Harvest()
    lines = _Lines(document.lines, calendar)
    readings = [reading for record in _records(content, lines) for reading in _readings(record)]
    return Harvest(readings, {line.number for line in document.lines})


def _records(content: Any, lines: _Lines) -> Iterator[_Record]:
    """Yield what the innermost objects with a name and figures say, in the order of the text."""
    if isinstance(content, list):
        for one in content:
            yield from _records(one, lines)
    elif isinstance(content, dict):
        name = _name_of(content)
        speaks = any(_speaks(key, value, content) for key, value in content.items())
        if name is not None and speaks and not any(_holds_records(value) for value in content.values()):
            record = _Record(has_baseline=any(_role(key, content) is FactRole.BASELINE for key in content))
            _take(record, content, lines, name)
            yield record
        else:
            for value in content.values():
                yield from _records(value, lines)


def _holds_records(value: Any) -> bool:
    """Say whether a part of an object has objects in it that have a name and figures of their own."""
    if isinstance(value, list):
        return any(_holds_records(one) for one in value)
    if not isinstance(value, dict):
        return False
    named = _name_of(value) is not None and any(_speaks(key, one, value) for key, one in value.items())
    return named or any(_holds_records(one) for one in value.values())


def _name_of(content: Mapping[str, Any]) -> str | None:
    """Return the name that an object gives, itself or in the part that describes the indicator."""
    if (key := _name_key(content)) is not None:
        return str(content[key])
    part = content.get("indicator")
    key = _name_key(part) if isinstance(part, dict) else None
    return str(part[key]) if isinstance(part, dict) and key is not None else None


def _speaks(key: str, value: Any, content: Mapping[str, Any]) -> bool:
    """Say whether a key of an object holds figures: by its role, or as a list of objects that have one."""
    if _role(key, content) or _CURRENT.search(_plain(key)):
        return True
    return isinstance(value, list) and any(
        isinstance(one, dict) and any(_role(inner, one) for inner in one) and not _name_key(one)
        for one in value
    )


def _name_key(content: Mapping[str, Any]) -> str | None:
    """Return the key of the indicator's name: the one that says so, before any other name or title."""
    keys = [key for key, value in content.items() if isinstance(value, str)]
    for words in _NAMES:
        if found := next((key for key in keys if words.search(_plain(key))), None):
            return found
    return None


def _plain(key: str) -> str:
    return _SUFFIX.sub("", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower())


def _role(key: str, content: Mapping[str, Any]) -> FactRole | None:
    """Return the role that a key names in English or Japanese, or None."""
    plain = _plain(key)
    if _NO_FACT.search(plain) or _RATE.search(plain):
        return None
    found = next((role for role, words in _ROLE_KEYS if words.search(plain)), None)
    if found is None and not plain.isascii() and (title := read_title(key, NamedYears((), ()))):
        return FactRole(str(title.meaning)) if isinstance(title.meaning, FactRole) else None
    return found


def _take(record: _Record, content: Mapping[str, Any], lines: _Lines, name: str) -> None:
    for key, value in content.items():
        line = lines.of(key)
        plain = _plain(key)
        if value == name and not record.name:
            record.name, record.line = name, line
        elif _UNIT.search(plain) and isinstance(value, str):
            record.unit = record.unit or value
        elif (role := _role(key, content) or _current(plain, record)) is not None:
            _of_role(record, role, (key, value), line, lines)
        elif isinstance(value, list) and not _NO_FACT.search(plain):
            for one in value:
                if isinstance(one, dict):
                    _of_object(record, None, one, lines, None)
        elif isinstance(value, dict) and not _NO_FACT.search(plain):
            _take(record, value, lines, name)


def _current(plain: str, record: _Record) -> FactRole | None:
    """Return what a present value is: the latest result beside a baseline, else the baseline."""
    if not _CURRENT.search(plain) or _NO_FACT.search(plain):
        return None
    return FactRole.ACTUAL if record.has_baseline else FactRole.BASELINE


def _of_role(record: _Record, role: FactRole, told: tuple[str, Any], line: Line, lines: _Lines) -> None:
    key, value = told
    year = _year_in_key(key)
    if isinstance(value, list):
        for one in value:
            _of_role(record, role, (key, one), line, lines)
    elif isinstance(value, dict):
        _of_object(record, role, value, lines, year)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        if _asks_year(key):
            years = _years_of(value, lines.calendar)
            record.years |= {role: years[-1]} if years else {}
            return
        record.pairs.append((role, year, read_printed(str(value), lines.calendar), line, str(value)))


def _of_object(
    record: _Record,
    role: FactRole | None,
    content: Mapping[str, Any],
    lines: _Lines,
    year: PrintedYear | None,
) -> None:
    """Read an object of one year, whose figure has the given role or whose keys say theirs, or one of many years."""
    told: set[FactRole] = set()
    for key, value in content.items():
        if _asks_year(key) and isinstance(value, str | int) and (years := _years_of(value, lines.calendar)):
            year = years[-1]
    for key, value in content.items():
        line, plain = lines.of(key), _plain(key)
        if _UNIT.search(plain) and isinstance(value, str):
            record.unit = record.unit or value
        elif (own := _year_in_key(key)) and isinstance(value, dict):
            _of_object(record, _role(key, content) or role, value, lines, own)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            said = FactRole.RATE if _RATE.search(plain) and isinstance(value, str) else _role(key, content)
            said = role if said is None and (own or _VALUE_KEY.fullmatch(plain)) else said
            if said is not None and (own or said not in told) and not _asks_year(key):
                told.add(said)
                record.pairs.append(
                    (said, own or year, read_printed(str(value), lines.calendar), line, str(value))
                )


def _asks_year(key: str) -> bool:
    """Say whether the value of a key is a year: not where the key is one itself, as 令和5年度 is."""
    return bool(_YEAR_KEY.search(_plain(key))) and _year_in_key(key) is None


def _years_of(value: Any, calendar: NamedYears) -> list[PrintedYear]:
    words = tidy(str(value))
    return years_in(words, calendar) or years_in(f"{words}年度", calendar)


def _year_in_key(key: str) -> PrintedYear | None:
    """Return the year of target_r9, actual_2023 or 令和5年度実績."""
    if years := years_in(key, NamedYears((), ())):
        return years[-1]
    for letter, digits in _YEAR_IN_KEY.findall(key.lower().replace("_", " ")):
        words = f"{letter.upper()}{digits}" if letter in {"r", "h", "s"} else digits
        if (letter or len(digits) == 4) and (years := years_in(words, NamedYears((), ()))):
            return years[-1]
    return None


def _readings(record: _Record) -> Iterator[Reading]:
    if record.line is None or not record.name:
        return
    row = Row(name=record.name, line=record.line, unit=record.unit)
    pairs: Pairs = []
    for role, year, cell, line, text in record.pairs:
        column = Column(role=role, year=year or record.years.get(role), words="")
        pairs.append((column, Value(replace(cell, text=text), line)))
    if not any(year or role in record.years or cell.year for role, year, cell, _, _ in record.pairs):
        return  # figures without any year say nothing that could be loaded
    for reading in readings_of(row, facts_of(pairs, None)):
        facts = tuple(_once(reading.facts))
        yield replace(reading, facts=tuple(fact.sure(Confidence.LIKELY) for fact in facts))


def _once(facts: tuple[Fact, ...]) -> Iterator[Fact]:
    """Leave out what two keys say alike."""
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        mark = (fact.role, fact.year, fact.value, fact.text)
        if mark not in seen:
            seen.add(mark)
            yield fact
