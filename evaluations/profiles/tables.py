"""Rule profiles, and measures judged by two of them, as columns of files."""

from collections import Counter
from collections.abc import Callable, Sequence

from evaluations.profiles.scorecards.editions import ProfileEdition
from evaluations.profiles.scorecards.moves import MeasureCompared, Rated, RulesComparison
from exports.columns import WIDE, FileColumn, TableFile, Value, always, joined
from indicators.tables.files import symbol_of
from policies.tables import node_columns


def profiles_file(editions: Sequence[ProfileEdition]) -> TableFile:
    """Return every edition with where it is used."""
    columns = [
        FileColumn("名前", lambda one: one.profile.name, 30),
        FileColumn("キー", lambda one: one.profile.key, 30),
        FileColumn("版次", lambda one: one.profile.edition, 8),
        FileColumn("使っている評価の回", lambda one: joined(one.cycles), WIDE),
        FileColumn("ほかの自治体での使用", lambda one: "あり" if one.is_used_elsewhere else ""),
        FileColumn("決定済みの評価の数", lambda one: one.decisions),
        FileColumn("出典", lambda one: one.profile.source, WIDE),
    ]
    return TableFile("profiles", "判定基準の一覧", columns, editions)


def compared_file(comparison: RulesComparison, before: str, after: str) -> TableFile:
    """Return all measures of a cycle by two sets of rules, called so; of the classes how many indicators have each.

    Two editions of two profiles can have one name, and one can be compared with itself: `before` and `after` differ.
    """
    both = [rated for one in comparison.measures for rated in (one.before, one.after)]
    symbols = sorted({level.symbol for rated in both for level in rated.classes})
    columns = [
        FileColumn("評価の回", always(comparison.cycle.key)),
        *node_columns(comparison.word, lambda one: one.node),
        FileColumn("動く", lambda one: "動く" if one.is_moved else "", 8),
        FileColumn("区分が変わる", lambda one: "区分が変わる" if one.has_other_classes else ""),
        *_rated_columns(before, lambda one: one.before, symbols),
        *_rated_columns(after, lambda one: one.after, symbols),
    ]
    return TableFile("compared", "判定基準の比較", columns, comparison.measures, comparison.cycle.key)


def _rated_columns(
    rules: str, rated: Callable[[MeasureCompared], Rated], symbols: Sequence[str]
) -> list[FileColumn]:
    def having(symbol: str) -> Callable[[MeasureCompared], Value]:
        return lambda one: Counter(level.symbol for level in rated(one).classes)[symbol]

    def progress(one: MeasureCompared) -> Value:
        return symbol_of(rated(one).standing.progress_level) or rated(one).no_suggestion

    return [
        FileColumn(f"進捗状況（{rules}）", progress),
        FileColumn(f"今後の方向性（{rules}）", lambda one: symbol_of(rated(one).standing.direction_level)),
        *(FileColumn(f"区分{symbol}の指標（{rules}）", having(symbol)) for symbol in symbols),
        FileColumn(f"理由（{rules}）", lambda one: "".join(rated(one).sentences), WIDE),
        FileColumn(f"指標ごとの理由（{rules}）", lambda one: " ".join(rated(one).reasons), WIDE),
    ]
