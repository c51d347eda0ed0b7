"""What may be asked for in an address, with what it means, as the description of the API says it."""

from typing import Annotated

from ninja import Path, Query

PlanKey = Annotated[str, Query(description="計画のキー（例：141305）。なければ最初の計画")]
PeriodNumber = Annotated[str, Query(description="計画期間の番号（例：3）。なければ実績のある最新の計画期間")]
Year = Annotated[str, Query(description="年度（例：2023、R5）。なければ実績のある最後の年度")]
Page = Annotated[str, Query(description="ページの番号（1から）")]
NodeAsked = Annotated[
    str, Query(description="項目のアドレスか識別子（uid）。その項目とその下のものに限ります")
]
Kind = Annotated[str, Query(description="指標分類（例：成果指標）")]
IsJudged = Annotated[str, Query(description="判定対象か：true（判定対象）、false（補足）")]
ClassSymbol = Annotated[str, Query(description="成果指標の達成状況の記号（例：a）。none は判定のないもの")]
Progress = Annotated[str, Query(description="施策の進捗状況の記号（例：A）。none は決定のないもの")]
Direction = Annotated[str, Query(description="今後の方向性の記号（例：Ⅱ）。none は決定のないもの")]
Standing = Annotated[str, Query(description="取組の状況（例：終了）")]
SortIndicators = Annotated[
    str, Query(description="並べ方：name、total、rate（前に - を付けると逆順）。なければ計画の順")
]
SortMeasures = Annotated[
    str, Query(description="並べ方：name、progress、direction（前に - を付けると逆順）。なければ計画の順")
]
SortProjects = Annotated[
    str,
    Query(description="並べ方：name、counting_year、first_year（前に - を付けると逆順）。なければ計画の順"),
]
MeasureAddress = Annotated[str, Path(description="施策のアドレス（コード）か識別子（uid）")]
IndicatorKey = Annotated[str, Path(description="指標の識別子（uid）か番号（id）")]
Uid = Annotated[str, Query(description="識別子（uid）。そのものだけに限ります")]
