"""As what published figures are changed: asked alike where one is entered, in the table of all, in a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from entry.round.scorecards.owed import Owed
from evaluations.publishing.scorecards.told import Figure, Told, told_of_all
from indicators.actions import CHANGEABLE, EnteredFigure, figure_of


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What visitors were told of figures that can be changed, by indicator and year; nothing of most."""

    told: Mapping[tuple[int, int], Told]

    @classmethod
    def of(cls, items: Iterable[Owed]) -> Self:
        """Return what was told of these, in a number of statements that does not grow with them."""
        return cls(told_of_all(figure_of_item(item) for item in items if item.state in CHANGEABLE))

    def of_item(self, item: Owed) -> Told | None:
        return self.told.get((item.indicator.pk, item.year.year))


def told_of(item: Owed) -> Told | None:
    """Return what visitors were told of one; None where no edition speaks of it."""
    figure = figure_of_item(item)
    return told_of_all([figure]).get(figure.key)


def figure_of_item(item: Owed) -> Figure:
    row = item.result
    return Figure(
        item.indicator, item.year.year, row.pk if row is not None and kind_stored(item, None) else None
    )


def kind_stored(item: Owed, told: Told | None) -> str:
    """Return what was said of a change that nobody has confirmed yet; nothing that was said of an earlier one."""
    row = item.result
    if row is None or row.entry_state not in CHANGEABLE or (told is not None and told.is_past):
        return ""
    return row.change_kind


def kind_shown(item: Owed, told: Told | None) -> str:
    """Return as what a change is shown to be before anybody chooses: as was said, else as it seems."""
    return "" if told is None else kind_stored(item, told) or told.kind


def kind_to_keep(item: Owed, told: Told | None, kind: str, figure: EnteredFigure) -> str:
    """Return as what the figure is kept: "" where nothing that was published is changed."""
    return kind if told is not None and (is_amended(item, figure) or kind_stored(item, told)) else ""


def lacks_kind(item: Owed, told: Told | None, kind: str, figure: EnteredFigure) -> bool:
    """Tell whether somebody changes what was published and does not say as what."""
    return told is not None and not kind and is_amended(item, figure)


def is_amended(item: Owed, figure: EnteredFigure) -> bool:
    """Tell whether the figure differs from what is stored in what visitors are told."""
    stored = figure_of(item.result) if item.result else EnteredFigure()
    return replace(figure, explanation="") != replace(stored, explanation="")
