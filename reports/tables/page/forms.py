"""What the page of a form is about: one of many files of one kind, and which of its cells say what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from django.http import Http404, HttpRequest, QueryDict

from policies.fiscal_year import FiscalYear
from policies.models import PlanPeriod
from reports.loads.actions.loading import Loader
from reports.loads.actions.uploads import Upload
from reports.tables.actions.mappings import mappings_of
from reports.tables.actions.working import FormFile, kept_forms
from reports.tables.formcells import (
    FormUse,
    NamedCell,
    anchors_of,
    cell_typed,
    dated_cells,
    propose_cells,
    read_form,
)
from reports.tables.grids import Grid, letters_of
from reports.tables.models import TableMapping
from reports.tables.page.rows import SheetRow
from reports.tables.page.tables import codes_for, kept, upload_of, years_around
from reports.tables.proposals import calendar_in
from store.limits import number_in

BLANK_LINES: Final = 10
MOST_LINES: Final = 120
ALIKE: Final = 0.9  # of the words beside the named cells
UNOPENED: Final = "{}：{}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: a cell, what it is, of which indicator and year, as typed or proposed."""

    address: str = ""
    item: str = ""
    number: str = "0"
    year: str = ""


@dataclass
class FormPage:
    """One form of those that were sent, and how its cells are named."""

    loader: Loader
    upload: Upload
    files: Sequence[FormFile]
    at: int
    sheet_at: int
    mappings: Sequence[TableMapping]
    mapping: TableMapping | None

    @property
    def file(self) -> FormFile:
        return self.files[self.at]

    @property
    def grid(self) -> Grid:
        return self.file.grids[self.sheet_at]

    @property
    def letters(self) -> list[str]:
        return [letters_of(at) for at in range(self.grid.width)]

    @property
    def openable(self) -> list[tuple[int, FormFile]]:
        return [(at, one) for at, one in enumerate(self.files) if one.grids]

    @property
    def unopened(self) -> list[str]:
        return [UNOPENED.format(one.name, one.problem) for one in self.files if not one.grids]

    @cached_property
    def use(self) -> FormUse:
        """How forms are read: as is remembered, else as is proposed."""
        if self.mapping is not None:
            return FormUse.from_kept(self.mapping.content)
        return FormUse(tuple(propose_cells(self.grid, calendar_in(self.grid))))

    def lines(self, typed: QueryDict | None) -> list[Line]:
        """Return the lines as they were typed, else as they are proposed, and some empty ones."""
        if typed is not None:
            lines = [line for at in range(MOST_LINES) if (line := _line_typed(typed, at)) is not None]
        else:
            lines = [Line(one.address, one.item, str(one.number), one.year) for one in self.use.cells]
        return [*lines, *[Line()] * min(BLANK_LINES, MOST_LINES - len(lines))]

    def typed_use(self, typed: QueryDict) -> tuple[FormUse, list[str]]:
        """Return how forms are read by what was typed, and what is wrong with that."""
        cells: list[NamedCell] = []
        problems = []
        for line in self.lines(typed):
            try:
                cell = cell_typed(line.address, line.item, line.number, line.year)
            except ValueError as error:
                problems.append(str(error))
                continue
            cells += [cell] if cell is not None else []
        anchors = anchors_of(self.grid, cells)
        dated = dated_cells(self.grid, cells)
        use = replace(self.use, cells=tuple(cells), anchors=anchors, sheet=self.grid.name, dated=dated)
        return use, [*problems, *use.problems()]

    def content(self, use: FormUse, period: PlanPeriod) -> dict[str, Any]:
        """Return what is kept of a reading."""
        return replace(use, options={**use.options, "period": [*period.natural_key()]}).kept()

    def years(self) -> list[tuple[str, str]]:
        """Return the years that a cell may be about, those that are counted from the form's own year first."""
        counted = [("y+0", "評価の年度"), ("y-1", "その前年度"), ("y-2", "2年度前"), ("y-3", "3年度前")]
        counted += [("y+1", "その翌年度"), ("y+2", "2年度後"), ("y+3", "3年度後")]
        named = [int(one.year) for one in self.use.cells if one.year.isdecimal()]
        known = [one[0] for one in counted]
        others = [one.year for one in self.use.cells if one.year and one.year not in known]
        more = [(year, year.replace("y", "評価の年度")) for year in others if not year.isdecimal()]
        return [*counted, *more, *((str(one.year), _short(one)) for one in years_around(named, self.loader))]


def _short(year: FiscalYear) -> str:
    return f"{year.short}（{year.year}）"


def _line_typed(typed: QueryDict, at: int) -> Line | None:
    said = [typed.get(f"{name}-{at}", "") for name in ("cell", "item", "number", "when")]
    return Line(*said) if said[0].strip() or said[1] else None


def form_page_of(request: HttpRequest, loader: Loader, ticket: str) -> FormPage:
    """Return the form that the address asks for, and the mapping that it names or that fits; raise Http404."""
    upload = upload_of(ticket, loader)
    files = kept(upload, kept_forms)
    mappings = mappings_of(codes_for(loader), TableMapping.Kind.CELLS)
    at = number_in(request.GET.get("file"), digits=4)
    if at is None:
        at = next((number for number, one in enumerate(files) if one.grids), 0)
    sheet = number_in(request.GET.get("sheet"), digits=3) or 0
    if at >= len(files) or sheet >= len(files[at].grids):
        raise Http404
    page = FormPage(loader, upload, files, at, sheet, mappings, None)
    chosen = request.GET.get("mapping")
    if chosen is not None:
        page.mapping = next((one for one in mappings if str(one.pk) == chosen), None)
        return page
    page.mapping = next((one for one in mappings if _fits(one, page.file)), None)
    if page.mapping is not None:
        page.sheet_at = _sheet_at(FormUse.from_kept(page.mapping.content), page.file)
    return page


def _fits(mapping: TableMapping, file: FormFile) -> bool:
    use = FormUse.from_kept(mapping.content)
    return use.likeness(file.grids[_sheet_at(use, file)]) >= ALIKE


def _sheet_at(use: FormUse, file: FormFile) -> int:
    return next((at for at, one in enumerate(file.grids) if one.name == use.sheet), 0)


def read_forms(files: Sequence[FormFile], use: FormUse) -> tuple[list[SheetRow], list[str]]:
    """Return the rows of all forms, and of those that are none of this kind a line each: which, and why."""
    rows: list[SheetRow] = []
    refused = []
    for file in files:
        if not file.grids:
            refused.append(UNOPENED.format(file.name, file.problem))
            continue
        grid = file.grids[_sheet_at(use, file)]
        try:
            found = read_form(grid, use, calendar_in(grid))
        except ValueError as error:
            refused.append(UNOPENED.format(file.name, error))
            continue
        rows += [SheetRow(one, file.name, grid.name) for one in found]
    return rows, refused
