"""The head of a table without dividing signs: where it ends, and which columns its titles and years describe."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reports.reading.atoms import Atom, Kind, is_value_title
from reports.reading.facts import FactRole
from reports.reading.tables import Column
from reports.reading.wording import compact

SECTION: Final = re.compile(r"^(?:第?\d+(?:分野|章|節)|[【■●○◆◇☆<〈「]|\d+\.|[ⅠⅡⅢⅣⅤ]|\(\d+\))")
_ROLE_WORDS: Final = (
    (FactRole.ACTUAL, re.compile("実績")),
    (FactRole.TARGET, re.compile("目標|計画値|計画数")),
)
_LOOK_BACK: Final = 25


def goes_on(atoms: Sequence[Atom], at: int) -> bool:
    """Say whether a run of titles goes on: a title, a year, or one short word between two of them."""
    atom = atoms[at]
    if atom.kind in {Kind.TITLE, Kind.YEAR}:
        return True
    following = atoms[at + 1] if at + 1 < len(atoms) else None
    if _stands_among_titles(atoms, at):
        return True
    return (
        atom.kind in {Kind.TEXT, Kind.UNIT}
        and len(atom.words) <= 10
        and following is not None
        and following.kind in {Kind.TITLE, Kind.YEAR}
        and not atom.is_name
        and not (at + 2 < len(atoms) and atoms[at + 2].kind is Kind.VALUE)
        and not SECTION.match(atom.words)
    )


def _stands_among_titles(atoms: Sequence[Atom], at: int) -> bool:
    """Say whether a word stands on a line of titles, before and behind it, on which no figure is."""
    atom = atoms[at]
    same = [one for one in atoms[max(at - 12, 0) : at + 12] if one.line is atom.line]
    if atom.kind is not Kind.TEXT or atom.is_name or any(one.kind is Kind.VALUE for one in same):
        return False
    titles = [one for one in same if is_value_title(one)]
    position = next(index for index, one in enumerate(same) if one is atom)
    after = any(is_value_title(one) for one in same[position:])
    return len(titles) > 1 and after and any(one.kind is Kind.TITLE for one in same[:position])


def before_row_label(atoms: Sequence[Atom], at: int, end: int) -> int:
    """Return where a head ends if its last title already labels the first row: 策定時(H26) R4 R5 / 目標 48件 53件."""
    if end - at < 2 or end >= len(atoms) or atoms[end].kind is not Kind.VALUE:
        return end
    last, rest = atoms[end - 1], atoms[at : end - 1]
    years = [atom for atom in rest if atom.kind is Kind.YEAR]
    roles = [atom for atom in rest if is_value_title(atom) and atom.year is None]
    labels = is_value_title(last) and last.year is None and bool(years)
    if labels and last.begins_line and last.line is atoms[end].line:
        return end - 1
    return end - 1 if labels and not roles and (last.begins_line or len(years) > 1) else end


def context_role(atoms: Sequence[Atom], at: int) -> FactRole | None:
    """Return the role that the words before a head of years name: 実績 or 目標."""
    for atom in reversed(atoms[max(at - _LOOK_BACK, 0) : at]):
        if (
            atom.kind is Kind.TITLE
            and atom.title
            and atom.title.meaning in {FactRole.ACTUAL, FactRole.TARGET}
        ):
            return FactRole(str(atom.title.meaning))
        if atom.kind is Kind.VALUE:
            return None
        found = [role for role, words in _ROLE_WORDS if words.search(atom.words) and len(atom.words) < 60]
        if found:
            return max(found, key=lambda role: _last_of(role, atom.words))
    return None


def _last_of(role: FactRole, words: str) -> int:
    return max((match.start() for match in dict(_ROLE_WORDS)[role].finditer(words)), default=-1)


def columns_of(run: Sequence[Atom], context: FactRole | None) -> tuple[list[Column], bool]:
    """Return the columns that a run of titles and years describes, and whether every second one has no title."""
    run = _paired(_without_heading(run))
    titles = [atom for atom in run if atom.kind is Kind.TITLE and is_value_title(atom)]
    years = [atom for atom in run if atom.kind is Kind.YEAR]
    if len(titles) > 1 and _bare(titles[0]) == _bare(titles[1]) and not years:
        titles = titles[1:]  # the first is the title of the names
    if not years:
        return [_column(atom) for atom in titles], False
    if not titles:
        return [Column(role=context, year=atom.year, words=atom.words) for atom in years], False
    return _crossed(run, titles, years, context)


def _without_heading(run: Sequence[Atom]) -> list[Atom]:
    """Leave out a title alone on its line above a line of titles: it heads the whole table."""
    counts = Counter(atom.line.number for atom in run)
    alone = run[0].kind is Kind.TITLE and run[0].year is None and counts[run[0].line.number] == 1
    return list(run[1:]) if alone and len(run) > 2 and max(counts.values()) > 1 else list(run)


def _paired(run: Sequence[Atom]) -> list[Atom]:
    """Return a run in which a year and the title behind it are one, where at least two such pairs stand in it."""
    firsts = [
        at
        for at in range(len(run) - 1)
        if run[at].kind is Kind.YEAR and is_value_title(run[at + 1]) and run[at + 1].year is None
    ]
    years = sum(atom.kind is Kind.YEAR for atom in run)
    if len(firsts) < 2 or len(firsts) < years:
        return list(run)
    joined = set(firsts)
    return [
        replace(atom, year=run[at - 1].year) if at - 1 in joined else atom
        for at, atom in enumerate(run)
        if at not in joined
    ]


def _bare(atom: Atom) -> str:
    return re.sub(r"\([^()]*\)", "", compact(atom.words))


def _crossed(
    run: Sequence[Atom], titles: list[Atom], years: list[Atom], context: FactRole | None
) -> tuple[list[Column], bool]:
    """Return the columns where titles and years stand in two rows of a head, or one after the other."""
    undated = [atom for atom in titles if atom.year is None]
    half_titled = len(undated) == len(titles) == len(years) and len({_bare(atom) for atom in undated}) == 1
    if half_titled:
        return [_with_year(title, year) for title, year in zip(undated, years, strict=True)], True
    places = {
        id(atom): at for at, atom in enumerate(run)
    }  # not by comparing: a run may be as long as a document
    first, last = places[id(years[0])], places[id(years[-1])]
    around = any(places[id(atom)] < first for atom in titles) and any(
        places[id(atom)] > last for atom in titles
    )
    if len(undated) == len(titles) and not around and (columns := _spread(run, undated, years, context)):
        return columns, False
    last_title = titles[-1].title.meaning if titles[-1].title else None
    if around or (context is None and last_title is FactRole.TARGET and places[id(titles[-1])] > last):
        context = FactRole.ACTUAL  # years before a target that has a column of its own
    own = {id(atom) for atom in titles}
    shown = own | {id(atom) for atom in years}
    return [
        _column(atom) if id(atom) in own else _dated(atom, context) for atom in run if id(atom) in shown
    ], False


def _spread(
    run: Sequence[Atom], titles: list[Atom], years: list[Atom], context: FactRole | None
) -> list[Column] | None:
    """Return years below titles that span them, or titles that repeat below years."""
    first = run.index(titles[0]) < run.index(years[0])
    if len(titles) == 1 and len(years) > 1 and (first or run.index(titles[0]) == len(run) - 1):
        if titles[0].title and titles[0].title.meaning is FactRole.BASELINE:
            return [_column(titles[0]), *(_dated(year, context) for year in years)]
        return [_with_year(titles[0], year) for year in years]
    meanings = [title.title.meaning for title in titles if title.title]
    if meanings == [FactRole.BASELINE, FactRole.ACTUAL, FactRole.TARGET] and len(years) > len(titles):
        return [
            _with_year(titles[min(at, 1) if year is not years[-1] else 2], year)
            for at, year in enumerate(years)
        ]
    if len(titles) % len(years) == 0 and (not first or len(titles) == len(years)):
        times = len(titles) // len(years)
        return [_with_year(title, years[at // times]) for at, title in enumerate(titles)]
    if len(years) % len(titles) == 0 and first and len(years) > len(titles):
        times = len(years) // len(titles)
        return [_with_year(titles[at // times], year) for at, year in enumerate(years)]
    return None


def _column(atom: Atom) -> Column:
    assert atom.title is not None  # noqa: S101
    return Column(
        role=FactRole(str(atom.title.meaning)),
        year=atom.year,
        words=atom.words,
        is_period=atom.title.is_period,
    )


def _dated(atom: Atom, role: FactRole | None) -> Column:
    return Column(role=role, year=atom.year, words=atom.words)


def _with_year(title: Atom, year: Atom) -> Column:
    return replace(_column(title), year=year.year)
