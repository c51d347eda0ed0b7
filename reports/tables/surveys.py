"""Every how many years an indicator is measured, where the words of its row say so: 備考「2年に1回」."""

from dataclasses import dataclass
from typing import Final

from reports.tables.hints import Wording, hints
from reports.tables.readout import ReadRow
from reports.tables.uses import Use

_INTERVAL: Final = "interval "


@dataclass(frozen=True, slots=True)
class Every:
    """Every `years` years, counted from `since`; `reason` quotes the words that say so."""

    years: int
    since: int
    reason: str


def every_of(row: ReadRow) -> Every | None:
    """Return what a row says of that, None where it says nothing, or where its own results stand in other years."""
    said = hints(Wording(name=row.name, method=row.method, note=row.note))
    hint = next((one for one in said if one.field == "asked" and one.value.startswith(_INTERVAL)), None)
    known = {one.year for use in (Use.BASELINE, Use.RESULT) for one in row.of(use) if one.year is not None}
    if hint is None or not known:
        return None
    years, since = int(hint.value.removeprefix(_INTERVAL)), min(known)
    fits = all((year - since) % years == 0 for year in known)
    return Every(years, since, hint.reason) if fits else None
