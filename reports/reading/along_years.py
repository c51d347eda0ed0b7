"""JSON whose figures run along a list of years, or stand in pairs with theirs: each brought under its year."""

from typing import Any, Final

from reports.reading.cells import read_printed
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, years_in

Object = dict[str, Any]

_NO_CALENDAR: Final = NamedYears((), ())
_FEWEST: Final = 2
_PAIR: Final = 2


def is_year(words: str) -> bool:
    """Say whether words are a year and nothing else: 令和5年度, R5, 2023年度."""
    plain = tidy(words)
    years = years_in(plain, _NO_CALENDAR)
    return len(years) == 1 and (years[0].start, years[0].end) == (0, len(plain))


def under_years(content: Any) -> Any:
    """Return JSON in which what runs along years stands under them.

    >>> under_years({"years": [2023, 2024], "items": [{"name": "a", "target": [1, None]}]})
    {'items': [{'name': 'a', 'target': {'2023': 1, '2024': None}}]}
    >>> under_years({"name": "a", "history": [["R4", 12], ["R5", "-"]]})
    {'name': 'a', 'history': {'R4': 12, 'R5': '-'}}
    >>> under_years({"name": "a", "history": [{"x": "R4", "y": 12}]})
    {'name': 'a', 'history': {'R4': 12}}
    """
    if isinstance(content, list):
        return _of_pairs(content) or [under_years(one) for one in content]
    if not isinstance(content, dict):
        return content
    told = {key: under_years(value) for key, value in content.items()}
    for key, value in told.items():
        if are_years(value):
            rest = {name: one for name, one in told.items() if name != key}
            spread = _spread(rest, [str(one) for one in value])
            return spread if spread != rest else told
    return told


def are_years(value: Any) -> bool:
    """Say whether a value is a list of years, each once."""
    return (
        isinstance(value, list)
        and len(value) >= _FEWEST
        and all(_is_scalar(one) and is_year(str(one)) for one in value)
        and len({str(one) for one in value}) == len(value)
    )


def _spread(content: Any, years: list[str]) -> Any:
    """Return a part of JSON in which lists as long as the years, of figures or objects with these, are under them."""
    if isinstance(content, dict):
        return {key: _spread(value, years) for key, value in content.items()}
    if not isinstance(content, list):
        return content
    if len(content) == len(years) and (_are_figures(content) or _are_of_years(content)):
        return dict(zip(years, content, strict=True))
    return [_spread(one, years) for one in content]


def _are_figures(values: list[Any]) -> bool:
    """Say whether all values are figures or say that there is none, and one of them is a figure."""
    cells = [read_printed(str(one), _NO_CALENDAR) for one in values if one is not None and _is_scalar(one)]
    blank = sum(one is None for one in values)
    return (
        len(cells) + blank == len(values)
        and all(one.is_answer or one.is_goal for one in cells)
        and any(one.has_figure for one in cells)
    )


def _are_of_years(values: list[Any]) -> bool:
    """Say whether all values are objects of the same keys, with nothing but figures in them."""
    return (
        all(isinstance(one, dict) and one for one in values)
        and len({tuple(one) for one in values}) == 1
        and all(_are_figures([one[key] for one in values]) for key in values[0])
    )


def _of_pairs(members: list[Any]) -> Object:
    """Return the figures of pairs by the years that these begin with."""
    pairs = [list(one.values()) if _is_point(one) else one for one in members]
    if not pairs or not all(isinstance(one, list) and len(one) == _PAIR for one in pairs):
        return {}
    years, figures = [one[0] for one in pairs], [one[1] for one in pairs]
    if not all(_is_scalar(one) and is_year(str(one)) for one in years) or not _are_figures(figures):
        return {}
    told = {str(year): figure for year, figure in zip(years, figures, strict=True)}
    return told if len(told) == len(pairs) else {}


def _is_point(one: Any) -> bool:
    """Say whether an object is a point of a chart, whose keys say nothing: {"x": 2023, "y": 12}."""
    return isinstance(one, dict) and len(one) == _PAIR and all(len(key) == 1 for key in one)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
