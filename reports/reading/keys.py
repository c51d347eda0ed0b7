"""The keys of JSON objects: what they say of their values, in English or Japanese, in any case."""

import re
from collections.abc import Mapping
from typing import Any, Final

from reports.reading.facts import FactRole
from reports.reading.titles import read_title
from reports.reading.wording import tidy
from reports.reading.years import NamedYears, PrintedYear, years_in

_SUFFIX: Final = re.compile(r"_(?:original|text|raw|printed|str|string|display|label|value)(?=_|$)")
NO_FACT: Final = re.compile(
    r"(?:^|_)(?:id|ids|key|group|kind|type|status|reason|rationale|note|notes|source|page|basis|review|level|url|comment|remark|overview|definition|national|benchmark|comparison|count|row|number|order|sequence|date|department|unit)(?:_|$)"
)
_ROLE_KEYS: Final = (
    (
        FactRole.BASELINE,
        re.compile(
            r"(?:^|_)(?:baseline|base|initial|planning|start|starting|standard|kijun|genjo)(?:_|$|\d)"
        ),
    ),
    (
        FactRole.TARGET,
        re.compile(
            r"(?:^|_)(?:targets?|goals?|aims?|objectives?|planned|plan_values?|mokuhyo)(?:_|$|\d)|(?:^|_)final$"
        ),
    ),
    (
        FactRole.ACTUAL,
        re.compile(
            r"(?:^|_)(?:actuals?|results?|latest|observed|achieved|jisseki|measured|annual|performance|realized)(?:_|$|\d)"
        ),
    ),
)
_COURSE: Final = re.compile(
    r"(?:年度別|年次|実績値?の?)?(?:進捗|推移|経過|経年変化)(?:状況)?|trend|history|progress"
)
CURRENT: Final = re.compile(r"(?:^|_)(?:current|present)(?:_|$)")
RATE: Final = re.compile(r"(?:^|_)(?:achievement|attainment|progress)?_?rate(?:_|$)|達成率|進捗率")
_NAMES: Final = (
    re.compile(r"(?:indicator|kpi|metric)_(?:name|title|label)$|指標名|指標$|項目名"),
    re.compile(
        r"^(?:indicator|kpi|metric|name|指標名称|名称|名前|数値目標|kpi名)$"
        r"|(?<!policy)(?<!plan)(?<!group)(?<!department)_name$"
    ),
    re.compile(r"^(?:title|label|item|項目|名)$|事業名|取組名"),
)
_YEAR_KEY: Final = re.compile(
    r"(?:^|_)(?:measurement_year|years?|fiscal_years?|fy|period|nendo)(?:_|$)|年度|時点|時期|^年$|(?:基準|目標|現状|評価|調査|対象)年$"
)
OWN_YEAR: Final = re.compile(r"(?:fiscal_)?year|fy|nendo|年度?")
_YEAR_IN_KEY: Final = re.compile(
    r"(?<![a-z0-9])(r|h|s|fy)?(\d{1,4})(?![0-9])|(?<=[a-z])()((?:19|20)\d\d)(?![0-9])"
)
UNIT: Final = re.compile(r"(?:^|_)units?(?:_|$)|単位")


def name_key(content: Mapping[str, Any]) -> str | None:
    """Return the key of the indicator's name: the one that says so, before any other name or title."""
    keys = [key for key, value in content.items() if isinstance(value, str)]
    for words in _NAMES:
        if found := next((key for key in keys if words.search(plain_key(key))), None):
            return found
    return None


def plain_key(key: str) -> str:
    """Return a key in small letters with underscores, without what only says how its value is written."""
    return _SUFFIX.sub("", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower())


def role_of_key(key: str, content: Mapping[str, Any]) -> FactRole | None:
    """Return the role that a key names in English or Japanese, or None."""
    plain = plain_key(key)
    if NO_FACT.search(plain) or RATE.search(plain):
        return None
    found = next((role for role, words in _ROLE_KEYS if words.search(plain)), None)
    if found is None and _COURSE.fullmatch(plain):
        return FactRole.ACTUAL
    words = key.replace("_", " ")  # 実績_R4
    if found is None and not plain.isascii() and (title := read_title(words, NamedYears((), ()))):
        return FactRole(str(title.meaning)) if isinstance(title.meaning, FactRole) else None
    return found


def asks_year(key: str) -> bool:
    """Say whether the value of a key is a year: not where the key is one itself, as 令和5年度 is."""
    return bool(_YEAR_KEY.search(plain_key(key))) and year_in_key(key) is None


def years_of(value: Any, calendar: NamedYears) -> list[PrintedYear]:
    """Return the years that a value names: 2023, R5, 令和5年度."""
    words = tidy(str(value))
    return years_in(words, calendar) or years_in(f"{words}年度", calendar)


def year_in_key(key: str) -> PrintedYear | None:
    """Return the year of target_r9, actual_2023 or 令和5年度実績."""
    if years := years_in(tidy(key), NamedYears((), ())):
        return years[-1]
    for letter, number, _, year in _YEAR_IN_KEY.findall(key.lower().replace("_", " ")):
        digits = number or year
        words = f"{letter.upper()}{digits}" if letter in {"r", "h", "s"} else digits
        if (letter or len(digits) == 4) and (years := years_in(words, NamedYears((), ()))):
            return years[-1]
    return None
