"""JSON that holds a table otherwise than as objects of one indicator: brought to objects with names and roles."""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final

from reports.reading.along_years import is_year, under_years
from reports.reading.facts import FactRole
from reports.reading.keys import (
    UNIT,
    asks_year,
    name_key,
    plain_key,
    role_of_key,
    says_no_figure,
    year_in_key,
)
from reports.reading.reshaping import put_together
from reports.reading.tables import is_whole_name
from reports.reading.titles import read_title
from reports.reading.years import NamedYears

Object = dict[str, Any]

_NUMBERED: Final = re.compile(
    r"(?P<word>[^\d]*?[^\d_ ])[_ ]?(?P<number>\d{1,2})[_ ]?(?P<rest>\D.*|[RHSrhs]\d.*)"
)
_NUMBERED_BEHIND: Final = re.compile(r"(?P<word>.*\D.*?)_?(?P<number>[1-9]|1\d)")
_PERIOD: Final = re.compile(
    r"(?P<stem>.+?)(?:(?<=[^_])_(?:value_)?(?:period|time|year|date|fy|as_of|timing)(?:_text)?|の?(?:時点|時期|年度?)|[（(](?:時点|時期|年度?)[)）])"
)
_VALUES: Final = (
    *(
        "",
        "_value_text",
        "_text",
        "_value",
        "_val",
        "_figure",
        "_amount",
        "_number",
        "_printed",
        "_raw",
        "_original",
    ),
    *("（値）", "(値)", "値", "の値", "数値", "の数値", "目標", "目標値", "実績", "実績値"),
)
_VALUE_END: Final = re.compile(
    r"(?:_value)?_text$|_(?:val(?:ue)?|figure|amount|number|printed|raw|original)$|[（(]値[)）]$"
)
_PARTS: Final = ("_parts", "_components", "_breakdown", "_items", "の内訳", "内訳")
_SMALL: Final = re.compile(r"^[rhs](?=\d)")
_NAME: Final = re.compile(r"(?:name|title|label|名|名称|指標名)$", re.IGNORECASE)
_TITLES_OF_COLUMNS: Final = ("label", "title", "header", "name", "id", "field", "key")
_VALUE: Final = re.compile(r"values?|val|v|y|amount|figure|data|series|値|数値|数量|データ", re.IGNORECASE)
_KINDS: Final = re.compile(r"(?P<role>target|goal|actual|result|baseline)s?_?(?:values?)?", re.IGNORECASE)
_OF_KIND: Final = re.compile(r"(?:^|_)(?:kind|type|category|class|role|label|series|name|phase)$")
_OPENING: Final = re.compile(r"[\[{]")
_FEWEST: Final = 2
_LONGEST_KIND: Final = 16
_MOST_VALUES: Final = 20_000
_MOST_READ_AGAIN: Final = 10  # times the text, of what is broken
_LONGEST_KEY: Final = 200
_LEAST_READ: Final = 2  # a half
_NO_CALENDAR: Final = NamedYears((), ())


def values_in(text: str) -> list[Any]:
    """Return the JSON values of a text: one, one a line, or those among other words, or of one that is cut.

    Nothing is returned where they are a small part of it: then it is a text in which brackets stand.

    >>> values_in('{"a": 1}\\n{"a": 2}\\n')
    [{'a': 1}, {'a': 2}]
    >>> values_in('[{"a": 1}, {"a": 2}, {"a":')
    [{'a': 1}, {'a': 2}]
    """
    decoder, found, read, at = JSONDecoder(), [], 0, 0
    again = _MOST_READ_AGAIN * len(text)
    for _ in range(_MOST_VALUES):
        match = _OPENING.search(text, at)
        if match is None or again < 0:
            break
        try:
            value, end = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError) as error:
            at = match.start() + 1  # of what is cut or broken the parts may be whole
            again -= error.pos - at if isinstance(error, JSONDecodeError) else 0
            continue
        if isinstance(value, dict) or (isinstance(value, list) and value):
            found.append(value)
            read += end - match.start()
        at = end
    return found if read * _LEAST_READ >= len(text.strip()) else []


def as_records(content: Any) -> Any:
    """Return JSON as objects of which each holds what is said of its indicator."""
    return as_objects(put_together(under_years(content)))


def as_objects(content: Any) -> Any:
    """Return JSON with an object for each row where rows stand under titles, for each year where years are keys, for
    each indicator where numbers in keys count them, and with its role as the key of a figure.

    >>> as_objects({"columns": ["name", "target"], "rows": [["a", 1], ["b", 2]]})
    [{'name': 'a', 'target': 1}, {'name': 'b', 'target': 2}]
    >>> as_objects({"name": "a", "data": {"R5": {"target": 1}, "R6": {"target": 2}}})
    {'name': 'a', 'data': [{'year': 'R5', 'target': 1}, {'year': 'R6', 'target': 2}]}
    >>> as_objects({"name": "a", "year": 2023, "type": "target", "value": 1})
    {'name': 'a', 'year': 2023, 'target': 1}
    >>> as_objects({"kpi1_name": "a", "kpi1_target_2023": 1})
    {'several': [{'name': 'a', 'target_2023': 1}]}
    >>> as_objects({"name": "a", "kpi_val": 1, "name2": "b", "kpi_val2": 2})
    {'several': [{'name': 'a', 'kpi_val': 1}, {'name': 'b', 'kpi_val': 2}]}
    >>> as_objects({"name": "a", "goal_text": "1", "goal_period": "R5"})
    {'name': 'a', 'goal': {'year': 'R5', 'value': '1'}}
    """
    if isinstance(content, list):
        return _rows(content[0], content[1:]) or [as_objects(one) for one in content] if content else []
    if not isinstance(content, dict):
        return content
    return next(_reshaped(content), None) or {key: as_objects(one) for key, one in content.items()}


def _reshaped(content: Object) -> Iterator[Any]:
    """Yield the ways in which an object is a table of objects."""
    lists = {key: value for key, value in content.items() if isinstance(value, list)}
    titles = next(filter(_are_titles, map(_as_titles, lists.values())), None)
    for value in lists.values() if titles else ():
        yield from filter(None, [_rows(titles, value)])
    if content and all(is_year(key) and isinstance(value, dict) for key, value in content.items()):
        yield [{"year": key} | as_objects(value) for key, value in content.items()]
    for way in (_names_below, _of_years, _by_name, _by_number, _by_last_number, _of_kind, _with_periods):
        yield from filter(None, [way(content)])  # one after the other: each goes through all that is in it


def _of_years(content: Object) -> Object | None:
    """Return an object some of whose keys are years of objects, 令和5年度: {目標 …, 実績 …}, with a list of these."""
    years = [key for key, value in content.items() if is_year(key) and isinstance(value, dict)]
    if not years or not all(any(role_of_key(one, content[key]) for one in content[key]) for key in years):
        return None
    rows = [{"year": key} | as_objects(content[key]) for key in years]
    return {key: as_objects(one) for key, one in content.items() if key not in years} | {"by year": rows}


def _names_below(content: Object) -> Object | None:
    """Return the objects of names that stand below roles or years, 目標: {公害苦情件数: …}, 実績: {公害苦情件数: …}."""
    above = [key for key, value in content.items() if isinstance(value, dict) and _is_above(key)]
    if not above or name_key(content) is not None:
        return None
    names = dict.fromkeys(name for key in above for name in content[key])
    if not all(map(_may_be_name, names)) or not any(map(is_whole_name, names)):
        return None
    rows = [
        {"指標名": name} | {key: as_objects(content[key][name]) for key in above if name in content[key]}
        for name in names
    ]
    return {key: as_objects(one) for key, one in content.items() if key not in above} | {"each": rows}


def _is_above(key: str) -> bool:
    return is_year(key) or role_of_key(key, {}) is not None


def _may_be_name(key: str) -> bool:
    speaks = is_year(key) or year_in_key(key) or read_title(key, _NO_CALENDAR) or role_of_key(key, {})
    return not (speaks or key.isascii() or says_no_figure(key) or UNIT.search(key))


def _by_name(content: Object) -> list[Any] | None:
    """Return the objects under the names of what they tell, each with its name inside."""
    if not content or not all(isinstance(value, dict) for value in content.values()):
        return None
    if len(content) < _FEWEST and not any(map(is_whole_name, content)):
        return None
    inner = [
        any(role_of_key(key, value) for key in value) and name_key(value) is None
        for value in content.values()
    ]
    are_names = not any(is_year(key) or read_title(key, _NO_CALENDAR) or key.isascii() for key in content)
    if not are_names or not all(inner):
        return None
    return [{"指標名": key} | as_objects(value) for key, value in content.items()]


def _as_titles(value: list[Any]) -> list[Any]:
    """Return the titles of columns that are described by an object each, {"id": "指標", "type": "text"}."""
    if not all(isinstance(one, dict) for one in value):
        return value
    for key in _TITLES_OF_COLUMNS:
        if value and all(isinstance(one.get(key), str) for one in value):
            return [one[key] for one in value]
    return []


def _are_titles(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= _FEWEST and all(isinstance(one, str) for one in value)


def _rows(titles: Any, rows: Any) -> list[Any]:
    """Return the rows under some titles as objects, if all are lists as long as those."""
    fits = _are_titles(titles) and isinstance(rows, list) and rows
    if fits and all(isinstance(one, list) and len(one) == len(titles) + 1 for one in rows):
        titles = [*titles, "value"]  # of a cube, whose dimensions have names alone
    if not fits or not all(isinstance(one, list) and len(one) == len(titles) for one in rows):
        return []
    return [as_objects(dict(zip(titles, one, strict=True))) for one in rows]


def _by_number(content: Object) -> Object | None:
    """Return an object whose keys count its indicators, 指標1名称 and 指標1目標値, with a list of them."""
    counted: dict[str, Object] = {}
    taken: set[str] = set()
    for key, value in content.items():
        if (match := _numbered(_NUMBERED, key)) and not is_year(f"{match['word'][-1]}{match['number']}"):
            counted.setdefault(f"{match['word']}{match['number']}", {})[match["rest"]] = value
            taken.add(key)
    if not counted or not all(any(_NAME.search(key) for key in one) for one in counted.values()):
        return None
    rest = {key: as_objects(value) for key, value in content.items() if key not in taken}
    return rest | {"several": list(counted.values())}


def _by_last_number(content: Object) -> Object | None:
    """Return an object whose keys count its indicators at their end, name and name2, with a list of them."""
    counted: dict[int, Object] = {}
    taken: set[str] = set()
    for key, value in content.items():
        match = _numbered(_NUMBERED_BEHIND, key)
        first = match["word"].removesuffix("_") if match else ""
        begins = next((one for one in (first, f"{first}1", f"{first}_1") if one in content), None)
        if match and begins is not None and not is_year(f"{first[-1]}{match['number']}"):
            counted.setdefault(1, {})[first] = content[begins]
            counted.setdefault(int(match["number"]), {})[first] = value
            taken |= {key, begins}
    if not counted or not all(any(_NAME.search(key) for key in one) for one in counted.values()):
        return None
    stem = next(_NAME.sub("", key) for key in counted[1] if _NAME.search(key))
    own = {key for key in content if stem and key.startswith(stem)} - taken
    counted[1] |= {key: content[key] for key in own}
    rest = {key: as_objects(value) for key, value in content.items() if key not in taken | own}
    return rest | {"several": [one for _, one in sorted(counted.items())]}


def _numbered(pattern: re.Pattern[str], key: str) -> re.Match[str] | None:
    """Return what a key says that counts something; one that is as long as a sentence counts nothing."""
    return pattern.fullmatch(key) if len(key) <= _LONGEST_KEY else None


def _with_periods(content: Object) -> Object | None:
    """Return an object in which a value and the key of its period, of one stem, are one object of a year."""
    told: Object = {}
    taken: set[str] = set()
    for key, period in content.items():
        match = _PERIOD.fullmatch(key)
        value = _value_key(match["stem"], content) if match else None
        if match and value is not None and not isinstance(content[value], dict | list):
            told[value] = {"year": _era_letter(period), "value": content[value]}
            taken |= {key, *(f"{match['stem']}{end}" for end in _PARTS)}
    if not told:
        return None
    return {
        _VALUE_END.sub("", key) if key in told else key: told.get(key, as_objects(value))
        for key, value in content.items()
        if key not in taken and not (key in told and told[key]["value"] is None)
    }


def _value_key(stem: str, content: Object) -> str | None:
    """Return the key under which the value of a stem stands; that of another period is none."""
    keys = (f"{stem}{end}" for end in _VALUES)
    return next((key for key in keys if key in content and not asks_year(key)), None)


def _era_letter(period: Any) -> Any:
    return _SMALL.sub(lambda match: match[0].upper(), period) if isinstance(period, str) else period


def _of_kind(content: Object) -> Object | None:
    """Return an object in which a word says the role of its only figure with that role as the figure's key."""
    value = next((key for key in content if _VALUE.fullmatch(key)), None)
    kinds = {key: role for key, one in content.items() if isinstance(one, str) and (role := _kind(one, key))}
    if len(kinds) != 1:
        return None
    ((key, role),) = kinds.items()
    if value is None:
        return _of_kind_by_years(content, key, role)
    return {one: told for one, told in content.items() if one not in {key, value}} | {role: content[value]}


def _of_kind_by_years(content: Object, kind: str, role: str) -> Object | None:
    """Return an object in which a word says the role of the figures under its years with these under the role."""
    years = {key: one for key, one in content.items() if is_year(key) and isinstance(one, str | int | float)}
    if not years:
        return None
    return {key: one for key, one in content.items() if key != kind and key not in years} | {role: years}


def _kind(words: str, key: str) -> str:
    if match := _KINDS.fullmatch(words):
        return match["role"].lower()
    if _OF_KIND.search(plain_key(key)) and words.isascii() and len(words) <= _LONGEST_KIND:
        return plain_key(words) if role_of_key(words, {}) else ""
    title = read_title(words, _NO_CALENDAR) if not words.isascii() else None
    return title.words if title and title.year is None and isinstance(title.meaning, FactRole) else ""
