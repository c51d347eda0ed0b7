"""What the page of a table is about: the sheet, how it is read, and what was typed of that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, TypeVar

from django.http import Http404, HttpRequest, QueryDict

from accounts.rules import administered_codes, is_unlimited
from policies.fiscal_year import FIRST_YEAR, LAST_YEAR, FiscalYear
from policies.models import PlanPeriod
from reports.loads.actions import uploads
from reports.loads.actions.loading import Loader
from reports.reading.years import NamedYears
from reports.tables.actions.mappings import likeliest, mappings_of
from reports.tables.actions.working import kept_grids
from reports.tables.grids import Grid
from reports.tables.models import TableMapping
from reports.tables.proposals import calendar_in, propose, row_words
from reports.tables.uses import ColumnUse, Remembered, RowUse, TableUse, Use, keys, row_key
from store.limits import number_in

K = TypeVar("K")
MOST_SEARCHED: Final = 10  # sheets
MOST_ROWS: Final = 300  # whose reading can be chosen; of the others the proposal stands
NONE: Final = "0"  # no mapping, although one would fit


def periods_for(loader: Loader) -> list[PlanPeriod]:
    """Return the periods into whose plans the person may load, the latest first."""
    periods = PlanPeriod.objects.select_related("plan").order_by("-last_year", "plan__key", "-number")
    if is_unlimited(loader.person):
        return list(periods)
    codes = administered_codes(loader.person, loader.today)
    return list(periods.filter(plan__local_government_code__in=codes))


def codes_for(loader: Loader) -> frozenset[str] | None:
    """Return the cities whose mappings the person sees; None for all."""
    return None if is_unlimited(loader.person) else administered_codes(loader.person, loader.today)


@dataclass
class TablePage:
    """One sheet of a file that was sent, and how it is read."""

    loader: Loader
    upload: uploads.Upload
    grids: Sequence[Grid]
    at: int
    mappings: Sequence[TableMapping]
    mapping: TableMapping | None

    @property
    def grid(self) -> Grid:
        return self.grids[self.at]

    @cached_property
    def calendar(self) -> NamedYears:
        return calendar_in(self.grid)

    @cached_property
    def proposed(self) -> TableUse:
        return propose(self.grid, self.calendar)

    @cached_property
    def remembered(self) -> Remembered:
        return Remembered.from_kept(self.mapping.content) if self.mapping else Remembered()

    @cached_property
    def use(self) -> TableUse:
        """How the sheet is read by what is remembered, and of what that does not say by what is proposed.

        What is hidden in another file than the one of which it was said is not read.
        """
        words = row_words(self.grid, self.calendar)
        use = self.remembered.used_on(self.proposed, words, file=self.upload.origin)
        hidden = self.grid.hidden_columns if self.remembered.file != self.upload.origin else ()
        return replace(
            use, columns=tuple(replace(one, use=Use.SKIP) if one.at in hidden else one for one in use.columns)
        )

    def typed_use(self, typed: QueryDict) -> TableUse:
        """Return how the sheet is read by what was chosen on the page."""
        columns = tuple(_typed_column(typed, one) for one in self.use.columns)
        rows = tuple(_typed_row(typed, at, one) for at, one in enumerate(self.use.rows))
        return TableUse(columns, rows)

    def years(self) -> list[FiscalYear]:
        """Return the years that a column may be about."""
        return years_around([one.year for one in self.use.columns if one.year], self.loader)

    def content(self, use: TableUse, period: PlanPeriod) -> dict[str, Any]:
        """Return what is kept of a reading."""
        words = row_words(self.grid, self.calendar)
        named = list(zip(keys(use.columns), use.columns, strict=True))
        before = propose_years(self.proposed)
        return replace(
            self.remembered,
            sheet=self.grid.name,
            file=self.upload.origin,
            columns={key: one.use.value for key, one in named},
            years={key: one.year for key, one in named if one.year and before.get(one.at) != one.year},
            rows=dict(self.remembered.rows) | self._rows(use, words),
            options=dict(self.remembered.options) | {"period": [*period.natural_key()]},
        ).kept()

    def _rows(self, use: TableUse, words: Sequence[str]) -> dict[str, str]:
        """Return what was chosen otherwise than proposed, by the words of the row."""
        proposed = self.proposed.rows
        known = self.remembered.rows
        return {
            row_key(said): chosen.value
            for said, chosen, before in zip(words, use.rows, proposed, strict=True)
            if said and (chosen is not before or row_key(said) in known)
        }


def propose_years(use: TableUse) -> dict[int, int | None]:
    """Return the years that stand in the headings, by column."""
    return {one.at: one.year for one in use.columns}


def _typed_column(typed: QueryDict, column: ColumnUse) -> ColumnUse:
    said, year = typed.get(f"col-{column.at}"), typed.get(f"year-{column.at}")
    use = Use(said) if said in list(Use) else column.use
    number = column.year if year is None else number_in(year, digits=4)
    return replace(column, use=use, year=number if number and FIRST_YEAR <= number <= LAST_YEAR else None)


def _typed_row(typed: QueryDict, at: int, use: RowUse) -> RowUse:
    said = typed.get(f"row-{at}")
    return RowUse(said) if said in list(RowUse) else use


def table_page(request: HttpRequest, loader: Loader, ticket: str, kind: str) -> TablePage:
    """Return the sheet that the address asks for, and the mapping that it names or that fits; raise Http404."""
    upload = upload_of(ticket, loader)
    grids = kept(upload, kept_grids)
    mappings = mappings_of(codes_for(loader), kind)
    asked, chosen = number_in(request.GET.get("sheet"), digits=3), request.GET.get("mapping")
    if asked is not None and asked >= len(grids):
        raise Http404
    if chosen is not None:
        known = next((one for one in mappings if str(one.pk) == chosen), None)
        return TablePage(loader, upload, grids, asked or 0, mappings, known)
    pages = [
        TablePage(loader, upload, grids, at, mappings, None)
        for at in (range(min(len(grids), MOST_SEARCHED)) if asked is None else [asked])
    ]
    for page in pages:
        page.mapping = likeliest(mappings, page.proposed)
    soundest = min(pages, key=lambda one: len(one.proposed.problems()))  # a cover sheet is no table
    return next((one for one in pages if one.mapping is not None), soundest)


def sheet_named(mapping: TableMapping, grids: Sequence[Grid]) -> int:
    """Return which sheet the mapping was made for; the first where none has its name."""
    wanted = mapping.part("sheet")
    return next((at for at, one in enumerate(grids) if one.name == wanted), 0)


def upload_of(ticket: str, loader: Loader) -> uploads.Upload:
    """Return the file of the ticket; raise Http404 if it is another's, too old or gone."""
    try:
        return uploads.of_ticket(ticket, loader.person.pk)
    except uploads.GoneError as gone:
        raise Http404(str(gone)) from None


def kept(upload: uploads.Upload, read: Callable[[uploads.Upload], list[K]]) -> list[K]:
    """Return what was kept of a file; raise Http404 for the ticket of a file of another kind."""
    try:
        found = read(upload)
    except uploads.GoneError as gone:
        raise Http404(str(gone)) from None
    if not found:
        raise Http404
    return found


def period_kept(mapping: TableMapping, loader: Loader) -> PlanPeriod:
    """Return the period into which the mapping reads; raise Http404 where it is not theirs or gone."""
    wanted = (mapping.part("options") or {}).get("period")
    found = next((one for one in periods_for(loader) if [*one.natural_key()] == wanted), None)
    if found is None:
        raise Http404
    return found


def mapping_of(pk: int, loader: Loader, kind: str) -> TableMapping:
    """Return one of the mappings that the person sees; raise Http404 where there is none."""
    found = next((one for one in mappings_of(codes_for(loader), kind) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def years_around(named: Sequence[int], loader: Loader) -> list[FiscalYear]:
    """Return the years that may be chosen: those of the periods, and those that a file names, with some before."""
    periods = [year for one in periods_for(loader) for year in (one.first_year, one.last_year)]
    known = [*named, *periods] or [loader.today.year]
    first, last = max(FIRST_YEAR, min(known) - 5), min(LAST_YEAR, max(known) + 1)
    return [FiscalYear(year) for year in range(first, last + 1)]
