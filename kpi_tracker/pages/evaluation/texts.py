"""The text of an evaluation as rows of a form: pieces under their headings, and numbered reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict

from evaluations.rating.actions.writing import Reason, Section
from evaluations.rating.forms.deciding import shown_text
from evaluations.rating.models.evaluation import Evaluation, EvaluationReason, NarrativeSection
from evaluations.redline.findings import WordFinding, WordRule, check
from store.limits import LONG_TEXT, TEXT

MOST_SECTIONS: Final = 60
MOST_REASONS: Final = 20
SPARE: Final = 1
Kinds = NarrativeSection.Kind
Subjects = EvaluationReason.Subject


@dataclass(slots=True)
class TextRow:
    """One piece of text (with a heading) or one reason; `pk` is empty for a new one."""

    group: str
    pk: str = ""
    order: str = ""
    heading: str = ""
    body: str = ""
    errors: list[str] = field(default_factory=list)
    is_theirs: bool = False
    findings: Sequence[WordFinding] = ()

    @property
    def is_empty(self) -> bool:
        return not self.heading.strip() and not self.body.strip()

    @property
    def key(self) -> int | None:
        return int(self.pk) if self.pk else None

    def check(self, what: str) -> None:
        """Say what is wrong with it, and bring its texts into the shape in which they are kept."""
        try:
            self.heading, self.body = shown_text(self.heading), shown_text(self.body)
        except ValidationError as error:
            self.errors += error.messages
        if self.heading and not self.body:
            self.errors.append("本文を入力するか、見出しも消してください。")
        if len(self.heading) > TEXT:
            self.errors.append(f"見出しは{TEXT}文字以内で入力してください（現在{len(self.heading):,}文字）。")
        if len(self.body) > LONG_TEXT:
            self.errors.append(
                f"{what}は{LONG_TEXT:,}文字以内で入力してください（現在{len(self.body):,}文字）。"
            )


@dataclass(frozen=True, slots=True)
class Group:
    """The rows under one heading of the form, and an empty one to write the next."""

    key: str
    label: str
    rows: Sequence[TextRow]


class TextsForm:
    """All texts of an evaluation; what is left empty is no row, and what was there and is empty now is deleted."""

    def __init__(self, sections: Sequence[TextRow], reasons: Sequence[TextRow]) -> None:
        self.sections, self.reasons = list(sections), list(reasons)
        self.errors: list[str] = []

    @classmethod
    def of(cls, evaluation: Evaluation) -> "TextsForm":
        """Return the form with what is written so far."""
        return cls(
            [
                TextRow(one.kind, str(one.pk), str(one.order), one.heading, one.body)
                for one in evaluation.sections.all()
            ],
            [
                TextRow(one.subject, str(one.pk), str(one.number), body=one.text)
                for one in evaluation.reasons.all()
            ],
        )

    @classmethod
    def sent(cls, data: QueryDict) -> "TextsForm":
        """Return the form as it was typed; raise BadRequest for one that is not ours."""
        return cls(
            read_rows(data, "section", Kinds.values, ("order", "heading", "body")),
            read_rows(data, "reason", Subjects.values, ("order", "body")),
        )

    def look_for(self, rules: Sequence[WordRule]) -> None:
        """Note beside each row what the city's list finds in it; hints, by which nothing is refused."""
        for row in (*self.sections, *self.reasons):
            row.findings = check(row.body, rules, row.group)

    def is_valid(self) -> bool:
        """Check every row that says something; what is wrong stands beside it afterwards."""
        self.sections = [row for row in self.sections if not row.is_empty]
        self.reasons = [row for row in self.reasons if not row.is_empty]
        for row in self.sections:
            row.check("本文")
        for row in self.reasons:
            row.check("理由")
        if len(self.sections) > MOST_SECTIONS:
            self.errors.append(f"本文は{MOST_SECTIONS}件までです。見出しをまとめてください。")
        if any(len(in_order(self.reasons, one)) > MOST_REASONS for one in Subjects.values):
            self.errors.append(f"理由はそれぞれ{MOST_REASONS}件までです。")
        wrong = sum(bool(row.errors) for row in (*self.sections, *self.reasons))
        if wrong:
            self.errors.append(f"{wrong}か所を直してから、もう一度保存してください。")
        return not self.errors

    def wanted_sections(self) -> list[Section]:
        """Return the pieces of text in their order."""
        rows = [row for kind in Kinds.values for row in in_order(self.sections, kind)]
        return [Section(row.group, row.heading, row.body, row.key) for row in rows]

    def wanted_reasons(self) -> dict[str, list[Reason]]:
        """Return the reasons for each rating in their order."""
        return {
            one: [Reason(row.body, row.key) for row in in_order(self.reasons, one)] for one in Subjects.values
        }

    def beside(self, now: "TextsForm") -> "TextsForm":
        """Return what was typed on a page that is stale, with the rows that somebody else added since.

        A row that is gone meanwhile counts as a new one.
        """
        return TextsForm(merged(self.sections, now.sections), merged(self.reasons, now.reasons))

    @property
    def section_groups(self) -> list[Group]:
        """The pieces of text under the headings of the document."""
        return [
            Group(kind.value, str(kind.label), [*in_order(self.sections, kind), *spare(kind)])
            for kind in Kinds
        ]

    @property
    def reason_groups(self) -> list[Group]:
        """The reasons for each of the two ratings."""
        return [
            Group(one.value, f"{one.label}の理由", [*in_order(self.reasons, one), *spare(one)])
            for one in Subjects
        ]

    def typed(self) -> list[tuple[str, str]]:
        """Return what was typed, to be copied where it cannot be saved any more."""
        labels: Mapping[str, str] = dict((*Kinds.choices, *Subjects.choices))
        return [
            (f"{labels[row.group]}　{row.heading}".strip(), row.body)
            for row in (*self.sections, *self.reasons)
            if not row.is_empty
        ]


def read_rows(data: QueryDict, name: str, groups: Sequence[str], columns: Sequence[str]) -> list[TextRow]:
    """Read rows that a form sends as parallel lists: name_group, name_pk, and a list for each column."""
    lists = {column: data.getlist(f"{name}_{column}") for column in ("group", "pk", *columns)}
    if len({len(values) for values in lists.values()}) > 1:
        raise BadRequest("入力欄の数が一致しません。")
    rows = [TextRow(**dict(zip(lists, values, strict=True))) for values in zip(*lists.values(), strict=True)]
    for row in rows:
        if row.group not in groups or (
            row.pk and not (row.pk.isascii() and row.pk.isdigit() and len(row.pk) < 19)
        ):
            raise BadRequest("入力欄の種類が読み取れません。")
    return rows


def in_order(rows: Iterable[TextRow], group: str) -> list[TextRow]:
    """Return the rows of a group by the number typed for them; one without a number comes last."""

    def place(row: TextRow) -> float:
        text = row.order.strip()
        return int(text) if text.isdecimal() and len(text) < 6 else float("inf")

    return sorted((row for row in rows if row.group == group), key=place)


def spare(group: str) -> list[TextRow]:
    """Return empty rows to write into."""
    return [TextRow(group) for _ in range(SPARE)]


def merged(typed: Sequence[TextRow], now: Sequence[TextRow]) -> list[TextRow]:
    """Return typed rows and those stored meanwhile that they do not know."""
    stored = {row.pk for row in now}
    for row in typed:
        if row.pk and row.pk not in stored:
            row.pk = ""
    known = {row.pk for row in typed if row.pk}
    added = [row for row in now if row.pk not in known]
    for row in added:
        row.is_theirs = True
    return [*typed, *added]
