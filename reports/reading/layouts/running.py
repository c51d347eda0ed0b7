"""Tables without any dividing sign: a head, then names and figures one after the other, on one line or one a line."""

from collections.abc import Sequence
from dataclasses import replace

from indicators.calculation.units import is_known_unit
from reports.reading.atoms import Atom, Kind, atoms_of, is_value_title
from reports.reading.documents import Document, Line
from reports.reading.facts import DERIVED, Confidence, FactRole, Harvest, Reading
from reports.reading.layouts.by_years import by_years
from reports.reading.plans import noted_year
from reports.reading.running_heads import before_row_label, columns_of, context_role, goes_on
from reports.reading.running_names import row_of
from reports.reading.running_table import RunningTable, cut_row, pairs_of, ways
from reports.reading.tables import Column, Pairs, Row, Value, facts_of, is_whole_name, readings_of
from reports.reading.titles import Other, Title, kind_in
from reports.reading.wording import compact
from reports.reading.years import NamedYears


def read(document: Document, calendar: NamedYears, taken: set[int]) -> Harvest:
    """Read every run of titles and the figures that follow it."""
    return tables_in([line for line in document.lines if line.number not in taken], document, calendar)


def tables_in(lines: Sequence[Line], document: Document, calendar: NamedYears) -> Harvest:
    """Read the tables in some lines of a document."""
    atoms = atoms_of(lines, calendar)
    if document.is_cut and atoms and atoms[-1].kind is Kind.VALUE and atoms[-1].words[-1:].isdigit():
        atoms = atoms[:-1]  # a figure at the cut may lack its last digits
    harvest = by_years(atoms, document, calendar)
    atoms = [atom for atom in atoms if atom.line.number not in harvest.lines]
    table = RunningTable(document=document, calendar=calendar)
    at = 0
    while at < len(atoms):
        at = _step(atoms, at, table)
    _close(table)
    table.drop_unsound()
    harvest.readings += _judged(table.readings)
    harvest.lines |= table.lines
    return harvest


def _judged(readings: list[Reading]) -> list[Reading]:
    """Return readings that somebody must look at: of figures told so two in three are so, unless a rate proves them."""
    return [replace(one, facts=tuple(fact.sure(Confidence.UNSURE) for fact in one.facts)) for one in readings]


def _step(atoms: Sequence[Atom], at: int, table: RunningTable) -> int:
    atom = atoms[at]
    if atom.kind in {Kind.TITLE, Kind.YEAR}:
        return _titles(atoms, at, table)
    if atom.kind is Kind.VALUE:
        return _figures(atoms, at, table, label=None)
    if atom.kind is Kind.TEXT:
        _word(atom, table)
    return at + 1


def _word(atom: Atom, table: RunningTable) -> None:
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


def _titles(atoms: Sequence[Atom], at: int, table: RunningTable) -> int:
    """Take a run of titles and years: the label of a row, the heading of costs, or the head of a table."""
    end = at
    while end < len(atoms) and goes_on(atoms, end):
        end += 1
    end = before_row_label(atoms, at, end)
    run = [atom for atom in atoms[at:end] if atom.kind in {Kind.TITLE, Kind.YEAR}]
    has_figures = end < len(atoms) and atoms[end].kind is Kind.VALUE
    if has_figures and (after := _labelled(atoms, at, end, run, table)) is not None:
        return after
    table.kind = next((kind for atom in run if (kind := kind_in(atom.words))), table.kind)
    if all(atom.title is not None and atom.title.meaning is Other.TEXT for atom in run):
        table.words += run
    elif any(is_value_title(atom) for atom in run) or sum(atom.kind is Kind.YEAR for atom in run) > 1:
        _head(run, context_role(atoms, at), table)
    return end


def _labelled(
    atoms: Sequence[Atom], at: int, end: int, run: Sequence[Atom], table: RunningTable
) -> int | None:
    """Take a run that is only the label of the figures behind it, and return where they end; None if it is a head."""
    titled = [atom for atom in run if is_value_title(atom)]
    last = run[-1].title.meaning if run[-1].title else None
    if not titled and last in {Other.COST, Other.MARK}:
        return _past_figures(atoms, end)
    if len(run) == 2 and titled == [run[0]] and run[0].year is None and run[1].kind is Kind.YEAR:
        return _dated_figures(atoms, at, table)
    if len(run) == 1 and titled:
        return _figures(atoms, end, table, label=run[0].title)
    return end if len(run) == 1 and run[0].kind is Kind.YEAR else None


def _head(run: Sequence[Atom], context: FactRole | None, table: RunningTable) -> None:
    """Put a new head in force; what stood above it is the caption of its table."""
    _close(table)
    table.caption = [atom for atom in table.words if not atom.is_sentence][-1:] or table.caption
    table.words.clear()
    table.drop_unsound()
    columns, table.half_titled = columns_of(run, context)
    table.columns = [_noted(column, table) for column in columns]
    others = {atom.title.meaning for atom in run if atom.title}
    table.is_numbered, table.row_number = Other.IGNORED in others, 0
    table.has_units = Other.UNIT in others


def _noted(column: Column, table: RunningTable) -> Column:
    if column.year or column.role is not FactRole.ACTUAL:
        return column
    return replace(column, year=noted_year(table.document, compact(column.words), table.calendar))


# --- rows --------------------------------------------------------------------------------------------------


def _dated_figures(atoms: Sequence[Atom], at: int, table: RunningTable) -> int:
    """Take a label and the figures behind it, each after its year: 実績 R2 25人 R3 12人."""
    label, end = atoms[at].title, at + 1
    pairs: Pairs = []
    while end + 1 < len(atoms) and atoms[end].kind is Kind.YEAR and atoms[end + 1].kind is Kind.VALUE:
        if label is not None and isinstance(label.meaning, FactRole):
            pairs.append((Column(role=label.meaning, year=atoms[end].year), _value(atoms[end + 1])))
        end += 2
    row = row_of(atoms[at], table, label, [value for _, value in pairs])
    if pairs and row.name:
        _keep(table, row, pairs, atoms[at:end])
    return end


def _past_figures(atoms: Sequence[Atom], at: int) -> int:
    """Return where figures end that are no indicator's: costs, marks."""
    while at < len(atoms) and atoms[at].kind is Kind.VALUE:
        at += 1
    return at


def _figures(atoms: Sequence[Atom], at: int, table: RunningTable, label: Title | None) -> int:
    """Take the figures from here on as one row, under the head in force or as what their own label says."""
    end = at
    while end < len(atoms) and _belongs(atoms, end, table) and not _is_full(atoms, at, end, table):
        end += 1
    values = [_value(atom) for atom in atoms[at:end] if atom.kind is Kind.VALUE]
    values = _with_years_behind(atoms[at:end], values)
    end = _without_next_number(atoms, at, end, values, table)
    _aside(atoms[at], values, table)
    if label is None:
        _goal_in_words(table, values)
    marked = any(atom.kind is Kind.MARK for atom in atoms[at:end])
    row = row_of(atoms[at], table, label, values)
    pairs = pairs_of(table, row, marked=marked)
    if pairs is None and end == len(atoms) and label is None and table.readings:
        pairs = cut_row(table.columns, values)
    if label is None and table.columns and len(values) > 1:
        table.tried += 1
        table.fitted += pairs is not None
    if pairs and row.name:
        _keep(table, row, pairs, atoms[at:end])
    elif label is None:
        _close(table)
    if label is None or not table.current:
        table.words.clear()
    return end


def _aside(first: Atom, values: list[Value], table: RunningTable) -> None:
    """Take a number with an unknown unit before figures of one other unit as words: 18調査 47.2% 51.5%."""
    units = [value.cell.entries[0].figure.unit for value in values if value.cell.entries]
    if (
        len(units) > 2
        and units[0]
        and not is_known_unit(units[0])
        and len(set(units[1:])) == 1 != len(set(units))
    ):
        table.words.append(first)
        del values[0]


def _goal_in_words(table: RunningTable, values: list[Value]) -> None:
    """Take words with a year before the figures as the target, if just that is missing: 全小・中学校(H23) 91% 97%."""
    columns = ways(table)[1]
    last = table.words[-1] if table.words else None
    if (
        len(columns) == len(values) + 1
        and columns[0].role is FactRole.TARGET
        and len(table.words) > 1
        and last is not None
        and last.cell is not None
        and (last.cell.is_goal or last.cell.year)
    ):
        values.insert(0, Value(replace(last.cell, is_goal=True), last.line))
        table.words.pop()


def _without_next_number(
    atoms: Sequence[Atom], at: int, end: int, values: list[Value], table: RunningTable
) -> int:
    """Leave out the number of the next row, where rows are numbered: it stands alone behind the last figure."""
    last = atoms[end - 1]
    is_next = last.kind is Kind.VALUE and last.begins_line and last.words == str(table.row_number + 1)
    if table.is_numbered and values and is_next:
        table.row_number += 1
        values.pop()
    return end


def _belongs(atoms: Sequence[Atom], at: int, table: RunningTable) -> bool:
    atom = atoms[at]
    if atom.kind is Kind.YEAR:
        return (
            at > 0
            and atoms[at - 1].kind is Kind.VALUE
            and any(column.year is None for column in table.columns)
        )
    return atom.kind in {Kind.VALUE, Kind.MARK} or atom.kind is Kind.UNIT


def _is_full(atoms: Sequence[Atom], at: int, end: int, table: RunningTable) -> bool:
    """Say whether a row that stands on one line has all its figures, so that the next line's begin something else.

    That is settled where its line ends: a row that goes on for thousands of lines is not counted at each of them.
    """
    line = atoms[at].line
    if atoms[end].line is line or atoms[end - 1].line is not line:
        return False
    same = [atom for atom in atoms[at:end] if atom.kind is Kind.VALUE]
    return len(same) >= max(len(table.columns), 3)


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


def _keep(table: RunningTable, row: Row, pairs: Pairs, atoms: Sequence[Atom]) -> None:
    told = list(facts_of(pairs, row.label))
    if not told:
        return
    table.lines |= {atom.line.number for atom in atoms}
    if row.label is None:
        table.readings += readings_of(row, told, _group(table))
        table.current = None
        return
    role = FactRole(str(row.label.meaning))
    if table.current is None or role in table.seen:
        _close(table)
        table.current = row
    table.seen.add(role)
    table.labelled.append((row, told))
    table.words.clear()


def _group(table: RunningTable) -> str:
    """Return the words above a table if they name what its rows are parts of: ○受診率 / 北海道, 全国."""
    words = table.caption[0].words.lstrip("○●・■□◆◇") if table.caption else ""
    return words if is_whole_name(words) and len(words) <= 30 else ""


def _close(table: RunningTable) -> None:
    """Put the labelled lines of one indicator together."""
    if table.current is not None and table.labelled:
        told = [one for _, facts in table.labelled for one in facts]
        roles = {fact.role for _, fact in told}
        if roles - DERIVED and (len(told) > 1 or told[0][1].year is not None):
            table.readings += readings_of(table.current, told)
    table.current, table.labelled, table.seen = None, [], set()
