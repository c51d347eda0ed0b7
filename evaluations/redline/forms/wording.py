"""Lines of the city's 用字用語: one of each kind, many pasted from a table, and a text that is tried on them."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from evaluations.rating.forms.deciding import LongTextField, shown_text
from evaluations.redline.findings import (
    ALIKE,
    SIGNS,
    WIDTHS,
    RuleKind,
    faults,
)
from evaluations.redline.models import TEXTS, WordingRule
from store.limits import LONG_TEXT, TEXT

EVERY_TEXT: Final = ("", "すべての文")
CHOOSE: Final = ("", "選んでください")
SEPARATORS: Final = re.compile("[、,，]")
CELLS: Final = ("pattern", "preferred", "note", "unless_in")
HEADING: Final = "確認する語"
MOST_PASTED: Final = 1_000
LONGEST_PASTED: Final = 60_000
MOST_TOLD: Final = 30
NO_SEPARATOR: Final = "語の区切りが読み取れません。タブ、「、」又は「,」で区切ってください。"


class ShownField(forms.CharField):
    """A text of one line, without signs that nobody sees."""

    def clean(self, value: Any) -> str:
        """Return the text as it is kept."""
        return " ".join(shown_text(super().clean(value)).splitlines())


class WordsField(ShownField):
    """Words, separated; kept with 「、」 between them."""

    def clean(self, value: Any) -> str:
        """Return the words in the order typed."""
        return joined(super().clean(value))


def joined(text: str) -> str:
    """Return the words of a text with 「、」 between them."""
    return "、".join(word for part in SEPARATORS.split(text) if (word := part.strip()))


def note_field() -> ShownField:
    """Return the field of the words that go with what is found."""
    return ShownField(
        label="説明", max_length=TEXT, required=False, help_text="見つかったときに添える言葉です（任意）。"
    )


def unless_field() -> WordsField:
    """Return the field of the longer words in which a word may stand."""
    return WordsField(
        label="指摘しない語",
        max_length=500,
        required=False,
        help_text="この語の中にあるときは指摘しません。「、」で区切ります（任意）。",
    )


def about_field() -> forms.ChoiceField:
    """Return the choice of the kind of text that a line is about."""
    return forms.ChoiceField(label="対象の文", required=False, choices=[EVERY_TEXT, *TEXTS])


class LineForm(forms.Form):
    """A line of one kind; `is_active` is asked of a line that is there."""

    kind: RuleKind
    field = about_field()
    is_active = forms.BooleanField(
        label="この行を使う", required=False, help_text="外すと、一覧に残したまま、確認に使わなくなります。"
    )

    def __init__(self, data: Any = None, *, is_new: bool = True, **more: Any) -> None:
        super().__init__(data, **more)
        if is_new:
            del self.fields["is_active"]

    def clean(self) -> dict[str, Any]:
        """Refuse a line that could find nothing."""
        if not self.errors:
            for fault in faults(WordingRule(**self.values()).rule()):
                self.add_error(None, fault)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Return the columns of the line."""
        return {"kind": self.kind.value, **self.cleaned_data}


class WordForm(LineForm):
    """A word and how it is written."""

    kind = RuleKind.WORD
    pattern = ShownField(
        label="確認する語",
        max_length=50,
        help_text="文字どおりに探します（例：行なう）。",
        error_messages={"required": "確認する語を入力してください。"},
    )
    preferred = ShownField(
        label="望ましい表記",
        max_length=50,
        required=False,
        help_text="例：行う。空欄のときは、語があることだけを知らせます。",
    )
    unless_in = unless_field()
    note = note_field()
    field_order = ("pattern", "preferred", "unless_in", "note", "field", "is_active")


class WidthForm(LineForm):
    """Signs and the width in which they are written."""

    kind = RuleKind.WIDTH
    pattern = forms.ChoiceField(
        label="文字の種類",
        choices=[CHOOSE, *((one, one) for one in SIGNS)],
        error_messages={"required": "文字の種類を選んでください。"},
    )
    preferred = forms.ChoiceField(
        label="書き方",
        choices=[
            CHOOSE,
            *((one, "統一（混在だけを指摘）" if one == ALIKE else f"{one}で書く") for one in WIDTHS),
        ],
        error_messages={"required": "書き方を選んでください。"},
    )
    unless_in = unless_field()
    note = note_field()
    field_order = ("pattern", "preferred", "unless_in", "note", "field", "is_active")


class LengthForm(LineForm):
    """How long a kind of text may be."""

    kind = RuleKind.LENGTH
    longest = forms.IntegerField(
        label="字数の上限",
        min_value=1,
        max_value=LONG_TEXT,
        help_text=f"1～{LONG_TEXT:,}。改行は数えません。",
        error_messages={"required": "字数の上限を入力してください。", "invalid": "整数で入力してください。"},
    )
    note = note_field()
    field_order = ("field", "longest", "note", "is_active")


LINE_FORMS: Final[dict[str, type[LineForm]]] = {
    one.kind.value: one for one in (WordForm, WidthForm, LengthForm)
}


class PasteForm(forms.Form):
    """Many words at once, a line each, all about the same kind of text."""

    lines = forms.CharField(
        label="貼り付ける行",
        max_length=LONGEST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="1行に「確認する語・望ましい表記・説明・指摘しない語」の順です。Excelの列をそのまま貼り付けるか、"
        "「、」又は「,」で区切ります。",
        error_messages={"required": "加える行を貼り付けてください。"},
    )
    field = about_field()

    def clean_lines(self) -> list[dict[str, str]]:
        """Return what each line says; name every wrong line by its number."""
        read, wrong, where = [], [], dict[str, int]()
        lines = cells_of(self.cleaned_data["lines"])
        if len(lines) > MOST_PASTED:  # before any is looked at, which takes its time
            raise ValidationError(
                f"一度に貼り付けられるのは{MOST_PASTED:,}行までです（{len(lines):,}行あります）。"
            )
        for number, cells in lines:
            try:
                values = line_of(cells)
                if before := where.get(values["pattern"]):
                    raise ValidationError(f"「{values['pattern']}」は、{before}行目にもあります。")
                where[values["pattern"]] = number
                read.append(values)
            except ValidationError as error:
                wrong += [f"{number}行目：{message}" for message in error.messages]
        if not (read or wrong):
            raise ValidationError("加える行を貼り付けてください。")
        if len(wrong) > MOST_TOLD:
            wrong[MOST_TOLD:] = [f"ほかに{len(wrong) - MOST_TOLD:,}件の誤りがあります。"]
        if wrong:
            raise ValidationError(wrong)
        return read

    def values(self) -> list[dict[str, str]]:
        """Return the columns that each line names."""
        fixed = {"kind": RuleKind.WORD.value, "field": self.cleaned_data["field"]}
        return [fixed | one for one in self.cleaned_data["lines"]]


def cells_of(text: str) -> list[tuple[int, list[str]]]:
    """Return the cells of the lines that say something, with their numbers; the heading of a table is none of them.

    A table copied from Excel has tabs; without any, the first three separators of a line are those of its cells.
    """
    is_table = "\t" in text
    found = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip():
            continue
        cells = [one.strip() for one in (line.split("\t") if is_table else SEPARATORS.split(line, 3))]
        if cells[0] != HEADING:
            found.append((number, cells))
    return found


def line_of(cells: list[str]) -> dict[str, str]:
    """Return what the cells of a line say; what it has no cell for, it does not name."""
    if any(cells[len(CELLS) :]):
        raise ValidationError(f"列が多すぎます（{len(cells)}列）。4列までにしてください。")
    if len(cells) == 1 and re.search(r"\s", cells[0]):
        raise ValidationError(NO_SEPARATOR)
    said = dict(zip(CELLS, cells, strict=False))
    form = WordForm(said)
    if not form.is_valid():
        raise ValidationError(
            [told(form, name, str(one)) for name, errors in form.errors.items() for one in errors]
        )
    return {name: form.cleaned_data[name] for name in said}


def told(form: forms.Form, name: str, message: str) -> str:
    """Return what is wrong with a field, under its label unless the sentence names it."""
    label = form.fields[name].label if name in form.fields else ""
    return message if not label or message.startswith(str(label)) else f"{label}：{message}"


class TryForm(forms.Form):
    """A text to be looked at with the list; it is not kept."""

    text = LongTextField(
        label="試す文",
        rows=4,
        help_text="この文は保存しません。",
        error_messages={"required": "試す文を入力してください。"},
    )
    field = forms.ChoiceField(
        label="対象の文",
        required=False,
        choices=[("", "すべての文に共通の行だけ"), *TEXTS],
        help_text="選ぶと、その文だけの行（字数など）も確かめます。",
    )


SHOWN: Final[tuple[type[forms.Form], ...]] = (*LINE_FORMS.values(), PasteForm, TryForm)


def typed_lines(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed into one of these forms, to be copied where it cannot be saved any more."""
    labels = {name: str(field.label) for form in SHOWN for name, field in form.base_fields.items()}
    kept = {name: name.partition("-")[2] or name for name in sent}
    return [
        (labels[field], text)
        for name, field in kept.items()
        if field in labels and field not in {"field", "is_active"} and (text := str(sent[name]))
    ]
