"""JSON that somebody took out of a report: periods as texts beside figures as texts, or a digest with numbered keys."""

import json
from typing import Any

from tests.reports.strange_hands import Facts
from tests.reports.strangers_surroundings import Kpi, Office, based_alike

Told = tuple[str, list[Facts]]


def periods(those: Office) -> Told:
    """Each figure as a text beside a text that says its period; an intermediate and a final target; parts of a whole.

    Definitions, sources and remarks hold numbers too; a target may be a sentence; windows of years end with theirs.
    """
    those.one_of("prefixes", "plan", "role", "japanese")
    those.one_of("parts", "no", "no", "yes")
    mid, last = those.years[-2], those.years[-1]
    rows: list[Facts] = []
    facts: list[Facts] = []
    for number, one in enumerate(those.found, 1):
        now = max(one.actuals)
        is_parted = those.hand.traits["parts"] == "yes" and those.chance(0.5)
        is_text = those.chance(0.15)
        figures = _figures(those, one, (now, mid, last), is_parted, is_text)
        rows.append(_named(those, one, number) | figures | _beside(those, one, is_parted, now))
        aims = [] if is_text else one.aims([mid, last])
        known = one.told(one.based(), aims, one.results([now]))
        facts += _parts_of(one, known) if is_parted else [known]
    return _json(those, rows), facts


PARTS = ("市内", "市外")


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


def _text(those: Office, one: Kpi, value: float, is_parted: bool) -> str:
    if not is_parted:
        return those.figure(one, value)
    second = f"{_other(value):,.1f}" + (one.unit if those.unit_at == "value" else "")
    return f"{PARTS[0]}{those.figure(one, value)} {PARTS[1]}{second}"


def _period(those: Office, year: int) -> str:
    way = those.one_of("period", "as drawn", "both", "small letter", "window")
    letter = those.hand.word("") + _letter(year)
    ways = {
        "as drawn": those.year(year),
        "both": f"{letter} ({year})",
        "small letter": f"{letter.lower()} （{year}）",
        "window": those.year(year),
    }
    return ways[way]


def _letter(year: int) -> str:
    return f"R{year - 2018}" if year > 2018 else f"H{year - 1988}"


def _window(those: Office, year: int) -> str:
    if those.hand.traits["period"] != "window" or year < those.years[0] + 2:
        return _period(those, year)
    return (
        f"{those.years[0]}～{year % 100:02}年の累計" if those.chance(0.5) else f"{those.years[0]}-{year}年度"
    )


def _figures(
    those: Office, one: Kpi, years: tuple[int, int, int], is_parted: bool, is_text: bool
) -> dict[str, Any]:
    now, mid, last = years
    words = {
        "plan": (
            "plan_current",
            "intermediate_target",
            "final_target",
            "actual",
            "_value_text",
            "_period_text",
        ),
        "role": ("baseline", "midterm_target", "final_target", "latest_actual", "_text", "_year"),
        "japanese": ("現状値", "中間目標値", "最終目標値", "実績値", "", "の時点"),
    }[those.hand.traits["prefixes"]]
    base, middle, final, actual, value, period = words
    said = "関係機関との調整中のため検討中" if is_text else None
    aims = [said or _text(those, one, one.targets[year], is_parted) for year in (mid, last)]
    return {
        base + value: _text(those, one, one.base, is_parted), base + period: _period(those, one.base_year),
        middle + value: aims[0], middle + period: _window(those, mid),
        final + value: None if is_text else aims[1], final + period: None if is_text else _window(those, last),
        actual + value: _text(those, one, one.actuals[now], is_parted), actual + period: _period(those, now),
    }  # fmt: skip


def _named(those: Office, one: Kpi, number: int) -> Facts:
    if those.hand.traits["prefixes"] == "japanese":
        return {
            "番号": number,
            "指標名": one.name,
            "単位": one.unit,
            "出典": "統計年報（令和２年10月１日現在）",
        }
    return {
        "id": f"linkage-{number:03}", "indicator_number": number, "indicator_name": one.name,
        "source_indicator_name_text": f"●{one.name}({one.unit})", "status": "linked", "partial_reason": None,
        "unit": one.unit,
    }  # fmt: skip


def _beside(those: Office, one: Kpi, is_parted: bool, now: int) -> Facts:
    """What stands around: definitions with numbers, pages, the same result once more in pieces."""
    if those.hand.traits["prefixes"] == "japanese":
        return {"備考": "対象は18歳以上の3,000人（無作為抽出）", "頁": 12}
    figure = one.actuals[now]
    pieces = [{"label": None, "unit": one.unit, "value": figure, "value_status": "numeric"}]
    if is_parted:
        values = zip(PARTS, (figure, _other(figure)), strict=True)
        pieces = [{"label": label, "unit": one.unit, "value": value} for label, value in values]
    components = (
        {"actual_components": pieces} if those.one_of("pieces", "no", "yes") == "yes" or is_parted else {}
    )
    about = {"definition_text": "65歳以上の1,200人に尋ね、週１回以上と答えた割合【暦年実績】", "pdf_page": 4}
    return about | components | {"evaluation_status": "not_assessed"}


def digest(those: Office) -> Told:
    """A digest of sheets: for each undertaking up to three outputs and outcomes under numbered keys, values without
    years, budgets and sentences beside them; only targets with a year in their key are facts of a year."""
    those = based_alike(those)
    last = those.years[-1]
    dated = those.one_of("dated", "no", "no", "yes") == "yes"
    rows: list[Facts] = []
    facts: list[Facts] = []
    for at in range(0, len(those.found), 2):
        row: Facts = {
            "no": f"22{at:03}", "name": those.word("窓口事務", "広報事業", "施設管理事業"), "dept": those.bureau(),
            "budget": those.hand.random.randint(100, 90_000), "ev": those.word("現状継続", "改善継続"),
            "story": those.word(*those.idle(1, 1)), "pdf_page": at + 2,
        }  # fmt: skip
        for number, one in enumerate(those.found[at : at + 2], 1):
            end = "" if number == 1 else str(number)
            row |= {
                f"output_name{end}": one.name, f"output_val{end}": those.bare(one, one.base),
                f"output_unit{end}": one.unit,
            }  # fmt: skip
            if dated:
                row[f"output_target{last}{end and '_' + end}"] = those.bare(one, one.targets[last])
                facts.append(one.told(one.aims([last])))
        row |= {
            "output_name3": "",
            "output_val3": "",
            "output_unit3": "",
            "outcome_name": "成果指標の設定になじまない。",
        }
        rows.append(row | {"outcome_val": those.word("", "調整中", "-"), "outcome_unit": ""})
    return _json(those, rows), facts


def _json(those: Office, rows: list[Facts]) -> str:
    whole: Any = rows if those.one_of("root", "list", "object") == "list" else {"records": rows}
    return json.dumps(whole, ensure_ascii=False, indent=those.hand.random.choice((None, 1, 2)))
