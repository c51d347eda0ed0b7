"""A rule profile as form rows: read from what is stored or typed, moved about without a script, turned into data."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import QueryDict

from evaluations.judgement import direction, progress_rules
from indicators.calculation import class_rules
from indicators.models import RuleProfile
from store.limits import TEXT, unshown_sign

CLASS, PROGRESS, DIRECTION = "class", "progress", "direction"
FIELDS: Final = {CLASS: "attainment_rules", PROGRESS: "progress_rules", DIRECTION: "direction_rules"}
TITLES: Final = {CLASS: "成果指標の達成状況", PROGRESS: "進捗状況", DIRECTION: "今後の方向性"}
CONDITIONS: Final[Mapping[str, Mapping[str, str]]] = {
    CLASS: {name: one.words for name, one in class_rules.CONDITIONS.items()},
    PROGRESS: progress_rules.CONDITIONS,
    DIRECTION: direction.CONDITIONS,
}
KEY_FORM: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
LABEL_OF_KEY: Final = "写しのキー"
MOST_TYPED: Final = 40
LONGEST: Final = 20
NO_CLASS, NO_SUGGESTION = class_rules.NO_CLASS, progress_rules.NO_SUGGESTION

Choices = Sequence[tuple[str, str]]


@dataclass(slots=True)
class RuleRow:
    """One row as it stands in the form; every value is text as typed."""

    when: str = ""
    then: str = ""
    limit: str = ""
    progress: str = ""
    classes: list[str] = field(default_factory=list)
    explain_if: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """The rows of one of the three kinds of rules, with what they may say."""

    kind: str
    rows: list[RuleRow]
    thens: Choices
    classes: Choices = ()
    progresses: Choices = ()
    errors: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def conditions(self) -> Mapping[str, str]:
        return CONDITIONS[self.kind]

    @property
    def written(self) -> list[str]:
        """The rows in words, to be read beside another's."""
        said = []
        for row in self.rows:
            words = self.conditions.get(row.when, row.when).replace("○", row.limit)
            about = f"進捗状況が{row.progress}：" if row.progress else ""
            among = f"（{'・'.join(row.classes)}）" if row.classes else ""
            explained = f"（要説明：{'・'.join(row.explain_if)}）" if row.explain_if else ""
            said.append(f"{about}{words}{among} → {row.then}{explained}")
        return said

    def move(self, step: str, place: int) -> None:
        """Do what a button beside a row asks for; a row that is not there is no row to move."""
        if step == "add" and len(self.rows) < MOST_TYPED:
            self.rows.insert(max(len(self.rows) - 1, 0), RuleRow())
        if not 0 <= place < len(self.rows):
            return
        if step == "delete":
            del self.rows[place]
        elif step == "up" and place:
            self.rows[place - 1 : place + 1] = self.rows[place], self.rows[place - 1]
        elif step == "down" and place + 1 < len(self.rows):
            self.rows[place : place + 2] = self.rows[place + 1], self.rows[place]

    def data(self) -> list[dict[str, Any]]:
        """Return the rows as a profile stores them, with what cannot be read left in `errors` by row."""
        found: list[dict[str, Any]] = []
        if not self.rows:
            self.errors.append("判定基準に行がありません。行を追加してください。")
        for number, row in enumerate(self.rows, 1):
            try:
                found.append(READERS[self.kind](row))
            except ValueError as error:
                self.errors.append(f"{number}行目：{error}")
        return found


def class_data(row: RuleRow) -> dict[str, Any]:
    """Read a row about the class of a year."""
    refuse_blank(row)
    condition = class_rules.CONDITIONS.get(row.when)
    takes, limit = condition.takes if condition else "", read_limit(row.limit)
    if takes and limit is None:
        raise ValueError("この条件にはしきい値（数値）を入力してください。")
    if limit is not None and condition and not takes:
        raise ValueError("この条件にしきい値は要りません。空欄にしてください。")
    data = {"when": row.when, "then": row.then} | ({takes: str(limit)} if takes else {})
    return dict(class_rules.ClassRule.from_data(data).to_data())


def progress_data(row: RuleRow) -> dict[str, Any]:
    """Read a row about the progress of a measure."""
    refuse_blank(row)
    needs = row.when in progress_rules.WITH_CLASSES
    if needs and not row.classes:
        raise ValueError("この条件には、成果指標の区分を一つ以上選んでください。")
    if row.classes and not needs:
        raise ValueError("この条件に成果指標の区分は要りません。選択を外してください。")
    data = {"when": row.when, "then": row.then, "classes": row.classes, "explain_if": row.explain_if}
    return dict(progress_rules.ProgressRule.from_data(data).to_data())


def direction_data(row: RuleRow) -> dict[str, Any]:
    """Read a row about the direction of a measure."""
    refuse_blank(row)
    if row.when != direction.PEOPLE_DECIDE and not row.progress:
        raise ValueError("進捗状況を選んでください。")
    data = {"progress": row.progress, "when": row.when, "then": row.then}
    return dict(direction.DirectionRule.from_data(data).to_data())


READERS: Final[Mapping[str, Callable[[RuleRow], dict[str, Any]]]] = {
    CLASS: class_data,
    PROGRESS: progress_data,
    DIRECTION: direction_data,
}


def refuse_blank(row: RuleRow) -> None:
    """Ask for the two things that every row says."""
    if not row.when:
        raise ValueError("条件を選んでください。")
    if not row.then:
        raise ValueError("区分を選んでください。")


def read_limit(text: str) -> Decimal | None:
    """Read a threshold as people type it: 60, ６０, 60％, 2.5."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%").removesuffix("ポイント").strip()
    if not plain:
        return None
    try:
        limit = Decimal(plain) if plain.isascii() and set(plain) <= set("0123456789.") else Decimal("NaN")
    except InvalidOperation:
        limit = Decimal("NaN")
    if not limit.is_finite():
        raise ValueError(f"しきい値「{text[:LONGEST]}」は数値として読めません。60のように入力してください。")
    return limit


@dataclass(slots=True)
class ProfileForm:
    """A whole profile in the form: its name and source, and the three blocks of rows."""

    name: str
    source: str
    blocks: list[Block]
    judged_by: str
    is_adopted: bool
    key: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def choices(self) -> Choices:
        """By which target a year may be judged."""
        return RuleProfile.JudgedBy.choices

    @property
    def judged_by_words(self) -> str:
        return dict(self.choices).get(self.judged_by, self.judged_by)

    def values(self) -> dict[str, Any]:
        """Return what was typed as the fields of a profile; what cannot be read is left in the errors."""
        for label, text, needed in (("名前", self.name, True), ("出典", self.source, False)):
            if needed and not text.strip():
                self.errors.append(f"{label}を入力してください。")
            if unshown := unshown_sign(text):
                self.errors.append(f"{label}：{unshown}")
            longest = 100 if label == "名前" else TEXT
            if len(text) > longest:
                self.errors.append(f"{label}は{longest}文字以内で入力してください。")
        if self.judged_by not in RuleProfile.JudgedBy.values:
            self.errors.append("判定に用いる目標を選んでください。")
        rules = {FIELDS[block.kind]: block.data() for block in self.blocks}
        texts = {"name": self.name.strip(), "source": self.source.strip()}
        return texts | {"judged_by": self.judged_by, "is_adopted": self.is_adopted} | rules

    def take(self, refused: ValidationError) -> None:
        """Put what a profile was refused for beside the rows it is about."""
        said = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
        for name, sentences in said.items():
            block = next((one for one in self.blocks if FIELDS[one.kind] == name), None)
            (block.errors if block else self.errors).extend(sentences)

    @property
    def is_valid(self) -> bool:
        return not self.errors and not any(block.errors for block in self.blocks)

    def do(self, button: str) -> None:
        """Do what a button beside a row asks for: class-up-3, progress-add."""
        kind, _, rest = button.partition("-")
        step, _, place = rest.partition("-")
        for block in self.blocks:
            if block.kind == kind:
                block.move(step, int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1)


@dataclass(frozen=True, slots=True)
class Symbols:
    """What the rows may answer with, from the scales of the profile and of the cycle it is held against."""

    classes: Choices
    progress: Choices
    direction: Choices


def stored_form(profile: RuleProfile, symbols: Symbols) -> ProfileForm:
    """Return the form as the profile is stored; where it has no rules, those of the reference stand there."""
    progress = profile.progress_rules or progress_rules.REFERENCE_PROGRESS.to_data()
    ways = profile.direction_rules or direction.REFERENCE_DIRECTION.to_data()
    rows = {CLASS: profile.attainment_rules, PROGRESS: progress, DIRECTION: ways}
    return ProfileForm(
        profile.name,
        profile.source,
        blocks({kind: [stored_row(one) for one in data] for kind, data in rows.items()}, symbols),
        profile.judged_by,
        profile.is_adopted,
    )


def stored_row(data: Mapping[str, Any]) -> RuleRow:
    """Return a stored row as the form shows it."""
    limit = data.get("at_least") or data.get("within") or ""
    return RuleRow(
        when=data.get("when", ""),
        then=data.get("then", ""),
        limit=str(limit),
        progress=data.get("progress", ""),
        classes=list(data.get("classes", ())),
        explain_if=list(data.get("explain_if", ())),
    )


def typed_form(sent: QueryDict, symbols: Symbols) -> ProfileForm:
    """Return the form as it was sent."""
    rows = {kind: [typed_row(sent, f"{kind}-{place}") for place in places(sent, kind)] for kind in FIELDS}
    texts = {name: sent.get(name, "")[: 2 * TEXT] for name in ("name", "source", "key")}
    return ProfileForm(
        texts["name"],
        texts["source"],
        blocks(rows, symbols),
        sent.get("judged_by", "")[:10],
        sent.get("is_adopted") == "on",
        texts["key"].strip(),
    )


def places(sent: QueryDict, kind: str) -> range:
    """Return the places of the rows that were sent."""
    count = sent.get(f"{kind}-rows", "0")
    return range(min(int(count), MOST_TYPED) if count.isascii() and count.isdigit() and len(count) < 4 else 0)


def typed_row(sent: QueryDict, name: str) -> RuleRow:
    """Return one row as it was sent."""

    def text(part: str) -> str:
        return sent.get(f"{name}-{part}", "")[:50]

    def many(part: str) -> list[str]:
        return [one[:10] for one in sent.getlist(f"{name}-{part}")[:20]]

    return RuleRow(
        when=text("when"),
        then=text("then"),
        limit=text("limit"),
        progress=text("progress"),
        classes=many("classes"),
        explain_if=many("explain_if"),
    )


def blocks(rows: Mapping[str, list[RuleRow]], symbols: Symbols) -> list[Block]:
    """Return the three blocks; a symbol that a row has and its scale has not is offered as it is."""
    none = [(NO_SUGGESTION, f"{NO_SUGGESTION}（参考判定なし）")]
    return [
        Block(
            CLASS, rows[CLASS], offered([(NO_CLASS, "－（判定なし）"), *symbols.classes], thens(rows[CLASS]))
        ),
        Block(
            PROGRESS,
            rows[PROGRESS],
            offered([*symbols.progress, *none], thens(rows[PROGRESS])),
            classes=offered(
                symbols.classes, [one for row in rows[PROGRESS] for one in (*row.classes, *row.explain_if)]
            ),
        ),
        Block(
            DIRECTION,
            rows[DIRECTION],
            offered([*symbols.direction, *none], thens(rows[DIRECTION])),
            progresses=offered(symbols.progress, [row.progress for row in rows[DIRECTION]]),
        ),
    ]


def thens(rows: Sequence[RuleRow]) -> list[str]:
    """Return the symbols that the rows answer with."""
    return [row.then for row in rows]


def offered(known: Choices, used: Collection[str]) -> Choices:
    """Return the choices with those that are in use already."""
    listed = {symbol for symbol, _ in known}
    return [*known, *((one, one) for one in dict.fromkeys(used) if one and one not in listed)]


def in_words(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed as (label, text), to be read or copied where there is no form."""
    return [(label, text) for label, text in texts_of(typed_form(sent, Symbols((), (), ()))) if text]


def differing(mine: ProfileForm, theirs: ProfileForm) -> list[tuple[str, str, str]]:
    """Return the parts in which two forms differ, each with its label, in words; a copy's key is one's own alone."""
    pairs = zip(texts_of(mine), texts_of(theirs), strict=True)
    return [
        (label, one, other) for (label, one), (_, other) in pairs if one != other and label != LABEL_OF_KEY
    ]


def texts_of(form: ProfileForm) -> list[tuple[str, str]]:
    """Return each part of a form as (label, text)."""
    rules = [
        (f"{one.title}の基準", "\n".join(f"{number}　{words}" for number, words in enumerate(one.written, 1)))
        for one in form.blocks
    ]
    return [
        ("名前", form.name),
        ("出典", form.source),
        ("判定に用いる目標", form.judged_by_words),
        ("市が採用した基準", "はい" if form.is_adopted else ""),
        (LABEL_OF_KEY, form.key),
        *rules,
    ]
