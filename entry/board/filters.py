"""The search panel of the board."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from entry.board.scorecards.boards import Share
from indicators.models import EntryRound

STANDINGS: Final = (
    ("open", "未入力あり"),
    ("overdue", "期限超過あり"),
    ("returned", "差戻しあり"),
    ("waiting", "課長確認待ちあり"),
    ("finished", "すべて課長確認済"),
)
ALL: Final = ("", "すべて")


class RoundBoardFilter(forms.Form):
    """Narrows the departments of a round by 局 and by how they stand; rows that are counted, not stored."""

    about = ("round",)  # of what the list is

    round = forms.ChoiceField(label="入力依頼", required=False)
    bureau = forms.ChoiceField(label="局", required=False)
    standing = forms.ChoiceField(label="状態", required=False, choices=(ALL, *STANDINGS))

    def __init__(self, data: Any, *, rounds: Iterable[EntryRound], bureaus: Mapping[int, str]) -> None:
        super().__init__(data)
        named = [(str(one.pk), name_of(one)) for one in rounds]
        self._choose_from("round", named)
        self._choose_from("bureau", [ALL, *((str(key), name) for key, name in bureaus.items())])
        if len(named) < 2:
            self.fields["round"].widget = forms.HiddenInput()

    @property
    def form(self) -> "RoundBoardFilter":
        """What components/filter_panel.html asks a panel for."""
        return self

    def kept(self, shares: Iterable[Share]) -> list[Share]:
        """Return the shares that fit what was chosen; a choice there is not narrows nothing."""
        self.is_valid()
        bureau, standing = self.cleaned_data.get("bureau"), self.cleaned_data.get("standing")
        return [
            share
            for share in shares
            if (not bureau or (share.bureau is not None and str(share.bureau.pk) == bureau))
            and (not standing or stands_so(share, standing))
        ]

    def _choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices


def name_of(round_: EntryRound) -> str:
    """Return the round as the panel names it, with its plan and its state."""
    return f"{round_.choice_label}（締切済み）" if round_.is_closed else round_.choice_label


def stands_so(share: Share, standing: str) -> bool:
    """Tell whether a department stands as one of STANDINGS says."""
    if standing == "finished":
        return share.confirmed == share.owed
    return bool(getattr(share, standing))
