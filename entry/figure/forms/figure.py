"""One figure as a person types it: a number, an answer to a target in words, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms

from desk.forms import VisibleForm
from entry.round.scorecards.amending import lacks_kind
from entry.round.scorecards.owed import Owed
from entry.workbook.scorecards.figures import (
    REASONS,
    asks_text,
    is_cumulative,
    may_be_negative,
)
from evaluations.publishing.scorecards.told import Told
from indicators.actions import EnteredFigure
from indicators.calculation import facts
from indicators.calculation.absences import LONGEST_PENDING_UNTIL
from indicators.calculation.amending import CHOOSE_KIND
from indicators.calculation.facts import Missing, ResultStanding, YearBasis
from indicators.calculation.quantities import STANDING_WORDS, quantity
from indicators.calculation.refusals import MONTH_IS_OVER
from indicators.calculation.returning import awaits_final, month_named
from indicators.calculation.typed import Typed, TypedError, is_month_over, read_amount, spelled_month
from indicators.models import Result, refuse_far_day
from store.limits import LONG_TEXT, TEXT

SHORTEST_EXPLANATION: Final = 5
NOTHING_SAID: Final = "実績値を入力するか、値がない理由を選んでください。0のときは「0」と入力します。"
UNANSWERED: Final = "目標を達成したかどうかを選ぶか、値がない理由を選んでください。"
BOTH: Final = (
    "実績値と値がない理由の両方があります。"
    "値がないときは実績値を空欄にし、あるときは「値がある」を選んでください。"
)
WHY: Final = "値がない理由を選んでください。"
NOT_A_REASON: Final = "「未提出」は理由になりません。実績値を入力するか、値がない理由を選んでください。"
EXPLAIN: Final = f"理由を{SHORTEST_EXPLANATION}文字以上で入力してください。"
AMOUNTS: Final = ("total", "increment")
LATER_MONTH: Final = (
    "まだ確定値でないときは、いつ確定するかを「令和8年11月」のように来月以後の年月で入力してください。"
)
_FULFILLED: Final[dict[str, tuple[bool | None, bool]]] = {
    "yes": (True, False),
    "partly": (False, True),
    "no": (False, False),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """How a typed text was understood: what to show, and what else should be known; or why it was not."""

    text: str = ""
    notes: Sequence[str] = ()
    error: str = ""


class FigureForm(VisibleForm):
    """What can be said about one owed figure; bound to what was sent, or showing what is known already."""

    total = forms.CharField(label="実績値", required=False)
    increment = forms.CharField(label="うち当該年度分", required=False)
    text_fulfilled = forms.ChoiceField(
        label="文章の目標",
        choices=(("yes", "達成した"), ("partly", "一部達成した"), ("no", "達成していない")),
        required=False,
        widget=forms.RadioSelect,
    )
    text_value = forms.CharField(label="実績の内容", required=False, max_length=TEXT)
    standing = forms.ChoiceField(
        label="値の種別", choices=[(one.value, word) for one, word in STANDING_WORDS.items()], required=False
    )
    approx = forms.BooleanField(label="概数", required=False)
    missing = forms.ChoiceField(
        label="値の有無",
        choices=[("", "値がある"), *((reason.value, word) for reason, word in REASONS.items())],
        required=False,
        widget=forms.RadioSelect,
    )
    pending_until = forms.CharField(label="確定見込年月", required=False, max_length=LONGEST_PENDING_UNTIL)
    footnote = forms.CharField(
        label="注記", required=False, max_length=LONG_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )
    as_of = forms.DateField(
        label="時点（いつ現在の値か）",
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        validators=[refuse_far_day],
        error_messages={"invalid": "日付として読み取れません。"},
    )
    change_kind = forms.ChoiceField(
        label="公表した値を変える種別",
        choices=Result.ChangeKind.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label="増減の説明（庁内）",
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, item: Owed, *arguments: Any, told: Told | None, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.item, self.told = item, told
        self.typed: dict[str, Typed] = {}
        self.asked: list[str] = []
        unused = {"total", "increment", "approx"} if asks_text(item) else {"text_fulfilled", "text_value"}
        if not is_cumulative(item):
            unused.add("increment")
        if not asks_day(item):
            unused.add("as_of")
        if told is None:
            unused.add("change_kind")
        for name in unused:
            del self.fields[name]
        self._dress()

    def _dress(self) -> None:
        """Give the fields the words and keyboards that fit this figure; the first field has the focus."""
        keyboard = "text" if may_be_negative(self.item) else "decimal"
        for name in AMOUNTS:
            if name in self.fields:
                self.fields[name].widget.attrs |= {"inputmode": keyboard, "autocomplete": "off"}
        if is_cumulative(self.item) and "total" in self.fields:
            self.fields["total"].label = "実績値（累計）"
        if self.told is not None:
            self.fields["change_kind"].help_text = self.told.words
        self.fields["pending_until"].widget.attrs |= {"placeholder": "例：令和8年11月", "autocomplete": "off"}

    def focus(self) -> None:
        """Let the first field with a problem have the focus, else the one that is to be filled in."""
        wrong = (name for name in self.fields if name in self.errors)
        self.fields[next(wrong, next(iter(self.fields)))].widget.attrs["autofocus"] = True

    @property
    def shows_explanation(self) -> bool:
        """Whether the explanation is on the page: when it was asked for, or one was given before."""
        return bool(self.asked or self["explanation"].value())

    @property
    def understood(self) -> dict[str, Understood]:
        """How each typed amount was understood, by the name of its field."""
        return {name: Understood(one.understood, one.notes) for name, one in self.typed.items()}

    def clean(self) -> dict[str, Any]:
        """Read the amounts and look whether everything together is one answer."""
        super().clean()
        for name in AMOUNTS:
            if name in self.fields and name not in self.errors:
                self._read(name)
        if self.errors:
            return self.cleaned_data
        total = self.typed.get("total", Typed())
        if total.missing is Missing.UNREPORTED:
            self.add_error("total", NOT_A_REASON)
        elif total.asks_reason and not self.cleaned_data["missing"]:
            self.add_error("missing", WHY)
        elif (self._has_value or self._has_words) and self._reason is not None:
            self.add_error("missing", BOTH)
        elif not self._has_value and self._reason is None:
            field = "text_fulfilled" if asks_text(self.item) else "total"
            self.add_error(field, UNANSWERED if asks_text(self.item) else NOTHING_SAID)
        return self.cleaned_data

    def _read(self, name: str) -> None:
        try:
            self.typed[name] = read(self.item, self.cleaned_data.get(name, ""))
        except TypedError as error:
            self.add_error(name, str(error))

    @property
    def _has_value(self) -> bool:
        amounts = (self.typed[name].value for name in AMOUNTS if name in self.typed)
        return bool(self.cleaned_data.get("text_fulfilled")) or any(one is not None for one in amounts)

    @property
    def _has_words(self) -> bool:
        return bool(self.cleaned_data.get("text_value", "").strip())

    @property
    def _reason(self) -> Missing | None:
        """Why there is no figure: as chosen, or as typed; a figure replaces the reason that was stored before."""
        typed = self.typed.get("total", Typed()).missing
        if typed is not None:
            return typed
        chosen = self.cleaned_data["missing"]
        stored = self.item.result.missing if self.item.result else ""
        return None if not chosen or (chosen == stored and self._has_value) else Missing(chosen)

    def ask(self, reasons: Sequence[str]) -> None:
        """Ask for an explanation, unless one was given."""
        if reasons and len(self.cleaned_data["explanation"].strip()) < SHORTEST_EXPLANATION:
            self.asked = list(reasons)
            self.add_error("explanation", EXPLAIN)

    @property
    def kind_of_change(self) -> str:
        """As what a published figure is changed; "" where nothing of it was published."""
        return str(self.cleaned_data.get("change_kind", ""))

    def ask_kind(self, figure: EnteredFigure) -> None:
        """Ask as what a published figure is changed, if it is and nobody has said so."""
        if lacks_kind(self.item, self.told, self.kind_of_change, figure):
            self.add_error("change_kind", CHOOSE_KIND)

    def ask_month(self, today: date) -> None:
        """Refuse a month that is over; where the final figure is asked for and not there yet, ask when it will be."""
        figure = self.figure()
        if is_month_over(figure.pending_until, today):
            self.add_error("pending_until", MONTH_IS_OVER.format(figure.pending_until))
            return
        answer = facts.Result(
            fiscal_year=self.item.year,
            total=figure.total,
            increment=figure.increment,
            standing=figure.standing,
            missing=figure.missing,
            text_value=figure.text_value,
            text_fulfilled=figure.text_fulfilled,
            text_partly=figure.text_partly,
        )
        month = month_named(figure.pending_until)
        is_asked = self.item.is_back or not self.item.is_of_round
        if is_asked and awaits_final(answer) and (month is None or month <= today):
            self.add_error("pending_until", LATER_MONTH)

    def clean_pending_until(self) -> str:
        """Refuse a month that cannot be read: the figure is asked for again when it comes."""
        try:
            return spelled_month(self.cleaned_data["pending_until"], today=self.item.seen_on)
        except TypedError as error:
            raise forms.ValidationError(str(error)) from None

    def figure(self) -> EnteredFigure:
        """Return the answer of a valid form."""
        said, reason = self.cleaned_data, self._reason
        notes: dict[str, Any] = {
            "footnote": said["footnote"].strip(),
            "explanation": said["explanation"].strip(),
        }
        if reason is not None:
            until = self._month() if reason is Missing.PENDING else ""
            return EnteredFigure(missing=reason, pending_until=until, **notes)
        notes["as_of"] = said.get("as_of")
        standing = ResultStanding(said["standing"] or ResultStanding.FINAL)
        notes["pending_until"] = "" if standing is ResultStanding.FINAL else self._month()
        if asks_text(self.item):
            fulfilled, partly = _FULFILLED.get(said["text_fulfilled"], (None, False))
            return EnteredFigure(
                text_value=said["text_value"].strip(),
                text_fulfilled=fulfilled,
                text_partly=partly,
                standing=standing,
                **notes,
            )
        total, increment = (self.typed.get(name, Typed()).value for name in AMOUNTS)
        raw = {name: raw_of(self.item, name, self.typed.get(name, Typed())) for name in AMOUNTS}
        return EnteredFigure(
            total=total,
            increment=increment,
            total_raw=raw["total"],
            increment_raw=raw["increment"],
            approx=said["approx"],
            standing=standing,
            **notes,
        )

    def _month(self) -> str:
        until: str = self.cleaned_data["pending_until"]
        return until or self.typed.get("total", Typed()).pending_until


def asks_day(item: Owed) -> bool:
    """Tell whether the day of the figure is asked: where figures of the indicator stand on a day, or one says so."""
    series = item.series
    is_dated = series.year_basis is YearBasis.DAY or series.accumulation is facts.Accumulation.POINT
    return is_dated or any(result.as_of is not None for result in series.results)


def read(item: Owed, text: str) -> Typed:
    """Read what was typed as an amount of this figure; raises TypedError."""
    series = item.series
    return read_amount(
        text,
        unit=series.unit,
        decimals=series.decimals,
        allow_negative=True,  # a first one below 0 is asked about, not refused
        rounding=series.rounding,
        today=item.seen_on,
    )


def raw_of(item: Owed, name: str, typed: Typed) -> str:
    """Return what the amount was rounded from: as typed, or as it was stored with the same amount."""
    row = item.result
    is_stored = row is not None and typed.value is not None and getattr(row, name) == typed.value
    return typed.raw or (str(getattr(row, f"{name}_raw")) if is_stored else "")


def fields_of(item: Owed, figure: EnteredFigure) -> dict[str, Any]:
    """Return what the form shows where this figure is known already."""
    return {
        "total": written(item, figure.total),
        "increment": written(item, figure.increment),
        "text_fulfilled": {answer: word for word, answer in _FULFILLED.items()}.get(
            (figure.text_fulfilled, figure.text_partly), ""
        ),
        "text_value": figure.text_value,
        "standing": figure.standing.value,
        "approx": figure.approx,
        "missing": figure.missing.value if figure.missing else "",
        "pending_until": figure.pending_until,
        "footnote": figure.footnote,
        "as_of": figure.as_of.isoformat() if figure.as_of else "",
        "explanation": figure.explanation,
    }


def written(item: Owed, value: Decimal | None) -> str:
    """Return an amount as somebody would type it."""
    return "" if value is None else quantity(value, "", item.series.decimals)
