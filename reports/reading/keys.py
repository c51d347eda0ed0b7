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
    r"(?:^|_)(?:id|ids|no|idx|seq|bikou?|key|group|kind|type|status|reason|rationale|note|notes|source|page|basis|review|level|url|comment|remark|overview|definition|national|benchmark|comparison|count|row|number|order|sequence|date|department|unit)(?:_|$)"
)
_ROLE_KEYS: Final = (
    (
        FactRole.BASELINE,
        re.compile(
            r"(?:^|_)(?:baseline|base|bsl|bl|initial|planning|start|starting|standard|origin|before|as_?is"
            r"|(?:kijun|genjou?|sakuteiji)_?(?:chi)?)(?:_|$|\d)"
        ),
    ),
    (
        FactRole.TARGET,
        re.compile(
            r"(?:^|_)(?:targets?|tgt|goals?|aims?|objectives?|planned|plan_values?|(?:mokuhyou?|keikaku)_?(?:chi)?|to_?be)(?:_|$|\d)"
            r"|^(?:plan|final|end|after|future)(?:_figure)?(?:_?(?:fy)?[rh]?\d{1,4})?$"
        ),
    ),
    (
        FactRole.ACTUAL,
        re.compile(
            r"(?:^|_)(?:actuals?|acts?|results?|rslt|latest|observed|achieved|done|recent|jisseki_?(?:chi)?|measured|annual|performance|realized)(?:_|$|\d)"
        ),
    ),
)
_AS_BEGUN: Final = re.compile(r"(?:^|_)(?:initial|original|first|planning|start|starting|before)_")
_COURSE: Final = re.compile(
    r"(?:年度別|年次|実績値?の?)?(?:進捗|推移|経過|経年変化)(?:状況)?|trend|history|progress"
)
CURRENT: Final = re.compile(r"(?:^|_)(?:current|curr?|present|now)(?:_|$)")
SPAN_OF_PLAN: Final = re.compile(r"(?:^|_)plan_?(?:period|years?|term)(?:_|$)|計画(?:期間|年度)")
_OF_YEAR: Final = re.compile(r"の?(?:年度?|時点|時期)$|_(?:fiscal_year|year|yr|fy|nendo)$")
BEGINNING_OF_PLAN: Final = re.compile(r"(?:^|_)(?:start|begin|from)|開始|始期")
_DEADLINE: Final = re.compile(r"期限|(?:^|_)(?:deadline|due)(?:_|$)")
EVALUATED: Final = re.compile(
    r"(?:評価|実績|集計)?対象年度?|(?:^|_)(?:evaluated|subject|reported|results?)_(?:fiscal_)?year$"
)
FORMER: Final = re.compile(
    r"当初|変更前|見直し前|改[定訂]前|旧|(?:^|_)(?:former|original|initial|old|previous|first)(?:_|$)"
)
REVISED: Final = re.compile(
    r"(?:変更|見直し|改[定訂])(?!前)|新(?:目標|計画)|(?:^|_)(?:revised|new|updated|amended|changed)(?:_|$)"
)
_REVISED_AIM: Final = re.compile(r"(?:変更|見直し|改[定訂])後?(?:の?目標|の)?値?")
_BEGINNING: Final = re.compile(
    r"(?:計画)?(?:当初|策定前|開始前|策定当時)(?:値|の値)?|(?:計画|実施|導入|取組|事業)前(?:値|の値)?|始期(?:値|の値)?"
)
_END: Final = re.compile(r"(?:計画|事業)(?:後|終了時|完了時)(?:値|の値)?|終期(?:値|の値)?")
_PIECES: Final = re.compile(r"[\s_・:：/／()（）\[\]【】]+")
RATE: Final = re.compile(r"(?:^|_)(?:achievement|attainment|progress)?_?rate(?:_|$)|達成率|進捗率")
OF_WORKS: Final = re.compile(r"事業名|取組名")
AMOUNT: Final = re.compile(r"[額費]$|[額費]?[（(](?:千|万|百万)?円[)）]$")
YEARLY_PLAN: Final = re.compile(r"^(?:計画|plan|planned)(?:値|_?value)?$")
_NAMES: Final = (
    re.compile(
        r"(?:indicator|kpi|metric|ind)_(?:name|title|label)$|指標名|指標$|項目名|^(?:shihyou?|kou?moku)_?(?:mei)?$"
    ),
    re.compile(
        r"^(?:indicator|ind|kpi|metric|name|指標名称|名称|名前|数値目標|kpi名)$"
        r"|(?<!policy)(?<!plan)(?<!group)(?<!department)_name$"
    ),
    re.compile(r"^(?:title|label|item|項目|名)$|事業名|取組名"),
)
_YEAR_KEY: Final = re.compile(
    r"(?:^|_)(?:measurement_year|years?|yrs?|fiscal_years?|fy|period|nendo|as_of|timing|deadline|due)(?:_|$)|年度|期限|時点|時期|^年$|(?:基準|目標|現状|評価|調査|対象)年$"
)
OWN_YEAR: Final = re.compile(r"(?:fiscal_)?year|fy|yr|nendo|年度?")
_YEAR_IN_KEY: Final = re.compile(
    r"(?<![a-z0-9])(r|h|s|fy)?(\d{1,4})(?![0-9])|(?<=[a-z])()((?:19|20)\d\d)(?![0-9])"
)
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")
_NO_CALENDAR: Final = NamedYears((), ())
_MOST_PIECES: Final = 5
UNIT: Final = re.compile(r"(?:^|_)units?(?:_|$)|^(?:u|tani)$|単位")
_AT: Final = re.compile(r"_(?:at|by|in|on|when|until)$")


def name_key(content: Mapping[str, Any]) -> str | None:
    """Return the key of the indicator's name: the one that says so, before any other name or title."""
    keys = [key for key, value in content.items() if isinstance(value, str)]
    for words in _NAMES:
        if found := next((key for key in keys if words.search(plain_key(key))), None):
            return found
    return None


def plain_key(key: str) -> str:
    """Return a key in small letters with underscores, without what only says how its value is written."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    return _SUFFIX.sub("", _NO_WORD.sub("_", words).strip("_") if key.isascii() else words)


def role_of_key(key: str, content: Mapping[str, Any]) -> FactRole | None:
    """Return the role that a key names in English or Japanese, or None."""
    plain = plain_key(key)
    if NO_FACT.search(plain) or RATE.search(plain):
        return None
    found = next(
        (role for role, words in _ROLE_KEYS if words.search(_AS_BEGUN.sub("_", plain).lstrip("_"))), None
    )
    found = found or next((role for role, words in _ROLE_KEYS if words.search(plain)), None)
    if found is None and _COURSE.fullmatch(plain):
        return FactRole.ACTUAL
    if found is None and _BEGINNING.fullmatch(plain) and not any(map(_REVISED_AIM.fullmatch, content)):
        return FactRole.BASELINE
    if found is None and _END.fullmatch(plain):
        return FactRole.TARGET
    return _role_in_words(key) if found is None and not plain.isascii() else found


def _role_in_words(key: str) -> FactRole | None:
    """Return the role of a Japanese key: 実績_R4, 目標値_改定後（R7）."""
    if title := read_title(key.replace("_", " "), _NO_CALENDAR):
        return FactRole(str(title.meaning)) if isinstance(title.meaning, FactRole) else None
    pieces = _PIECES.split(key)
    titles = [read_title(one, _NO_CALENDAR) for one in pieces if one] if len(pieces) <= _MOST_PIECES else []
    roles = {one.meaning for one in titles if one and isinstance(one.meaning, FactRole)}
    others = [one for one in titles if one and not isinstance(one.meaning, FactRole)]
    return FactRole(str(roles.pop())) if len(roles) == 1 and not others else None


def role_of_year(key: str, content: Mapping[str, Any]) -> FactRole | None:
    """Return the role whose year the value of a key is: 目標年度, base_fy, 評価対象年度."""
    if EVALUATED.search(plain_key(key)):
        return FactRole.ACTUAL
    if _DEADLINE.search(plain_key(key)):
        return FactRole.TARGET
    return role_of_key(key, content) or role_of_key(_OF_YEAR.sub("", plain_key(key)), content)


def is_own_year(key: str) -> bool:
    """Say whether the value of a key is the year of the whole object: year, 年度."""
    return bool(OWN_YEAR.fullmatch(plain_key(key)))


def asks_year(key: str) -> bool:
    """Say whether the value of a key is a year: not where the key is one itself, as 令和5年度 is."""
    plain = plain_key(key)
    is_of_year = _YEAR_KEY.search(plain) or (_AT.search(plain) and role_of_key(key, {}))
    return bool(is_of_year) and year_in_key(key) is None


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


def says_no_figure(key: str) -> bool:
    """Say whether the value of a key is no figure of its indicator, whatever else the key says."""
    plain = plain_key(key)
    return bool(NO_FACT.search(plain)) and not RATE.search(plain)
