"""What stands above the columns of a turned table: a name and its group, or a role; sums show which words are which."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.induction.naming import is_name
from reports.reading.solving.kinds import Kind
from reports.reading.solving.regions import titled
from reports.reading.solving.stream import Atom
from reports.reading.solving.year_rows import Turned
from reports.reading.titles import Other
from reports.reading.wording import compact, named
from reports.reading.years import NamedYears

_CORNERS: Final = {Other.LABEL, Other.YEAR, Other.NAME, Other.IGNORED}
_CORNER: Final = re.compile(r"部門|年次?|職種|種[別類]|区域")
_TOTAL: Final = re.compile(r"(?:.*[^会])?計(?:[(（].*)?|総数|全体")
_ASIDE: Final = re.compile(r"[(（].*[)）]|単位.*")
_FEWEST_SUMMED: Final = 2
_FEWEST_ROWS: Final = 3


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a column: its name and group, or the role of its figures."""

    name: str
    group: str = ""
    role: FactRole | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of a turned table, the words before them, and whether the last word above is a label."""

    columns: tuple[Above, ...]
    before: tuple[Atom, ...]
    is_labelled: bool


def heading_of(table: Turned, calendar: NamedYears) -> Heading | None:
    """Return what stands above each column, None where that is not clear."""
    labelled = table.rows[0].before is not None
    for head, is_labelled in ([(table.head[:-1], True)] if labelled else []) + [(table.head, False)]:
        before, above = _parted(head)
        columns = _columns(before, above, table, calendar)
        if columns and all(one.role or is_name(one.name) for one in columns):
            return Heading(columns, before, is_labelled)
    return None


def _parted(head: Sequence[Atom]) -> tuple[tuple[Atom, ...], list[Atom]]:
    """Return what stands before the names, up to the corner of the table, and the names."""
    corner = max((at for at, one in enumerate(head) if _is_corner(one)), default=-1)
    above = [
        one for one in head[corner + 1 :] if one.kind is not Kind.EMPTY and not _ASIDE.fullmatch(one.text)
    ]
    return tuple(head[: corner + 1]), above


def _is_corner(one: Atom) -> bool:
    meaning = one.slot.title.meaning if one.slot.title is not None else None
    return meaning in _CORNERS or bool(_CORNER.fullmatch(compact(one.text)))


def _columns(
    before: Sequence[Atom], above: Sequence[Atom], table: Turned, calendar: NamedYears
) -> tuple[Above, ...]:
    if len(above) == table.width:
        return tuple(_above(one, "", calendar) for one in above)
    if len(above) > table.width and not before:
        last = [one for one in above if one.line is above[-1].line]
        return tuple(_above(one, "", calendar) for one in last) if len(last) == table.width else ()
    names = [one for one in above if titled(one, calendar).title is None]
    return tuple(_by_sums(names, table, calendar)) if len(names) > table.width else ()


def _above(one: Atom, group: str, calendar: NamedYears) -> Above:
    title = titled(one, calendar).title
    role = title.meaning if title is not None and isinstance(title.meaning, FactRole) else None
    return Above(named(one.text), group, role)


def _by_sums(names: Sequence[Atom], table: Turned, calendar: NamedYears) -> Iterator[Above]:
    """Yield the columns that totals part: a word for a total above each sum, groups before their members."""
    sums = totals_of(table)
    parts = list(_up_to_totals(names))
    widths = [at - before - 1 for before, at in zip([-1, *sums], sums, strict=False)]
    if len(parts) != len(sums) or not sums or sums[-1] != table.width - 1:
        return
    if any(len(part) - 1 < width for part, width in zip(parts, widths, strict=True)):
        return
    for part, width in zip(parts, widths, strict=True):
        *members, total = part
        group = "".join(one.text for one in members[: len(members) - width])
        for one in [*members[len(members) - width :], total]:
            yield _above(one, group, calendar)


def _up_to_totals(names: Sequence[Atom]) -> Iterator[list[Atom]]:
    part: list[Atom] = []
    for one in names:
        part.append(one)
        if _TOTAL.fullmatch(compact(one.text)):
            yield part
            part = []
    if part:
        yield part


def totals_of(table: Turned) -> list[int]:
    """Return the columns that are in every row the sum of those since the last sum, or of all sums."""
    rows = [[_value(one) for one in row.values] for row in table.rows if len(row.values) == table.width]
    found: list[int] = []
    whole: list[int] = []
    since: list[int] = []
    for at in range(table.width):
        if len(since) >= _FEWEST_SUMMED and _is_sum(rows, since, at):
            found.append(at)
            whole, since = [*whole, at], []
        elif len(whole) + len(since) >= _FEWEST_SUMMED and _is_sum(rows, [*whole, *since], at):
            found.append(at)
            whole, since = [at], []
        else:
            since.append(at)
    return found


def _is_sum(rows: Sequence[Sequence[Decimal | None]], parts: Sequence[int], at: int) -> bool:
    told = [
        sum(row[part] or 0 for part in parts) == row[at]
        for row in rows
        if row[at] is not None and all(row[part] is not None for part in parts)
    ]
    return len(told) >= _FEWEST_ROWS and all(told)


def _value(one: Atom) -> Decimal | None:
    return one.slot.cell.entries[0].figure.value if one.slot.cell.entries else None


def is_total(name: str) -> bool:
    """Say whether a name is of a whole: 計, 全体."""
    return bool(_TOTAL.fullmatch(compact(name)))
