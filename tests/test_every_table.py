"""All tables of the application, as somebody finds them who follows every link: each has its files, or a reason.

A file is asked for at the address of its page, and so is for whoever sees the page; its figures are those of the page.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.publishing.actions import publish_correction
from evaluations.publishing.models import Publication
from evaluations.rating.models.evaluation import Evaluation
from evaluations.rating.models.stages import StageStep
from exports.page import PARAMETER
from indicators.models import RuleProfile
from policies.models import PolicyNode
from tests.city import CITY, OTHER_CITY
from tests.evaluations.published_hall import make_hall as make_published_hall
from tests.factories import make_cycle, make_evaluation, make_interim_value
from tests.form_city import YEAR, FormCity, make_form_city
from tests.forms_found import crawl, group_of, route_of
from tests.reading import Element, read
from tests.reports.papers import make_report
from tests.scenery import read_only

pytestmark = pytest.mark.django_db

VISITED: Final = ("/", "/indicators/", "/projects/")
WORKED_ON: Final = ("/entry/", "/evaluations/", "/reports/")
STARTS: Final = {
    "nobody": VISITED,
    "tanto": (*WORKED_ON, *VISITED),
    "jimukyoku": (*WORKED_ON, *VISITED, f"/evaluations/?plan={CITY}&period=1&cycle=other"),
    "iin": ("/evaluations/",),
    "root": ("/admin/",),
}
FROM_TEMPLATES: Final = re.compile(r'table_files "([a-z_]+)"')
MOST: Final = {"indicators:indicator_detail": 2, "policies:policy_node": 3, "evaluations:evaluation": 2}
PUBLISHED: Final = MOST | {"published:edition": 2, "published:measure": 2, "policies:policy_node": 3}
FORM: Final = "it is filled in: what it says is taken from the page that shows it"
UNFINISHED: Final = "it is what somebody is deciding about a file that was sent; what becomes of it has files"
WITHOUT_FILES: Final[Mapping[str, str]] = {
    "entry:send_back": "the page of the indicator has the same history",
    "entry:figure": "the page of the indicator has the same years",
    "entry:interim": "the page of the indicator has the same values",
    "entry:upload": UNFINISHED,
    "entry:preview": UNFINISHED,
    "entry:project_remove": "what is about to be deleted",
    "reports:report": UNFINISHED,
    "reports:place": UNFINISHED,
    "reports:report_load": UNFINISHED,
    "reports:load": UNFINISHED,
    "reports:new": UNFINISHED,
    "reports:unsaid": UNFINISHED,
    "evaluations:wording_edit": "one line of the list, which has files",
    "evaluations:profile_edit": FORM,
    "published:book": "the pages of the edition have the same tables",
    "admin change": FORM,
    "admin:index": "links",
}
BESIDE_NO_TABLE: Final = {"answers": "questions with their answers below; the tests of sheets read the file"}
NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(slots=True)
class Found:
    """What the crawls found: tables without files, and one address of every file of every route, by who found it."""

    bare: list[str] = field(default_factory=list)
    files: dict[tuple[str, str], tuple[str, str, Element]] = field(default_factory=dict)


@pytest.fixture
def _django_db_helper() -> None:
    """What is found stays for the whole module (see tests/scenery.py)."""


@pytest.fixture(scope="module")
def found(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[FormCity, Found]]:
    """Make the city, and follow every link as everybody."""
    quotas = dict.fromkeys(("upload", "download", "draft"), (10_000, 10))
    with read_only(django_db_blocker), override_settings(ENTRY_QUOTAS=quotas):
        city, result = make_form_city(), Found()
        make_report(CITY, city.people["jimukyoku"])
        for who in STARTS:
            pages = Pages(who, result)
            crawl(browser(city, who), STARTS[who], most=MOST, per_route=1, reading=pages.see)
        for who, starts in of_a_published_city(city).items():
            crawl(browser(city, who), starts, most=PUBLISHED, per_route=1, reading=Pages(who, result).see)
        yield city, result


def of_a_published_city(city: FormCity) -> dict[str, tuple[str, ...]]:
    """Publish two editions of another city; return where its visitor and its planner begin."""
    hall = make_published_hall(OTHER_CITY, is_published=True)
    hall.indicator.results.filter(fiscal_year=2022).update(total=3)  # its class is another the year after
    period, plan = hall.cycle.period, hall.cycle.period.plan
    before = make_cycle(period=period, key="r4", last_year=2022, profile=hall.cycle.profile)
    make_evaluation(cycle=before, node=hall.node, progress="B", direction="Ⅱ")
    hall.publish()
    make_interim_value(indicator=hall.indicator, as_of=date(2023, 9, 30), value=6, is_published=True)
    hall.indicator.results.filter(fiscal_year=2023).update(total=9)
    publish_correction(hall.draft(), edition=2, reason="転記の誤り", by=hall.by)
    first, second = (one.get_absolute_url() for one in Publication.objects.order_by("edition"))
    city.people["planner"] = hall.planner
    asked = f"?plan={plan.key}"
    top = PolicyNode.objects.get(period=period, layer__depth=1)
    own = [f"/policies/{one.address}/{asked}" for one in (top, hall.node, hall.undertaking)]
    return {
        "nobody": (
            second,
            f"{second}policies/{top.address}/",
            f"{second}policies/{hall.node.address}/",
            first,
        ),
        "planner": (
            *own,
            f"/evaluations/{hall.node.address}/{asked}",
            f"/indicators/{hall.indicator.pk}/{asked}",
            f"/{asked}",
        ),
        "jimukyoku": told_on_the_way(city),
    }


def told_on_the_way(city: FormCity) -> tuple[str, ...]:
    """Return pages of what was sent back, of a sheet that was handed in, of two editions of rules."""
    hall = city.hall
    evaluation = Evaluation.objects.get(cycle=hall.cycle, stage__key="check")
    steps = [(StageStep.Kind.FORWARD, "draft", "check"), (StageStep.Kind.BACK, "committee", "check")]
    for number, (kind, one, other) in enumerate(steps, 1):
        stages = {"from_stage": hall.stages[one], "to_stage": hall.stages[other]}
        said = {"from_name": one, "to_name": other, "reason": f"{number}回目", "at": timezone.now()}
        StageStep.objects.create(evaluation=evaluation, number=number, kind=kind, **stages, **said)
    sheet = PolicyNode.objects.get(name="待つ事務事業")
    first, second = RuleProfile.objects.order_by("pk")[:2]
    return (
        hall.address(evaluation.node),
        f"/evaluations/?{hall.query}",
        reverse("entry:sheet_read", args=(sheet.pk, YEAR)),
        f"{reverse('evaluations:profile_compare')}?a={first.pk}&b={second.pk}&cycle={hall.cycle.pk}",
    )


def browser(city: FormCity, who: str) -> Client:
    client = Client()
    if who != "nobody":
        client.force_login(city.people[who])
    return client


@dataclass(slots=True)
class Pages:
    """Looks at one page after the other as one person."""

    who: str
    found: Found

    def see(self, page: str, answer: Any) -> None:
        """Note the tables that have no files, and the files that there are."""
        route = group_of(route_of(page))
        for region, table in tables_in(read(answer)):
            links = links_in(region)
            for name, address in links.items():
                self.found.files.setdefault((route, name), (self.who, urljoin(page, address), table))
            if says_something(table) and not links and route not in WITHOUT_FILES:
                self.found.bare.append(f"{self.who} {page}: {heading_of(table)}")


def tables_in(page: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each table outside a form with the nearest part of its own section that has files, else with itself."""

    def below(element: Element, around: tuple[Element, ...]) -> Iterator[tuple[Element, Element]]:
        for child in element.children:
            if not isinstance(child, Element) or is_filled_in(child):
                continue
            if child.tag == "table":
                near = next((one for one in around if links_in(one)), child)
                yield near, child
            else:
                yield from below(child, (child,) if child.tag in {"section", "main"} else (child, *around))

    yield from below(page, ())


def is_filled_in(part: Element) -> bool:
    """Tell whether it is a form to be sent; that around a keepers' list is none that one fills in."""
    return part.tag == "form" and part.attributes.get("id") != "changelist-form"


def links_in(part: Element) -> dict[str, str]:
    """Return the addresses of the CSV files that a part of a page links outside sections within it, by their names."""
    inner = {id(link) for section in part.all("section") if section is not part for link in section.all("a")}
    addresses = [
        unescape(one.attributes.get("href", ""))
        for one in part.all("a")
        if "download" in one.attributes and id(one) not in inner
    ]
    asked = {
        one: dict(parse_qsl(urlsplit(one).query)).get(PARAMETER, urlsplit(one).path) for one in addresses
    }
    return {name.removesuffix(".csv"): one for one, name in asked.items() if name.endswith(".csv")}


def says_something(table: Element) -> bool:
    return any(len(row) > 1 for body in table.all("tbody") for row in body.rows)


def heading_of(table: Element) -> str:
    return " ".join(one.text for one in table.all("th")[:4])


def test_every_table_has_its_files_or_a_reason(found):
    assert found[1].bare == []


def test_the_files_are_those_that_officers_and_visitors_ask_for(found):
    routes = {route for route, _ in found[1].files}
    assert routes >= {
        *(
            "policies:overview",
            "policies:policy_node",
            "indicators:indicator_detail",
            "projects:project_list",
        ),
        *(
            "entry:board",
            "entry:board_department",
            "entry:ledgers",
            "evaluations:board",
            "evaluations:evaluation",
        ),
        *(
            "evaluations:committee",
            "evaluations:compile_list",
            "evaluations:wording_list",
            "evaluations:profile_list",
        ),
        *("evaluations:publish", "reports:list", "admin changelist"),
    }


def test_every_table_that_a_page_can_have_was_found(found):
    """A table that no page of the scenery shows is read back by nobody."""
    files = Path("templates").rglob("*.html")
    names = {name for file in files for name in FROM_TEMPLATES.findall(file.read_text("utf-8"))}
    assert names - {name for _, name in found[1].files} == set(BESIDE_NO_TABLE)


def test_no_reason_is_left_over(found):
    routes = {route for route, _ in found[1].files}
    assert not routes & set(WITHOUT_FILES)
    assert all(WITHOUT_FILES.values())


def taken(city: FormCity, who: str, address: str, suffix: str) -> Any:
    answer = browser(city, who).get(address.replace(".csv", f".{suffix}"))
    assert answer.status_code == 200, address
    assert f".{suffix}" in answer["Content-Disposition"]
    return answer.getvalue()


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_every_file_can_be_read_back_and_both_kinds_say_the_same(found):
    """One row of headings, none missing, none twice; as many values in each row; the workbook cell by cell the same."""
    city, result = found
    for who, address, _ in result.files.values():
        headings, *rows = csv_rows(taken(city, who, address, "csv"))
        assert all(headings), address
        assert len(set(headings)) == len(headings), address
        assert {len(row) for row in rows} <= {len(headings)}, address
        sheet = load_workbook(BytesIO(taken(city, who, address, "xlsx"))).worksheets[0]
        told = [[in_csv(cell) for cell in row] for row in sheet.iter_rows()]
        assert told == [headings, *rows], address
        assert not sheet.merged_cells.ranges


def in_csv(cell: Any) -> str:
    """Return a cell of a workbook as the CSV has it."""
    if cell.value is None:
        return ""
    if cell.is_date:
        return f"{cell.value:%Y-%m-%d}"
    text = str(cell.value)
    if isinstance(cell.value, str):
        return (
            f"'{text}"
            if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'"))
            else text
        )
    return text.removesuffix(".0")


WITH_OTHER_ROWS: Final = {
    ("policies:policy_node", "indicators"): "a year a column there, a year a row in the file",
    ("evaluations:evaluation", "indicators"): "a year a column there, a year a row in the file",
    ("published:measure", "indicators"): "one file for all indicators of the page",
    ("published:measure", "targets"): "one file for all indicators of the page",
    ("projects:project_list", "ledgers"): "a sentence an indicator there, a row a year in the file",
    **{
        ("policies:compare", f"crossing-{key}"): "a level a column there, a cell a row in the file"
        for key in ("class", "progress", "direction")
    },
    **{
        ("evaluations:publish", f"seen-{key}"): "a place a row there, a line a row in the file"
        for key in ("gone", "other", "new")
    },
    ("indicators:indicator_detail", "interim"): "among the years there, a row a value in the file",
    ("entry:sheet_read", "amounts"): "a column each there, a cell a row in the file",
    ("policies:heat_map", "classes"): "a year a column there, a year a row in the file",
    ("policies:policy_node", "projects"): "one file for those of the period and those before",
}


def test_a_file_has_the_rows_and_the_figures_of_its_table(found):
    """Every number that a row of the page shows stands in the same row of the file."""
    city, result = found
    for key, (who, address, table) in result.files.items():
        if key in WITH_OTHER_ROWS or key[0].startswith("admin"):
            continue
        shown = [
            [written(cell) for cell in row.all("th", "td")]
            for body in table.all("tbody")
            for row in body.all("tr")
            if len(row.all("th", "td")) > 1
        ]
        headings, *rows = csv_rows(taken(city, who, address, "csv"))
        assert len(rows) >= len(shown), key
        for row, line in zip(shown, rows, strict=False):
            known = numbers_in(" ".join([*line, *headings]))
            assert numbers_in(" ".join(row)) - known == set(), (key, row, line)


def written(cell: Element) -> str:
    """Return what a cell says, without what it draws."""
    if cell.tag == "svg" or cell.fits({"class_": "spark"}):
        return ""
    return " ".join(one if isinstance(one, str) else written(one) for one in cell.children)


def numbers_in(text: str) -> set[str]:
    return {f"{Decimal(number.replace(',', '')).normalize():f}" for number in NUMBER.findall(text)}


def test_who_may_not_see_a_page_gets_no_file_of_it(found):
    """As somebody without a login, and as 委員, each file answers like its page."""
    city, result = found
    for (route, _), (_, address, _) in result.files.items():
        page = address.split("?")[0]
        query = dict(parse_qsl(urlsplit(address).query))
        without = {name: value for name, value in query.items() if name != PARAMETER}
        for who in ("nobody", "iin"):
            client = browser(city, who)
            shown = client.get(page, without)
            if shown.status_code != 200:
                assert client.get(page, query).status_code == shown.status_code, (who, route)


@pytest.mark.parametrize("asked", ["nothing.csv", "measures.exe", "measures", "../etc/passwd", "あ" * 300])
def test_a_file_that_there_is_not_says_which_there_are(found, asked):
    answer = Client().get("/", {PARAMETER: asked})
    assert answer.status_code == 404
    assert "policies.csv" in answer.content.decode()
