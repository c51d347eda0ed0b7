"""What the keys of an object say of it: whether it is of an indicator, of the parts of one, or of one figure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from reports.reading.along_years import is_year
from reports.reading.facts import FactRole
from reports.reading.keys import (
    AMOUNT,
    CURRENT,
    FORMER,
    OF_WORKS,
    RATE,
    REVISED,
    UNIT,
    asks_year,
    name_key,
    plain_key,
    role_of_key,
    says_no_figure,
    year_in_key,
)
from reports.reading.printed_values import says_roles, spans_of

BARE_YEAR: Final = re.compile(r"(?:fy|value|r|h|y|year)?_?\d{1,4}")
VALUE_KEY: Final = re.compile(
    r"v|vals?|values?|figures?|amount|num|number|text|raw|printed|値|数値|数|量|値_.*|"
)
_PART: Final = re.compile(r"(?:indicator|kpi|metric|指標|評価指標|成果指標)")
_DEEPEST: Final = 6  # levels between an indicator and its figures

Content = Mapping[str, Any]


def name_of(content: Content) -> str | None:
    """Return the name that an object gives, itself or in the part that describes the indicator."""
    if (key := name_key(content)) is not None:
        return str(content[key])
    for key, part in content.items():
        if isinstance(part, dict) and _PART.fullmatch(plain_key(key)) and (own := name_key(part)):
            return str(part[own])
    return None


def holds_figures(content: Content) -> bool:
    """Say whether an object is of an indicator: it has a name, and figures with a role, a year or both."""
    if name_of(content) is None:
        return False
    if OF_WORKS.search(name_key(content) or ""):  # the accounts of a work are no indicator
        content = {key: value for key, value in content.items() if not AMOUNT.search(key)}
    return any(True for _ in roles_in(content))


def roles_in(content: Content, depth: int = 0) -> Iterator[FactRole | None]:
    """Yield the roles that the keys of an object say, and None for years alone; lists of indicators are none of it."""
    if depth > _DEEPEST:
        return
    for key, value in content.items():
        if says_no_figure(key) or (asks_year(key) and not isinstance(value, dict | list)):
            continue
        if isinstance(value, list) and any(isinstance(one, dict) and name_of(one) for one in value):
            continue
        role = role_of_key(key, content)
        if role is not None or CURRENT.search(plain_key(key)):
            yield role
        elif is_year(key) or (BARE_YEAR.fullmatch(plain_key(key)) and year_in_key(key)):
            yield None
        elif isinstance(value, dict):
            yield from roles_in(value, depth + 1)
        elif isinstance(value, list):
            yield from (role for one in value if isinstance(one, dict) for role in roles_in(one, depth + 1))
        elif spans_of(key) or says_roles(value):
            yield None


def is_former(key: str, content: Content, role: FactRole | None) -> bool:
    """Say whether a key is of an aim before it was revised, and another one of that behind it."""
    of_aims = {FactRole.TARGET, None} if role is FactRole.TARGET else {FactRole.TARGET}
    if not FORMER.search(plain_key(key)) or role_of_key(key, content) not in of_aims:
        return False
    return any(
        REVISED.search(plain_key(one)) and role_of_key(one, content) in of_aims
        for one in content
        if one != key
    )


def is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def are_parts(content: Content) -> bool:
    """Say whether the keys of an object are nothing but names of parts, each with a figure."""
    return len(content) > 1 and all(
        is_scalar(value) and _is_part(key, content) for key, value in content.items()
    )


def _is_part(key: str, content: Content) -> bool:
    plain = plain_key(key)
    speaks = asks_year(key) or year_in_key(key) or role_of_key(key, content) or says_no_figure(key)
    about = (words.search(plain) for words in (RATE, UNIT, CURRENT, REVISED, FORMER))
    return not (speaks or VALUE_KEY.fullmatch(plain) or any(about) or name_key({key: ""}))


def only_value(content: Content) -> str:
    """Return the key of the only thing in an object that is no year, unit or remark of its figure."""
    keys = [
        key
        for key, value in content.items()
        if is_scalar(value)
        and not (asks_year(key) or says_no_figure(key) or UNIT.search(plain_key(key)))
        and not RATE.search(plain_key(key))
    ]
    return keys[0] if len(keys) == 1 else ""


def unit_in(content: Content) -> str:
    """Return the unit that stands in a part of an object."""
    for key, value in content.items():
        if isinstance(value, str) and UNIT.search(plain_key(key)):
            return value
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and not says_no_figure(key) and (unit := unit_in(one)):
                return unit
    return ""
