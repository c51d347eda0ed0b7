"""A fixture that somebody loads from a page: what of it is loaded how, and what is not theirs to load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

from django.db import transaction

from accounts.actions import administering_post
from accounts.models import Person
from accounts.rules import administered_codes
from evaluations.committee.models import Spoken
from evaluations.cycles.models import EvaluationCycle
from evaluations.judgement.stages import PUBLIC
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import EvaluationStage
from evaluations.sheets.models.sheets import SheetAmount, SheetAnswer
from indicators.models import AskedFor, InterimValue, Target
from indicators.models.handed_in import HandedIn
from policies.models import Plan
from reports.loads.actions.uploads import Upload
from reports.loads.rules import may_load_into, may_load_shared
from store.actions.loading.dumping import stated
from store.actions.loading.known_rows import Placed, loadable
from store.actions.loading.loading import Difference, Objection, Ready, differing_fields, ready
from store.actions.loading.reading import Entry, FixtureRefusedError, read
from store.actions.loading.undoing import (
    Source,
    cities_of,
    cities_reached,
    city_of,
    load_ready,
    undo,
)
from store.actions.rows import Actor, RefusedError, StaleRow
from store.models import Change, Load

PUBLISHING: Final = {
    Plan: ("is_published", *sorted(Plan.only_when_new)),
    EvaluationCycle: ("is_published",),
    InterimValue: ("is_published",),
}  # what is decided on the pages and never by a file
GIVEN: Final = (AskedFor, InterimValue, Target)  # what sections said and cities promised: no file changes it
ON_PAGES: Final = (
    (Evaluation, ("stage",)),
    (EvaluationStage, ("cycle", "order", "meaning")),
    (Spoken, ("by_name", "post", "entered_by_name", "at")),
)  # steps that are written down, what decides and publishes by where it stands, whose words they are
UNSHARED: Final = (
    "評価区分・判定基準・様式は複数の団体が使うため、システム管理者だけが追加や変更をできます。"
    "データベースにあるものと同じ内容にするか、システム管理者に依頼してください。"
)
HANDED_IN: Final = "このシートはすでに登録されているため、ファイルから記入を足せません。"
UNDONE_BY_SYSTEM: Final = (
    "評価区分・判定基準・様式など、複数の団体が使うものを含むため、システム管理者だけが取り消せます。"
)
FOREIGN: Final = "団体コード {} のデータです。ご自身の団体のデータだけを読み込めます。"
CANNOT_STAY: Final = (
    "上の違いをデータベースの値のまま残すと、ほかの行が成り立ちません。"
    "「ファイルの値で上書きする」を選ぶか、ファイルを直してください。"
)
SHOWN_AT_ONCE: Final = (
    "施策の評価（{}、全部で{}件）は、公表中の評価の回に入り、読み込むとすぐに公開されます。"
    "「公表済みの値（事務局確認済）として読み込む」を選び、どの資料で公表されたかを書いてください。"
)
MOST_NAMED: Final = 5
STATE: Final = "entry_state"  # in which what was handed in comes in: no difference where it is there already


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is loaded: new results as confirmed by the 事務局 (with the reason) or for the 課長; what differs.

    `overwrites` takes the file's word for rows that differ, but for GIVEN.
    """

    is_confirmed: bool
    overwrites: bool
    why: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A file held against the database, for one person.

    `found` is what would be written, `kept` what differs and stays as it is, `unheeded` are settings no file makes.
    """

    found: Ready
    kept: tuple[Difference, ...]
    city: str
    unheeded: tuple[str, ...]

    @property
    def version(self) -> int:
        """A number that is another one as soon as something else would be added, changed or kept."""
        told = [
            *(f"{one.row._meta.label} {one.entry.label}" for one in self.found.new),
            *(f"{one.sentence} {one.old} {one.new}" for one in (*self.found.differences, *self.kept)),
        ]
        return int(sha256("\n".join(sorted(told)).encode()).hexdigest()[:7], 16) + 1


def entries_of(upload: Upload, choice: Choice) -> tuple[list[Entry], tuple[str, ...]]:
    """Read a file as it is to be loaded; return its entries, and the settings in it that no file makes."""
    entries, unheeded = without_publishing(read(upload.path, name=upload.name))
    return with_states(entries, choice), unheeded


class Loader:
    """Somebody who loads a file on a day."""

    def __init__(self, person: Person, today: date) -> None:
        self.person, self.today = person, today

    def look(self, upload: Upload, choice: Choice) -> Looked:
        """Hold the file against the database; raise FixtureRefusedError with all that is wrong with it.

        It is read before the transaction begins: SQLite would let nobody else write meanwhile.
        """
        return self.held(*entries_of(upload, choice), choice)

    @transaction.atomic
    def held(self, entries: list[Entry], unheeded: tuple[str, ...], choice: Choice) -> Looked:
        """Hold the entries of a file against the database."""
        codes: set[str] = set()
        objection = self.objection(codes)
        found, kept = ready(entries, objection=objection), tuple[Difference, ...]()
        if staying := [one for one in found.differences if stays(one, choice)]:
            kept = tuple(one for one in staying if one.name != STATE)
            found = self.without(staying, entries, objection)
        return Looked(found, kept, codes.pop() if len(codes) == 1 else "", unheeded)

    def without(self, staying: Sequence[Difference], entries: Sequence[Entry], objection: Objection) -> Ready:
        """Hold the file against the database again, with the database's words where the file's are not heeded."""
        for one in staying:
            _take_stored(one)
        for entry in entries:
            entry.label = ""
        try:
            return ready(entries, objection=objection)
        except FixtureRefusedError as refused:
            said = [one.sentence for one in staying if one.name != STATE]
            raise FixtureRefusedError([*said, *refused.problems, CANNOT_STAY]) from refused

    def objection(self, codes: set[str]) -> Objection:
        """Return what is said against a row of the file, nothing if it may be loaded; note the cities there."""

        def said(placed: Placed) -> str:
            code = city_of(placed.row)
            if code is not None:
                codes.add(code)
            for one in cities_reached(placed):
                if not may_load_into(self.person, one, self.today):
                    return FOREIGN.format(one)
            if code is not None:
                return HANDED_IN if adds_to_a_sheet(placed) else ""
            is_equal = placed.stored is not None and not differing_fields(placed)
            return "" if is_equal or may_load_shared(self.person, self.today) else UNSHARED

        return said

    def load(self, upload: Upload, choice: Choice, *, version: int) -> Load:
        """Load the file as it was looked at, and keep what it did.

        Raise StaleRow if it would do something else by now than when `version` was shown, and RefusedError if
        everybody would read at once what comes in as not yet confirmed.
        """
        entries, unheeded = entries_of(upload, choice)  # before anything is locked, as in look()
        with transaction.atomic():
            looked = self.held(entries, unheeded, choice)
            return self._write(upload, choice, looked, version)

    def _write(self, upload: Upload, choice: Choice, looked: Looked, version: int) -> Load:
        if looked.version != version:
            raise StaleRow(None)
        if not choice.is_confirmed and (shown := [one for one in looked.found.new if is_shown_at_once(one)]):
            named = "、".join(one.row.history_label for one in shown[:MOST_NAMED])
            raise RefusedError(SHOWN_AT_ONCE.format(named, len(shown)))
        source = Source(upload.name, upload.origin or upload.sha256)
        return load_ready(source, looked.found, by=self.by(looked.city, choice.why), overwrite=True)

    def why_not_undone(self, load: Load) -> str:
        """Say why it is not theirs to take the load back; "" if it is."""
        for code in cities_of(load):
            if code is None and not may_load_shared(self.person, self.today):
                return UNDONE_BY_SYSTEM
            if code is not None and not may_load_into(self.person, code, self.today):
                return FOREIGN.format(code)
        return ""

    def undo(self, load: Load) -> None:
        """Take the load back; raise RefusedError if it is not theirs, or something was built on it."""
        if said := self.why_not_undone(load):
            raise RefusedError(said)
        undo(load, by=self.by(load.city, f"読込み「{load.name}」の取消し"))

    def by(self, code: str, why: str) -> Actor:
        """Return the person in the post by which the file is loaded."""
        codes = [code] if code else administered_codes(self.person, self.today)
        return Actor(Change.Via.PAGE, self.person, administering_post(self.person, codes, self.today), why)


def is_shown_at_once(placed: Placed) -> bool:
    """Tell whether everybody would read what is added, though nobody here has decided it."""
    row = placed.row
    if not isinstance(row, Evaluation) or not row.cycle.is_published:
        return False
    return (
        row.progress is not None or row.direction is not None
        if row.stage is None
        else row.stage.meaning in PUBLIC
    )


def adds_to_a_sheet(placed: Placed) -> bool:
    """Tell whether the row would stand in a sheet that is there already: its words are the section's."""
    row = placed.row
    return placed.stored is None and isinstance(row, SheetAnswer | SheetAmount) and row.sheet.pk is not None


def _take_stored(difference: Difference) -> None:
    placed, name = difference.placed, difference.name
    columns = {one.name: one for one in placed.fields}
    if placed.stored is not None and name in columns:
        placed.entry.fields[name] = stated(placed.stored, columns[name])
    else:
        placed.entry.fields.pop(name, None)  # links that a file does not state stay


def stays(difference: Difference, choice: Choice) -> bool:
    """Tell whether the database keeps its word there."""
    row = difference.placed.row
    is_given = isinstance(row, GIVEN) or any(
        isinstance(row, model) and difference.name in names for model, names in ON_PAGES
    )
    return is_given or not choice.overwrites


def without_publishing(entries: Sequence[Entry]) -> tuple[list[Entry], tuple[str, ...]]:
    """Return the entries without what decides about publishing, and the names of what was left out."""
    unheeded: dict[str, None] = {}
    for entry in entries:
        model = loadable(entry.model)
        for name in PUBLISHING.get(model, ()) if model else ():
            if entry.fields.pop(name, None):
                unheeded[f"{model._meta.verbose_name}の「{model._meta.get_field(name).verbose_name}」"] = None  # type: ignore[union-attr]
    return list(entries), tuple(unheeded)


def with_states(entries: Iterable[Entry], choice: Choice) -> list[Entry]:
    """Return the entries with what was handed in in the state in which it comes in."""
    state = HandedIn.EntryState.CHECKED if choice.is_confirmed else HandedIn.EntryState.WAITING
    known = list(entries)
    for entry in known:
        model = loadable(entry.model)
        if model is not None and issubclass(model, HandedIn):
            is_said = entry.fields.get("entry_state", HandedIn.EntryState.EMPTY) != HandedIn.EntryState.EMPTY
            entry.fields["entry_state"] = (state if is_said else HandedIn.EntryState.EMPTY).value
    return known
