"""What an edition says as tables, to take away: from its content alone, as it was published."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.utils.timezone import localtime

from evaluations.publishing.models import Publication
from evaluations.publishing.page.identity import indicator_uid, project_uid
from evaluations.publishing.page.pages import Part, PublishedEdition
from evaluations.publishing.scorecards.drafts import EditionPreview
from evaluations.publishing.visible import Changed
from exports.columns import WIDE, FileColumn, TableFile, Value, always, in_both_years, joined
from exports.page import moment
from indicators.calculation.quantities import MINUS
from indicators.tables.files import computed_column, printed, shown_number, year_numbered

_NUMBER: Final = re.compile(r"[+\-]?[0-9][0-9,]*(?:\.[0-9]+)?")
Line = Mapping[str, Any]


def number_in(words: str | None) -> Decimal | None:
    """Return the number that an edition prints, without its unit.

    >>> number_in("+9件"), number_in("\\u22121,200"), number_in("－")
    (Decimal('9'), Decimal('-1200'), None)
    """
    found = _NUMBER.search((words or "").replace(MINUS, "-"))
    return Decimal(found[0].replace(",", "").removeprefix("+")) if found else None


def place_of_edition(shown: PublishedEdition) -> list[FileColumn]:
    """Return the columns that say of which edition every row is."""
    return [
        FileColumn("計画", always(shown.row.plan_key)),
        FileColumn("期", always(shown.content["period"]["number"]), 6),
        FileColumn("評価の回", always(shown.row.cycle_key)),
        FileColumn("公表版", always(shown.row.edition), 8),
    ]


def saved_as_edition(shown: PublishedEdition) -> str:
    """Return what the name of a file says of the edition it comes from: 141305-r5-mid-2."""
    return "-".join(map(str, shown.row.place))


def _node_columns(word: str, key: str = "node") -> list[FileColumn]:
    return [
        FileColumn(f"{word}コード", lambda line: line[key]["code"]),
        FileColumn(f"{word}名", lambda line: line[key]["name"], WIDE),
        FileColumn("項目キー", lambda line: line[key].get("uid", ""), 38),
    ]


def measures_file(shown: PublishedEdition, rows: Sequence[Line]) -> TableFile:
    """Return 施策 with their ratings as they were published; of the classes how many judged indicators have each."""
    symbols = list(shown.levels["attainment"])

    def has(symbol: str) -> Any:
        return lambda row: sum(bool(one) and one["symbol"] == symbol for one in row["classes"])

    columns = [
        *place_of_edition(shown),
        *_node_columns(shown.words["measure"], "one"),
        FileColumn("主管課（公表時）", lambda row: row["one"]["department"], 20),
        *_level_columns("進捗状況", "progress"),
        *_level_columns("今後の方向性", "direction"),
        FileColumn("判定対象の指標", lambda row: len(row["classes"])),
        *(FileColumn(f"達成状況{symbol}の指標", has(symbol)) for symbol in symbols),
        FileColumn("集計中の指標", lambda row: row["open"]),
    ]
    return TableFile("measures", f"{shown.words['measure']}の一覧", columns, rows, saved_as_edition(shown))


def _level_columns(word: str, key: str) -> list[FileColumn]:
    return [
        FileColumn(word, lambda row: row[key]["symbol"] if row[key] else "", 8),
        FileColumn(f"{word}の意味", lambda row: row[key]["label"] if row[key] else "", 30),
    ]


def _with_indicators(nodes: Iterable[Part]) -> Iterator[Line]:
    """Yield each indicator with the node that it stands under, and the 事務事業 where it hangs from one."""
    for node in nodes:
        yield from ({"node": node, "one": one} for one in node["indicators"])
        for below in node.get("undertakings", ()):
            yield from ({"node": below, "one": one} for one in below["indicators"])


def _indicator_columns() -> list[FileColumn]:
    return [
        *_node_columns("項目"),
        FileColumn("指標番号", lambda line: line["one"]["number"], 8),
        FileColumn("指標名", lambda line: line["one"]["name"], WIDE),
        FileColumn("指標キー", lambda line: indicator_uid(line["node"], line["one"]), 38),
        FileColumn("判定対象", lambda line: "判定対象" if line["one"]["is_judged"] else "補足"),
        FileColumn("単位", lambda line: line["one"]["unit"], 8),
    ]


def indicators_file(shown: PublishedEdition, rows: Sequence[Line], has: Collection[str]) -> TableFile:
    """Return indicators in the last year of an edition's cycle, beside the year before.

    `has` is by what the edition tells them apart: of the rest there is no column.
    """

    def of_year(key: str) -> Any:
        return lambda line: printed(line["year"][key]) if line["year"] else ""

    def symbol(key: str) -> Any:
        return lambda line: line[key]["symbol"] if line[key] else ""

    columns = [
        *place_of_edition(shown),
        *_indicator_columns(),
        FileColumn("所管課（公表時）", lambda line: line["one"]["department"], 20),
        *in_both_years("年度", always(year_numbered(shown.content["cycle"]["last_year"]))),
        FileColumn("目標（表記）", of_year("target"), WIDE),
        FileColumn("実績（表記）", of_year("result"), WIDE),
    ]
    if "class" in has:
        columns += [
            FileColumn("達成状況", symbol("level"), 8),
            FileColumn("前年度の達成状況", symbol("before"), 8),
            FileColumn("前年度から", lambda line: line["course_words"]),
        ]
    if "outlook" in has:
        columns.append(FileColumn("期間目標への見込み", lambda line: line["outlook"], 20))
    return TableFile("indicators", "指標の一覧", columns, rows, saved_as_edition(shown))


def years_file(shown: PublishedEdition, nodes: Iterable[Part]) -> TableFile:
    """Return the indicators of the nodes year by year."""

    def of(key: str) -> Any:
        return lambda line: line["year"].get(key) or ""

    def why_none(line: Line) -> Value:
        year = line["year"]
        return printed(year["result"]) if year["total"] is None and not year.get("settled") else ""

    columns = [
        *place_of_edition(shown),
        *_indicator_columns(),
        *in_both_years("年度", lambda line: year_numbered(line["year"]["year"])),
        FileColumn("目標（表記）", lambda line: printed(line["year"]["target"]), WIDE),
        FileColumn("期末の目標（表記）", lambda line: printed(line["year"]["period_target"]), WIDE),
        FileColumn("実績", lambda line: number_in(line["year"]["total"])),
        FileColumn("実績（表記）", lambda line: printed(line["year"]["result"]), WIDE),
        FileColumn("値がない理由", why_none, 20),
        FileColumn("値の種別", of("standing")),
        FileColumn("公表後に確定", lambda line: "公表後に確定" if line["year"].get("is_later") else ""),
        FileColumn("公表版での表記", of("published_as"), 20),
        computed_column(lambda line: bool(line["year"].get("is_computed"))),
        FileColumn("うち当該年度分", lambda line: number_in(line["year"]["increment"])),
        FileColumn("達成率（％）", lambda line: shown_number(line["year"]["rate"] or "")),
        FileColumn(
            "期間内の増加分の率（％）", lambda line: shown_number(line["year"]["in_period_rate"] or "")
        ),
        FileColumn("達成状況", of("class"), 8),
        FileColumn(
            "公表された達成率（％）", lambda line: shown_number(line["year"].get("published_rate") or "")
        ),
        FileColumn("公表された区分", of("published_class")),
        FileColumn("時点（表記）", of("as_of"), 20),
        FileColumn("備考", of("note"), WIDE),
        FileColumn("注記", of("footnote"), WIDE),
    ]
    rows = [{**line, "year": year} for line in _with_indicators(nodes) for year in line["one"]["years"]]
    return TableFile("indicators", "指標の年度ごとの目標と実績", columns, rows, saved_as_edition(shown))


def targets_file(shown: PublishedEdition, nodes: Iterable[Part]) -> TableFile:
    """Return every version of every target of the nodes' indicators."""
    columns = [
        *place_of_edition(shown),
        *_indicator_columns(),
        *in_both_years("年度", lambda line: year_numbered(line["target"]["year"])),
        FileColumn("種別", lambda line: line["target"]["scope"]),
        FileColumn("目標（表記）", lambda line: line["target"]["text"], WIDE),
        FileColumn("版", lambda line: line["target"]["version"]),
        FileColumn("適用", lambda line: line["target"]["applies"], 30),
        FileColumn("変更の理由", lambda line: line["target"]["reason"], WIDE),
    ]
    rows = [
        {**line, "target": target} for line in _with_indicators(nodes) for target in line["one"]["targets"]
    ]
    return TableFile("targets", "目標値とその変更", columns, rows, saved_as_edition(shown))


def projects_file(shown: PublishedEdition, nodes: Iterable[Part]) -> TableFile:
    """Return the leading projects of the nodes."""
    columns = [
        *place_of_edition(shown),
        *_node_columns("項目"),
        FileColumn("取組名", lambda line: line["project"]["name"], WIDE),
        FileColumn("取組キー", lambda line: project_uid(line["node"], line["project"]), 38),
        FileColumn("件数に数える年度", lambda line: line["project"]["counting_year"], 20),
        FileColumn("実施期間", lambda line: line["project"]["span"]),
        FileColumn("状況", lambda line: line["project"]["standing"], 20),
        FileColumn("連携先", lambda line: joined(line["project"]["partners"]), WIDE),
        FileColumn("概要", lambda line: line["project"]["summary"], WIDE),
    ]
    rows = [{"node": node, "project": one} for node in nodes for one in node.get("projects", ())]
    return TableFile("projects", shown.words["records"], columns, rows, saved_as_edition(shown))


def amounts_file(shown: PublishedEdition, nodes: Iterable[Part]) -> TableFile:
    """Return every amount of the sheets of the 事務事業 below the nodes, each in a row of its own."""
    columns = [
        *place_of_edition(shown),
        *_node_columns(shown.words["undertaking"]),
        FileColumn("項目", lambda line: line["answer"]["name"], 30),
        FileColumn("単位", lambda line: line["answer"]["amounts"]["unit"], 8),
        FileColumn("費目", lambda line: line["name"], 20),
        FileColumn("列", lambda line: line["column"], 20),
        FileColumn("金額", lambda line: number_in(line["value"])),
    ]
    return TableFile("amounts", "評価シートの金額", columns, list(_amounts(nodes)), saved_as_edition(shown))


def _amounts(nodes: Iterable[Part]) -> Iterator[Line]:
    below = (one for node in nodes for one in node.get("undertakings", ()) if one.get("sheet"))
    for node in below:
        for answer in (one for one in node["sheet"]["answers"] if one.get("amounts")):
            for line in answer["amounts"]["lines"]:
                for column, value in zip(answer["amounts"]["columns"], line["values"], strict=True):
                    yield {
                        "node": node,
                        "answer": answer,
                        "name": line["name"],
                        "column": column,
                        "value": value,
                    }


def editions_file(about: str, editions: Iterable[Publication]) -> TableFile:
    """Return what was published of a cycle so far, the newest first."""
    columns = [
        FileColumn("計画", lambda one: one.plan_key),
        FileColumn("評価の回", lambda one: one.cycle_key),
        FileColumn("公表版", lambda one: one.edition, 8),
        FileColumn("種別", lambda one: one.get_kind_display()),
        FileColumn("公表日", _day),
        FileColumn("理由", lambda one: one.reason, WIDE),
        FileColumn("SHA-256", lambda one: one.sha256, 20),
    ]
    return TableFile("editions", "公表版の一覧", columns, editions, about)


def office_editions_file(about: str, editions: Iterable[Publication]) -> TableFile:
    """Return the same with what officers alone are shown: when to the minute, by whom, and despite what."""
    table = editions_file(about, editions)
    own = [
        FileColumn("公表日時", lambda one: moment(one.published_at), 18),
        FileColumn("公表した人", lambda one: one.published_by, 20),
        FileColumn("公表したときの職", lambda one: one.post, 20),
        FileColumn("未解決のまま公表した理由", lambda one: one.allowed_despite, WIDE),
    ]
    return replace(table, columns=[*table.columns, *own])


def errata_file(about: str, editions: Iterable[Publication]) -> TableFile:
    """Return every change of every edition, the newest first, each with what only follows from it."""
    columns = [
        FileColumn("公表版", lambda line: line["edition"].edition, 8),
        FileColumn("種別", lambda line: line["title"]),
        FileColumn("公表日", lambda line: _day(line["edition"])),
        FileColumn("該当箇所", lambda line: line["place"], WIDE),
        FileColumn("変更前", lambda line: line["before"], WIDE),
        FileColumn("変更後", lambda line: line["after"], WIDE),
        FileColumn("理由", lambda line: line.get("reason", ""), WIDE),
        FileColumn("元になった変更", lambda line: line.get("cause", ""), WIDE),
    ]
    return TableFile("errata", "正誤表・更新箇所", columns, list(_changes(editions)), about)


def _changes(editions: Iterable[Publication]) -> Iterator[Line]:
    for one in editions:
        for table in one.changes:
            for row in table.rows:
                said = {"edition": one, "title": table.title}
                yield {**said, **row}
                yield from ({**said, **below, "cause": row["place"]} for below in row.get("follows", ()))


def _day(one: Publication) -> Value:
    return localtime(one.published_at).date()


def out_file(preview: EditionPreview) -> TableFile:
    """Return what would be published though it is still out or not final, with who owes it; for the 事務局 alone."""
    columns = [
        FileColumn("項目", lambda line: str(line[0]), WIDE),
        FileColumn("指標（所管課）", lambda line: str(line[1]), WIDE),
        FileColumn("公表される表記", lambda line: line[2], WIDE),
    ]
    return TableFile("out", "集計中・未確定の実績", columns, preview.out)


def seen_files(changes: Changed) -> list[TableFile]:
    """Return what visitors will no longer read, will read otherwise, and will read newly: a line each."""
    columns = [
        FileColumn("該当箇所", lambda pair: pair[0], WIDE),
        FileColumn("内容", lambda pair: pair[1], WIDE),
    ]
    return [
        TableFile(f"seen-{key}", words, columns, [(one.place, line) for one in found for line in one.lines])
        for key, words, _, found in changes.parts
    ]
