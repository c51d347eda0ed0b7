"""The sheets of the invented city: its form, what the open round asks for, and what was confirmed the year before."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from kpi_tracker.sample_city.frame import (
    KEY,
    PERIOD,
    City,
)
from kpi_tracker.sample_city.scales import ACHIEVEMENT, DIRECTION, PROGRESS
from store.actions.loading.reading import find, read

FIXTURE: Final = "sheet_forms"
MODEL_FORM: Final = "kawasaki-fy2024"  # the form of the fixture that the city has taken over
MODEL_SCALE: Final = "kawasaki-achievement"
FORM: Final = ("sample-sheet", 1)
FORM_NAME: Final = "あおば野市 事務事業評価シート"
SOURCE: Final = "川崎市の様式（fixtures/sheet_forms.json）を、あおば野市の達成度の区分に合わせたもの"
TEXTS: Final = {
    "target": "{thing}に関わる市民、地域の団体及び事業者",
    "purpose": "{thing}を進め、市民が安心して暮らし続けられるようにします。",
    "content": "{title}として、窓口での相談、講座の開催及び地域の団体への支援を行います。",
    "plan": "相談窓口を地区ごとに開き、{thing}に関する講座を年{number}回開催します。",
    "done": "相談窓口を地区ごとに開き、{thing}に関する講座を年{done}回開催しました。",
    "environment": "人口構成や暮らし方の変化に伴い、{thing}への期待が高まっています。",
    "revisions": "令和4年度に、申請の手続を電子化しました。",
    "next": "講座の開催を年{following}回に増やし、参加しにくい地区での出前講座を始めます。",
}
REASONS: Final = {
    "needs": ("b", "相談の件数は前の年度と同じ程度です。"),
    "necessity": ("a", "地域の団体だけでは担うことが難しい取組です。"),
    "effect": ("a", "参加した市民から、役に立ったという声が寄せられています。"),
    "private": ("b", "講座の運営の一部を、地域の団体に委ねる余地があります。"),
    "efficiency": ("b", "申請の受付をまとめる余地があります。"),
    "quality": ("a", "相談を受けてから回答するまでの日数が短くなりました。"),
}
ACHIEVED: Final = {
    True: "講座の開催回数が計画に達し、参加者も前の年度を上回りました。",
    False: "関係機関との調整に時間を要し、講座の開催回数が計画を下回りました。",
}


def cycle_key(year: int) -> str:
    return f"fy{year}"


def has_last_year(city: City) -> bool:
    """Tell whether the year before the open round lies in the same plan period."""
    return city.calendar.last - 1 >= city.calendar.period_start


def add_form(city: City) -> None:
    """Add the form with its scales, as rows of data like those of any city."""
    names = {MODEL_FORM: FORM[0], MODEL_SCALE: ACHIEVEMENT}
    for entry in read(find(FIXTURE)):
        scale = entry.fields.get("scale", [entry.fields.get("key")])[0]
        if entry.model.startswith("indicators.") and scale == MODEL_SCALE:
            continue
        fields = entry.fields
        if entry.model == "evaluations.sheetform":
            fields = fields | {"key": FORM[0], "name": FORM_NAME, "source": SOURCE}
        elif entry.model == "evaluations.sheetitem":
            fields = fields | {"form": list(FORM)}
            if "scale" in fields:
                fields |= {"scale": [names.get(scale, scale)]}
        city.add(entry.model, **fields)


def add_yearly_cycles(city: City) -> None:
    """Add the yearly cycles in which sheets are kept: of the open round, and of the year before."""
    last = city.calendar.last
    for year in [last - 1, last] if has_last_year(city) else [last]:
        city.add(
            "evaluations.evaluationcycle",
            period=list(PERIOD),
            key=cycle_key(year),
            name=f"{year}年度事務事業評価",
            kind="yearly",
            first_year=year,
            last_year=year,
            profile=["reference-abcd", 1],
            progress_scale=[PROGRESS],
            direction_scale=[DIRECTION],
            achievement_scale=[ACHIEVEMENT],
            is_published=False,
        )


def add_request(city: City) -> None:
    """Let the open round ask for the sheets too."""
    last = city.calendar.last
    cycle = [*PERIOD, cycle_key(last)]
    city.add("evaluations.sheetrequest", round=[KEY, last, "yearly"], form=list(FORM), cycle=cycle)


def add_last_years_sheet(
    city: City, address: str, title: str, thing: str, *, number: int, achievement: int
) -> None:
    """Add the sheet of the year before, which the 課長 has confirmed, with its texts, ratings and amounts."""
    if not has_last_year(city):
        return
    sheet = [*PERIOD, cycle_key(city.calendar.last - 1), address]
    city.add(
        "evaluations.projectsheet",
        cycle=sheet[:-1],
        node=[*PERIOD, address],
        form=list(FORM),
        achievement=[ACHIEVEMENT, str(achievement)],
        entry_state="confirmed",
    )
    for key, answer in answers(title, thing, number=number, achievement=achievement).items():
        city.add("evaluations.sheetanswer", sheet=sheet, item=[*FORM, key], **answer)
    for cell in amounts(city.calendar.last - 1, number):
        city.add("evaluations.sheetamount", sheet=sheet, item=[*FORM, "costs"], **cell)


def answers(title: str, thing: str, *, number: int, achievement: int) -> Mapping[str, dict[str, Any]]:
    """Return what the sheet says, by the key of the item."""
    courses = 4 + number % 5
    words = {
        "title": title,
        "thing": thing,
        "number": courses,
        "done": courses if achievement < 4 else courses - 1,
        "following": courses + 1,
    }
    found: dict[str, dict[str, Any]] = {key: {"text": text.format(**words)} for key, text in TEXTS.items()}
    found["achievement"] = {"text": ACHIEVED[achievement < 4]}
    for key, (symbol, reason) in REASONS.items():
        found[key] = {"text": reason, "level": [f"sheet-{key}", symbol]}
    found["contribution"] = {
        "text": f"{thing}を進める上で欠かせない事務事業です。",
        "level": ["sheet-contribution", "A" if achievement < 4 else "B"],
    }
    found["direction"] = {
        "text": "講座の開き方を見直しながら続けます。",
        "level": ["sheet-direction", "Ⅰ" if achievement < 3 else "Ⅱ"],
    }
    return found


def amounts(year: int, number: int) -> Iterator[dict[str, Any]]:
    """Yield the cells of the table of amounts for the year: what was budgeted, and what was spent."""
    national, other, general, staff = number * 37 % 900, number * 11 % 120, 800 + number * 53 % 4000, 6400
    for column, general_spent in (("budget", general), ("settled", general - number % 90)):
        cost = national + other + general_spent
        lines = {
            "cost": cost,
            "national": national,
            "bonds": 0,
            "other": other,
            "general": general_spent,
            "staff": staff,
            "total": cost + staff,
        }
        for line, value in lines.items():
            yield {"fiscal_year": year, "column": column, "line": line, "value": value}
