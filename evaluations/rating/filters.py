"""The search panels of the board of evaluations and of the list of 用字用語."""

from collections.abc import Iterable, Sequence
from typing import Final

from django import forms
from django.http import QueryDict

from evaluations.cycles.models import EvaluationCycle
from evaluations.rating.models.stages import EvaluationStage
from evaluations.rating.scorecards.board import NOT_STARTED, Board, BoardRow
from policies.filters import PanelSelect

ALL: Final = ("", "すべて")
STANDINGS: Final = (
    ("mine", "あなたの番"),
    ("late", "期限超過"),
    ("returned", "差戻し中"),
    ("undecided", "区分が未決定"),
    ("missing", "実績が未提出"),
    ("differs", "参考判定と相違"),
    ("unexplained", "相違の理由が未記入"),
    ("reviewed", "審議対象"),
)


class EvaluationBoardFilter(forms.Form):
    """Narrows the measures of a cycle by where they belong and how they stand; an unknown choice narrows nothing."""

    about = ("cycle",)  # of what the list is

    cycle = forms.ChoiceField(label="評価の回", required=False, widget=PanelSelect)
    bureau = forms.ChoiceField(label="局", required=False, widget=PanelSelect)
    under = forms.ChoiceField(label="上位", required=False, widget=PanelSelect)
    stage = forms.ChoiceField(label="段階", required=False, widget=PanelSelect)
    standing = forms.ChoiceField(label="状態", required=False, choices=(ALL, *STANDINGS), widget=PanelSelect)

    def __init__(
        self,
        data: QueryDict,
        *,
        cycles: Sequence[EvaluationCycle],
        cycle: EvaluationCycle,
        stages: Sequence[EvaluationStage],
        board: Board,
    ) -> None:
        chosen = data.copy()
        chosen["cycle"] = cycle.key
        super().__init__(chosen)
        self._choose("cycle", [(one.key, str(one)) for one in cycles])
        self._choose("bureau", [ALL, *((str(key), name) for key, name in board.bureaus.items())])
        self._choose("under", [ALL, *((node.address, str(node)) for node in board.above)])
        self._choose("stage", [ALL, *((one.key, one.name) for one in board.counts)])
        self.fields["under"].label = board.above[0].layer.name if board.above else "上位"
        if len(cycles) < 2:
            self.fields["cycle"].widget = forms.HiddenInput()
        if not stages:
            self.fields["stage"].widget = forms.HiddenInput()

    @property
    def form(self) -> "EvaluationBoardFilter":
        """What components/filter_panel.html asks a panel for."""
        return self

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the cycle was chosen."""
        return any(self.cleaned_data.get(name) for name in ("bureau", "under", "stage", "standing"))

    def kept(self, rows: Iterable[BoardRow]) -> list[BoardRow]:
        """Return the rows that fit what was chosen."""
        self.is_valid()
        chosen = self.cleaned_data
        return [
            row
            for row in rows
            if (not chosen.get("bureau") or (row.bureau and str(row.bureau.pk) == chosen["bureau"]))
            and (not chosen.get("under") or (row.above and row.above.address == chosen["under"]))
            and (not chosen.get("stage") or (row.stage.key if row.stage else NOT_STARTED) == chosen["stage"])
            and (not chosen.get("standing") or stands_so(row, chosen["standing"]))
        ]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices


def stands_so(row: BoardRow, standing: str) -> bool:
    """Tell whether a measure stands as one of STANDINGS says."""
    return {
        "mine": row.is_mine,
        "late": row.is_late,
        "returned": row.is_returned,
        "undecided": not row.standing.is_decided,
        "missing": row.standing.missing_count > 0,
        "differs": row.standing.differs,
        "unexplained": row.standing.is_unexplained,
        "reviewed": row.is_reviewed,
    }[standing]
