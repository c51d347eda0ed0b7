"""A package made: its tables read, put together, written and read back; the same content is the same file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from accounts.models import Person
from evaluations.publishing.page.pages import PublishedEdition, read_edition
from evaluations.publishing.scorecards.later import shows_later
from exports.columns import TableFile
from exports.formulas import guarded
from exports.writing import csv_blocks
from kpi_tracker.pages.packages.asked import NO_SUCH, Asked, cycles_in, scopes_of
from kpi_tracker.pages.packages.dictionary import Described, Type, dictionary_table, meaning_of
from kpi_tracker.pages.packages.spans import Span
from kpi_tracker.pages.packages.tables import edition_tables, live_tables
from policies.scorecards.published import Edition, OnlyPublishedError, editions_by_plan
from reports.jobs.actions.working import Progress
from store.actions.rows import RefusedError

if TYPE_CHECKING:
    from pandas import DataFrame, Series

README: Final = "README.txt"
DICTIONARY: Final = "dictionary.csv"
NOT_PUBLISHED: Final = "公表版がないため、公開用には持ち出せません。"
AUDIENCES: Final = {
    True: "市の外に公開されている内容",
    False: "庁内で、持ち出した人が見られる内容（庁内限り）",
}
NUMBERS: Final = {Type.WHOLE, Type.NUMBER, Type.YEAR}


@dataclass(frozen=True, slots=True)
class Contents:
    """The tables of a package, and what its first page says of where they come from."""

    tables: Sequence[TableFile]
    about: Sequence[str]
    spans: Mapping[str, str]  # of which years a table is, and what is not in it


def package_of(asked: Asked, person: Person | None, progress: Progress) -> bytes:
    """Return the package as a file; raise RefusedError where there is nothing to take (any more)."""
    contents = contents_of(asked, person, progress)
    return package_from(asked, contents, timezone.localdate(), progress)


def package_from(asked: Asked, contents: Contents, made_on: date, progress: Progress) -> bytes:
    """Return a package of these contents, which says that it was made on that day."""
    names = list(dict.fromkeys(table.name for table in contents.tables))
    files: dict[str, bytes] = {}
    described: list[Described] = []
    for number, name in enumerate(names):
        progress.at(number, len(names), "表を書き出しています。")
        own = [table for table in contents.tables if table.name == name]
        headings, data = written(own)
        files[f"{name}.csv"] = data
        of = contents.spans.get(name, "")
        described += [(f"{name}.csv", own[-1].title, heading, of) for heading in headings]
    dictionary = dictionary_table(described)
    headings = [column.heading for column in dictionary.columns]
    files[DICTIONARY] = b"".join(csv_blocks(headings, dictionary.lines))
    files[README] = readme(asked, contents, made_on).encode("utf-8-sig")
    return archive(files)


def contents_of(asked: Asked, person: Person | None, progress: Progress) -> Contents:
    """Read the tables: as they stand, or for everybody, of a plan with editions, the newest of each."""
    try:
        tables: list[TableFile] = []
        about: list[str] = []
        spans: dict[str, str] = {}
        for number, scope in enumerate(scopes_of(asked, person)):
            progress.at(number, 0, f"{scope.period}を読み取っています。")
            cycles = cycles_in(scope, asked)
            if asked.cycle and not cycles:
                raise RefusedError(NO_SUCH)
            alone = cycles[0] if asked.cycle else None
            span = Span.of(scope, asked, alone)
            tables += live_tables(scope, cycles, span, only=alone)
            spans |= span.said_of(table.name for table in tables)
            years = f"{scope.period.first.era}～{scope.period.last.era}"
            of = f"　{alone.name}" if alone else ""
            about.append(f"出典　{scope.plan}　{scope.period}（{years}）{of}")
        return Contents(tables, about, spans)
    except OnlyPublishedError as only:
        found = [read_edition(one.plan_key, one.cycle, one.number) for one in newest(only.plan, asked)]
        if not found:
            raise RefusedError(NOT_PUBLISHED) from None
        return published_contents([with_later_results(one) for one in found])


def published_contents(found: Sequence[PublishedEdition]) -> Contents:
    """Return what these editions say, as it is shown beside them."""
    tables = [table for shown in found for table in edition_tables(shown)]
    return Contents(tables, [f"出典　{one.credit}　{one.lead}" for one in found], {})


def with_later_results(shown: PublishedEdition) -> PublishedEdition:
    """Return an edition with what was confirmed after it, where visitors see that."""
    return replace(shown, shows_later=shown.is_latest and shows_later(shown.row))


def newest(plan: Any, asked: Asked) -> Iterator[Edition]:
    """Yield the newest edition of every cycle of the plan that is asked for."""
    latest: dict[str, Edition] = {one.cycle: one for one in editions_by_plan([plan]).get(plan.pk, ())}
    numbers = {period.pk: period.number for period in plan.periods.all()}
    for one in latest.values():
        if asked.cycle in {"", one.cycle} and asked.period in {None, numbers.get(one.period)}:
            yield one


def written(tables: Sequence[TableFile]) -> tuple[list[str], bytes]:
    """Return the columns and the CSV of tables that are one: what one of them does not have is empty in its rows.

    It is read back before anybody gets it: as many rows, each value of its column's type.
    """
    from pandas import DataFrame, concat

    frames = [
        DataFrame(list(table.lines), columns=[column.heading for column in table.columns], dtype=object)
        for table in tables
    ]
    whole = concat(frames, ignore_index=True)
    headings = list(map(str, whole.columns))
    rows = whole.astype(object).where(whole.notna(), None).itertuples(index=False, name=None)
    data = b"".join(csv_blocks(headings, rows))
    check(tables[0].name, read_back(data), headings, len(whole))
    return headings, data


def read_back(data: bytes) -> "DataFrame":
    """Return a file of a package as a program reads it: every cell as its text."""
    from pandas import read_csv

    return read_csv(BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def check(name: str, found: "DataFrame", headings: Sequence[str], count: int) -> None:
    """Raise ValueError where a file does not say what its dictionary says of it."""
    if list(found.columns) != list(map(guarded, headings)) or len(found) != count:
        raise ValueError(f"{name}: {len(found)} of {count} rows came back")
    for heading in headings:
        meaning = meaning_of(heading)
        cells = found[guarded(heading)]
        told = cells[cells != ""]
        if meaning is None:
            raise ValueError(f"{name}: nobody says what {heading} means")
        if wrong := list(unfit(told, meaning.type, meaning.values)):
            raise ValueError(f"{name}: {heading} says {wrong[0]!r}")


def unfit(told: "Series[str]", type_: Type, values: Iterable[str]) -> Iterator[str]:
    """Yield the cells that are not of the type, or not among the only values."""
    from pandas import to_datetime, to_numeric

    fits = told.isin(list(values)) if values else told.notna()
    if type_ in NUMBERS:
        fits &= to_numeric(told, errors="coerce").notna()
    if type_ is Type.DAY:
        fits &= to_datetime(told, format="%Y-%m-%d", errors="coerce").notna()
    yield from told[~fits]


def readme(asked: Asked, contents: Contents, today: date) -> str:
    """Return what is in the package, of what it was made, for whom, and when."""
    names = {table.name: table.title for table in contents.tables}
    spans = [f"　{name}.csv　{contents.spans[name]}" for name in names if name in contents.spans]
    lines = [
        "政策進行管理　データ一式",
        "",
        *contents.about,
        f"内容　{AUDIENCES[asked.is_public]}",
        f"作成日　{today.year}年{today.month}月{today.day}日",
        "",
        "表",
        *(f"　{name}.csv　{title}" for name, title in names.items()),
        f"　{DICTIONARY}　データ項目の説明（列の型・単位・取り得る値）",
        "",
        *(["含まれる年度", *spans, ""] if spans else ()),
        "読み方",
        "　文字コードはUTF-8（BOM付き）、1行目が見出し、1つの欄に1つの値です。単位は単位の列にあります。",
        "　空の欄は値がないことを表し、0ではありません。年度は4月から翌年3月までです。",
        "　式と間違われる文字で始まる文には、先頭に「'」が付いています。",
        "　表は、項目キーと指標キーでつながります。",
        "　参考判定は、数値から機械的に算出した目安です。",
    ]
    return "\r\n".join(lines) + "\r\n"


def archive(files: dict[str, bytes]) -> bytes:
    """Return files as one; the same files are the same bytes, whatever the time."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, data in files.items():
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, data)
    return out.getvalue()
