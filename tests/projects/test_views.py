"""The list of leading projects and a record: found by words and by what they count in."""

import pytest
from django.test import Client

from projects.models import LeadingProject
from tests.factories import make_indicator, make_node, make_project, make_project_count
from tests.reading import read

pytestmark = pytest.mark.django_db
NOTHING = ["条件に合う取組はありません。"]


@pytest.fixture
def indicator():
    """Three records of one indicator; one more of another measure counts in nothing."""
    indicator = make_indicator(
        results={2022: 2, 2023: 4}, accumulation="cumulative", name="取組の累計", records_label="個票"
    )
    running = LeadingProject.Standing.RUNNING
    make_project(
        counts_in=indicator,
        name="甲 100%の再エネ",
        counting_year=2022,
        standing=running,
        partners="北電\n南電",
    )
    make_project(counts_in=indicator, name="乙 snake_case", counting_year=2023, summary="水素を使う")
    make_project(counts_in=indicator, name="丙", counting_year=None)
    make_project(node=make_node(period=indicator.node.period), name="丁", counting_year=2023)
    make_project_count(indicator=indicator, count=2)
    return indicator


def listed(query: str) -> list[str]:
    table = read(Client().get(f"/projects/?{query}")).all("table")[0]
    firsts = [cells[0].split()[0] for cells in table.rows[1:]]
    return [first if first in NOTHING else first[:1] for first in firsts]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("q=再エネ", ["甲"], id="a word of the name"),
        pytest.param("q=水素", ["乙"], id="a word of the summary"),
        pytest.param("q=南電", ["甲"], id="a partner"),
        pytest.param("q=再エネ 水素", NOTHING, id="both words"),
        pytest.param("q=%25", ["甲"], id="a percent sign is a percent sign"),
        pytest.param("q=_", ["乙"], id="an underscore is an underscore"),
        pytest.param("q=.", NOTHING, id="a full stop is a full stop"),
        pytest.param("q=%00", ["乙", "丁", "甲", "丙"], id="NUL"),
        pytest.param("counted_in=2022", ["甲"], id="the year"),
        pytest.param("counted_in=1999", ["乙", "丁", "甲", "丙"], id="a year without projects"),
        pytest.param("standing=running", ["甲"], id="where it stands"),
        pytest.param(
            "sort=counting_year", ["甲", "乙", "丁", "丙"], id="the other way round, unknown still last"
        ),
        pytest.param("measure=2", ["丁"], id="the measure"),
    ],
)
def test_projects_are_found(indicator, query, found):
    assert listed(query) == found


def test_projects_are_found_by_the_indicator_they_count_in(indicator):
    assert set(listed(f"indicator={indicator.pk}")) == {"甲", "乙", "丙"}


def test_an_indicator_leads_to_its_records(indicator):
    page = read(Client().get(indicator.get_absolute_url()))
    (link,) = [one for one in page.one("main").links if one.startswith("/projects/")]
    assert set(listed(link.partition("?")[2])) == {"甲", "乙", "丙"}


def test_the_ledger_stands_beside_the_records(indicator):
    page = read(Client().get("/projects/"))
    ledger = page.one("section", **{"aria-labelledby": "ledgers"}).one("table")
    assert ledger.row("1 取組の累計") == ["報告件数2件（R4 2件）、うち個票登録1件、未登録1件"]


def test_a_record_says_everything_about_it(indicator):
    project = LeadingProject.objects.get(name__startswith="甲")
    page = read(Client().get(project.get_absolute_url()))
    said = {one.one("dt").text: one.one("dd").text for one in page.one("dl", class_="definitions").all("div")}
    assert said["連携先"] == "北電 南電"
    assert said["件数に数える年度"] == "令和4(2022)年度"
    assert said["状況"] == "実施中（実証を含む）"
    assert said["件数を数える指標"] == "1 取組の累計"
    assert page.one("nav", class_="breadcrumbs").all("li")[-1].text == project.name


def test_unknown_years_of_a_record_are_called_unknown():
    project = make_project(first_year=None, last_year=None, counting_year=None)
    assert "不明" in read(Client().get("/projects/")).one("main").text
    assert Client().get(project.get_absolute_url()).status_code == 200
