"""What the columns of a package mean: of which type they are, in which unit, and what may stand in them.

The columns come from the tables themselves; a test holds that each of them is explained here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from exports.columns import WIDE, FileColumn, TableFile
from indicators.calculation.quantities import STANDING_WORDS
from indicators.models import Indicator, Target
from projects.models import LeadingProject


class Type(StrEnum):
    """What stands in a column."""

    TEXT = "文字列"
    WHOLE = "整数"
    NUMBER = "数値"
    DAY = "日付"
    YEAR = "年度（西暦）"
    ERA = "年度（和暦）"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column means; `values` are the only texts that may stand in it, where there are only some."""

    type: Type
    words: str
    unit: str = ""
    values: Sequence[str] = ()


def texts(*values: str) -> tuple[str, ...]:
    return tuple(one for one in values if one)


def labels(choices: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    return tuple(str(label) for _, label in choices)


Described = tuple[str, str, str, str]  # a file, its title, a heading in it, and of which years it is
NEED: Final = "指標の単位"
MEANINGS: Final[Mapping[str, Meaning]] = {
    "計画": Meaning(Type.TEXT, "計画のキー"),
    "期": Meaning(Type.WHOLE, "計画期間の番号"),
    "全国地方公共団体コード": Meaning(Type.TEXT, "6桁のコード（先頭の0を落とさないよう文字列）"),
    "自治体名": Meaning(Type.TEXT, "自治体の名前"),
    "計画名": Meaning(Type.TEXT, "計画の名前"),
    "期の名前": Meaning(Type.TEXT, "計画期間の名前"),
    "架空の市": Meaning(Type.TEXT, "実在しない市のデータであること", values=texts("架空")),
    "評価の回": Meaning(Type.TEXT, "評価の回のキー"),
    "公表版": Meaning(Type.WHOLE, "公表版の版次"),
    "層": Meaning(Type.TEXT, "政策体系の層の名前"),
    "項目コード": Meaning(Type.TEXT, "計画に印刷されたコード"),
    "項目名": Meaning(Type.TEXT, "政策体系の項目の名前"),
    "項目キー": Meaning(Type.TEXT, "番号や位置が変わっても変わらない、項目の識別子（表をつなぐ鍵）"),
    "上位の項目キー": Meaning(Type.TEXT, "上位の項目の識別子。最上位では空"),
    "アドレス": Meaning(Type.TEXT, "画面とAPIで項目を指すもの"),
    "直接目標": Meaning(Type.TEXT, "施策の直接目標"),
    "主管課": Meaning(Type.TEXT, "項目の主管課"),
    "主管課（公表時）": Meaning(Type.TEXT, "公表したときの主管課"),
    "所管課": Meaning(Type.TEXT, "指標の所管課"),
    "出典": Meaning(Type.TEXT, "もとの資料"),
    "指標番号": Meaning(Type.TEXT, "項目の中での指標の番号"),
    "指標名": Meaning(Type.TEXT, "指標の名前"),
    "指標キー": Meaning(Type.TEXT, "番号や位置が変わっても変わらない、指標の識別子（表をつなぐ鍵）"),
    "判定対象": Meaning(Type.TEXT, "施策の判定に用いるか", values=texts("判定対象", "補足")),
    "単位": Meaning(Type.TEXT, "数値の単位。空は不明"),
    "指標分類": Meaning(Type.TEXT, "成果指標・活動指標など", values=labels(Indicator.Kind.choices)),
    "目標の向き": Meaning(Type.TEXT, "どちらが良いか", values=labels(Indicator.Direction.choices)),
    "集計の性質": Meaning(Type.TEXT, "一年の値が何を数えるか", values=labels(Indicator.Accumulation.choices)),
    "達成率の計算式": Meaning(Type.TEXT, "表示する達成率の式"),
    "現状値（計画策定時）": Meaning(Type.NUMBER, "計画を策定した時の値", NEED),
    "算出方法": Meaning(Type.TEXT, "指標の算出方法"),
    "指標の考え方": Meaning(Type.TEXT, "この指標を選んだ考え方"),
    "目標値の考え方": Meaning(Type.TEXT, "目標値の考え方"),
    "照会する年度": Meaning(Type.TEXT, "実績を照会する年度"),
    "値が分かる時期": Meaning(Type.TEXT, "年度の値が分かる時期"),
    "年の基準": Meaning(Type.TEXT, "年度・暦年・年度末など"),
    "目標": Meaning(Type.NUMBER, "その年度の目標値", NEED),
    "目標（表記）": Meaning(Type.TEXT, "その年度の目標。以上・以下などを含む"),
    "期末の目標": Meaning(Type.NUMBER, "計画期間の末（なければ中間）の目標値", NEED),
    "期末の目標（表記）": Meaning(Type.TEXT, "同じ目標。以上・以下などを含む"),
    "実績": Meaning(
        Type.NUMBER, "その年度の実績値（累計の指標は累計値）。空は値がないことで、0ではない", NEED
    ),
    "実績（文章）": Meaning(Type.TEXT, "文章で報告された実績"),
    "実績（表記）": Meaning(Type.TEXT, "公表版に印刷された実績"),
    "値の種別": Meaning(
        Type.TEXT, "確定値・暫定値など。値がないときは空", values=texts(*STANDING_WORDS.values())
    ),
    "算出による値": Meaning(Type.TEXT, "前後の年度から算出した値か", values=texts("算出")),
    "公表された達成率（％）": Meaning(Type.NUMBER, "市が公表した達成率", "％"),
    "公表された区分": Meaning(Type.TEXT, "市が公表した区分"),
    "時点": Meaning(Type.DAY, "いつ現在の値か"),
    "時点（表記）": Meaning(Type.TEXT, "いつ現在の値か"),
    "注記": Meaning(Type.TEXT, "値に付いた注記"),
    "値がない理由": Meaning(Type.TEXT, "実績の欄が空の理由"),
    "うち当該年度分": Meaning(Type.NUMBER, "累計の指標の、その年度に増えた分", NEED),
    "達成率（％）": Meaning(Type.NUMBER, "画面に表示する達成率", "％"),
    "期間内の増加分の率（％）": Meaning(Type.NUMBER, "累計の指標の、計画期間に増えた分の率", "％"),
    "達成状況": Meaning(Type.TEXT, "成果指標の達成状況の区分（判定基準の記号）"),
    "備考": Meaning(Type.TEXT, "算出の説明、目標の変更など"),
    "次の目標に対する状況": Meaning(Type.TEXT, "次の目標とそれに対する率、計画策定時より良いか"),
    "公表後に確定": Meaning(Type.TEXT, "公表版の後に確定した値か", values=texts("公表後に確定")),
    "公表版での表記": Meaning(Type.TEXT, "公表版に印刷された表記"),
    "種別": Meaning(Type.TEXT, "年度の目標・期末の目標など、又は版の種別"),
    "条件": Meaning(Type.TEXT, "目標の比べ方", values=labels(Target.Comparator.choices)),
    "目標値": Meaning(Type.NUMBER, "目標値", NEED),
    "目標値の上限": Meaning(Type.NUMBER, "範囲の目標の上限", NEED),
    "文章の目標": Meaning(Type.TEXT, "文章の目標"),
    "概数": Meaning(Type.TEXT, "概数（程度）の目標か", values=texts("概数")),
    "改定番号": Meaning(Type.WHOLE, "0は当初の目標"),
    "適用": Meaning(Type.TEXT, "判定に用いる版か、いつからか"),
    "版": Meaning(Type.TEXT, "当初・変更の別"),
    "決定日": Meaning(Type.DAY, "目標を決定した日"),
    "変更の理由": Meaning(Type.TEXT, "目標を変更した理由"),
    "途中の値": Meaning(Type.NUMBER, "年度の途中で数えた値（判定には用いない）", NEED),
    "公開": Meaning(Type.TEXT, "市の外に公開する値か", values=texts("公開", "庁内")),
    "進捗状況": Meaning(Type.TEXT, "決定した施策の進捗状況の記号"),
    "進捗状況の意味": Meaning(Type.TEXT, "その記号の意味"),
    "今後の方向性": Meaning(Type.TEXT, "決定した今後の方向性の記号"),
    "今後の方向性の意味": Meaning(Type.TEXT, "その記号の意味"),
    "参考判定（進捗状況）": Meaning(Type.TEXT, "数値から機械的に算出した目安。要確認は判定しないもの"),
    "参考判定（今後の方向性）": Meaning(Type.TEXT, "数値から機械的に算出した目安"),
    "参考判定との相違": Meaning(Type.TEXT, "決定と参考判定が異なるか", values=texts("相違")),
    "判定対象の指標": Meaning(Type.WHOLE, "判定対象の指標の数", "指標"),
    "未提出の指標": Meaning(Type.WHOLE, "実績が未提出の指標の数", "指標"),
    "集計中の指標": Meaning(Type.WHOLE, "公表したときに集計中だった指標の数", "指標"),
    "達成度": Meaning(Type.TEXT, "事務事業の達成度（1が最も良い）。人の判断による"),
    "達成度の意味": Meaning(Type.TEXT, "その記号の意味"),
    "達成度の説明": Meaning(Type.TEXT, "達成度の説明"),
    "文の種類": Meaning(Type.TEXT, "理由（進捗状況・方向性）、背景・取組・成果・まとめ"),
    "順番": Meaning(Type.WHOLE, "評価の中での順番"),
    "見出し": Meaning(Type.TEXT, "文の見出し"),
    "本文": Meaning(Type.TEXT, "文"),
    "取組名": Meaning(Type.TEXT, "取組の名前"),
    "取組キー": Meaning(Type.TEXT, "名前や位置が変わっても変わらない、取組の識別子"),
    "件数に数える年度": Meaning(Type.TEXT, "指標の件数に数える年度"),
    "実施期間": Meaning(Type.TEXT, "始まりと終わりの年度"),
    "状況": Meaning(Type.TEXT, "取組の状況", values=labels(LeadingProject.Standing.choices)),
    "連携先": Meaning(Type.TEXT, "連携先。いくつかあるときは「、」で区切る"),
    "概要": Meaning(Type.TEXT, "取組の概要"),
    "報告件数": Meaning(Type.WHOLE, "報告された取組の件数", "件"),
    "個票登録件数": Meaning(Type.WHOLE, "個票のある取組の件数", "件"),
    "未登録件数": Meaning(Type.WHOLE, "報告されて個票のない件数", "件"),
    "報告件数を超える個票": Meaning(Type.WHOLE, "報告件数を超える個票の件数", "件"),
    "掲載件数": Meaning(Type.WHOLE, "掲載している取組の件数", "件"),
    "項目": Meaning(Type.TEXT, "評価シートの項目"),
    "費目": Meaning(Type.TEXT, "金額の行"),
    "列": Meaning(Type.TEXT, "金額の列（予算額・決算額など）"),
    "金額": Meaning(Type.NUMBER, "金額", "単位の欄のとおり"),
    "公表日": Meaning(Type.DAY, "公表した日"),
    "理由": Meaning(Type.TEXT, "その理由"),
    "SHA-256": Meaning(Type.TEXT, "公表版の内容の照合値"),
    "該当箇所": Meaning(Type.TEXT, "変わった箇所"),
    "変更前": Meaning(Type.TEXT, "前の版の内容"),
    "元になった変更": Meaning(Type.TEXT, "その変更を起こした変更の該当箇所"),
    "変更後": Meaning(Type.TEXT, "この版の内容"),
}
# headings that are made of the city's own words
PATTERNS: Final = (
    (re.compile(r".*（西暦）"), Meaning(Type.YEAR, "会計年度（4月から翌年3月まで）の西暦")),
    (re.compile(r".*（和暦）"), Meaning(Type.ERA, "同じ年度の和暦")),
    (re.compile(r"達成状況.+の指標"), Meaning(Type.WHOLE, "その区分の判定対象の指標の数", "指標")),
    (re.compile(r".+コード"), Meaning(Type.TEXT, "計画に印刷されたコード")),
    (re.compile(r".+名"), Meaning(Type.TEXT, "政策体系の項目の名前")),
)


def meaning_of(heading: str) -> Meaning | None:
    """Return what a column of that heading means."""
    found = (meaning for pattern, meaning in PATTERNS if pattern.fullmatch(heading))
    return MEANINGS.get(heading) or next(found, None)


def dictionary_table(columns: Iterable[Described]) -> TableFile:
    """Return the dictionary of these columns."""

    def meaning(row: Described) -> Meaning:
        return meaning_of(row[2]) or Meaning(Type.TEXT, "")

    described = [
        FileColumn("ファイル", lambda row: row[0], 20),
        FileColumn("表", lambda row: row[1], 20),
        FileColumn("列", lambda row: row[2], 30),
        FileColumn("型", lambda row: meaning(row).type.value),
        FileColumn("単位", lambda row: meaning(row).unit),
        FileColumn("取り得る値", lambda row: "、".join(meaning(row).values), WIDE),
        FileColumn("説明", lambda row: meaning(row).words, WIDE),
        FileColumn("含まれる年度", lambda row: row[3], WIDE),
    ]
    return TableFile("dictionary", "データ項目の説明", described, list(columns))
