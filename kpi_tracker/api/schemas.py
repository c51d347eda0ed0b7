"""What the API answers with. Names are English, texts are as the pages print them; amounts are numbers in `unit`.

Unknown is null, never 0. Years are fiscal years (April to March) by their Western number.
"""

from datetime import date, datetime
from enum import StrEnum

from ninja import Field, Schema


class Refusal(Schema):
    """Why there is no answer: a code that stays, and a sentence that says what to do."""

    code: str = Field(description="変わらない符号（例：not_found、unknown_parameter）")
    detail: str = Field(description="日本語の説明")
    detail_en: str = Field(description="英語の説明")


class Origin(StrEnum):
    """Where a figure comes from: confirmed rows, an edition, or what was confirmed after the edition."""

    CONFIRMED = "confirmed"
    EDITION = "edition"
    LATER = "after_edition"


class Source(Schema):
    """What an answer was taken from: the confirmed figures of a plan, or the newest edition of what was published."""

    origin: Origin = Field(description="confirmed：確認済みの実績　edition：公表版")
    cycle: str | None = Field(description="公表版の評価の回のキー。公表版でないときはnull")
    edition: int | None = Field(description="公表版の版次")
    published_at: datetime | None = Field(description="公表日時")
    sha256: str | None = Field(description="公表版の内容のSHA-256")
    data: str | None = Field(description="公表版のデータのアドレス")


LIVE = Source(origin=Origin.CONFIRMED, cycle=None, edition=None, published_at=None, sha256=None, data=None)


class ListPage(Schema):
    """A page of a list, in an order that stays; whoever follows `next` until it is null has the whole list."""

    page: int = Field(description="このページの番号（1から）")
    pages: int = Field(description="ページの数")
    count: int = Field(description="全ページの件数")
    next: str | None = Field(description="次のページのアドレス（`page`を替えたもの）。最後のページではnull")


class Period(Schema):
    """A plan period (計画期間)."""

    number: int
    name: str
    first_year: int
    last_year: int


class Plan(Schema):
    """A published plan; an invented city says so."""

    key: str = Field(
        description="計画のキー。`plan`で計画を指定するときに使います（例：141305、141305-suido）"
    )
    code: str = Field(description="全国地方公共団体コード（6桁）")
    municipality: str
    name: str
    first_year: int
    last_year: int
    is_fictional: bool
    periods: list[Period]


class Node(Schema):
    """One item of the plan's tree (政策体系の項目), in the order of the plan."""

    uid: str | None = Field(
        description="番号や位置が変わっても変わらない、項目の識別子。識別子のない古い様式の公表版ではnull"
    )
    address: str = Field(
        description="コード。計画期間に二つ以上あるコードは「上位のアドレス/コード」、"
        "コードのない項目は「上位のアドレス/並び順」"
    )
    code: str
    name: str
    layer: str
    depth: int | None
    parent: str | None = Field(description="上位の項目のアドレス")
    also_under: str | None = Field(description="再掲先のアドレス（件数は一度だけ数えます）")
    direct_goal: str
    department: str
    ended_in: int | None = Field(description="終了年度。計画期間の終わりまで続く項目はnull")
    succeeds: list[str] | None = Field(description="前身の項目の識別子（uid）。公表版ではnull")
    succeeded_by: list[str] | None = Field(description="後継の項目の識別子（uid）。公表版ではnull")


class Tree(ListPage):
    """A page of the tree of one period."""

    plan: str
    period: int
    source: Source
    nodes: list[Node]


class Level(Schema):
    """One step of a rating scale; the same symbol means different things on different scales."""

    symbol: str
    label: str
    explanation: str = ""


class Target(Schema):
    """A target as it judges a year."""

    text: str = Field(description="印刷する表記（例：53件以上）")
    value: float | None
    upper: float | None = None
    comparator: str | None = Field(
        description="比べ方（>=、<=、rangeなど）。数値のない古い様式の公表版ではnull"
    )


class Year(Schema):
    """One fiscal year of an indicator: what was promised, what was found, and its class."""

    year: int
    label: str
    origin: Origin = Field(
        description="confirmed：確認済みの実績　edition：公表版のとおり　after_edition：公表後に確定した実績"
    )
    target: Target | None
    period_target: Target | None
    total: float | None = Field(description="実績値（累計の指標は累計値）")
    total_is_derived: bool = Field(description="前後の年度から算出した値か")
    increment: float | None = Field(description="うち当該年度分（累計の指標だけ）")
    increment_is_derived: bool
    standing: str = Field(description="確定値・暫定値など。値がないときは空")
    text: str = Field(description="印刷する表記。値がないときはその理由")
    note: str
    footnote: str = Field(description="数値に付いた注記")
    as_of: date | None = Field(description="いつ現在の数値か。定めがないときはnull")
    rate: float | None = Field(description="達成率（％、丸めていない値）")
    in_period_rate: float | None = Field(description="期間内達成率（％、丸めていない値。累計の指標だけ）")
    published_rate: float | None = Field(description="市が公表した達成率（％、公表のとおり）")
    published_class: str = Field(description="市が公表した区分（公表のとおり）。ないときは空")
    attainment_class: Level | None = Field(description="成果指標の達成状況。判定していない年度はnull")
    reason: str = Field(description="その区分になった理由")
    heading: str = Field(description="次の目標とそれに対する率、計画策定時より良いか。実績がない年度は空")


class IndicatorBrief(Schema):
    """An indicator in the year asked for."""

    id: int = Field(description="このシステムの中での番号（アドレスに使うもの）")
    uid: str | None = Field(description="番号や位置が変わっても変わらない、指標の識別子")
    node: str = Field(description="項目のアドレス")
    node_uid: str | None = Field(description="項目の識別子")
    number: str
    name: str
    kind: str
    is_judged: bool
    unit: str
    year: int
    target: str
    result: str
    total: float | None
    rate: float | None
    footnote: str = Field(description="数値に付いた注記")
    as_of: date | None = Field(description="いつ現在の数値か。定めがないときはnull")
    published_rate: float | None = Field(description="市が公表した達成率（％、公表のとおり）")
    published_class: str = Field(description="市が公表した区分（公表のとおり）。ないときは空")
    attainment_class: Level | None = Field(
        description="成果指標の達成状況。公開ページに参考判定を表示しない計画ではnull"
    )
    reason: str
    ended_in: int | None = Field(description="終了年度（項目の終了を含む）。期間の終わりまで続く指標はnull")


class Indicators(ListPage):
    """A page of the indicators of a period."""

    plan: str
    period: int
    source: Source
    year: int
    indicators: list[IndicatorBrief]


class Revision(Schema):
    """One version of a target."""

    year: int
    scope: str
    text: str
    version: str
    applies: str
    reason: str


class InterimValue(Schema):
    """A value in the middle of a year, which is never judged."""

    as_of: date = Field(description="いつ現在の値か")
    text: str = Field(description="印刷する表記")
    value: float | None
    note: str = Field(description="値に付いた注記")
    source: str = Field(description="出典")


class Indicator(IndicatorBrief):
    """An indicator with all its years and every version of its targets."""

    department: str
    method: str = Field(description="算出方法")
    direction: str
    accumulation: str
    year_basis: str = Field(description="年度・暦年・年度末・毎年の決まった日のどれによる数値か")
    asked: str = Field(description="実績を照会する年度（例：毎年、2年ごと（令和4年度から））")
    known_from: str = Field(description="年度の値が分かる時期（例：翌年度11月）。不明なら空")
    baseline: float | None
    baseline_year: int | None
    succeeds: list[int] | None = Field(description="前身の指標の番号（id）。公表版ではnull")
    succeeded_by: list[int] | None = Field(description="後継の指標の番号（id）。公表版ではnull")
    years: list[Year]
    interim_values: list[InterimValue] = Field(description="年度途中の値（公開されたものだけ）")
    targets: list[Revision]


class OneIndicator(Indicator):
    """One indicator with the plan that it belongs to."""

    plan: str
    period: int
    source: Source


class Cycle(Schema):
    """The evaluation a rating belongs to."""

    key: str
    name: str
    first_year: int
    last_year: int
    rules: str = Field(description="判定基準の名前と版")


class Suggestion(Schema):
    """A reference judgement (参考判定): no published criterion of the city, and never a decision."""

    progress: str | None
    direction: str | None
    reasons: list[str]
    confirmations: list[str]
    disclaimer: str


class Measure(Schema):
    """A 施策: what people decided, beside the suggestion where the plan publishes it."""

    uid: str | None = Field(description="番号や位置が変わっても変わらない、項目の識別子")
    address: str
    name: str
    direct_goal: str
    department: str
    progress: Level | None = Field(description="施策の進捗状況（決定した評価結果）")
    direction: Level | None = Field(description="今後の方向性（決定した評価結果）")
    progress_reasons: list[str]
    direction_reasons: list[str]
    suggestion: Suggestion | None
    owed: int | None = Field(
        description="その年度の実績を照会した指標の数（この施策とその下の、すべての層の指標）。公表版ではnull"
    )
    answered: int | None = Field(
        description="そのうち、実績が提出された指標の数（確定見込の月の前の集計中を含む）。公表版ではnull"
    )
    missing: int | None = Field(description="実績が未提出の指標の数（owed − answered）。公表版ではnull")
    ended_in: int | None = Field(description="終了年度。計画期間の終わりまで続く施策はnull")
    indicators: list[IndicatorBrief]


class Measures(ListPage):
    """A page of the 施策 of a period in a year."""

    plan: str
    period: int
    source: Source
    year: int
    cycle: Cycle | None
    measures: list[Measure]


class Project(Schema):
    """A leading project (リーディングプロジェクト)."""

    id: int = Field(description="このシステムの中での番号（アドレスに使うもの）")
    uid: str | None = Field(description="名前や位置が変わっても変わらない、取組の識別子")
    node: str = Field(description="項目のアドレス")
    node_uid: str | None = Field(description="項目の識別子")
    name: str
    summary: str
    partners: list[str]
    first_year: int | None
    last_year: int | None
    standing: str
    counting_year: int | None = Field(description="件数に数える年度")


class Projects(ListPage):
    """A page of the leading projects of a period that are on record: a selection of those reported."""

    plan: str
    period: int
    source: Source
    projects: list[Project]
