"""Whether a class has fallen is asked by the rules of the city, as the pages show its classes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from entry.figure.rules import reasons_to_explain
from entry.round.scorecards.judging import PageRules
from entry.round.scorecards.owed import owed_in
from indicators.actions import EnteredFigure
from indicators.calculation.attainment import NO_CLASS, REFERENCE_ABCD
from indicators.models import Indicator, RuleProfile
from tests.entry.office import YEAR, Office, client_of, make_office
from tests.factories import make_cycle, make_profile, make_result, make_scale, make_target

pytestmark = pytest.mark.django_db

FALLEN = "達成状況の区分が昨年度より下がっています。"
STEPS = ((90, "Ａ"), (80, "Ｂ"), (70, "Ｃ"), (60, "Ｄ"), (50, "Ｅ"))
SEVEN = [
    {"when": "no_result", "then": NO_CLASS},
    {"when": "no_target", "then": NO_CLASS},
    {"when": "text_unanswered", "then": NO_CLASS},
    {"when": "reached", "then": "Ｓ"},
    {"when": "no_rate", "then": NO_CLASS},
    *({"when": "rate_at_least", "at_least": str(limit), "then": symbol} for limit, symbol in STEPS),
    {"when": "otherwise", "then": "Ｆ"},
]


def reference_with(symbols: str) -> list[dict[str, str]]:
    """Return the reference rules with other symbols in the place of a, b, c, d."""
    other = dict(zip("abcd", symbols, strict=True))
    return [row | {"then": other.get(row["then"], row["then"])} for row in REFERENCE_ABCD.to_data()]


def shipped(key: str) -> RuleProfile:
    call_command("loaddata", "rule_profiles", verbosity=0)
    return RuleProfile.objects.get(key=key)


PROFILES: dict[str, Callable[[], RuleProfile | None]] = {
    "no cycle, so the reference": lambda: None,
    "reference-abcd": make_profile,
    "nagayo-10": lambda: shipped("nagayo-10"),
    "fukuoka-health": lambda: shipped("fukuoka-health"),
    "1 to 5, 1 is best": lambda: make_profile(
        attainment_scale=make_scale("12345"), attainment_rules=reference_with("1245")
    ),
    "1 to 5, 5 is best": lambda: make_profile(
        attainment_scale=make_scale("12345", is_best_first=False), attainment_rules=reference_with("5421")
    ),
    "seven whose letters are in no order": lambda: make_profile(
        attainment_scale=make_scale("ＳＡＢＣＤＥＦ"), attainment_rules=SEVEN
    ),
    "signs": lambda: make_profile(
        attainment_scale=make_scale("◎○△×"), attainment_rules=reference_with("◎○△×")
    ),
}
# (last year's target and result, this year's target and result)
COURSES = (
    (50, 55, 60, 55),
    (60, 55, 50, 55),
    (60, 45, 60, 20),
    (60, 58, 60, 50),
    (50, 49, 60, 31),
    (60, 66, 60, 61),
    (60, 45, 60, 55),
    (60, 66, 50, 90),
)


def office_judging_by(profile: RuleProfile | None) -> Office:
    office = make_office()
    if profile is not None:
        make_cycle(period=office.node.period, profile=profile)
    return office


def shown_to_fall(client: Client, indicator: Indicator) -> bool:
    """Tell whether the indicator's page shows two classes of which this year's stands lower on their scale."""
    page = client.get(indicator.get_absolute_url(), {"year": YEAR})
    levels = {row.record.year.year: row.record.level for row in page.context["year_table"].rows}
    last, this = levels[YEAR - 1], levels[YEAR]
    if NO_CLASS in {last.symbol, this.symbol}:
        return False
    if this.pk is None:  # no scale is stored: the reference has a to d
        return bool("abcd".index(this.symbol) > "abcd".index(last.symbol))
    return bool(this.order > last.order) if this.scale.is_best_first else bool(this.order < last.order)


@pytest.mark.parametrize("key", PROFILES)
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_fallen_class_is_asked_about_exactly_where_the_page_shows_one(key: str, direction: str) -> None:
    office = office_judging_by(PROFILES[key]())
    client = client_of(office.staff)
    rules, asked = PageRules(office.round.opens_on), []
    for goal_before, before, goal, total in COURSES:
        indicator = office.owes(
            targets={YEAR - 1: goal_before, YEAR: goal},
            results={YEAR - 1: before},
            baseline=50,
            direction=direction,
            unit="％",
        )
        (owed,) = owed_in(
            office.round, Indicator.objects.filter(pk=indicator.pk).with_series(unconfirmed_of=None)
        )
        reasons = reasons_to_explain(owed, EnteredFigure(total=Decimal(total)), rules)
        make_result(indicator=indicator, fiscal_year=YEAR, total=total)
        asked.append((indicator, FALLEN in reasons, goal_before, before, goal, total))
    found = [(is_asked, shown_to_fall(client, indicator), *course) for indicator, is_asked, *course in asked]
    assert [one for one in found if one[0] is not one[1]] == []
    assert {one[0] for one in found} == {True, False}


def send(client: Client, indicator: Indicator, total: int) -> Any:
    """Send the form of the figure as a browser does."""
    address = f"/entry/{indicator.pk}/{YEAR}/"
    page = client.get(address)
    carried = {
        "version": page.context["version"],
        "once": page.content.decode().split('name="once" value="')[1],
    }
    return client.post(address, carried | {"once": carried["once"].split('"')[0], "total": str(total)})


@pytest.mark.parametrize(
    ("key", "is_asked"),
    [
        pytest.param("reference-abcd", True, id="b is below a"),
        pytest.param("nagayo-10", False, id="within ten percent of both targets: B and B"),
        pytest.param("1 to 5, 5 is best", True, id="4 is below 5, though its number is smaller"),
        pytest.param("seven whose letters are in no order", True, id="Ａ is below Ｓ, though it comes first"),
    ],
)
def test_the_form_asks_by_the_rules_of_the_city(key: str, is_asked: bool) -> None:
    office = office_judging_by(PROFILES[key]())
    indicator = office.owes(targets={2021: 55, 2022: 60}, results={2021: 55}, baseline=50)
    answer = send(client_of(office.staff), indicator, 56)
    assert answer.status_code == (422 if is_asked else 302)
    assert (FALLEN in answer.content.decode()) is is_asked


def test_no_class_is_never_a_fallen_one() -> None:
    office = office_judging_by(make_profile())
    indicator = office.owes(targets={2021: 50}, results={2021: 55}, baseline=50)
    make_result(indicator=indicator, fiscal_year=YEAR, total=60, entry_state="draft")
    (owed,) = owed_in(
        office.round, Indicator.objects.filter(pk=indicator.pk).with_series(unconfirmed_of=None)
    )
    rules = PageRules(office.round.opens_on)
    assert FALLEN not in reasons_to_explain(owed, EnteredFigure(total=Decimal(60)), rules)


def test_a_figure_is_judged_by_the_cycle_of_its_own_year_in_whatever_round_it_is_asked_for() -> None:
    office = office_judging_by(make_profile())
    period, other = office.node.period, make_profile(key="of-later-years")
    make_cycle(
        period=period, profile=other, first_year=period.first_year + 2, last_year=period.first_year + 3
    )
    indicator = office.owes(targets={2022: 60, 2024: 60}, results={2022: 50, 2024: 50})
    loaded = list(Indicator.objects.filter(pk=indicator.pk).with_series(unconfirmed_of=None))
    (owed,) = owed_in(office.round, loaded)
    assert PageRules(office.round.opens_on).of(owed).profile.key != "of-later-years"
    office.round.fiscal_year = 2024
    (later,) = owed_in(office.round, loaded)
    assert PageRules(office.round.opens_on).of(later).profile.key == "of-later-years"


@pytest.mark.parametrize(
    ("fields", "total", "is_asked"),
    [
        pytest.param({"results": {YEAR - 1: 4}}, 0, True, id="0 where it never was"),
        pytest.param({"results": {YEAR - 2: 0, YEAR - 1: 4}}, 0, False, id="it has been 0 before"),
        pytest.param({"results": {}}, 0, False, id="nobody knows how it was"),
        pytest.param({"results": {YEAR - 1: 4}, "targets": {YEAR: 0}}, 0, False, id="0 is its target"),
        pytest.param({"results": {YEAR - 1: 4}}, 1, False, id="it is not 0"),
        pytest.param({"results": {}, "baseline": 4}, 0, True, id="nor was it before the plan"),
        pytest.param({"results": {}, "baseline": 0}, 0, False, id="it was 0 before the plan"),
    ],
)
def test_a_first_nought_is_asked_about(fields: dict[str, Any], total: int, is_asked: bool) -> None:
    office = office_judging_by(make_profile())
    indicator = office.owes(**({"targets": {YEAR: 10}, "baseline": None} | fields))
    text = send(client_of(office.staff), indicator, total).content.decode()
    assert ("0で間違いありませんか" in text) is is_asked


@pytest.mark.parametrize(
    ("comparator", "total", "asked"),
    [
        pytest.param("<=", 4, "昨年度（2件）より上がっています。", id="以下: more is worse"),
        pytest.param("<=", 1, "", id="以下: less is better"),
        pytest.param(">=", 1, "昨年度（2件）より下がっています。", id="以上: less is worse"),
        pytest.param(">=", 4, "", id="以上: more is better"),
        pytest.param("=", 4, "", id="ちょうど: neither side is"),
    ],
)
@pytest.mark.parametrize("goal_year", [YEAR, YEAR + 1])
def test_what_is_kept_worsens_on_the_side_of_its_target(
    comparator: str, total: int, asked: str, goal_year: int
) -> None:
    office = office_judging_by(None)
    indicator = office.owes(direction="keep", targets={}, results={YEAR - 1: 2}, unit="件")
    make_target(indicator=indicator, fiscal_year=goal_year, scope="period", comparator=comparator, value=2)
    loaded = Indicator.objects.filter(pk=indicator.pk).with_series(unconfirmed_of=None)
    (owed,) = owed_in(office.round, loaded)
    rules = PageRules(office.round.opens_on)
    found = reasons_to_explain(owed, EnteredFigure(total=Decimal(total)), rules)
    assert [one for one in found if one.startswith("昨年度")] == ([asked] if asked else [])
