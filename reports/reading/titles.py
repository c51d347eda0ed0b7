"""The words that head columns, rows and values, and what they make of the figures below or beside them."""

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import lru_cache
from typing import Final

from reports.reading.facts import FactRole
from reports.reading.wording import KEPT, compact, tidy
from reports.reading.years import NamedYears, PrintedYear, years_in


class Other(StrEnum):
    """What a column may hold that is no figure of an indicator."""

    NAME = auto()
    UNIT = auto()
    MARK = auto()
    LABEL = auto()
    YEAR = auto()
    TEXT = auto()
    COST = auto()
    IGNORED = auto()


Meaning = FactRole | Other

_QUALIFIED: Final = (
    r"(?:第?\d{1,2}(?:期|次)|最終|中間|前期|後期|今年度?|当該年度?|各年度?|前年度?|次年度?|本年度?|年度(?:別|ごと)?|年次?|毎年度?|数値|成果|重要業績評価|"
    r"長期的?|短期|計画(?:期間)?中?の?|\d+年後の?|年間|事業|当初|活動|主な|具体的?|設定|達成|改定後?|変更後|見直し後|単年度?|累計|到達|期間|期末|実施計画期間?の?|"
    r"プラン|総合|戦略|本?市の?|本?県の?|本?町の?|本?村の?|府の?|都の?|現在の?|最新の?|直近の?|将来|の|・)*"
)
_VALUE: Final = r"(?:値|数値|指標値|年度|水準|数|量|額|等|の値|の数値|率|年|時|\(値\)|時点|見込)*"
_ABOUT: Final = (
    r"(?:目標|指標|実績|事業|評価|設定|数値|達成|達成状況|進捗|選定|変更|未達成|要因|算定|主な|関連|取組|今後の|測定|"
    r"データ|参考|値|率|の|・|等|年度)*"
)
_CHANGE: Final = r"(?:対?前年度?|対?基準年度?|当初|策定時|計画|目標|実績|職員数?|との|から|の|対|比|平均|年)*"
_MEANINGS: Final[tuple[tuple[Meaning, str], ...]] = (
    (
        Other.TEXT,
        (
            rf"{_ABOUT}(?:考え方|理由|根拠|出典|備考|説明|(?:算出|測定|把握|調査)?方法|式|定義|調査名|所管課?|担当課?|担当部局|部局|課名|主管課|関係課|"
            r"方策|内容|概要|資料|状況分析|指標元|元|コメント|分析|課題|把握時期|特記事項|注釈|対象者?|調査)|指標が示すもの|取組状況"
        ),
    ),
    (
        Other.COST,
        (
            r"(?:当初|補正|最終|年度|総|直接|間接|支出|うち|事業)*"
            r"(?:予算額?|執行額|決算額?|決算見込額?|事業費|歳入|歳出|収入|支出|収支|コスト|経費|財源|人件費|負担額|投入人員)"
        ),
    ),
    (
        FactRole.RATE,
        (
            rf"{_QUALIFIED}(?:目標)?(?:達成率|進捗率|達成割合|達成度合い?|達成度?|達成状況|進捗状況|進捗度?|進行率|到達率|到達度|実行率|執行率|消化率)"
            r"(?:\([%％]\)|[%％])?"
        ),
    ),
    (
        FactRole.DIFFERENCE,
        rf"{_CHANGE}(?:増減|増減数|増減率|前年度?比|前年度?対比|前年度?差|対比|純減計?|純減率|純減実績|伸び率|増加率|差引|差|伸率)(?:数|率|値)?",
    ),
    (
        Other.MARK,
        r"(?:自己|内部|外部|総合|年度|最終|今後の|目標)*(?:評価|判定|ランク|評価区分|評価結果|今後の方向性|方向性)",
    ),
    (FactRole.ESTIMATE, r"(?:トレンド|推計|将来推計|[すう趨]{1,2}勢)(?:値|人口)?(?:見込み?)?"),
    (FactRole.FORECAST, rf"{_QUALIFIED}(?:見込み?|予測|予想|見通し)(?:値|数|額)?"),
    (FactRole.ACTUAL, r"年度当初値"),
    (
        FactRole.BASELINE,
        (
            r"(?:計画|プラン|戦略|総合計画|第?\d{1,2}[期次]|前期|後期|当初|指標|見直し|現行|基本)*(?:策定|改定|計画策定|開始)"
            r"(?:時|当初|年度|前)(?:点)?(?:の|での)?(?:数値|値|現状値?|年度|状況|実績値?|\(基準\))?"
        ),
    ),
    (
        FactRole.BASELINE,
        (
            r"(?:計画|当初|指標|プラン|参考|設定時の?|直近の?|最新の?|本?[市県町村府都]の?|の|・)*(?:現状|現況|従前|基準|初期|基点|ベース|スタート|当初現況|基礎)"
            r"(?:値|年度?|数値|の値|の数値|年値|時|時点|年度値)*|(?:計画)?当初値|計画当初|計画時(?:点)?(?:の値|値)?|計画開始時|事業開始前|現在|ベースライン(?:値)?|始期の?値"
        ),
    ),
    (Other.YEAR, r"年度?|年次|時点|目標年次|目標年度?|達成年度|目標達成年度|測定年度?|評価年度|区分年度"),
    (Other.LABEL, r"目標[・/及びと]*実績|目標値?・実績値?|区分|年度別|項目別"),
    (
        FactRole.TARGET,
        (
            rf"{_QUALIFIED}(?:目標(?!.*(?:事業|項目|実績))(?:{_VALUE})|計画値|計画数|計画額|指標値|目標値?の推移|目指す(?:姿|値|水準|方向))"
            r"(?:\(期限\))?|予定値?|計画|(?:めざ(?:す|そう)|期待|目安|想定)値|終期の?値"
        ),
    ),
    (
        FactRole.ACTUAL,
        (
            rf"{_QUALIFIED}(?:実績値?の推移|実績|実測|評価値|確定値|最新値|直近値|現在値|中間評価|中間値|最終値|最新|直近|結果|達成値|実施結果|適正化実績)"
            rf"(?:{_VALUE})"
        ),
    ),
    (Other.UNIT, r"単位"),
    (
        Other.NAME,
        (
            r"(?:(?:成果|活動|数値|評価|重要業績評価|施策|事業|取組|参考|主要|基本|目標|測定|進捗|管理|代表|補足|まちづくり|対象|"
            r"定量的|定性的|具体的な?|主な|重点|政策|推進)*(?:指標|KPI|目標|取組|事業)(?:名|名称|項目|の名称|・目標)?(?:\(KPI\))?)|"
            r"KGI|項目名?|名称|数値目標|評価項目|指標項目|施策名?|分野名?|政策名?"
        ),
    ),
    (Other.IGNORED, r"(?:No|NO|番号|№|順位|全国順位|ページ|頁)\.?"),
)
_COMPILED: Final = tuple((meaning, re.compile(pattern)) for meaning, pattern in _MEANINGS)
_INSIDE: Final = re.compile(r"\([^()]*\)|\[[^\]]*\]|※\d*|\*\d*|<[^<>]*>|【[^】]*】|[A-E]$|[①-⑳]|[a-e]$")
_FORMULA: Final = re.compile(
    r"^[A-Za-zア-ン][.:・]?(?=[^A-Za-zァ-ン])|[A-Da-d][/÷][A-Da-d](?:[×x]100)?$|[×x÷/]100$"
)
_ONLY_BRACKET: Final = re.compile(r"[度末年]*\(([^()]+)\)")
_YEAR_BESIDE_ROLE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?= ?\(?(?:目標|実績|計画値|見込|基準|現状))|(?<=目標|実績)(?:19|20)\d\d$"
)
_WITHIN_YEAR: Final = re.compile(
    r"(?P<year>[^\s()]*?(?:年度?|(?<![A-Za-z])[RHS]\d{1,2})(?:\([^()]*\)年?度?)?)\s*\(?"
    r"(?:[上下]半期|第[1-4]四半期|(?:[5-9]|1[0-2]|[12])月(?:\d{1,2}日|末)(?:現在|時点|実績|まで)?|(?:[5-9]|1[0-2]|[12])月(?:現在|時点))"
    r"\)?(?:実績)?値?"
)  # 令和6年度(9月末現在): a day within a year, for which it is no result
_EXPECTED: Final = re.compile(r"\(見込(?:み|値)?\)$")  # 評価値（見込み）: nobody has counted it
_LONGEST: Final = 24
_KIND: Final = re.compile(r"(成果|活動|補足|参考|対象)指標|(?:市民の)?実感指標")
_SPLIT: Final = re.compile(r"^(?P<title>[^\d:]{2,12}):(?P<rest>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A heading: its meaning, the year in it, and its words as printed."""

    meaning: Meaning
    words: str
    year: PrintedYear | None = None
    is_period: bool = False

    @property
    def is_value(self) -> bool:
        return isinstance(self.meaning, FactRole)


@lru_cache(maxsize=KEPT)
def read_title(text: str, calendar: NamedYears) -> Title | None:
    """Read a heading, or return None if these words head nothing."""
    words = tidy(text)
    if not words or len(words) > _LONGEST * 2 or "。" in words:
        return None
    words = _YEAR_BESIDE_ROLE.sub(r"\g<0>年度", words)
    years = years_in(words, calendar)
    if within := _WITHIN_YEAR.fullmatch(words):
        whole = years or years_in(
            within["year"], calendar
        )  # with its month: January is of the fiscal year before
        return Title(meaning=FactRole.INTERIM, words=text.strip(), year=whole[-1] if whole else None)
    bare = _without_years(words, years)
    meaning = meaning_of(bare) or (_meaning_in_bracket(bare) if years else None)
    if meaning is Other.YEAR and years and "目標" in bare:
        meaning = FactRole.TARGET  # 目標年度（平成32年度） heads a figure
    if meaning is None:
        return None
    if meaning is FactRole.ACTUAL and _EXPECTED.search(compact(bare)):
        meaning = FactRole.FORECAST
    return Title(
        meaning=meaning,
        words=text.strip(),
        year=years[-1] if years else None,
        is_period=bool(re.search(r"第\d+期目標", compact(words))),
    )


def _meaning_in_bracket(words: str) -> Meaning | None:
    """Return what a bracket behind a year says: 平成25年度(基準年度), R7(目標年度)."""
    match = _ONLY_BRACKET.fullmatch(words.strip())
    meaning = meaning_of(match[1]) if match else None
    if match and meaning is Other.YEAR and "目標" in match[1]:
        return FactRole.TARGET
    return meaning if isinstance(meaning, FactRole) else None


def _without_years(words: str, years: list[PrintedYear]) -> str:
    for year in reversed(years):
        words = words[: year.start] + words[year.end :]
    return words


@lru_cache(maxsize=KEPT)
def meaning_of(words: str) -> Meaning | None:
    """Return what a heading without its year means."""
    bare = compact(words)
    for _ in range(2):
        bare = _INSIDE.sub("", bare)
    bare = bare.strip("()・/:,、-ー~年度末の 値") if bare.strip("()・/:,、-~") not in {"年度", "年"} else bare
    original = _INSIDE.sub("", compact(words)).strip("()・/:,、~")
    if not original or len(original) > _LONGEST:
        return None
    for form in (original, bare, _FORMULA.sub("", compact(words)), _FORMULA.sub("", bare)):
        for meaning, pattern in _COMPILED:
            if form and pattern.fullmatch(form):
                return meaning
    return None


def kind_in(text: str) -> str:
    """Return the kind of indicator that a line names: 成果指標, 活動指標."""
    match = _KIND.search(compact(text))
    return match[0] if match else ""


def split_title(text: str, calendar: NamedYears) -> tuple[Title, str] | None:
    """Split 現況値:130人/ha into its heading and what follows, or return None."""
    match = _SPLIT.match(tidy(text))
    if match is None:
        return None
    title = read_title(match["title"], calendar)
    split = title is not None and (title.is_value or title.meaning in {Other.NAME, Other.UNIT})
    return (title, match["rest"]) if split and title else None
