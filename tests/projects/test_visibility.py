"""Counts and records of projects are as public as the figures they are part of."""

import pytest

from indicators.models import Indicator, Result
from projects.models import LeadingProject
from tests import factories as make

pytestmark = pytest.mark.django_db


def counted(**years: str) -> Indicator:
    """Return an indicator with a result, a count and a record in each year; the value is the entry state."""
    indicator = make.make_indicator(accumulation="cumulative")
    for name, state in years.items():
        year = int(name.removeprefix("y"))
        make.make_result(indicator=indicator, fiscal_year=year, total=year, entry_state=state)
        make.make_project_count(indicator=indicator, fiscal_year=year, count=year - 2000)
        project = make.make_project(node=indicator.node, name=f"取組{year}", counting_year=year)
        project.indicators.add(indicator)
    return indicator


def test_a_count_of_a_year_that_nobody_confirmed_stays_inside() -> None:
    indicator = counted(y2022="checked", y2023="waiting")
    public = Indicator.objects.reported_by_year(unconfirmed_of=())[indicator.pk]
    assert {year.year: count for year, count in public.items()} == {2022: 22}
    inside = Indicator.objects.reported_by_year(unconfirmed_of=None)[indicator.pk]
    assert {year.year: count for year, count in inside.items()} == {2022: 22, 2023: 23}


def test_a_department_sees_its_own_unconfirmed_counts_once() -> None:
    indicator = counted(y2022="checked", y2023="waiting")
    department = make.make_department()
    Indicator.objects.update(department=department)
    seen = Indicator.objects.reported_by_year(unconfirmed_of={department.pk})[indicator.pk]
    assert {year.year: count for year, count in seen.items()} == {2022: 22, 2023: 23}


def test_a_record_beyond_the_last_confirmed_year_stays_inside() -> None:
    counted(y2022="checked", y2023="draft")
    names = [str(project) for project in LeadingProject.objects.shown_with(())]
    assert names == ["取組2022"]
    assert LeadingProject.objects.shown_with(None).count() == 2
    Result.objects.filter(fiscal_year=2023).update(entry_state="confirmed")
    assert LeadingProject.objects.shown_with(()).count() == 2
