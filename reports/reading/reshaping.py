"""JSON that keeps what belongs together apart: names beside their figures' list, years beside lists of indicators."""

import re
from typing import Any, Final

from reports.reading.along_years import is_year
from reports.reading.cells import read_printed
from reports.reading.figures import is_unit
from reports.reading.keys import name_key, plain_key, role_of_key
from reports.reading.tables import is_whole_name
from reports.reading.titles import read_title
from reports.reading.wording import compact, tidy
from reports.reading.years import NamedYears, years_in

Object = dict[str, Any]

_REFERENCE: Final = re.compile(
    r"(?:^|_)(?:id|no|code|key|ref|number|indicator|kpi|metric|series|item)$|番号|コード|^(?:指標|項目)?(?:id|no)$",
    re.IGNORECASE,
)
_JAPANESE: Final = re.compile(r"[㐀-鿿々ァ-ヶ]")
_SENTENCE: Final = re.compile(r"。|ます$|した$")
_LONG: Final = ("指標名", "年度", "type", "値")
_NO_CALENDAR: Final = NamedYears((), ())
_SIGNS: Final = ("|", "\t", "｜")
_FEWEST: Final = 2
_FEWEST_CELLS: Final = 3
_SHORTEST, _LONGEST = 3, 60
_HALF: Final = 2


def put_together(content: Any) -> Any:
    """Return JSON in which each object of an indicator holds its name, its figures and their years.

    >>> put_together([{"cells": ["指標", "R5", "R6"]}, {"cells": ["a", "1", "2"]}, {"cells": ["b", "3", "4"]}])
    [['指標', 'R5', 'R6'], ['a', '1', '2'], ['b', '3', '4']]
    >>> put_together({"kpi": [{"id": 1, "name": "a"}], "data": [{"id": 1, "target": 5}, {"id": 1, "target": 6}]})
    {'kpi': [{'id': 1, 'name': 'a', 'figures of it': [{'target': 5}, {'target': 6}]}]}
    """
    if isinstance(content, list):
        return (
            _rows_of_cells(content)
            or _rows_of_texts(content)
            or [put_together(one) for one in _with_names(content)]
        )
    if not isinstance(content, dict):
        return content
    told = {key: put_together(value) for key, value in content.items()}
    return _joined(_in_columns(told))


def _rows_of_cells(members: list[Any]) -> list[list[Any]]:
    """Return the cells of objects that hold a list of texts and nothing else but their number."""
    lists = [
        [value for value in one.values() if isinstance(value, list)] if isinstance(one, dict) else []
        for one in members
    ]
    if len(members) < _FEWEST_CELLS or not all(len(one) == 1 for one in lists):
        return []
    rows = [one[0] for one in lists]
    widths = {len(row) for row in rows}
    is_table = len(widths) == 1 and min(widths) >= _FEWEST_CELLS
    are_texts = all(isinstance(cell, str | int | float | None) for row in rows for cell in row)
    return rows if is_table and are_texts and all(isinstance(cell, str) for cell in rows[0]) else []


def _rows_of_texts(members: list[Any]) -> list[list[str]]:
    """Return the cells of texts that are rows of a table, parted by one sign as often in each."""
    if len(members) < _FEWEST_CELLS or not all(isinstance(one, str) for one in members):
        return []
    for sign in _SIGNS:
        rows = [[cell.strip() for cell in one.split(sign)] for one in members]
        if len({len(row) for row in rows}) == 1 and len(rows[0]) >= _FEWEST_CELLS:
            return rows
    return []


def _in_columns(content: Object) -> Object:
    """Make an object of each indicator where a list has their names and lists as long their figures."""
    lists = {
        key: value for key, value in content.items() if isinstance(value, list) and len(value) >= _FEWEST
    }
    names = next((key for key, value in lists.items() if _are_names(value)), None)
    if names is None:
        return content
    count = len(lists[names])
    along = [
        key for key, value in lists.items() if len(value) == count and _are_plain(value) and key != names
    ]
    if not any(role_of_key(key, content) for key in along):
        return content
    rows = [{"指標名": lists[names][at]} | {key: lists[key][at] for key in along} for at in range(count)]
    return {key: value for key, value in content.items() if key not in {names, *along}} | {"each": rows}


def _are_plain(values: list[Any]) -> bool:
    return not any(isinstance(one, dict | list) for one in values)


def _joined(content: Object) -> Object:
    """Put objects that name their indicator by its number only into the object of that number."""
    lists = {key: value for key, value in content.items() if _are_objects(value)}
    for names, named in lists.items():
        if not all(name_key(one) for one in named):
            continue
        for figures, told in lists.items():
            if (
                figures != names
                and not any(name_key(one) for one in told)
                and (keys := _reference(named, told))
            ):
                rest = {key: value for key, value in content.items() if key != figures}
                return rest | {names: _with_figures(named, told, *keys)}
    return content


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _reference(named: list[Object], told: list[Object]) -> tuple[str, str] | None:
    """Return the key that numbers indicators, and that under which figures say this number."""
    for own in named[0]:
        numbers = [one.get(own) for one in named]
        if not _REFERENCE.search(plain_key(own)) or not _are_numbers(numbers):
            continue
        for other in told[0]:
            said = [one.get(other) for one in told]
            if _REFERENCE.search(plain_key(other)) and _are_scalars(said) and set(said) <= set(numbers):
                return own, other
    return None


def _are_numbers(values: list[Any]) -> bool:
    return _are_scalars(values) and len(set(values)) == len(values)


def _are_scalars(values: list[Any]) -> bool:
    return all(isinstance(one, str | int) and not isinstance(one, bool) for one in values)


def _with_figures(named: list[Object], told: list[Object], own: str, other: str) -> list[Object]:
    figures: dict[Any, list[Object]] = {}
    for one in told:
        figures.setdefault(one[other], []).append({key: value for key, value in one.items() if key != other})
    return [one | {"figures of it": figures.get(one[own], [])} for one in named]


def _with_names(members: list[Any]) -> list[Any]:
    """Call the name of objects so where its key says nothing, but their values do: what is counted, each once."""
    if len(members) < _FEWEST or not _are_objects(members) or any(name_key(one) for one in members):
        return members
    columns = {key: [one.get(key) for one in members] for key in members[0]}
    names = [key for key, values in columns.items() if _are_names(values)]
    units = [key for key, values in columns.items() if _are_units(values)]
    if len(names) != 1:
        return _as_long_rows(members, columns)
    called = {names[0]: "指標名"} | ({units[0]: "単位"} if len(units) == 1 else {})
    return [{called.get(key, key): value for key, value in one.items()} for one in members]


def _as_long_rows(members: list[Any], columns: dict[str, list[Any]]) -> list[Any]:
    """Call the name, the year, the role and the figure of each row so, where the values of four keys are just these."""
    texts = {key: values for key, values in columns.items() if all(isinstance(one, str) for one in values)}
    names = [key for key, values in texts.items() if all(map(_may_be_name, values))]
    roles = [key for key, values in texts.items() if all(role_of_key(one, {}) for one in values)]
    years = [key for key, values in columns.items() if all(is_year(str(one)) for one in values)]
    figures = [key for key, values in columns.items() if all(isinstance(one, int | float) for one in values)]
    figures = [key for key in figures if key not in years]
    found = [names, years, roles, figures]
    if any(len(keys) != 1 for keys in found):
        return members
    called = {keys[0]: title for keys, title in zip(found, _LONG, strict=True)}
    units = [key for key, values in columns.items() if _are_units(values)]
    called |= {units[0]: "単位"} if len(units) == 1 else {}
    return [{called.get(key, key): value for key, value in one.items()} for one in members]


def _are_names(values: list[Any]) -> bool:
    if not all(isinstance(one, str) and _may_be_name(one) for one in values) or len(set(values)) < len(
        values
    ):
        return False
    return sum(is_whole_name(one) for one in values) * _HALF >= len(values)


def _may_be_name(words: str) -> bool:
    plain = compact(words)
    return (
        _SHORTEST <= len(plain) <= _LONGEST
        and bool(_JAPANESE.search(plain))
        and not _SENTENCE.search(plain)
        and not years_in(tidy(words), _NO_CALENDAR)[:1]
        and read_title(words, _NO_CALENDAR) is None
        and not read_printed(words, _NO_CALENDAR).has_figure
    )


def _are_units(values: list[Any]) -> bool:
    return all(isinstance(one, str) and is_unit(tidy(one)) for one in values)
