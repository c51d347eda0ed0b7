"""A plan, a period or an evaluation taken away whole: as its reader sees it, with a dictionary, the same each time."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators.models import Indicator, Result
from kpi_tracker.pages.packages.asked import Asked
from kpi_tracker.pages.packages.dictionary import meaning_of
from kpi_tracker.pages.packages.jobs import ask_for
from kpi_tracker.pages.packages.making import check, package_of, read_back
from policies.models import Plan
from reports.jobs.actions.working import Progress, work_off
from reports.jobs.models import Job
from reports.works import WORKS
from store.actions.rows import RefusedError
from tests.city import CITY, make_official
from tests.entry.office import carried, client_of
from tests.evaluations.published_hall import Hall, make_hall
from tests.factories import (
    make_indicator,
    make_node,
    make_period,
    make_plan,
    make_project,
    make_project_count,
    make_result,
    make_target,
)
from tests.reading import read

pytestmark = pytest.mark.django_db
Make = Callable[..., dict[str, Any]]


@pytest.fixture
def hall() -> Hall:
    found = make_hall()
    Plan.objects.update(is_published=True)
    hidden = make_indicator(node=found.node, name="=確認前の指標")
    make_result(indicator=hidden, fiscal_year=2023, total=98765, entry_state="waiting")
    make_target(indicator=hidden, fiscal_year=2025, scope="period", comparator="range", value=1, upper=2)
    return found


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def asked(hall: Hall, *, is_public: bool, **more: Any) -> Asked:
    return Asked(
        **{"plan": hall.cycle.period.plan.key, "period": None, "cycle": "", "is_public": is_public} | more
    )


def files(data: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8-sig") for name in package.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def made(hall: Hall, *, is_public: bool = False, **more: Any) -> dict[str, str]:
    """Return the package that the planner asks for, who sees everything."""
    return files(package_of(asked(hall, is_public=is_public, **more), hall.planner, Progress()))


def test_everything_of_a_plan_is_in_it_and_can_be_put_together_again(hall: Hall) -> None:
    found = made(hall)
    expected = [
        "plan",
        "nodes",
        "indicators",
        "years",
        "targets",
        "measures",
        "undertakings",
        "texts",
        "projects",
    ]
    assert [name.removesuffix(".csv") for name in found if name.endswith(".csv")][:9] == expected
    tables = {name: rows(text) for name, text in found.items() if name.endswith(".csv")}
    nodes = {row["項目キー"] for row in tables["nodes.csv"]}
    known = {(row["項目キー"], row["指標キー"]) for row in tables["indicators.csv"]}
    assert len(known) == Indicator.objects.count()
    for name in ("indicators.csv", "measures.csv", "texts.csv", "projects.csv"):
        assert {row["項目キー"] for row in tables[name]} <= nodes, name
    for name in ("years.csv", "targets.csv"):
        assert {(row["項目キー"], row["指標キー"]) for row in tables[name]} <= known, name
    told = {(row["指標名"], row["年度（西暦）"]): row["実績"] for row in tables["years.csv"] if row["実績"]}
    stored = {
        (
            f"'{one.indicator.name}" if one.indicator.name.startswith("=") else one.indicator.name,
            str(one.fiscal_year),
        ): one
        for one in Result.objects.exclude(total=None)
    }
    assert {key: f"{one.total.normalize():f}" for key, one in stored.items() if one.total is not None} == told
    (measure,) = tables["measures.csv"]
    assert (measure["進捗状況"], measure["今後の方向性"]) == ("A", "Ⅰ")


def test_the_dictionary_explains_every_column_of_every_table(hall: Hall) -> None:
    found = made(hall)
    told = {(row["ファイル"], row["列"]) for row in rows(found["dictionary.csv"])}
    own = {
        (name, heading)
        for name, text in found.items()
        if name.endswith(".csv") and name != "dictionary.csv"
        for heading in next(csv.reader(StringIO(text)))
    }
    assert told == own
    assert all(row["型"] and row["説明"] for row in rows(found["dictionary.csv"]))
    assert meaning_of("誰も説明していない列？") is None


def test_the_same_content_is_the_same_file(hall: Hall) -> None:
    wanted = asked(hall, is_public=False)
    assert package_of(wanted, hall.planner, Progress()) == package_of(wanted, hall.planner, Progress())


def test_what_is_public_holds_nothing_that_visitors_do_not_see(hall: Hall) -> None:
    public, own = made(hall, is_public=True), made(hall)
    assert "98765" in own["years.csv"]
    assert "98765" not in "".join(public.values())
    assert "市の外に公開されている内容" in public["README.txt"]
    Plan.objects.update(shows_suggestions=False)
    texts = "".join(text for name, text in made(hall, is_public=True).items() if name != "README.txt")
    assert "参考判定（" not in texts
    assert "達成状況" not in next(csv.reader(StringIO(made(hall, is_public=True)["years.csv"])))


def test_of_a_plan_with_editions_everybody_gets_the_edition(hall: Hall) -> None:
    Result.objects.filter(entry_state="waiting").delete()
    Indicator.objects.filter(name="=確認前の指標").update(name="元の名前")
    hall.publish()
    Result.objects.filter(total=7).update(total=4321)
    found = made(hall, is_public=True)
    assert "4321" not in found["years.csv"]
    assert {row["公表版"] for row in rows(found["measures.csv"])} == {"1"}
    assert "4321" in made(hall)["years.csv"]


def test_one_evaluation_holds_its_own_years(hall: Hall) -> None:
    found = made(hall, period=hall.cycle.period.number, cycle=hall.cycle.key)
    years = {row["年度（西暦）"] for row in rows(found["years.csv"])}
    assert years == {"2022", "2023"}
    assert "2025" in {row["年度（西暦）"] for row in rows(found["targets.csv"])}  # by which it is judged
    assert hall.cycle.name in found["README.txt"]


def test_a_period_holds_its_own_years_and_its_dictionary_says_what_it_leaves_out(hall: Hall) -> None:
    before, period = hall.cycle.period.first_year - 1, hall.cycle.period
    make_result(indicator=hall.indicator, fiscal_year=before, total=2)
    make_target(indicator=hall.indicator, fiscal_year=before, value=3)
    make_project_count(indicator=hall.indicator, fiscal_year=before, count=1)
    whole, own = made(hall), made(hall, period=period.number)
    for name in ("years", "targets", "ledgers"):
        every, found = ([row["年度（西暦）"] for row in rows(one[f"{name}.csv"])] for one in (whole, own))
        assert (every.count(str(before)), found.count(str(before))) == (1, 0), name
        assert [year for year in every if year != str(before)] == found
        told = {
            row["含まれる年度"] for row in rows(own["dictionary.csv"]) if row["ファイル"] == f"{name}.csv"
        }
        (said,) = told
        assert period.name in said
        assert "ほかの年度の1行は含めていません" in said
        assert f"{name}.csv　{said}" in own["README.txt"]
    assert {row["含まれる年度"] for row in rows(whole["dictionary.csv"])} == {"", "すべての年度"}
    assert rows(whole["nodes.csv"]) == rows(own["nodes.csv"])


@pytest.mark.parametrize("wrong", [{"plan": "nowhere"}, {"period": 99}, {"cycle": "nowhere"}])
def test_what_is_gone_meanwhile_is_refused_in_words(hall: Hall, wrong: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        package_of(asked(hall, is_public=False, **wrong), hall.planner, Progress())


def test_who_has_left_the_city_gets_nothing(hall: Hall) -> None:
    stranger = make_official("planning", "999998")
    with pytest.raises(RefusedError):
        package_of(asked(hall, is_public=False), stranger, Progress())


@pytest.mark.parametrize(
    ("heading", "cell"), [("実績", "66件"), ("決定日", "令和5年"), ("値の種別", "たぶん"), ("何か", "x")]
)
def test_a_file_that_does_not_keep_its_word_is_handed_to_nobody(heading: str, cell: str) -> None:
    found = read_back(f"\ufeff{heading}\r\n{cell}\r\n".encode())
    with pytest.raises(ValueError, match=heading):
        check("t", found, [heading], 1)


def test_it_is_asked_for_on_a_page_made_by_a_job_and_handed_to_its_own_person(hall: Hall) -> None:
    person = make_official("staff", CITY)
    client = client_of(person)
    page = client.get("/packages/")
    sent = {"what": hall.cycle.period.plan.key, "audience": "public", "once": carried(page, "once")}
    answer = client.post("/packages/", sent)
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert client.get(f"/packages/{job.pk}.zip").status_code == 404
    work_off("test", WORKS)
    assert client.get(job.get_absolute_url())["Location"].startswith("/packages/")
    assert f"/packages/{job.pk}.zip" in client.get("/packages/").content.decode()
    taken = client.get(f"/packages/{job.pk}.zip")
    assert "README.txt" in files(taken.getvalue())
    assert ".zip" in taken["Content-Disposition"]
    assert client_of(make_official("staff", CITY)).get(f"/packages/{job.pk}.zip").status_code == 404
    assert Client().get(f"/packages/{job.pk}.zip").status_code == 302
    Job.objects.update(result={"file": ["x.zip", "0" * 64, ""]})
    gone = client.get(f"/packages/{job.pk}.zip")
    assert gone.status_code == 404
    assert "もう一度作成してください" in gone.content.decode()


def test_the_way_back_leads_to_the_plan_one_came_from(hall: Hall) -> None:
    key = hall.node.period.plan.key
    client = client_of(make_official("staff", CITY))
    page = read(client.get(f"/packages/?plan={key}"))
    places = {"主なページ", "現在の位置"}
    links = [
        one.attributes["href"]
        for nav in page.all("nav")
        if nav.attributes["aria-label"] in places
        for one in nav.all("a")
    ]
    assert f"/?plan={key}" in links
    assert f"/indicators/?plan={key}" in links
    assert "/" not in links
    assert 'href="/"' in client.get("/packages/?plan=unknown").content.decode()


def test_what_nobody_outside_sees_is_not_replaced_by_the_editions_of_another_plan(hall: Hall) -> None:
    hall.publish()
    other = make_plan(local_government_code=CITY, key=f"{CITY}-suido", is_published=False)
    make_period(plan=other)
    with pytest.raises(RefusedError, match="もうない"):
        package_of(Asked(other.key, None, "", is_public=True), None, Progress())


def test_who_sees_less_than_when_it_was_made_gets_it_no_more(hall: Hall) -> None:
    person = make_official("planning", CITY)
    plan = hall.cycle.period.plan.key
    jobs = [ask_for(Asked(plan, None, "", is_public=is_public), "x", person) for is_public in (False, True)]
    for _ in jobs:
        work_off("test", WORKS)

    def taken() -> list[int]:
        answers = [client_of(person).get(f"/packages/{job.pk}.zip") for job in jobs]
        for answer in answers:
            answer.getvalue()
        return [answer.status_code for answer in answers]

    assert taken() == [200, 200]
    person.posts.update(role="staff")
    assert taken() == [404, 200]
    refused = client_of(person).get(f"/packages/{jobs[0].pk}.zip").content.decode()
    assert "いまの所属では見られない" in refused
    person.posts.update(role="planning", valid_to=timezone.localdate() - timedelta(days=1))
    assert taken() == [404, 200]


def test_who_is_no_official_is_told_where_public_tables_are(hall: Hall) -> None:
    answer = client_of(make_official("committee", CITY)).get("/packages/")
    assert answer.status_code == 403
    assert "API" in answer.content.decode()


def test_it_takes_no_statement_more_for_more_rows(hall: Hall) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            made(hall)
        return len(found)

    made(hall)
    before = cost()
    for number in range(3):
        node = make_node(parent=hall.node.parent)
        one = make_indicator(node=node, targets={2023: 3}, results={2022: number, 2023: number})
        make_project(counts_in=one)
    assert cost() == before


def test_the_command_writes_what_visitors_see(hall: Hall, tmp_path: Any) -> None:
    out, key = tmp_path / "p.zip", hall.cycle.period.plan.key
    call_command("write_package", key, f"--out={out}", stdout=StringIO())
    assert out.read_bytes() == package_of(asked(hall, is_public=True), None, Progress())
    with pytest.raises(CommandError, match="もうない") as refused:
        call_command("write_package", "nowhere", f"--out={out}")
    assert refused.value.returncode == 1
    with pytest.raises(CommandError) as wrong:
        call_command("write_package", key, "--cycle=x", f"--out={out}")
    assert wrong.value.returncode == 2


@pytest.mark.parametrize("wrong", [{"what": "どこか"}, {"what": ""}, {"audience": "everybody"}])
def test_what_is_not_offered_is_refused_in_words_and_asks_for_nothing(
    hall: Hall, wrong: dict[str, str]
) -> None:
    client = client_of(make_official("staff", CITY))
    page = client.get("/packages/")
    sent = {"what": hall.cycle.period.plan.key, "audience": "public", "once": carried(page, "once")} | wrong
    answer = client.post("/packages/", sent)
    assert answer.status_code == 422
    assert "選んでください" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_double_click_asks_once(hall: Hall) -> None:
    client = client_of(make_official("staff", CITY))
    sent = {"what": hall.cycle.period.plan.key, "audience": "internal"}
    sent["once"] = carried(client.get("/packages/"), "once")
    assert [client.post("/packages/", sent).status_code for _ in range(2)] == [302, 302]
    assert Job.objects.count() == 1
