"""Tables without any dividing sign: a head, then names and figures one after the other, on one line or one a line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from indicators.calculation.units import is_known_unit
from reports.reading.atoms import Atom, Kind, atoms_of, is_value_title
from reports.reading.documents import Document, Line
from reports.reading.facts import Confidence, Fact, Harvest, Reading, Role
from reports.reading.layouts.by_years import by_years
from reports.reading.plans import noted_year
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, fit, readings_of
from reports.reading.titles import Other, Title, kind_in
from reports.reading.wording import compact, named
from reports.reading.years import Calendar

_SOURCE: Final = re.compile(r"(?:統計|アンケート|調査|調べ|課|白書|部|集計)$")
_SECTION: Final = re.compile(r"^(?:第?\d+(?:分野|章|節)|[【■●○◆◇☆<〈「]|\d+\.|[ⅠⅡⅢⅣⅤ]|\(\d+\))")
_EXPLANATION: Final = re.compile(r"^(?:説明|指標の考え方|算出方法|指標の説明|\(?指標の説明\)?|備考|※|注)")
_ROLE_WORDS: Final = ((Role.ACTUAL, re.compile("実績")), (Role.TARGET, re.compile("目標|計画値|計画数")))
_LOOK_BACK: Final = 25
_LONGEST_NAME: Final = 4  # pieces
_FEWEST_TRANSPOSED: Final = 3


@dataclass(slots=True, kw_only=True)
class _Table:
    """Where the reading stands: the head in force, the words since the last figures, and what was read."""

    document: Document
    calendar: Calendar
    columns: list[Column] = field(default_factory=list)
    half_titled: bool = False
    words: list[Atom] = field(default_factory=list)
    current: Row | None = None
    labelled: list[tuple[Row, list[tuple[str, Fact]]]] = field(default_factory=list)
    readings: list[tuple[Reading, bool]] = field(default_factory=list)
    lines: set[int] = field(default_factory=set)
    seen: set[Role] = field(default_factory=set)
    kind: str = ""
    unit: str = ""


def read(document: Document, calendar: Calendar, taken: set[int]) -> Harvest:
    """Read every run of titles and the figures that follow it."""
    return tables_in([line for line in document.lines if line.number not in taken], document, calendar)


def tables_in(lines: Sequence[Line], document: Document, calendar: Calendar) -> Harvest:
    """Read the tables in some lines of a document."""
    atoms = atoms_of(lines, calendar)
    if document.is_cut and atoms and atoms[-1].kind is Kind.VALUE and atoms[-1].words[-1:].isdigit():
        atoms = atoms[:-1]  # a figure at the cut may lack its last digits
    harvest = by_years(atoms, document, calendar)
    atoms = [atom for atom in atoms if atom.line.number not in harvest.lines]
    table = _Table(document=document, calendar=calendar)
    at = 0
    while at < len(atoms):
        at = _step(atoms, at, table)
    _close(table)
    harvest.readings += _judged([reading for reading, _ in table.readings])
    harvest.lines |= table.lines
    return harvest


def _judged(readings: list[Reading]) -> list[Reading]:
    sure = Confidence.LIKELY if len(readings) > 1 else Confidence.UNSURE
    return [replace(one, facts=tuple(fact.sure(sure) for fact in one.facts)) for one in readings]


def _step(atoms: Sequence[Atom], at: int, table: _Table) -> int:
    atom = atoms[at]
    if atom.kind in {Kind.TITLE, Kind.YEAR}:
        return _titles(atoms, at, table)
    if atom.kind is Kind.VALUE:
        return _figures(atoms, at, table, label=None)
    if atom.kind is Kind.TEXT:
        _word(atom, table)
    return at + 1


def _word(atom: Atom, table: _Table) -> None:
    if atom.is_name:
        _close(table)
        table.words.clear()
        table.unit = atom.unit
        table.kind = kind_in(atom.title.words) if atom.title else ""
    if atom.is_sentence and len(atom.words) > 30:
        _close(table)
        table.words.clear()
        table.columns = []
    table.words.append(atom)
    table.kind = kind_in(atom.words) or table.kind


# --- heads -------------------------------------------------------------------------------------------------


def _titles(atoms: Sequence[Atom], at: int, table: _Table) -> int:
    end = at
    while end < len(atoms) and _continues(atoms, end):
        end += 1
    end = _before_row_label(atoms, at, end)
    run = [atom for atom in atoms[at:end] if atom.kind in {Kind.TITLE, Kind.YEAR}]
    following = atoms[end] if end < len(atoms) else None
    if len(run) == 1 and following is not None and following.kind is Kind.VALUE:
        if is_value_title(run[0]):
            return _figures(atoms, end, table, label=run[0].title)
        if run[0].kind is Kind.YEAR:
            return end
    table.kind = next((kind for atom in run if (kind := kind_in(atom.words))), table.kind)
    if all(atom.title is not None and atom.title.meaning is Other.TEXT for atom in run):
        table.words += run
        return end
    if (
        not any(is_value_title(atom) for atom in run)
        and len([one for one in run if one.kind is Kind.YEAR]) < 2
    ):
        return end
    _close(table)
    columns, table.half_titled = _columns(run, _context_role(atoms, at))
    table.columns = [_noted(column, table) for column in columns]
    return end


def _noted(column: Column, table: _Table) -> Column:
    if column.year or column.role is not Role.ACTUAL:
        return column
    return replace(column, year=noted_year(table.document, compact(column.words), table.calendar))


def _before_row_label(atoms: Sequence[Atom], at: int, end: int) -> int:
    """Return where a head ends if its last title already labels the first row: 策定時(H26) R4 R5 / 目標 48件 53件."""
    if end - at < 2 or end >= len(atoms) or atoms[end].kind is not Kind.VALUE:
        return end
    last, rest = atoms[end - 1], atoms[at : end - 1]
    years = [atom for atom in rest if atom.kind is Kind.YEAR]
    roles = [atom for atom in rest if is_value_title(atom) and atom.year is None]
    labels = is_value_title(last) and last.year is None and bool(years) and not roles
    return end - 1 if labels and (last.begins_line or len(years) > 1) else end


def _continues(atoms: Sequence[Atom], at: int) -> bool:
    """Say whether a run of titles goes on: a title, a year, or one short word between two of them."""
    atom = atoms[at]
    if atom.kind in {Kind.TITLE, Kind.YEAR}:
        return True
    following = atoms[at + 1] if at + 1 < len(atoms) else None
    return (
        atom.kind in {Kind.TEXT, Kind.UNIT}
        and len(atom.words) <= 10
        and following is not None
        and following.kind in {Kind.TITLE, Kind.YEAR}
        and not atom.is_name
        and not (at + 2 < len(atoms) and atoms[at + 2].kind is Kind.VALUE)
        and not _SECTION.match(atom.words)
    )


def _context_role(atoms: Sequence[Atom], at: int) -> Role | None:
    """Return the role that the words before a head of years name: 実績 or 目標."""
    for atom in reversed(atoms[max(at - _LOOK_BACK, 0) : at]):
        if atom.kind is Kind.TITLE and atom.title and atom.title.meaning in {Role.ACTUAL, Role.TARGET}:
            return Role(str(atom.title.meaning))
        if atom.kind is Kind.VALUE:
            return None
        found = [role for role, words in _ROLE_WORDS if words.search(atom.words) and len(atom.words) < 60]
        if found:
            return max(found, key=lambda role: _last_of(role, atom.words))
    return None


def _last_of(role: Role, words: str) -> int:
    return max((match.start() for match in dict(_ROLE_WORDS)[role].finditer(words)), default=-1)


def _columns(run: Sequence[Atom], context: Role | None) -> tuple[list[Column], bool]:
    """Return the columns that a run of titles and years describes, and whether every second one has no title."""
    titles = [atom for atom in run if atom.kind is Kind.TITLE and is_value_title(atom)]
    years = [atom for atom in run if atom.kind is Kind.YEAR]
    if len(titles) > 1 and _bare(titles[0]) == _bare(titles[1]) and not years:
        titles = titles[1:]  # the first is the title of the names
    if not years:
        return [_column(atom) for atom in titles], False
    if not titles:
        return [Column(role=context, year=atom.year, words=atom.words) for atom in years], False
    return _crossed(run, titles, years, context)


def _bare(atom: Atom) -> str:
    return re.sub(r"\([^()]*\)", "", compact(atom.words))


def _crossed(
    run: Sequence[Atom], titles: list[Atom], years: list[Atom], context: Role | None
) -> tuple[list[Column], bool]:
    """Return the columns where titles and years stand in two rows of a head, or one after the other."""
    undated = [atom for atom in titles if atom.year is None]
    half_titled = len(undated) == len(titles) == len(years) and len({_bare(atom) for atom in undated}) == 1
    if half_titled:
        return [_with_year(title, year) for title, year in zip(undated, years, strict=True)], True
    if len(undated) == len(titles) and (columns := _spread(run, undated, years, context)):
        return columns, False
    return [
        _column(atom) if atom in titles else _dated(atom, context)
        for atom in run
        if atom in [*titles, *years]
    ], False


def _spread(
    run: Sequence[Atom], titles: list[Atom], years: list[Atom], context: Role | None
) -> list[Column] | None:
    """Return years below titles that span them, or titles that repeat below years."""
    first = run.index(titles[0]) < run.index(years[0])
    if len(titles) == 1 and len(years) > 1 and (first or run.index(titles[0]) == len(run) - 1):
        if titles[0].title and titles[0].title.meaning is Role.BASELINE:
            return [_column(titles[0]), *(_dated(year, context) for year in years)]
        return [_with_year(titles[0], year) for year in years]
    if len(titles) % len(years) == 0 and not first:
        times = len(titles) // len(years)
        return [_with_year(title, years[at // times]) for at, title in enumerate(titles)]
    if len(years) % len(titles) == 0 and first and len(years) > len(titles):
        times = len(years) // len(titles)
        return [_with_year(titles[at // times], year) for at, year in enumerate(years)]
    return None


def _column(atom: Atom) -> Column:
    assert atom.title is not None  # noqa: S101
    return Column(
        role=Role(str(atom.title.meaning)), year=atom.year, words=atom.words, is_period=atom.title.is_period
    )


def _dated(atom: Atom, role: Role | None) -> Column:
    return Column(role=role, year=atom.year, words=atom.words)


def _with_year(title: Atom, year: Atom) -> Column:
    return replace(_column(title), year=year.year)


# --- rows --------------------------------------------------------------------------------------------------


def _figures(atoms: Sequence[Atom], at: int, table: _Table, label: Title | None) -> int:
    """Take the figures from here on as one row, under the head in force or as what their own label says."""
    end = at
    while end < len(atoms) and _belongs(atoms, end, table) and not _is_full(atoms, at, end, table):
        end += 1
    values = [_value(atom) for atom in atoms[at:end] if atom.kind is Kind.VALUE]
    values = _with_years_behind(atoms[at:end], values)
    _aside(atoms[at], values, table)
    if label is None:
        _goal_in_words(table, values)
    marked = any(atom.kind is Kind.MARK for atom in atoms[at:end])
    row = _row(atoms[at], table, label, values)
    pairs = _pairs(table, row, marked=marked)
    if pairs is None and end == len(atoms) and label is None and table.readings:
        pairs = _cut(table.columns, values)
    if pairs and row.name:
        _keep(table, row, pairs, atoms[at:end])
    elif label is None:
        table.current = None
    if label is None or not table.current:
        table.words.clear()
    return end


def _cut(columns: list[Column], values: list[Value]) -> Pairs | None:
    """Fit the last row of a text that stops in its middle: its beginning is in order, its last figure may be torn."""
    whole = values[:-1] if len(values) == len(columns) else values
    return list(zip(columns, whole, strict=False)) if 0 < len(whole) < len(columns) else None


def _aside(first: Atom, values: list[Value], table: _Table) -> None:
    """Take a number with an unknown unit before figures of one other unit as words: 21アンケート 59.6% 64.1%."""
    units = [value.cell.entries[0].figure.unit for value in values if value.cell.entries]
    if (
        len(units) > 2
        and units[0]
        and not is_known_unit(units[0])
        and len(set(units[1:])) == 1 != len(set(units))
    ):
        table.words.append(first)
        del values[0]


def _goal_in_words(table: _Table, values: list[Value]) -> None:
    """Take words with a year before the figures as the target, if just that is missing: 全小・中学校(H23) 91% 97%."""
    columns = _ways(table)[1]
    last = table.words[-1] if table.words else None
    if (
        len(columns) == len(values) + 1
        and columns[0].role is Role.TARGET
        and len(table.words) > 1
        and last is not None
        and last.cell is not None
        and (last.cell.is_goal or last.cell.year)
    ):
        values.insert(0, Value(replace(last.cell, is_goal=True), last.line))
        table.words.pop()


def _belongs(atoms: Sequence[Atom], at: int, table: _Table) -> bool:
    atom = atoms[at]
    if atom.kind is Kind.YEAR:
        return (
            at > 0
            and atoms[at - 1].kind is Kind.VALUE
            and any(column.year is None for column in table.columns)
        )
    return atom.kind in {Kind.VALUE, Kind.MARK} or atom.kind is Kind.UNIT


def _is_full(atoms: Sequence[Atom], at: int, end: int, table: _Table) -> bool:
    """Say whether a row that stands on one line has all its figures, so that the next line's begin something else."""
    same = [atom for atom in atoms[at:end] if atom.kind is Kind.VALUE and atom.line is atoms[at].line]
    return len(same) >= max(len(table.columns), 3) and atoms[end].line is not atoms[at].line


def _value(atom: Atom) -> Value:
    assert atom.cell is not None  # noqa: S101
    return Value(atom.cell, atom.line)


def _with_years_behind(atoms: Sequence[Atom], values: list[Value]) -> list[Value]:
    """Give each figure the year that stands alone behind it."""
    at = -1
    for atom in atoms:
        if atom.kind is Kind.VALUE:
            at += 1
        elif atom.kind is Kind.YEAR and at >= 0 and values[at].cell.year is None:
            cell = values[at].cell
            entries = tuple(replace(entry, year=atom.year) for entry in cell.entries)
            values[at] = Value(replace(cell, year=atom.year, entries=entries), values[at].line)
    return values


def _row(first: Atom, table: _Table, label: Title | None, values: list[Value]) -> Row:
    name = _name(table, first)
    if (
        label is not None
        and table.current is not None
        and (not name or _explains(table) or _goes_on(label, table))
    ):
        name = table.current.name
    return Row(name=name, line=first.line, values=values, label=label, kind=table.kind, unit=table.unit)


def _goes_on(label: Title, table: _Table) -> bool:
    """Say whether a labelled line still belongs to the indicator before: its label is another than the first one's."""
    return (
        bool(table.labelled)
        and table.labelled[0][0].label is not None
        and table.labelled[0][0].label.meaning is not label.meaning
    )


def _explains(table: _Table) -> bool:
    return any(_EXPLANATION.match(compact(atom.words)) for atom in table.words)


def _name(table: _Table, first: Atom) -> str:
    """Return the words since the last figures as a name: without sources, sections and explanations."""
    words = [atom.words for atom in _own_words(table, first)]
    while len(words) > 1 and _SOURCE.search(words[-1]):
        words.pop()
    kept: list[str] = []
    for word in words:
        if _SECTION.match(word) and len(word) > 3:
            kept = []
        kept.append(word)
    return named(" ".join(kept[-_LONGEST_NAME:]))


def _own_words(table: _Table, first: Atom) -> list[Atom]:
    """Return the words of a name: those on the figures' own line if it begins with words, else all."""
    own = [atom for atom in table.words if atom.line is first.line]
    if (
        own
        and own[0].begins_line
        and len("".join(atom.words for atom in own)) > 2
        and not _EXPLANATION.match(own[0].words)
    ):
        return own
    return table.words


def _pairs(table: _Table, row: Row, *, marked: bool) -> Pairs | None:
    """Find the columns of a row: all of them, those without rates, or every second one titled."""
    if row.label is not None and len(row.values) == 1:
        return _alone(table, row)
    if not table.columns:
        return None
    for columns in _ways(table):
        if pairs := fit(columns, row):
            return pairs
    if table.half_titled and len(row.values) == 2 * len(table.columns):
        return [
            (column if at % 2 else replace(column, role=_other(column.role), words=""), value)
            for at, value in enumerate(row.values)
            for column in [table.columns[at // 2]]
        ]
    return _short(table, row) if marked else None


def _alone(table: _Table, row: Row) -> Pairs | None:
    assert row.label is not None  # noqa: S101
    cell = row.values[0].cell
    if not (cell.year or any(entry.figure.unit for entry in cell.entries) or row.label.year):
        return None
    years = [column.year for column in table.columns if column.year]
    year = row.label.year or (years[0] if len(years) == 1 else None)
    if not isinstance(row.label.meaning, Role):
        return None
    column = Column(role=row.label.meaning, year=year, words=row.label.words, is_period=row.label.is_period)
    return [(column, row.values[0])]


def _ways(table: _Table) -> list[list[Column]]:
    columns = table.columns
    without_rates = [column for column in columns if column.role is not Role.RATE]
    bare = [column for column in without_rates if column.role is not Role.DIFFERENCE]
    return [columns, without_rates, bare]


def _other(role: Role | None) -> Role:
    return Role.TARGET if role is Role.ACTUAL else Role.ACTUAL


def _short(table: _Table, row: Row) -> Pairs | None:
    """Fit a row that ends with a mark and has one figure too few: it is the target that is not there."""
    columns = [column for column in _ways(table)[2] if column.role is not Role.TARGET]
    if len(columns) == len(_ways(table)[2]) - 1 == len(row.values):
        return list(zip(columns, row.values, strict=True))
    return None


def _keep(table: _Table, row: Row, pairs: Pairs, atoms: Sequence[Atom]) -> None:
    told = list(facts_of(pairs, row.label))
    if not told:
        return
    table.lines |= {atom.line.number for atom in atoms}
    if row.label is None:
        table.readings += [(reading, True) for reading in readings_of(row, told)]
        table.current = None
        return
    role = Role(str(row.label.meaning))
    if table.current is None or role in table.seen:
        _close(table)
        table.current = row
    table.seen.add(role)
    table.labelled.append((row, told))
    table.words.clear()


def _close(table: _Table) -> None:
    """Put the labelled lines of one indicator together."""
    if table.current is not None and table.labelled:
        told = [one for _, facts in table.labelled for one in facts]
        roles = {fact.role for _, fact in told}
        if roles - {Role.RATE, Role.DIFFERENCE}:
            table.readings += [(reading, True) for reading in readings_of(table.current, told)]
    table.current, table.labelled, table.seen = None, [], set()
