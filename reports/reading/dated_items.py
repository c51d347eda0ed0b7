"""A line of figures with their years, roles and labels: 「R3 120人 → R8目標 180人」, 「R4 男性 33.3％ 女性 100％」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from reports.reading.cells import read_printed
from reports.reading.dated_signs import FIGURE, YEAR, Dated, Legend, restored, signs_in, with_label
from reports.reading.documents import Line
from reports.reading.facts import FactRole
from reports.reading.figures import Figure
from reports.reading.tables import is_whole_name
from reports.reading.titles import Other, read_title
from reports.reading.wording import ARROW, ARROWS, tidy
from reports.reading.years import NamedYears, PrintedYear

_PIECE: Final = re.compile(
    rf"\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)|(?P<year>{YEAR})|(?P<figure>{FIGURE})"
    rf"|(?P<arrow>{ARROW})|(?P<words>[^{YEAR}{FIGURE}(){ARROWS}]+)"
)
_SEPARATORS: Final = re.compile(r"[\s:、,+±/／・;|=＝\[\]【】「」<>《》〈〉.…‥―─-]+")
_PARTS: Final = re.compile(r"[\s:、,+±/／;|=＝【】\[\]「」<>《》…‥―─]+|・{2,}|\.{2,}")
_TAILS: Final = re.compile(  # no words that are others together: of what does not fit each way would be tried
    r"年?(?:末|当初|現在|時点|頃|平均|累計|年間|毎年|1年間|まで|度|の|は|に|で|値|約|計|延べ)*"
)
_WESTERN: Final = re.compile(r"(?<![\d,.~-])((?:19|20)\d\d)(?=[ :：]+[▲△約]?\d)")
_LABEL: Final = re.compile(r"[^\d。ぁ-ん]{1,14}|うち[^\d。]{1,10}|[^\d。]{0,8}(?:以外|の)[^\d。]{1,8}")
_ABSENT: Final = re.compile(
    r"[\s:]*(?:[-―ー…]+(?=[\s/、,]|$)|中止|休止|(?:調査)?未実施|調査なし|該当なし|集計中|未集計|未公表)"
)
_APART: Final = re.compile(r"[、;]|,(?!\d)|(?<=[^\s])/(?=[^\s])")
_WITHIN: Final = re.compile(
    r"(?:[4-9]|1[0-2]|[12])月(?:末|\d{1,2}日)?(?:現在|時点)?|上半期|第[1-3]四半期(?:まで)?"
)
_VERDICT: Final = re.compile(
    r"(?:目標)?(?:未?達成|未達)|(?:概ね|おおむね)?順調|遅れ(?:ている)?|据え?置き?|維持|改善|悪化|[◎○△×]|[A-E]|[↗↘↑↓]"
)
_LONGEST_LINE: Final = 240
_ROW_NUMBER: Final = re.compile(
    r"^(?:[(]\d{1,2}[)]|\d{1,2}[.)．、]?(?= )|\d{1,2}[.)．]|(?:目標|指標|KPI|施策|取組)[\d①-⑳]{1,2}(?=[ :])"
    r"|(?:数値目標|成果指標|評価指標)(?=[ :]))"
    r"[\s:]*(?=[^\d\s])"
)


@dataclass(frozen=True, slots=True)
class Item:
    """A figure with what is said of it."""

    figure: Figure
    role: FactRole | None = None
    year: PrintedYear | None = None
    label: str = ""


@dataclass(slots=True)
class DatedLine:
    """What a line holds: the words before everything, its figures, whether arrows lead from one to the next."""

    line: Line
    lead: str = ""
    items: list[Item] = field(default_factory=list)
    has_arrows: bool = False
    begins_absent: bool = False  # of the first year there is no figure
    goal: str = ""  # what is aimed at in words: 増やす, 現状維持

    @property
    def has_years(self) -> bool:
        return any(one.year for one in self.items)


@dataclass(slots=True)
class _State:
    year: PrintedYear | None = None
    role: FactRole | None = None  # of the line
    year_role: FactRole | None = None  # of the year
    label: str = ""
    is_open: bool = False  # a figure was read last: what a bracket says is of it
    is_dated: bool = False  # a year was read last
    is_ended: bool = False  # what follows is a judgement or a remark
    is_labelled: bool = False  # a label was read last, of the figure that must follow
    is_used: bool = False  # a figure of the line's role was read
    begins_with_year: bool = False  # what follows is all of this year


def dated_line(line: Line, calendar: NamedYears, legend: Legend) -> DatedLine | None:
    """Return a line that holds nothing but words before it, years, roles, short labels and figures; else None."""
    if len(line.text) > _LONGEST_LINE:
        return None
    stated = with_label(tidy(line.text), calendar)
    if "。" in stated:
        return None
    text = _WESTERN.sub(r"\1年度", without_row_number(stated))
    words, years, figures = signs_in(text, calendar, legend)
    if words.count("(") != words.count(")"):
        return None
    told, state = DatedLine(line), _State()
    if not _take(told, state, words, (iter(years), iter(figures)), calendar):
        return None
    bare = [at for at, one in enumerate(told.items) if one.year is None and one.role is None]
    if state.is_dated and len(bare) == 1:  # a year that ends the line is of what has none
        told.items[bare[0]] = replace(told.items[bare[0]], year=state.year)
    return told


def items_in(words: str, line: Line, calendar: NamedYears, legend: Legend) -> list[Item] | None:
    """Return the figures of tidy words that hold nothing but years, roles, short labels and figures; else None."""
    signed, years, figures = signs_in(words, calendar, legend)
    told = DatedLine(line)
    is_read = _take(told, _State(), signed, (iter(years), iter(figures)), calendar)
    return told.items if is_read and not told.lead else None


def without_row_number(words: str) -> str:
    """Return a tidy line without the number that orders it: 1 実雇用率, (2) 定着率."""
    return _ROW_NUMBER.sub("", words)


def _take(
    told: DatedLine,
    state: _State,
    words: str,
    signs: tuple[Iterator[Dated], Iterator[Figure]],
    calendar: NamedYears,
) -> bool:
    """Walk through a line; False where something stands in it that is none of what such lines hold."""
    years, figures = signs
    for match in _PIECE.finditer(words):
        if state.is_ended:
            break
        if match["year"]:
            _year(told, state, *next(years))
        elif match["figure"]:
            _figure(told, state, next(figures))
        elif match["arrow"]:
            told.has_arrows = told.has_arrows or bool(told.items)
            state.is_open = False
        elif match["inside"] is not None:
            _bracket(told, state, match[0], signs, calendar)
        elif match["words"] and not _words(told, state, match["words"], calendar):
            return False
    return not state.is_labelled


def _year(told: DatedLine, state: _State, year: PrintedYear, role: FactRole | None) -> None:
    _fold(told)
    if state.role is FactRole.BASELINE and state.is_used:
        state.role = None  # there is one start
    state.begins_with_year = state.begins_with_year or (not told.items and state.role is None)
    state.year, state.year_role, state.is_dated, state.is_open = year, role, True, False


def _figure(told: DatedLine, state: _State, figure: Figure) -> None:
    told.items.append(Item(figure, state.year_role or state.role, state.year, state.label))
    state.is_open, state.is_used = True, True
    state.is_dated = state.is_labelled = False


def _bracket(
    told: DatedLine,
    state: _State,
    bracket: str,
    counted: tuple[Iterator[Dated], Iterator[Figure]],
    calendar: NamedYears,
) -> None:
    """Take what a bracket says: the year or role of the figure before it, or of what follows; else it is a note."""
    inside = bracket[1:-1]
    years = [next(counted[0]) for _ in range(inside.count(YEAR))]
    figures = [next(counted[1]) for _ in range(inside.count(FIGURE))]
    if figures:
        if state.is_open:
            _beside(told, inside, (iter(years), iter(figures)), calendar)
        elif not told.items and not state.is_dated:
            told.lead += restored(bracket, years, figures)
        return
    rest = _SEPARATORS.sub("", inside.replace(YEAR, ""))
    role = FactRole.INTERIM if _WITHIN.fullmatch(rest) else _role(rest, calendar)
    is_said = role is not None or (bool(years) and bool(_TAILS.fullmatch(rest)))
    if is_said and state.is_open:
        last = told.items[-1]
        year = years[-1][0] if years else None
        role = role or (
            FactRole.ANNUAL_ACTUAL if "1年間" in rest and last.role is FactRole.ACTUAL else last.role
        )
        told.items[-1] = replace(last, role=role, year=year or last.year)
    elif is_said and (state.is_dated or years or state.role is not None):
        state.year = years[-1][0] if years else state.year
        state.year_role = role or state.year_role
        state.is_dated = True
    elif not told.items and not state.is_dated:
        told.lead += restored(bracket, years, figures)


def _beside(
    told: DatedLine, inside: str, signs: tuple[Iterator[Dated], Iterator[Figure]], calendar: NamedYears
) -> None:
    """Take the figures of a bracket, if each has a year or a role: that before it is then of the document's year."""
    other = DatedLine(told.line)
    for part in _APART.split(inside):
        if not _take(other, _State(), part, signs, calendar):
            return
    if other.lead or not all(one.year or one.role for one in other.items):
        return
    last = told.items[-1]
    if last.year is None and last.role is None:
        told.items[-1] = replace(last, role=FactRole.ACTUAL)
    told.items += other.items


def _words(told: DatedLine, state: _State, words: str, calendar: NamedYears) -> bool:
    """Take words between years and figures: roles, labels, or those before everything."""
    if state.is_dated and _ABSENT.match(words):
        told.begins_absent = told.begins_absent or not told.items
        words = _ABSENT.sub(" ", words)
    bare = _SEPARATORS.sub("", words)
    if not bare or ((state.is_dated or state.is_open) and _TAILS.fullmatch(bare)):
        return True
    state.is_open = False
    for part in filter(None, _PARTS.split(words)):
        role = _role(part, calendar)
        if told.items and _is_goal(state, part, calendar):
            told.goal, state.is_used = part, True
        elif told.items and _VERDICT.fullmatch(part):
            state.label = ""
        elif role is not None:
            if state.role is not None and not (state.is_used or state.is_dated):
                return False  # titles behind each other head a table
            _fold(told)
            _of_role(told, state, role)
        elif told.items and _is_remark(part, calendar):
            state.is_ended = True
            break
        elif not _no_role(told, state, part):
            return False
    return True


def _is_goal(state: _State, part: str, calendar: NamedYears) -> bool:
    """Say whether words stand where a target is announced and none was read yet."""
    is_aimed = (state.year_role or state.role) is FactRole.TARGET and not state.is_used
    return is_aimed and not is_whole_name(part) and read_printed(part, calendar).is_goal


def _no_role(told: DatedLine, state: _State, part: str) -> bool:
    """Take words that say no role: a part of the name, a label, or nothing; False if they are none of these."""
    if state.role is None and state.year is None:
        _lead(told, part)
    elif _TAILS.fullmatch(part):
        return True
    elif not told.items and state.year is None and is_whole_name(part):
        told.lead += f" {part}"  # 【目標】 stands before the name
    elif _LABEL.fullmatch(part) and not part.endswith(("が", "を", "も", "へ", "と")):
        state.label, state.is_labelled = part.strip("・ "), True
    else:
        return False
    return True


def _lead(told: DatedLine, part: str) -> None:
    """Take words before any year and role as a name, with the figures that stand in it: 週3回以上運動する人の割合."""
    if told.items:
        told.lead += " " + "".join(one.figure.text for one in told.items) + part
        told.items.clear()
    else:
        told.lead += f" {part}"


def _fold(told: DatedLine) -> None:
    """Take figures before the first year and role as part of the name."""
    if told.items and not any(one.year or one.role for one in told.items):
        told.lead += " " + "".join(one.figure.text for one in told.items)
        told.items.clear()


def _of_role(told: DatedLine, state: _State, role: FactRole) -> None:
    if state.is_dated:
        state.year_role = role
    else:
        state.role, state.year_role, state.is_used = role, None, False
        is_of_year = state.begins_with_year and not any(one.role is None for one in told.items)
        state.year = state.year if is_of_year else None  # 令和5年度 503g 目標 470g


def _is_remark(words: str, calendar: NamedYears) -> bool:
    title = read_title(words, calendar)
    return title is not None and title.meaning in {Other.MARK, Other.TEXT}


def _role(words: str, calendar: NamedYears) -> FactRole | None:
    title = read_title(re.sub(r"(?:は|の)$", "", words), calendar) if words else None
    return title.meaning if title is not None and isinstance(title.meaning, FactRole) else None
