"""What stands beside a figure: its day, its year's basis, its 注記, what was published, and values half-way."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator
from tests.city import make_official
from tests.factories import (
    make_department,
    make_earlier_figure,
    make_indicator,
    make_interim_value,
    make_person_in_post,
    make_result,
    make_target,
)
from tests.reading import Element, read

pytestmark = pytest.mark.django_db
YEAR = "令和4(2022)年度"


def page_of(indicator: Indicator, client: Client | None = None) -> Element:
    return read((client or Client()).get(indicator.get_absolute_url(), {"year": 2022}))


def figure_of(indicator: Indicator, client: Client | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = (client or Client()).get(f"{indicator.get_absolute_url()}chart.json").json()
    return answer


def answer_of(indicator: Indicator, year: int = 2022) -> dict[str, Any]:
    found = Client().get(f"/api/v1/indicators/{indicator.pk}", {"year": year}).json()["years"]
    return next(one for one in found if one["year"] == year)


def noted(**more: Any) -> Indicator:
    """An indicator whose figure of FY2022 has everything beside it."""
    indicator = make_indicator(targets={2022: 10}, baseline=2)
    said = {
        "total": 5,
        "footnote": "-苦情が減った",
        "as_of": date(2022, 10, 1),
        "published_rate": Decimal("93.4"),
        "published_class": "b",
    }
    make_result(indicator=indicator, **said | more)
    return indicator


def test_the_page_shows_everything_beside_its_figure():
    page = page_of(noted())
    _, _, result, _, rate, _, level, note = page.all("table")[0].row(YEAR)
    assert result == "5件令和4年10月1日現在"
    assert rate == "50.0％公表 93.4％"
    assert level.endswith("公表 b")
    assert note.endswith("※ -苦情が減った")
    key_figures = page.one("dl", class_="key-figures").text
    assert "令和4年10月1日現在" in key_figures
    assert "公表 93.4％、b" in key_figures


def said_by(figure: dict[str, Any]) -> list[str]:
    """Return what each year of a figure says under the pointer."""
    (told,) = [one["hovertext"] for one in figure["data"] if one["name"] == "年度の数値"]
    return list(told)


def test_the_figure_says_it_under_the_pointer_and_the_api_in_its_fields():
    indicator = noted()
    said = "".join(said_by(figure_of(indicator)))
    for words in ("令和4年10月1日現在", "公表 93.4％、b", "※ -苦情が減った"):
        assert words in said
    wanted: dict[str, Any] = {
        "footnote": "-苦情が減った",
        "as_of": "2022-10-01",
        "published_rate": 93.4,
        "published_class": "b",
    }
    assert answer_of(indicator).items() >= wanted.items()
    plan: str = indicator.node.period.plan.key
    (brief,) = Client().get(f"/api/v1/indicators?plan={plan}&year=2022").json()["indicators"]
    assert brief.items() >= wanted.items()


def test_the_page_of_the_node_says_it_too():
    indicator = noted()
    page = read(Client().get(indicator.node.get_absolute_url(), {"year": 2022})).text
    for words in ("令和4年10月1日現在", "公表 93.4％", "公表 b", f"※ {YEAR}：-苦情が減った"):
        assert words in page


def test_a_published_rate_that_differs_is_pointed_out_and_moves_nothing():
    page = page_of(noted())
    assert "令和4年度の公表された達成率93.4％が、計算した達成率50.0％と異なります。" in page.text
    assert "令和4年度の達成状況は「b」です" in page.text
    assert "公表された達成率" not in page_of(noted(published_rate=50)).text


def test_while_another_figure_waits_the_earlier_one_keeps_what_stood_beside_it():
    indicator = noted()
    row = indicator.results.get()
    make_earlier_figure(row)
    row.total, row.footnote, row.as_of, row.published_class = 6, "まだ内部の注記", None, ""
    row.entry_state = "waiting"
    row.save()
    answer = answer_of(indicator)
    assert (answer["total"], answer["footnote"], answer["as_of"]) == (5, "-苦情が減った", "2022-10-01")
    assert answer["published_class"] == "b"
    assert "まだ内部の注記" not in page_of(indicator).text


def test_a_figure_by_the_calendar_year_says_so_wherever_it_is_named():
    indicator = make_indicator(year_basis="calendar", results={2022: 5}, targets={2022: 4})
    page = page_of(indicator)
    assert page.all("table")[0].row("令和4(2022)年（暦年）")[2] == "5件"
    assert "令和4(2022)年（暦年）の実績" in page.one("dl", class_="key-figures").text
    assert "数値は暦年です。" in page.text
    figure = figure_of(indicator)
    assert any("暦年" in one["text"] for one in figure["layout"]["annotations"])
    assert all(text.startswith("令和4(2022)年（暦年）") for text in said_by(figure))
    assert answer_of(indicator)["label"] == "令和4(2022)年（暦年）"
    assert Client().get(f"/api/v1/indicators/{indicator.pk}").json()["year_basis"] == "暦年（1月～12月）"


def test_a_figure_of_a_day_of_the_year_names_the_day():
    indicator = make_indicator(year_basis="day", basis_month=4, basis_day=1, results={2022: 5})
    page = page_of(indicator)
    assert "数値は各年4月1日現在です。" in page.text
    assert page.all("table")[0].row(YEAR)[2] == "5件"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(
            {"basis_month": 2, "basis_day": 29}, "2月29日という日は、毎年はありません", id="leap day"
        ),
        pytest.param({"basis_month": 4}, "基準日の月と日", id="no day"),
        pytest.param(
            {"year_basis": "fiscal", "basis_month": 4, "basis_day": 1}, "基準日の月と日", id="no basis"
        ),
    ],
)
def test_a_day_of_the_year_is_whole_and_comes_every_year(said, words):
    indicator = make_indicator()
    for name, value in {"year_basis": "day", **said}.items():
        setattr(indicator, name, value)
    with pytest.raises(ValidationError, match=words):
        indicator.full_clean()


# --- values in the middle of a year ---


def test_an_interim_value_is_shown_to_its_department_and_when_published_to_everybody():
    department = make_department()
    indicator = make_indicator(department=department, results={2022: 5})
    code = indicator.node.period.plan.local_government_code
    department.local_government_code = code
    department.save()
    value = make_interim_value(indicator=indicator, note="上半期")
    member, planner = make_person_in_post("staff", department), make_official("planning", code)
    for person, sees in (
        (member, True),
        (planner, True),
        (make_official("staff", code), False),
        (None, False),
    ):
        client = Client()
        if person is not None:
            client.force_login(person)
        page = page_of(indicator, client)
        drawn = [one["name"] for one in figure_of(indicator, client)["data"]]
        assert ("令和4年9月30日現在" in page.text) is sees
        assert ("年度途中の値" in drawn) is sees
    assert Client().get(f"/api/v1/indicators/{indicator.pk}").json()["interim_values"] == []
    value.is_published = True
    value.save()
    assert "令和4年9月30日現在" in page_of(indicator).text
    (answer,) = Client().get(f"/api/v1/indicators/{indicator.pk}").json()["interim_values"]
    assert answer == {"as_of": "2022-09-30", "text": "3件", "value": 3, "note": "上半期", "source": ""}


def test_an_interim_value_is_an_open_mark_on_its_day_apart_from_the_line():
    indicator = make_indicator(results={2022: 5})
    make_interim_value(indicator=indicator, as_of=date(2023, 9, 30), is_published=True)
    figure = figure_of(indicator)
    (mark,) = [one for one in figure["data"] if one["name"] == "年度途中の値"]
    assert mark["mode"] == "markers"
    assert mark["marker"]["symbol"] == "diamond-open"
    assert mark["x"] == [pytest.approx(2023, abs=0.01)]
    assert "令和5(2023)年度<br>令和5年9月30日現在 途中の値 3件" in said_by(figure)


def test_an_interim_value_is_never_judged_nor_a_result():
    indicator = make_indicator(targets={2022: 2})
    make_interim_value(indicator=indicator, is_published=True)
    answer = answer_of(indicator)
    assert (answer["total"], answer["attainment_class"]) == (None, None)
    assert page_of(indicator).all("table")[0].row(YEAR)[2] == "未提出"


def test_an_interim_value_after_the_last_year_is_within_the_figure():
    indicator = make_indicator(results={2022: 5})
    make_interim_value(indicator=indicator, as_of=date(2030, 9, 30), is_published=True)
    assert figure_of(indicator)["layout"]["xaxis"]["tickvals"][-1] == 2030


def test_many_interim_values_cost_no_more_queries(django_assert_num_queries):
    one, many = make_indicator(results={2022: 5}), make_indicator(results={2022: 5})
    make_interim_value(indicator=one, is_published=True)
    for day in range(1, 20):
        make_interim_value(indicator=many, as_of=date(2022, 9, day), is_published=True)
    make_target(indicator=many)
    with CaptureQueriesContext(connection) as few:
        page_of(one)
    with django_assert_num_queries(len(few)):
        page_of(many)
