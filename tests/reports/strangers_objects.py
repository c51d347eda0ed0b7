"""JSON that somebody took out of a report: periods as texts beside figures as texts, or a digest with numbered keys."""

import json
from dataclasses import dataclass
from typing import Any, Final

from tests.reports.strange_hands import Facts
from tests.reports.strangers_surroundings import Kpi, Office, based_alike

Told = tuple[str, list[Facts]]

# of each vocabulary: words for now, the target between, the last one, the result; ends of a value's and a period's key
VOCABULARIES: Final[dict[str, tuple[Any, ...]]] = {
    "english": (
        ("plan_present", "present_value", "initial", "baseline", "start"),
        ("intermediate_target", "midterm_goal", "interim_target"),
        ("final_target", "last_goal", "end_target"),
        ("actual", "latest_result", "result"),
        (
            ("_text", "_period"), ("_value_text", "_period_text"), ("", "_year"), ("_value", "_time"),
            ("_figure", "_as_of"),
        ),
    ),
    "japanese": (
        ("現状値", "基準値", "策定時"),
        ("中間目標値", "中間目標"),
        ("最終目標値", "最終目標"),
        ("実績値", "直近の実績"),
        (("", "の時点"), ("", "年度"), ("（値）", "（時点）")),
    ),
}  # fmt: skip
PARTS: Final = ("市内", "市外")


@dataclass(frozen=True, slots=True)
class Keys:
    """The words of the keys of one file: four stems, and what makes them keys of a value or of a period."""

    base: str
    middle: str
    final: str
    result: str
    value: str
    period: str

    def pair(self, stem: str, value: str | None, period: str | None) -> Facts:
        return {stem + self.value: value, stem + self.period: period}


def periods(those: Office) -> Told:
    """Each figure as a text beside a text that says its period; an intermediate and a final target; parts of a whole.

    Definitions, sources and remarks hold numbers too; a target may be a sentence; windows of years end with theirs.
    """
    words = VOCABULARIES[those.one_of("keys", *VOCABULARIES)]
    base, middle, final, result = (those.word(*choices) for choices in words[:4])
    value, period = those.hand.random.choice(words[4])
    keys = Keys(base, middle, final, result, value, period)
    those.one_of("parts", "no", "no", "yes")
    mid, last = those.years[-2], those.years[-1]
    rows: list[Facts] = []
    facts: list[Facts] = []
    for number, one in enumerate(those.found, 1):
        now = max(one.actuals)
        is_parted = those.hand.traits["parts"] == "yes" and those.chance(0.5)
        is_text = those.chance(0.15)
        figures = _figures(those, keys, one, is_parted=is_parted, is_text=is_text)
        rows.append(_named(those, one, number) | figures | _beside(those, one, now, is_parted=is_parted))
        aims = [] if is_text else one.aims([mid, last])
        known = one.told(one.based(), aims, one.results([now]))
        facts += _parts_of(one, known) if is_parted else [known]
    return _json(those, rows), facts


def _other(value: float) -> float:
    return round(value * 0.4, 1)


def _parts_of(one: Kpi, known: Facts) -> list[Facts]:
    def smaller(told: Any) -> Any:
        if isinstance(told, dict):
            return {
                key: value if key == "fiscal_year" else _other(float(value)) for key, value in told.items()
            }
        return told

    other = {key: smaller(value) for key, value in known.items()}
    return [known | {"name": f"{one.name} {PARTS[0]}"}, other | {"name": f"{one.name} {PARTS[1]}"}]


def _text(those: Office, one: Kpi, value: float, *, is_parted: bool) -> str:
    if not is_parted:
        return those.figure(one, value)
    second = f"{_other(value):,.1f}" + (one.unit if those.unit_at == "value" else "")
    return f"{PARTS[0]}{those.figure(one, value)} {PARTS[1]}{second}"


def _period(those: Office, year: int) -> str:
    letter = f"R{year - 2018}" if year > 2018 else f"H{year - 1988}"
    ways = {
        "as drawn": those.year(year),
        "both": f"{letter} ({year})",
        "small letter": f"{letter.lower()} （{year}）",
        "window": those.year(year),
    }
    return ways[those.one_of("period", *ways)]


def _window(those: Office, year: int) -> str:
    first = those.years[0]
    if those.hand.traits["period"] != "window" or year < first + 2:
        return _period(those, year)
    return f"{first}～{year % 100:02}年の累計" if those.chance(0.5) else f"{first}-{year}年度"


def _figures(those: Office, keys: Keys, one: Kpi, *, is_parted: bool, is_text: bool) -> Facts:
    now, mid, last = max(one.actuals), those.years[-2], those.years[-1]
    base, result, middle, final = (
        _text(those, one, value, is_parted=is_parted)
        for value in (one.base, one.actuals[now], one.targets[mid], one.targets[last])
    )
    told = keys.pair(keys.base, base, _period(those, one.base_year))
    if is_text:
        told |= keys.pair(keys.middle, "国の指針を待って定める", _window(those, mid))
        told |= keys.pair(keys.final, None, None)
    else:
        told |= keys.pair(keys.middle, middle, _window(those, mid))
        told |= keys.pair(keys.final, final, _window(those, last))
    return told | keys.pair(keys.result, result, _period(those, now))


def _named(those: Office, one: Kpi, number: int) -> Facts:
    if those.hand.traits["keys"] == "japanese":
        source = "統計年報（令和２年10月１日現在）"
        return {"番号": number, "指標名": one.name, "単位": one.unit, "出典": source}
    names = {"name": one.name, "printed_name": f"■{one.name}[{one.unit}]"}
    return {"id": f"kpi-{number:03}", "number": number, **names, "unit": one.unit, "reason": None}


def _beside(those: Office, one: Kpi, now: int, *, is_parted: bool) -> Facts:
    """What stands around: definitions with numbers, pages, the same result once more in pieces."""
    if those.hand.traits["keys"] == "japanese":
        return {"備考": "対象は18歳以上の3,000人（無作為抽出）", "頁": 12}
    figure = one.actuals[now]
    pieces: list[Facts] = [{"label": None, "unit": one.unit, "value": figure}]
    if is_parted:
        values = zip(PARTS, (figure, _other(figure)), strict=True)
        pieces = [{"label": label, "unit": one.unit, "value": value} for label, value in values]
    is_told = those.one_of("pieces", "no", "yes") == "yes" or is_parted
    about = {"definition": "65歳以上の1,200人に尋ね、月２回以上と答えた割合", "page": 4, "assessed": False}
    return about | ({"result_parts": pieces} if is_told else {})


def digest(those: Office) -> Told:
    """A digest of sheets: for each undertaking its measures under numbered keys, values without years.

    Budgets, codes and sentences stand beside them; only a target with a year in its key is a fact of a year.
    """
    those = based_alike(those)
    last = those.years[-1]
    dated = those.one_of("dated", "no", "no", "yes") == "yes"
    stem = those.one_of("stem", "output", "activity", "kpi")
    rows: list[Facts] = []
    facts: list[Facts] = []
    for at in range(0, len(those.found), 2):
        row = _work(those, at)
        for number, one in enumerate(those.found[at : at + 2], 1):
            end = "" if number == 1 and those.one_of("first", "bare", "numbered") == "bare" else str(number)
            row |= {f"{stem}_name{end}": one.name, f"{stem}_val{end}": those.bare(one, one.base)}
            row[f"{stem}_unit{end}"] = one.unit
            if dated:
                row[f"{stem}_target{last}{end and '_' + end}"] = those.bare(one, one.targets[last])
                facts.append(one.told(one.aims([last])))
        row |= {f"{stem}_name3": "", f"{stem}_val3": "", f"{stem}_unit3": ""}
        rows.append(
            row | {"effect_name": "窓口の仕事のため指標を置かない", "effect_val": those.word("", "未定", "-")}
        )
    return _json(those, rows), facts


def _work(those: Office, at: int) -> Facts:
    return {
        "code": f"W{at + 301}", "title": those.word("窓口事務", "広報事業", "施設管理事業"), "section": those.bureau(),
        "budget": those.hand.random.randint(100, 90_000), "verdict": those.word("続ける", "改めて続ける"),
        "about": those.word(*those.idle(1, 1)), "page": at + 2,
    }  # fmt: skip


def _json(those: Office, rows: list[Facts]) -> str:
    whole: Any = rows if those.one_of("root", "list", "object") == "list" else {"records": rows}
    return json.dumps(whole, ensure_ascii=False, indent=those.hand.random.choice((None, 1, 2)))
